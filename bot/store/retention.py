"""Lets go of what is old: some rows at a time, so that nobody waits long."""

from datetime import datetime

from sqlalchemy import ColumnElement, Table, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import log, notice, publication

OPEN = ("scheduled", "publishing", "failed", "uncertain", "held")
# What is remembered of these is no story but a switch: their last line says how it stands.
_KEPT = ("switch/%", "queue/%", "login/%")


async def events_before(connection: AsyncConnection, before: datetime, limit: int) -> int:
    """Drop lines of the log older than that, but those of publications that are not done, and switches; how many."""
    going_on = select("publication/" + publication.c.id).where(publication.c.state.in_(OPEN))
    switches = [log.c.subject.not_like(pattern) for pattern in _KEPT]
    return await _drop(connection, log, limit, log.c.at < before, log.c.subject.not_in(going_on), *switches)


async def notices_before(connection: AsyncConnection, before: datetime, limit: int) -> int:
    """Drop notices that were told before then; how many."""
    return await _drop(connection, notice, limit, notice.c.told < before)


async def _drop(connection: AsyncConnection, table: Table, limit: int, *which: ColumnElement[bool]) -> int:
    some = select(table.c.id).where(*which).limit(limit)
    return (await connection.execute(delete(table).where(table.c.id.in_(some)))).rowcount
