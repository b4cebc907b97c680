"""By what posts are known, and the publications that say what another says."""

import hashlib
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.draft import Draft
from bot.domain.post import Post
from bot.domain.publication import PublicationState
from bot.store.repeat_tables import post_key
from bot.store.tables import Instant, delivery, post, publication
from bot.text.addresses import same_page
from bot.text.wording import near_keys, said, same_key

# So many of the latest are looked at: a person reads no more.
MOST = 20


class Near(NamedTuple):
    """A publication that has keys in common with a post: since when it is out or when it is due, and where it is."""

    id: str
    account_id: str
    at: datetime
    state: PublicationState
    series_id: str
    post_id: str
    draft_id: str
    revision: int
    url: str
    keys: frozenset[str]


def words_of(one: Post) -> tuple[str, ...]:
    """What a whole post says, part after part."""
    return said("\n".join(part.text for part in one.parts))


def keys(draft: Draft, one: Post) -> set[str]:
    """What a post is known by: its wording ("t:"), what is near it ("n"), its article ("s:") and the page ("a:")."""
    words = words_of(one)
    found = {same_key(words), *near_keys(words), f"s:{draft.article_id}"}
    page = urlsplit(draft.link)
    if page.path.strip("/") or page.query:
        found.add(f"a:{hashlib.sha256(same_page(draft.link).encode()).hexdigest()[:24]}")
    return found - {""}


async def note(connection: AsyncConnection, post_id: str, draft: Draft, one: Post) -> None:
    """Keep what a post is known by."""
    rows = [{"post_id": post_id, "key": key} for key in sorted(keys(draft, one))]
    await connection.execute(post_key.insert(), rows)


async def keys_of(connection: AsyncConnection, post_id: str) -> set[str]:
    """What a kept post is known by."""
    return set((await connection.execute(select(post_key.c.key).where(post_key.c.post_id == post_id))).scalars())


async def sharing(
    connection: AsyncConnection,
    wanted: Collection[str],
    account_id: str,
    start: datetime,
    end: datetime,
    states: Collection[PublicationState],
) -> list[Near]:
    """An account's publications between two instants in any of these states that share a key, the latest first."""
    began = func.coalesce(delivery.c.started_at, publication.c.at, type_=Instant())
    first = and_(delivery.c.publication_id == publication.c.id, delivery.c.part == 0)
    columns = (publication, began.label("began"), post.c.draft_id, post.c.revision, delivery.c.remote_url)
    found = (
        select(*columns)
        .join(post, post.c.id == publication.c.post_id)
        .join(delivery, first)
        .where(
            publication.c.post_id.in_(select(post_key.c.post_id).where(post_key.c.key.in_(wanted))),
            publication.c.account_id == account_id,
            publication.c.state.in_(states),
            publication.c.deleted.is_(None),
            began > start,
            began < end,
        )
        .order_by(began.desc(), publication.c.id)
        .limit(MOST)
    )
    rows = (await connection.execute(found)).all()
    known = await _keys_of(connection, {row.post_id for row in rows}) if rows else {}
    return [
        Near(
            row.id,
            row.account_id,
            row.began,
            row.state,
            row.series_id,
            row.post_id,
            row.draft_id,
            row.revision,
            row.remote_url or "",
            frozenset(known[row.post_id]) & frozenset(wanted),
        )
        for row in rows
    ]


async def _keys_of(connection: AsyncConnection, post_ids: Collection[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for post_id, key in await connection.execute(select(post_key).where(post_key.c.post_id.in_(post_ids))):
        found[post_id].add(key)
    return found
