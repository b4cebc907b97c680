"""Recurring duties: of several processes one alone does each at its time."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.schedule_tables import duty


async def claim(connection: AsyncConnection, name: str, now: datetime, before: datetime) -> bool:
    """Take on a duty that was begun last at this instant or earlier, or never; False when another did meanwhile."""
    insert = postgres_insert if connection.dialect.name == "postgresql" else sqlite_insert
    new = insert(duty).values(name=name, begun=now).on_conflict_do_nothing()
    if (await connection.execute(new)).rowcount:
        return True
    taken = update(duty).where(duty.c.name == name, duty.c.begun <= before).values(begun=now)
    return bool((await connection.execute(taken)).rowcount)


async def begun(connection: AsyncConnection) -> dict[str, datetime]:
    """When each duty was begun last."""
    return {row.name: row.begun for row in await connection.execute(select(duty))}
