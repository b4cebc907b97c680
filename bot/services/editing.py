"""Refining a draft: every change is a revision, made once, by whoever saw the newest one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.article import Article
from bot.domain.brand import Brand, Member
from bot.domain.draft import Draft
from bot.domain.errors import Missing, Refused
from bot.domain.facts import Fact
from bot.domain.ports import Clock
from bot.domain.post import Post
from bot.domain.publication import Account
from bot.domain.rights import require
from bot.edits.apply import apply, with_variant
from bot.edits.edit import Edit, OfBullets
from bot.edits.history import Change, Step, step
from bot.edits.seen import seen
from bot.services.accounts import Accounts
from bot.services.composing import Composing
from bot.services.drafting import Drafting
from bot.services.publishing import Lookup
from bot.store import Connection, Store, drafts, events, releases
from bot.store.drafts import Kept


@dataclass(frozen=True, slots=True)
class Doubt:
    """A fact of the draft that the article does not say, and the sentence (number and text) it is closest to."""

    fact: Fact
    number: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class DraftCard:
    """Everything a member sees of a draft: the story, the post for one account as it will be sent, what is in doubt.

    `traced` counts the facts found in the article; `doubts` block publishing. `step` says which revisions undo and
    redo lead back to.
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

    @property
    def draft(self) -> Draft:
        """The draft's newest revision."""
        return self.kept.draft

    @property
    def discarded(self) -> bool:
        """Whether the draft was put away."""
        return (self.kept.change or {}).get("kind") == "discarded"


class Editing:
    """Shows drafts and changes them."""

    def __init__(
        self, store: Store, drafting: Drafting, composing: Composing, accounts: Accounts, platform: Lookup, clock: Clock
    ) -> None:
        self._store = store
        self._drafting = drafting
        self._composing = composing
        self._accounts = accounts
        self._platform = platform
        self._clock = clock

    async def card(self, draft_id: str, account_id: str = "") -> DraftCard:
        """A draft as one of its brand's accounts says it, the first one by default.

        Raises Missing("unknown_draft", "no_accounts").
        """
        kept = await self._drafting.latest(draft_id)
        article = await self._drafting.article(kept.draft.article_id)
        brand = await self._accounts.brand_of(kept.brand_id)
        accounts = await self._accounts.of_brand(brand.id)
        if not accounts:
            raise Missing("no_accounts", name=brand.name)
        account = next((one for one in accounts if one.id == account_id), accounts[0])
        async with self._store.read() as connection:
            released = await releases.of_draft(connection, draft_id)
            history = await drafts.changes(connection, draft_id)
        return self._card(kept, article, brand, accounts, account, released, history)

    def _card(
        self,
        kept: Kept,
        article: Article,
        brand: Brand,
        accounts: Sequence[Account],
        account: Account,
        released: set[tuple[str, str]],
        history: Sequence[tuple[int, dict[str, object]]],
    ) -> DraftCard:
        post = self._post(kept.draft, article, brand, account)
        doubts = tuple(self._doubt(article, fact) for fact in kept.untraced if (fact.kind, fact.text) not in released)
        changes = [(number, Change.model_validate(change)) for number, change in history]
        return DraftCard(
            kept=kept,
            article=article,
            brand=brand,
            accounts=tuple(accounts),
            account=account,
            post=post,
            traced=len(self._composing.trace(article, kept.draft).traced),
            doubts=doubts,
            step=step(changes),
        )

    def _post(self, draft: Draft, article: Article, brand: Brand, account: Account) -> Post:
        return self._composing.post(article, draft, self._platform(account.platform), brand.style, account.id)

    def _doubt(self, article: Article, fact: Fact) -> Doubt:
        number = self._composing.source_of(article, fact)
        return Doubt(fact, number, article.sentence(number) if number is not None else "")

    async def edit(
        self, draft_id: str, revision: int, edits: Sequence[Edit], *, actor: Member, account_id: str = "", cause: str
    ) -> Kept:
        """Make edits to the newest revision, all or none; bullets are numbered as `account_id`'s post shows them.

        The same cause again gives back what it made. Raises Refused("changed_since") when `revision` is not the
        newest one, and whatever `bot.edits.apply` raises.
        """
        require(actor, "draft")
        done = await self._made_by(cause)
        if done:
            return done
        card = await self.card(draft_id, account_id)
        draft = card.draft
        for one in edits:
            draft = self._edited(draft, one, card)
        change = Change(kind="edited", words=tuple((type(one).__name__, {}) for one in edits))
        return await self._revised(card.kept, card.article, draft, revision, change, actor, cause)

    def _edited(self, draft: Draft, edit: Edit, card: DraftCard) -> Draft:
        """Make one edit. A choice among bullets begins with those the posts tell, so that no other post changes."""
        if not isinstance(edit, OfBullets):
            return apply(draft, edit)
        style = draft.look.over(card.brand.style)
        wording = self._composing.settled(draft.for_account(edit.account_id), style)
        if edit.account_id:
            own = draft.variant(edit.account_id).model_copy(update={"bullets": wording.bullets})
            draft = with_variant(draft, own)
        else:
            draft = wording
        shown = seen(wording, self._post(draft, card.article, card.brand, card.account))
        return apply(draft, edit, shown=shown)

    async def undo(self, draft_id: str, revision: int, *, actor: Member, cause: str) -> Kept:
        """Go back to the wording before the last change. Raises Refused("nothing_to_undo", "changed_since")."""
        return await self._led_back(draft_id, revision, actor, cause, "undone")

    async def redo(self, draft_id: str, revision: int, *, actor: Member, cause: str) -> Kept:
        """Take the last undo back. Raises Refused("nothing_to_redo", "changed_since")."""
        return await self._led_back(draft_id, revision, actor, cause, "redone")

    async def discard(self, draft_id: str, revision: int, *, actor: Member, cause: str) -> Kept:
        """Put a draft away; undo brings it back. Raises Refused("changed_since")."""
        require(actor, "draft")
        done = await self._made_by(cause)
        if done:
            return done
        kept = await self._drafting.latest(draft_id)
        article = await self._drafting.article(kept.draft.article_id)
        return await self._revised(kept, article, kept.draft, revision, Change(kind="discarded"), actor, cause)

    async def release(self, draft_id: str, fact: Fact, reason: str, *, actor: Member) -> None:
        """Let an untraced fact of a draft pass, for a reason that stays in the log."""
        require(actor, "release")
        if not reason.strip():
            raise Refused("nothing_written")
        now = self._clock.now()
        async with self._store.begin() as connection:
            if (fact.kind, fact.text) not in await releases.of_draft(connection, draft_id):
                await releases.add(connection, draft_id, fact, actor.id, reason, now)
                detail = {"fact": fact.text, "kind": fact.kind, "reason": reason}
                await events.add(connection, now, actor.id, "released", f"draft/{draft_id}", **detail)

    async def history(self, draft_id: str) -> list[tuple[int, Change]]:
        """How each revision of a draft came to be, oldest first."""
        async with self._store.read() as connection:
            found = await drafts.changes(connection, draft_id)
        return [(number, Change.model_validate(change)) for number, change in found]

    async def _led_back(self, draft_id: str, revision: int, actor: Member, cause: str, kind: str) -> Kept:
        require(actor, "draft")
        done = await self._made_by(cause)
        if done:
            return done
        kept = await self._drafting.latest(draft_id)
        leads = step(await self.history(draft_id))
        target = leads.undo if kind == "undone" else leads.redo
        if not target:
            raise Refused("nothing_to_undo" if kind == "undone" else "nothing_to_redo")
        async with self._store.read() as connection:
            earlier = await drafts.revision(connection, draft_id, target)
        if earlier is None:
            raise Missing("unknown_draft", id=draft_id)
        article = await self._drafting.article(kept.draft.article_id)
        change = Change(kind=kind, restores=target)
        return await self._revised(kept, article, earlier.draft, revision, change, actor, cause)

    async def _made_by(self, cause: str) -> Kept | None:
        async with self._store.read() as connection:
            return await drafts.by_cause(connection, cause)

    async def _revised(
        self, kept: Kept, article: Article, draft: Draft, seen_revision: int, change: Change, actor: Member, cause: str
    ) -> Kept:
        if kept.draft.revision != seen_revision:
            raise Refused("changed_since")
        numbered = draft.model_copy(update={"revision": seen_revision + 1})
        new = replace(
            kept,
            draft=numbered,
            untraced=self._composing.trace(article, numbered).untraced,
            actor=actor.id,
            change=change.model_dump(mode="json"),
            cause=cause,
        )
        async with self._store.begin() as connection:
            await self._require_newest(connection, kept.draft)
            await drafts.add(connection, new, self._clock.now())
            subject = f"draft/{draft.id}"
            detail = {"revision": numbered.revision, "change": new.change}
            await events.add(connection, self._clock.now(), actor.id, change.kind, subject, **detail)
        return new

    async def _require_newest(self, connection: Connection, draft: Draft) -> None:
        await drafts.lock(connection, draft)
        newest = await drafts.latest(connection, draft.id)
        if newest is None or newest.draft.revision != draft.revision:
            raise Refused("changed_since")
