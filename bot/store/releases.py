"""Untraced facts that a member with the right let pass, each with its reason."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.facts import Fact
from bot.store.chat_tables import release


async def add(
    connection: AsyncConnection, draft_id: str, key: str, fact: Fact, member_id: str, reason: str, at: datetime
) -> None:
    """Let a fact of a draft pass; `key` tells it in its passage from the same fact in another one."""
    row = {"draft_id": draft_id, "key": key, "kind": fact.kind, "text": fact.text, "member_id": member_id}
    await connection.execute(release.insert().values(**row, reason=reason, at=at))


async def of_draft(connection: AsyncConnection, draft_id: str) -> set[str]:
    """The keys of the facts that were let pass in a draft."""
    rows = await connection.execute(select(release.c.key).where(release.c.draft_id == draft_id))
    return set(rows.scalars())
