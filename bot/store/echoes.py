"""What networks told by themselves of what is out."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ports import Echo
from bot.store.tables import echo


async def keep(connection: AsyncConnection, platform: str, native_id: str, new: Echo) -> None:
    """Keep what was told; of the same thing the newest words."""
    mine = (echo.c.platform == platform, echo.c.native_id == native_id, echo.c.remote_id == new.remote_id)
    await connection.execute(delete(echo).where(*mine))
    await connection.execute(echo.insert().values(platform=platform, native_id=native_id, **new.model_dump()))


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
