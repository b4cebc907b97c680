"""Secrets, sealed before they come here, and who is renewing them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import secret


async def sealed(connection: AsyncConnection, owner_id: str) -> str | None:
    """What is kept for an owner."""
    found: str | None = (await connection.execute(_of(owner_id))).scalar()
    return found


async def held(connection: AsyncConnection, owner_id: str) -> str | None:
    """The same, for changing it in this transaction: nobody else can meanwhile."""
    found: str | None = (await connection.execute(_of(owner_id).with_for_update())).scalar()
    return found


async def keep(connection: AsyncConnection, owner_id: str, sealed: str, now: datetime) -> None:
    """Keep this for an owner, instead of what is there."""
    changed = update(secret).where(secret.c.owner_id == owner_id).values(sealed=sealed, kept=now)
    if not (await connection.execute(changed)).rowcount:
        await connection.execute(secret.insert().values(owner_id=owner_id, sealed=sealed, kept=now))


async def forget(connection: AsyncConnection, owner_id: str) -> None:
    """Keep nothing for an owner."""
    await connection.execute(delete(secret).where(secret.c.owner_id == owner_id))


async def sweep(connection: AsyncConnection, prefix: str, before: datetime) -> None:
    """Forget what was kept before then for owners whose ids begin so."""
    await connection.execute(delete(secret).where(secret.c.owner_id.startswith(prefix), secret.c.kept < before))


async def hold(connection: AsyncConnection, owner_id: str, holder: str, now: datetime, until: datetime) -> bool:
    """Be the only one to renew an owner's secrets until then; False while somebody else is."""
    free = or_(secret.c.holder.in_(("", holder)), secret.c.held_until <= now)
    taken = update(secret).where(secret.c.owner_id == owner_id, free).values(holder=holder, held_until=until)
    return bool((await connection.execute(taken)).rowcount)


async def let_go(connection: AsyncConnection, owner_id: str, holder: str) -> None:
    """Let others renew."""
    mine = update(secret).where(secret.c.owner_id == owner_id, secret.c.holder == holder)
    await connection.execute(mine.values(holder="", held_until=None))


def _of(owner_id: str) -> Select[Any]:
    return select(secret.c.sealed).where(secret.c.owner_id == owner_id)
