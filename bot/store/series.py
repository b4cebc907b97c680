"""Series: publications that recur."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.series import Series
from bot.store.schedule_tables import series


async def add(connection: AsyncConnection, new: Series) -> None:
    """Keep a new series."""
    await connection.execute(series.insert().values(id=new.id, draft_id=new.draft_id, **_columns(new)))


async def change(connection: AsyncConnection, changed: Series) -> None:
    """Keep a series as it is now."""
    await connection.execute(update(series).where(series.c.id == changed.id).values(_columns(changed)))


async def by_id(connection: AsyncConnection, series_id: str, *, hold: bool = False) -> Series | None:
    """The series of that id; with `hold` nobody else changes it until this transaction ends."""
    wanted = select(series.c.body).where(series.c.id == series_id)
    body = (await connection.execute(wanted.with_for_update() if hold else wanted)).scalar()
    return Series.model_validate(body) if body else None


async def going_on(connection: AsyncConnection) -> list[Series]:
    """Those that have not ended."""
    wanted = select(series.c.body).where(series.c.state != "ended").order_by(series.c.next, series.c.id)
    return [Series.model_validate(body) for body in (await connection.execute(wanted)).scalars()]


def _columns(one: Series) -> dict[str, object]:
    return {"state": one.state, "next": one.next, "body": one.model_dump(mode="json")}
