"""Counts over the tables, for whoever watches from outside: no text, no name, no secret."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import account, delivery, notice, publication, reply

_WAITING = ("scheduled", "publishing")


async def publications(connection: AsyncConnection) -> dict[str, int]:
    """How many there are in each state, those deleted left out."""
    wanted = select(publication.c.state, func.count()).where(publication.c.deleted.is_(None))
    return {state: count for state, count in (await connection.execute(wanted.group_by(publication.c.state))).all()}


async def overdue(connection: AsyncConnection, now: datetime) -> tuple[int, datetime | None]:
    """How many are due and not out, and since when the oldest of them is due."""
    due = publication.c.state.in_(_WAITING), publication.c.at <= now, publication.c.deleted.is_(None)
    count, oldest = (await connection.execute(select(func.count(), func.min(publication.c.at)).where(*due))).one()
    return count, oldest


async def deliveries(connection: AsyncConnection) -> dict[tuple[str, str], int]:
    """How many parts are in each state, by platform and state."""
    wanted = (
        select(account.c.platform, delivery.c.state, func.count())
        .join(publication, publication.c.id == delivery.c.publication_id)
        .join(account, account.c.id == publication.c.account_id)
        .group_by(account.c.platform, delivery.c.state)
    )
    return {(platform, state): count for platform, state, count in (await connection.execute(wanted)).all()}


async def open_replies(connection: AsyncConnection) -> int:
    """How many replies wait for a person."""
    return (await connection.execute(select(func.count()).where(reply.c.state == "open"))).scalar() or 0


async def untold(connection: AsyncConnection) -> int:
    """How many notices nobody was told yet."""
    return (await connection.execute(select(func.count()).where(notice.c.told.is_(None)))).scalar() or 0
