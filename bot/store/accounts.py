"""Accounts."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.publication import Account
from bot.store.tables import account

_COLUMNS = ("id", "brand_id", "platform", "handle", "active", "expires")


async def add(connection: AsyncConnection, new: Account) -> None:
    """Keep a new account."""
    await connection.execute(account.insert().values(_row(new)))


async def change(connection: AsyncConnection, changed: Account) -> None:
    """Keep what is new about an account."""
    await connection.execute(update(account).where(account.c.id == changed.id).values(_row(changed)))


async def every(connection: AsyncConnection, brand_id: str = "") -> list[Account]:
    """All connected accounts, or a brand's, by platform and handle."""
    wanted = select(account).where(account.c.active).order_by(account.c.platform, account.c.handle)
    rows = await connection.execute(wanted.where(account.c.brand_id == brand_id) if brand_id else wanted)
    return [_account(row) for row in rows.mappings()]


async def by_id(connection: AsyncConnection, account_id: str) -> Account | None:
    """The account of that id, connected or not."""
    row = (await connection.execute(select(account).where(account.c.id == account_id))).mappings().first()
    return _account(row) if row else None


async def lock(connection: AsyncConnection, account_ids: Collection[str]) -> None:
    """Let nobody else take times on these accounts until this transaction ends; on SQLite it is alone anyway."""
    wanted = select(account.c.id).where(account.c.id.in_(account_ids)).order_by(account.c.id)
    # with key_share: rows that name an account may still be added
    await connection.execute(wanted.with_for_update(key_share=True))


async def on_platform(connection: AsyncConnection, platform: str) -> list[Account]:
    """Every account there ever was on a platform, connected or not."""
    rows = await connection.execute(select(account).where(account.c.platform == platform).order_by(account.c.handle))
    return [_account(row) for row in rows.mappings()]


def _row(one: Account) -> dict[str, Any]:
    columns = {name: getattr(one, name) for name in _COLUMNS}
    return {**columns, "body": one.model_dump(mode="json", exclude=set(_COLUMNS), exclude_defaults=True)}


def _account(row: RowMapping) -> Account:
    values = dict(row)
    return Account(**values.pop("body"), **values)
