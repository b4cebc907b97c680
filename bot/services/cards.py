"""A draft as a member sees it: the story, the post for one account as it will be sent, what is in doubt."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.article import Article
from bot.domain.brand import Brand
from bot.domain.draft import Draft
from bot.domain.errors import Missing
from bot.domain.ports import for_account
from bot.domain.post import Post
from bot.domain.publication import Account
from bot.edits.history import Change, Step, step
from bot.services.composing import Composing
from bot.services.doubts import Doubt, doubts
from bot.services.offers import Lookup, chosen
from bot.store import Connection, Store, accounts, articles, brands, drafts, releases
from bot.store.drafts import Kept

MOST_ARTICLES = 128

__all__ = ["Cards", "Doubt", "DraftCard", "Kept"]


@dataclass(frozen=True, slots=True)
class DraftCard:
    """Everything a member sees of a draft: the story, the post for one account as it will be sent, what is in doubt.

    `traced` counts the facts found in the article; `doubts` block publishing. `step` says which revisions undo and
    redo lead back to; `chosen` are the accounts it goes out on.
    """

    kept: Kept
    article: Article
    brand: Brand
    accounts: tuple[Account, ...]
    account: Account
    post: Post
    traced: int
    doubts: tuple[Doubt, ...]
    step: Step
    chosen: tuple[Account, ...] = ()

    @property
    def draft(self) -> Draft:
        """The draft's newest revision."""
        return self.kept.draft

    @property
    def discarded(self) -> bool:
        """Whether the draft was put away."""
        return (self.kept.change or {}).get("kind") == "discarded"


class Cards:
    """Puts cards together; changes nothing."""

    def __init__(self, store: Store, composing: Composing, platform: Lookup) -> None:
        self._store = store
        self._composing = composing
        self._platform = platform
        self._articles: dict[str, Article] = {}

    async def card(self, draft_id: str, account_id: str = "") -> DraftCard:
        """A draft as one of its brand's accounts says it, the first one by default.

        Raises Missing("unknown_draft", "no_accounts").
        """
        async with self._store.read() as connection:
            kept = await drafts.latest(connection, draft_id)
            if kept is None:
                raise Missing("unknown_draft", id=draft_id)
            article = await self._article(connection, kept.draft.article_id)
            brand = await brands.by_id(connection, kept.brand_id)
            every = await accounts.every(connection, kept.brand_id)
            released = await releases.of_draft(connection, draft_id)
            history = await drafts.changes(connection, draft_id)
        if article is None or brand is None:
            raise Missing("unknown_draft", id=draft_id)
        if not every:
            raise Missing("no_accounts", name=brand.name)
        account = next((one for one in every if one.id == account_id), every[0])
        async with self._composing.turns.turn():
            return self._card(kept, article, brand, every, account, released, history)

    async def _article(self, connection: Connection, article_id: str) -> Article | None:
        """An article, which never changes; those looked at last are remembered."""
        found = self._articles.pop(article_id, None) or await articles.by_id(connection, article_id)
        if found:
            self._articles[article_id] = found
        while len(self._articles) > MOST_ARTICLES:
            self._articles.pop(next(iter(self._articles)), None)
        return found

    async def choosing(self, draft_id: str, account_id: str = "") -> DraftCard:
        """The same, with the bullets that its posts tell now as the draft's own: what a checklist begins with."""
        card = await self.card(draft_id, account_id)
        chosen = self._composing.settled(card.draft, card.draft.look.over(card.brand.style))
        return replace(card, kept=replace(card.kept, draft=chosen))

    def _card(
        self,
        kept: Kept,
        article: Article,
        brand: Brand,
        every: Sequence[Account],
        account: Account,
        released: set[str],
        history: Sequence[tuple[int, dict[str, Any]]],
    ) -> DraftCard:
        post = self.post(kept.draft, article, brand, account)
        changes = [(number, Change.model_validate(change)) for number, change in history]
        return DraftCard(
            kept=kept,
            article=article,
            brand=brand,
            accounts=tuple(every),
            account=account,
            post=post,
            traced=len(self._composing.trace(article, kept.draft).traced),
            doubts=doubts(article, kept.draft, kept.untraced, released),
            step=step(changes),
            chosen=chosen(kept.draft, every, self._platform),
        )

    def post(self, draft: Draft, article: Article, brand: Brand, account: Account) -> Post:
        """The post of a draft for an account: what is seen is what is sent."""
        platform = for_account(self._platform(account.platform), account)
        return self._composing.post(article, draft, platform, brand.style, account.id)
