"""Members and the invitations that make them."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.brand import Member
from bot.domain.conversation import Invitation
from bot.store.chat_tables import invitation, stranger
from bot.store.inserting import add_new
from bot.store.tables import member


async def add(connection: AsyncConnection, new: Member) -> None:
    """Keep a new member."""
    await connection.execute(member.insert().values(new.model_dump()))


async def change(connection: AsyncConnection, changed: Member) -> None:
    """Keep what is new about a member."""
    await connection.execute(update(member).where(member.c.id == changed.id).values(changed.model_dump()))


async def by_id(connection: AsyncConnection, member_id: str) -> Member | None:
    """The member of that id, removed or not."""
    row = (await connection.execute(select(member).where(member.c.id == member_id))).mappings().first()
    return Member(**row) if row else None


async def by_telegram(connection: AsyncConnection, telegram_id: int) -> Member | None:
    """The member with that Telegram account, removed or not."""
    row = (await connection.execute(select(member).where(member.c.telegram_id == telegram_id))).mappings().first()
    return Member(**row) if row else None


async def every(connection: AsyncConnection) -> list[Member]:
    """All members with a Telegram account who were not removed, by name."""
    wanted = select(member).where(member.c.active, member.c.telegram_id.is_not(None)).order_by(member.c.name)
    return [Member(**row) for row in (await connection.execute(wanted)).mappings()]


async def invite(connection: AsyncConnection, new: Invitation) -> None:
    """Keep an invitation."""
    await connection.execute(invitation.insert().values(new.model_dump()))


async def invited(connection: AsyncConnection, code_hash: str) -> Invitation | None:
    """The invitation of that code."""
    wanted = select(invitation).where(invitation.c.code_hash == code_hash).with_for_update()
    row = (await connection.execute(wanted)).mappings().first()
    return Invitation(**row) if row else None


async def accept(connection: AsyncConnection, code_hash: str, member_id: str, now: datetime) -> None:
    """Use an invitation up."""
    spent = update(invitation).where(invitation.c.code_hash == code_hash)
    await connection.execute(spent.values(used_by=member_id, used=now))


async def revoke(connection: AsyncConnection, role: str, now: datetime) -> None:
    """Let every open invitation to a role expire."""
    open_ones = update(invitation).where(invitation.c.role == role, invitation.c.used.is_(None))
    await connection.execute(open_ones.values(expires=now))


async def first_seen(connection: AsyncConnection, telegram_id: int, now: datetime) -> bool:
    """Note that a stranger wrote; True the first time."""
    return await add_new(connection, stranger, telegram_id=telegram_id, told=now)
