"""Drafts, one row a revision."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.draft import Draft
from bot.domain.facts import Fact
from bot.store.tables import draft


@dataclass(frozen=True, slots=True)
class Kept:
    """A revision of a draft as it was kept: whose it is and which of its facts the article does not say."""

    draft: Draft
    brand_id: str
    untraced: tuple[Fact, ...]


async def add(connection: AsyncConnection, kept: Kept, created: datetime) -> None:
    """Keep a revision."""
    row = {
        "id": kept.draft.id,
        "revision": kept.draft.revision,
        "article_id": kept.draft.article_id,
        "brand_id": kept.brand_id,
        "created": created,
        "untraced": [fact.model_dump(mode="json") for fact in kept.untraced],
        "body": kept.draft.model_dump(mode="json"),
    }
    await connection.execute(draft.insert().values(row))


async def lock(connection: AsyncConnection, one: Draft) -> None:
    """Wait for whoever plans this revision, until this transaction ends; on SQLite it is alone anyway."""
    row = select(draft.c.id).where(draft.c.id == one.id, draft.c.revision == one.revision)
    await connection.execute(row.with_for_update())


async def latest(connection: AsyncConnection, draft_id: str) -> Kept | None:
    """The newest revision of a draft."""
    wanted = select(draft).where(draft.c.id == draft_id).order_by(draft.c.revision.desc()).limit(1)
    row = (await connection.execute(wanted)).mappings().first()
    if row is None:
        return None
    untraced = tuple(Fact.model_validate(fact) for fact in row["untraced"])
    return Kept(Draft.model_validate(row["body"]), row["brand_id"], untraced)
