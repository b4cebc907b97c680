"""Drafts, one row a revision."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.draft import Draft
from bot.domain.errors import Missing
from bot.domain.facts import Fact
from bot.store.tables import article, draft
from bot.text.addresses import same_page


@dataclass(frozen=True, slots=True)
class Kept:
    """A revision of a draft as it was kept: whose it is and which of its facts the article does not say.

    `actor` is who made it, `change` how it came to be (see `bot.edits.history`); `cause` names what asked for it, and
    the same cause never makes a second revision.
    """

    draft: Draft
    brand_id: str
    untraced: tuple[Fact, ...]
    actor: str = ""
    change: dict[str, Any] | None = None
    cause: str | None = None

    @property
    def discarded(self) -> bool:
        """Whether the draft was put away; undoing that makes a newer revision."""
        return (self.change or {}).get("kind") == "discarded"


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
        "actor": kept.actor,
        "change": kept.change,
        "cause": kept.cause,
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
    return _kept(row) if row else None


async def newest(connection: AsyncConnection, draft_id: str) -> int:
    """The number of the newest revision, 0 where there is no such draft."""
    wanted = select(func.max(draft.c.revision)).where(draft.c.id == draft_id)
    return (await connection.execute(wanted)).scalar() or 0


async def held(connection: AsyncConnection, draft_id: str) -> Kept:
    """The newest revision, which nobody changes or follows until this transaction ends. Raises Missing."""
    found = await latest(connection, draft_id)
    if found is None:
        raise Missing("unknown_draft", id=draft_id)
    await lock(connection, found.draft)
    return await latest(connection, draft_id) or found


async def note(connection: AsyncConnection, noted: Draft) -> None:
    """Keep what is no wording (`skipped`) in the revision it belongs to."""
    row = update(draft).where(draft.c.id == noted.id, draft.c.revision == noted.revision)
    await connection.execute(row.values(body=noted.model_dump(mode="json")))


async def authors(connection: AsyncConnection, draft_id: str) -> set[str]:
    """Everybody who made one of its revisions."""
    return set((await connection.execute(select(draft.c.actor).where(draft.c.id == draft_id))).scalars())


async def revision(connection: AsyncConnection, draft_id: str, number: int) -> Kept | None:
    """One revision of a draft."""
    wanted = select(draft).where(draft.c.id == draft_id, draft.c.revision == number)
    row = (await connection.execute(wanted)).mappings().first()
    return _kept(row) if row else None


async def by_cause(connection: AsyncConnection, cause: str) -> Kept | None:
    """The revision that this cause made."""
    row = (await connection.execute(select(draft).where(draft.c.cause == cause))).mappings().first()
    return _kept(row) if row else None


async def changes(connection: AsyncConnection, draft_id: str) -> list[tuple[int, dict[str, Any]]]:
    """How each revision came to be, oldest first."""
    wanted = select(draft.c.revision, draft.c.change).where(draft.c.id == draft_id).order_by(draft.c.revision)
    return [(number, change or {}) for number, change in (await connection.execute(wanted)).all()]


async def made(connection: AsyncConnection, draft_id: str) -> list[tuple[str, datetime, dict[str, Any]]]:
    """Who made each revision, when, and how it came to be; oldest first."""
    columns = (draft.c.actor, draft.c.created, draft.c.change)
    rows = await connection.execute(select(*columns).where(draft.c.id == draft_id).order_by(draft.c.revision))
    return [(actor, created, change or {}) for actor, created, change in rows]


async def recent(connection: AsyncConnection, *, brand_id: str = "", most: int = 50) -> list[tuple[Kept, datetime]]:
    """The newest revision of each draft and when it was made, those changed last first."""
    newest = select(draft.c.id, func.max(draft.c.revision).label("revision")).group_by(draft.c.id).subquery()
    wanted = select(draft).join(newest, (newest.c.id == draft.c.id) & (newest.c.revision == draft.c.revision))
    if brand_id:
        wanted = wanted.where(draft.c.brand_id == brand_id)
    rows = (await connection.execute(wanted.order_by(draft.c.created.desc()).limit(most))).mappings()
    return [(_kept(row), row["created"]) for row in rows]


async def of_address(connection: AsyncConnection, url: str, brand_id: str) -> list[tuple[str, datetime]]:
    """A brand's drafts of the article at this address, each with the time it was begun, the newest first."""
    wanted = (
        select(draft.c.id, draft.c.created)
        .join(article, article.c.id == draft.c.article_id)
        .where(article.c.url == same_page(url), draft.c.brand_id == brand_id, draft.c.revision == 1)
    )
    return [(row.id, row.created) for row in await connection.execute(wanted.order_by(draft.c.created.desc()))]


def _kept(row: RowMapping) -> Kept:
    return Kept(
        draft=Draft.model_validate(row["body"]),
        brand_id=row["brand_id"],
        untraced=tuple(Fact.model_validate(fact) for fact in row["untraced"]),
        actor=row["actor"],
        change=row["change"],
        cause=row["cause"],
    )
