"""The event log: who did what to which thing, and when; only ever added to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.event import Event
from bot.store.tables import log


async def add(connection: AsyncConnection, at: datetime, actor: str, action: str, subject: str, **detail: Any) -> None:
    """Write one line of the log."""
    row = {"at": at, "actor": actor, "action": action, "subject": subject, "detail": detail}
    await connection.execute(log.insert().values(row))


async def add_each(
    connection: AsyncConnection, at: datetime, actor: str, action: str, lines: Sequence[tuple[str, dict[str, Any]]]
) -> None:
    """Write a line of the log for each of many: its subject and detail."""
    rows = [
        {"at": at, "actor": actor, "action": action, "subject": subject, "detail": detail} for subject, detail in lines
    ]
    if rows:
        await connection.execute(log.insert(), rows)


async def about(connection: AsyncConnection, subject: str) -> list[Event]:
    """Everything that happened to one thing, oldest first."""
    rows = await connection.execute(select(log).where(log.c.subject == subject).order_by(log.c.id))
    return [Event(**row) for row in rows.mappings()]


async def last(connection: AsyncConnection, subject: str) -> Event | None:
    """What happened last to one thing."""
    wanted = select(log).where(log.c.subject == subject).order_by(log.c.id.desc()).limit(1)
    row = (await connection.execute(wanted)).mappings().first()
    return Event(**row) if row else None
