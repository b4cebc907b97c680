"""What networks told by themselves of what is out."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ports import Echo
from bot.store.inserting import insert
from bot.store.tables import echo

_KEY = ("platform", "native_id", "remote_id")


async def keep(connection: AsyncConnection, platform: str, native_id: str, new: Echo) -> None:
    """Keep what was told; of the same thing the newest words."""
    values = {"platform": platform, "native_id": native_id, **new.model_dump()}
    row = insert(connection, echo).values(values)
    newest = {"told": row.excluded.told, "body": row.excluded.body}
    await connection.execute(row.on_conflict_do_update(index_elements=_KEY, set_=newest))


async def since(connection: AsyncConnection, platform: str, native_id: str, at: datetime) -> list[Echo]:
    """What was told of an account since then, the oldest first."""
    wanted = select(echo.c.remote_id, echo.c.told, echo.c.body).where(
        echo.c.platform == platform, echo.c.native_id == native_id, echo.c.told >= at
    )
    rows = await connection.execute(wanted.order_by(echo.c.told, echo.c.remote_id))
    return [Echo(**row) for row in rows.mappings()]


async def clear(connection: AsyncConnection, before: datetime) -> None:
    """Forget what was told before then."""
    await connection.execute(delete(echo).where(echo.c.told < before))
