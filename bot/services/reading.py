"""What comes in is drafted once: whether its address was drafted before, one draft each or a round-up of several."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.articles.decode import MAX_BYTES
from bot.articles.roundup import MOST, joined
from bot.domain.article import Article
from bot.domain.brand import Member
from bot.domain.errors import Missing
from bot.domain.publication import Account, Publication
from bot.domain.rights import require
from bot.services.accounts import Accounts
from bot.services.drafting import Drafting
from bot.services.offers import Lookup
from bot.store import Connection, Store, accounts, deliveries, drafts, publications
from bot.store.drafts import Kept

MOST_BYTES = MAX_BYTES
MOST_AT_ONCE = MOST


@dataclass(frozen=True, slots=True)
class Out:
    """Where a draft went: the account, when, in which state, and the link of what is published there."""

    account: Account
    publication: Publication
    url: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """A draft of the same article: its newest revision, when it was begun, where it went."""

    kept: Kept
    begun: datetime
    out: tuple[Out, ...]

    @property
    def discarded(self) -> bool:
        """Whether it was put away."""
        return (self.kept.change or {}).get("kind") == "discarded"


class Reading:
    """Drafts what was read."""

    def __init__(self, store: Store, drafting: Drafting, accounts: Accounts, platform: Lookup) -> None:
        self._store = store
        self._drafting = drafting
        self._accounts = accounts
        self._platform = platform

    async def earlier(self, url: str) -> Earlier | None:
        """The newest draft of the article at an address; None where there is none but discarded ones.

        Addresses that differ by tracking, "www." and the like are one.
        """
        if not url:
            return None
        brand = await self._accounts.brand()
        async with self._store.read() as connection:
            for draft_id, begun in await drafts.of_address(connection, url, brand.id):
                kept = await drafts.latest(connection, draft_id)
                if kept is None:
                    continue
                found = Earlier(kept, begun, await _out(connection, draft_id))
                if found.out or not found.discarded:
                    return found
        return None

    async def draft(self, article: Article, *, actor: Member, cause: str) -> str:
        """Draft an article for every account of the brand; the draft's id, the same for the same cause.

        Raises Unreadable, Refused("not_allowed"), Missing("no_accounts").
        """
        require(actor, "draft")
        kept = await self._drafting.made_by(cause)
        if kept:
            return kept.draft.id
        brand = await self._accounts.brand()
        own = await self._accounts.of_brand(brand.id)
        if not own:
            raise Missing("no_accounts", name=brand.name)
        platforms = {account.platform: self._platform(account.platform) for account in own}
        made = await self._drafting.draft(article, brand, list(platforms.values()), actor=actor.id, cause=cause)
        return made.draft.id

    async def round_up(self, articles: Sequence[Article], *, actor: Member, cause: str) -> str:
        """One draft of several articles; see `draft`."""
        return await self.draft(joined(articles, article_id=articles[0].id), actor=actor, cause=cause)


async def _out(connection: Connection, draft_id: str) -> tuple[Out, ...]:
    found = []
    for publication in await publications.of_draft(connection, draft_id):
        account = await accounts.by_id(connection, publication.account_id)
        if account is None or publication.state == "cancelled" or publication.deleted:
            continue
        parts = await deliveries.of_publication(connection, publication.id)
        url = next((part.remote.url for part in parts if part.remote), "")
        found.append(Out(account, publication, url))
    return tuple(found)
