"""Brands."""

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.brand import Brand
from bot.store.tables import brand


async def lock(connection: AsyncConnection) -> None:
    """Let no one else add a brand until this transaction ends; on SQLite a write transaction is alone anyway."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("LOCK TABLE brand IN EXCLUSIVE MODE"))


async def add(connection: AsyncConnection, new: Brand) -> None:
    """Keep a new brand."""
    await connection.execute(brand.insert().values(id=new.id, name=new.name, body=new.model_dump(mode="json")))


async def change(connection: AsyncConnection, changed: Brand) -> None:
    """Keep what is new about a brand."""
    row = update(brand).where(brand.c.id == changed.id)
    await connection.execute(row.values(name=changed.name, body=changed.model_dump(mode="json")))


async def by_name(connection: AsyncConnection, name: str) -> Brand | None:
    """The brand of that name."""
    body = (await connection.execute(select(brand.c.body).where(brand.c.name == name))).scalar()
    return Brand.model_validate(body) if body else None


async def by_id(connection: AsyncConnection, brand_id: str) -> Brand | None:
    """The brand of that id."""
    body = (await connection.execute(select(brand.c.body).where(brand.c.id == brand_id))).scalar()
    return Brand.model_validate(body) if body else None
