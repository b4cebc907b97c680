"""Replies in the inbox, each once by account and native id, and how far each publication was read."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.reply import Reply, ReplyState
from bot.store.tables import cursor, reply

_CHANGES = ("text", "edited", "deleted", "author", "url")


async def keep(connection: AsyncConnection, new: Reply) -> bool:
    """Keep a reply or what changed in it; True when it is new. A deletion seen once stays."""
    known = reply.c.account_id == new.account_id, reply.c.native_id == new.native_id
    there = (await connection.execute(select(reply.c.id, reply.c.deleted).where(*known))).first()
    if there is None:
        await connection.execute(reply.insert().values(new.model_dump()))
        return True
    if not there.deleted:
        values = new.model_dump(include=set(_CHANGES))
        await connection.execute(update(reply).where(reply.c.id == there.id).values(values))
    return False


async def listed(
    connection: AsyncConnection, *, states: Sequence[ReplyState] = (), publication_id: str = ""
) -> list[Reply]:
    """Replies by publication, the oldest first; every filter is optional."""
    wanted = select(reply).order_by(reply.c.publication_id, reply.c.created, reply.c.id)
    if states:
        wanted = wanted.where(reply.c.state.in_(states))
    if publication_id:
        wanted = wanted.where(reply.c.publication_id == publication_id)
    return [Reply(**row) for row in (await connection.execute(wanted)).mappings()]


async def cursor_of(connection: AsyncConnection, publication_id: str) -> str:
    """How far a publication's replies were read, "" at first."""
    wanted = select(cursor.c.value).where(cursor.c.publication_id == publication_id)
    return (await connection.execute(wanted)).scalar() or ""


async def move_cursor(connection: AsyncConnection, publication_id: str, value: str) -> None:
    """Remember how far a publication's replies were read; in the transaction that keeps them."""
    moved = update(cursor).where(cursor.c.publication_id == publication_id).values(value=value)
    if not (await connection.execute(moved)).rowcount:
        await connection.execute(cursor.insert().values(publication_id=publication_id, value=value))


async def set_state(connection: AsyncConnection, reply_id: str, state: ReplyState) -> bool:
    """Move a reply to another state; False when it is there already, or there is none."""
    moved = update(reply).where(reply.c.id == reply_id, reply.c.state != state)
    return bool((await connection.execute(moved.values(state=state))).rowcount)
