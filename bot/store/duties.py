"""Recurring duties: of several processes one alone does each at its time."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.inserting import add_new
from bot.store.schedule_tables import duty


async def claim(connection: AsyncConnection, name: str, now: datetime, every: timedelta) -> bool:
    """Take on a duty that was never begun, or last so long ago (or ahead); False when another did meanwhile."""
    if await add_new(connection, duty, name=name, begun=now):
        return True
    due = or_(duty.c.begun <= now - every, duty.c.begun > now + every)
    taken = update(duty).where(duty.c.name == name, due).values(begun=now)
    return bool((await connection.execute(taken)).rowcount)


async def begun(connection: AsyncConnection) -> dict[str, datetime]:
    """When each duty was begun last."""
    return {row.name: row.begun for row in await connection.execute(select(duty))}
