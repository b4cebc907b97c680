"""Members."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.brand import Member
from bot.store.tables import member


async def add(connection: AsyncConnection, new: Member) -> None:
    """Keep a new member."""
    await connection.execute(member.insert().values(new.model_dump()))
