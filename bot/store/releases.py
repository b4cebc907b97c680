"""Untraced facts that a member with the right let pass, each with its reason."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.facts import Fact
from bot.store.chat_tables import release


async def add(
    connection: AsyncConnection, draft_id: str, fact: Fact, member_id: str, reason: str, at: datetime
) -> None:
    """Let a fact of a draft pass."""
    row = {"draft_id": draft_id, "kind": fact.kind, "text": fact.text, "member_id": member_id}
    await connection.execute(release.insert().values(**row, reason=reason, at=at))


async def of_draft(connection: AsyncConnection, draft_id: str) -> set[tuple[str, str]]:
    """Kind and text of the facts that were let pass in a draft."""
    rows = await connection.execute(select(release.c.kind, release.c.text).where(release.c.draft_id == draft_id))
    return {(kind, text) for kind, text in rows}
