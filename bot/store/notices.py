"""What is still to be told in the chat: written in the transaction of what it tells of, told once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.event import Notice
from bot.store.tables import notice


async def add(connection: AsyncConnection, now: datetime, kind: str, subject: str, **detail: Any) -> None:
    """Keep that something is to be told; `detail` is what its sentence needs."""
    row = {"kind": kind, "subject": subject, "created": now, "detail": detail}
    await connection.execute(notice.insert().values(row))


async def untold(connection: AsyncConnection, *, limit: int = 100) -> list[Notice]:
    """What nobody was told yet, the oldest first."""
    wanted = select(notice).where(notice.c.told.is_(None)).order_by(notice.c.id).limit(limit)
    return [Notice(**row) for row in (await connection.execute(wanted)).mappings()]


async def claim(connection: AsyncConnection, notice_id: int, holder: str, now: datetime, seconds: float) -> bool:
    """Take a notice in hand for so many seconds; False when another has it or it was told."""
    free = or_(notice.c.held_until.is_(None), notice.c.held_until <= now)
    mine = update(notice).where(notice.c.id == notice_id, notice.c.told.is_(None), free)
    values = {"holder": holder, "held_until": now + timedelta(seconds=seconds)}
    return bool((await connection.execute(mine.values(values))).rowcount)


async def told(connection: AsyncConnection, notice_id: int, now: datetime) -> None:
    """It was told, or there is nobody left to tell."""
    await connection.execute(update(notice).where(notice.c.id == notice_id).values(told=now))


async def told_of(connection: AsyncConnection, subjects: Sequence[str], now: datetime) -> None:
    """Whatever there was to tell of these has been seen."""
    mine = update(notice).where(notice.c.subject.in_(subjects), notice.c.told.is_(None))
    await connection.execute(mine.values(told=now))
