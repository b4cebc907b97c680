"""Slots: the recurring times of brands and accounts."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.slot import Slot
from bot.store.schedule_tables import slot


async def add(connection: AsyncConnection, new: Slot) -> None:
    """Keep a new slot."""
    values = {"id": new.id, "brand_id": new.brand_id, "account_id": new.account_id}
    await connection.execute(slot.insert().values(**values, body=new.model_dump(mode="json")))


async def of_brand(connection: AsyncConnection, brand_id: str) -> list[Slot]:
    """A brand's slots, its accounts' own among them, by day and time."""
    bodies = (await connection.execute(select(slot.c.body).where(slot.c.brand_id == brand_id))).scalars()
    return sorted(map(Slot.model_validate, bodies), key=lambda one: (one.account_id, one.weekdays, one.wall, one.id))


async def remove(connection: AsyncConnection, slot_id: str) -> bool:
    """Remove a slot; False when it is gone already."""
    return bool((await connection.execute(delete(slot).where(slot.c.id == slot_id))).rowcount)
