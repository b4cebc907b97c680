"""Accounts."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.publication import Account
from bot.store.tables import account


async def add(connection: AsyncConnection, new: Account) -> None:
    """Keep a new account."""
    await connection.execute(account.insert().values(new.model_dump()))


async def every(connection: AsyncConnection, brand_id: str = "") -> list[Account]:
    """All accounts, or a brand's, by platform and handle."""
    wanted = select(account).order_by(account.c.platform, account.c.handle)
    rows = await connection.execute(wanted.where(account.c.brand_id == brand_id) if brand_id else wanted)
    return [Account(**row) for row in rows.mappings()]


async def by_id(connection: AsyncConnection, account_id: str) -> Account | None:
    """The account of that id."""
    row = (await connection.execute(select(account).where(account.c.id == account_id))).mappings().first()
    return Account(**row) if row else None
