"""Who is alive among several processes on Postgres: each holds a lock of its own, on a connection of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

# How often a process looks whether its lock still stands, in seconds.
BEAT = 1.0
# A connection whose other end is silent for about ten seconds is given up by the system.
_KEEP = {"keepalives": 1, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}
_HELD = text("SELECT pg_advisory_lock(hashtextextended(:name, 0))")
_TRIED = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))")


@asynccontextmanager
async def living(url: str, name: str, lost: Callable[[], None]) -> AsyncIterator[None]:
    """Hold the lock of this name within the block; `lost` is called at once when the connection that holds it breaks.

    Needs a session of its own: a pooler that shares sessions between transactions will not do.
    """
    engine = create_async_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=_KEEP)
    connection = await engine.connect()
    try:
        await connection.execute(_HELD, {"name": name})
        beating = asyncio.ensure_future(_beat(connection, lost))
        try:
            yield
        finally:
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating
    finally:
        with suppress(DBAPIError):
            await connection.close()
        await engine.dispose()


async def _beat(connection: AsyncConnection, lost: Callable[[], None]) -> None:
    while True:
        await asyncio.sleep(BEAT)
        try:
            async with asyncio.timeout(10 * BEAT):
                await connection.execute(text("SELECT 1"))
        except (DBAPIError, TimeoutError):
            lost()
            return


async def lives(engine: AsyncEngine, name: str) -> bool:
    """Whether somebody holds the lock of this name."""
    async with engine.connect() as connection:
        return not (await connection.execute(_TRIED, {"name": name})).scalar()
