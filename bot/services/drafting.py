"""From an article to a draft that is kept: write, trace, fit, save; nothing lives in memory."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.domain.article import Article
from bot.domain.brand import Brand
from bot.domain.errors import Missing
from bot.domain.ports import Clock, Platform
from bot.services.composing import Composed, Composing
from bot.store import Store, articles, drafts, events
from bot.store.drafts import Kept


class Drafting:
    """Makes drafts and finds them again."""

    def __init__(self, store: Store, composing: Composing, clock: Clock, new_id: Callable[[], str]) -> None:
        self._store = store
        self._composing = composing
        self._clock = clock
        self._new_id = new_id

    async def draft(
        self, article: Article, brand: Brand, platforms: Sequence[Platform], *, actor: str, cause: str | None = None
    ) -> Composed:
        """Write a draft of an article, fit it to each platform, and keep the draft. Raises Unreadable."""
        composed = await self._composing.compose(article, platforms, style=brand.style, draft_id=self._new_id())
        now, draft = self._clock.now(), composed.draft
        async with self._store.begin() as connection:
            await articles.add(connection, article, now)
            kept = Kept(draft, brand.id, composed.untraced, actor, {"kind": "written"}, cause)
            await drafts.add(connection, kept, now)
            await events.add(
                connection, now, actor, "drafted", f"draft/{draft.id}", article=article.id, url=article.url
            )
        return composed

    async def made_by(self, cause: str) -> Kept | None:
        """The draft's revision that this cause made, None when it made none yet."""
        async with self._store.read() as connection:
            return await drafts.by_cause(connection, cause)

    async def open(self, most: int) -> list[tuple[Kept, datetime]]:
        """The drafts changed last that were not put away, each with the time of its last change."""
        async with self._store.read() as connection:
            found = await drafts.recent(connection, most=4 * most)
        return [one for one in found if (one[0].change or {}).get("kind") != "discarded"][:most]

    async def latest(self, draft_id: str) -> Kept:
        """The newest revision of a draft. Raises Missing("unknown_draft")."""
        async with self._store.read() as connection:
            found = await drafts.latest(connection, draft_id)
        if found is None:
            raise Missing("unknown_draft", id=draft_id)
        return found

    async def article(self, article_id: str) -> Article:
        """The article of a draft. Raises Missing("unknown_article")."""
        async with self._store.read() as connection:
            found = await articles.by_id(connection, article_id)
        if found is None:
            raise Missing("unknown_article", id=article_id)
        return found
