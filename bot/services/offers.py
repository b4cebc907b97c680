"""What of a draft would go out, and where: exactly the posts its card shows, on the accounts chosen for it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.article import Article
from bot.domain.brand import Brand, Member
from bot.domain.draft import Draft
from bot.domain.errors import Refused
from bot.domain.ports import Clock, Platform, Publishes, for_account
from bot.domain.post import Post, approval_hash
from bot.domain.publication import Account
from bot.domain.rights import require
from bot.services.accounts import Accounts
from bot.services.composing import Composing
from bot.services.doubts import doubts
from bot.services.drafting import Drafting
from bot.store import Connection, Store, drafts, events, posts, releases
from bot.store.drafts import Kept

Lookup = Callable[[str], Platform]


@dataclass(frozen=True, slots=True)
class Offer:
    """A draft's posts for some accounts at a time (None is now): what is planned, or asked approval for."""

    kept: Kept
    brand: Brand
    posts: tuple[tuple[Account, Post], ...]
    at: datetime | None = None

    @property
    def content_hash(self) -> str:
        """The hash that an approval is about."""
        picture = self.kept.draft.picture
        media = [(picture.media_id, picture.alt)] if picture else []
        return approval_hash({account.id: post for account, post in self.posts}, media=media, at=self.at)


class Offers:
    """Puts offers together, and keeps which accounts are chosen for a draft."""

    def __init__(
        self,
        store: Store,
        drafting: Drafting,
        composing: Composing,
        accounts: Accounts,
        platform: Lookup,
        clock: Clock,
    ) -> None:
        self._store = store
        self._drafting = drafting
        self._composing = composing
        self._accounts = accounts
        self._platform = platform
        self._clock = clock

    async def offer(self, draft_id: str, account_names: Sequence[str], *, at: datetime | None = None) -> Offer:
        """The newest revision's posts for these accounts.

        Raises Refused("draft_discarded", "untraced_facts", "cannot_publish", "invalid_post", "no_account_chosen",
        "other_brands_account") and Missing.
        """
        kept = await self._drafting.latest(draft_id)
        if kept.discarded:
            raise Refused("draft_discarded")
        async with self._store.read() as connection:
            released = await releases.of_draft(connection, draft_id)
            planned = await posts.of_draft(connection, kept.draft)
        article = await self._drafting.article(kept.draft.article_id)
        _require_settled(article, kept, released)
        found = [await self._accounts.named(name) for name in account_names]
        named = list({account.id: account for account in found}.values())
        if not named:
            raise Refused("no_account_chosen")
        brand = await self._accounts.brand_of(kept.brand_id)
        _require_own(named, brand)
        pairs = []
        for account in named:
            platform = self._publishing(account)
            post = planned[account.id][1] if account.id in planned else None
            post = post or self._composing.post(article, kept.draft, platform, brand.style, account.id)
            pairs.append((account, _valid(post, platform)))
        return Offer(kept, brand, tuple(pairs), at)

    async def choose(self, draft_id: str, account_id: str, *, chosen: bool, actor: Member) -> Draft:
        """Publish a draft on this account too, or not; its wording stays the same revision."""
        require(actor, "draft")
        async with self._store.begin() as connection:
            kept = await drafts.held(connection, draft_id)
            others = tuple(one for one in kept.draft.skipped if one != account_id)
            changed = kept.draft.model_copy(update={"skipped": others if chosen else (*others, account_id)})
            if changed != kept.draft:
                await drafts.note(connection, changed)
                action, subject = "account_chosen" if chosen else "account_left_out", f"draft/{draft_id}"
                await events.add(connection, self._clock.now(), actor.id, action, subject, account=account_id)
        return changed

    def able(self, accounts: Iterable[Account]) -> dict[str, bool]:
        """Which accounts can be published to, by id."""
        return {account.id: isinstance(self._platform(account.platform), Publishes) for account in accounts}

    def _publishing(self, account: Account) -> Platform:
        platform = for_account(self._platform(account.platform), account)
        if not isinstance(platform, Publishes):
            raise Refused("cannot_publish", network=platform.label)
        return platform


def chosen(draft: Draft, accounts: Iterable[Account], platform: Lookup) -> tuple[Account, ...]:
    """The accounts a draft goes out on: all that can be published to, but those left out for it."""
    able = (account for account in accounts if isinstance(platform(account.platform), Publishes))
    return tuple(account for account in able if account.id not in draft.skipped)


async def hold(connection: Connection, draft: Draft) -> None:
    """Let nobody revise a draft until this transaction ends. Raises Refused("changed_since") when somebody did."""
    newest = await drafts.held(connection, draft.id)
    if newest.draft != draft:
        raise Refused("changed_since")


def _valid(post: Post, platform: Platform) -> Post:
    if not post.valid:
        raise Refused("invalid_post", network=platform.label, problem=", ".join(post.problems) or "empty")
    return post


def _require_own(named: Iterable[Account], brand: Brand) -> None:
    """Each brand has its own rule of approval, so that its drafts go out on its own accounts alone."""
    for account in named:
        if account.brand_id != brand.id:
            raise Refused("other_brands_account", account=f"{account.platform}:{account.handle}", brand=brand.name)


def _require_settled(article: Article, kept: Kept, released: set[str]) -> None:
    open_ones = list(dict.fromkeys(doubt.fact.text for doubt in doubts(article, kept.draft, kept.untraced, released)))
    if open_ones:
        said = ", ".join(f"“{text}”" for text in open_ones[:5])
        raise Refused("untraced_facts", count=len(open_ones), facts=said)
