"""Members."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.brand import Member
from bot.store.tables import member


async def add(connection: AsyncConnection, new: Member) -> None:
    """Keep a new member."""
    await connection.execute(member.insert().values(new.model_dump()))


async def by_name(connection: AsyncConnection, name: str) -> Member | None:
    """The first member of that name."""
    row = (
        (await connection.execute(select(member).where(member.c.name == name).order_by(member.c.id))).mappings().first()
    )
    return Member(**row) if row else None
