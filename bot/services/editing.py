"""Refining a draft: every change is a revision, made once, by whoever saw the newest one."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from bot.domain.article import Article
from bot.domain.brand import Member
from bot.domain.draft import Draft
from bot.domain.errors import Missing, Refused
from bot.domain.ports import Clock
from bot.domain.rights import require
from bot.edits.apply import apply, moved, with_variant
from bot.edits.edit import AddHashtag, Edit, OfBullets, Resize, SetHeadline, SetQuestion, SetRoom
from bot.edits.history import Change, step
from bot.edits.seen import seen
from bot.services.cards import Cards, DraftCard
from bot.services.composing import Composing
from bot.services.drafting import Drafting
from bot.store import Connection, Store, drafts, events, releases
from bot.store.drafts import Kept

_UPPER = re.compile("([A-Z])")
# A key under templates/chat/<lang>/changes and the values its words need.
Told = tuple[str, dict[str, str | int]]


class Made(NamedTuple):
    """A revision's maker, its time, and how it came to be."""

    actor: str
    at: datetime
    change: Change


class Editing:
    """Shows drafts and changes them."""

    def __init__(self, store: Store, drafting: Drafting, composing: Composing, cards: Cards, clock: Clock) -> None:
        self._store = store
        self._drafting = drafting
        self._composing = composing
        self._cards = cards
        self._clock = clock

    async def edit(
        self,
        draft_id: str,
        revision: int,
        edits: Sequence[Edit],
        *,
        actor: Member,
        account_id: str = "",
        listed: bool = False,
        cause: str,
    ) -> Kept:
        """Make edits to the newest revision, all or none; bullets are numbered as `account_id`'s post shows them.

        `listed` numbers them as the draft lists them instead (see `Cards.choosing`). The same cause again gives back
        what it made. Raises Refused("changed_since") when `revision` is not the newest one, and whatever
        `bot.edits.apply` raises.
        """
        require(actor, "draft")
        done = await self._made_by(cause)
        if done:
            return done
        card = await self._cards.card(draft_id, account_id)
        if card.discarded:
            raise Refused("draft_discarded")
        draft, made = await self._edited(card, [_own(card.draft, one, account_id) for one in edits], listed=listed)
        change = Change(kind="edited", words=(*map(_told, made), *self._pushed_out(card, draft, made)))
        return await self._revised(card.kept, card.article, draft, revision, change, actor, cause)

    async def _edited(self, card: DraftCard, edits: Sequence[Edit], *, listed: bool) -> tuple[Draft, list[Edit]]:
        """Make the edits one after the other; those made, and numbers that mean the bullets as the card shows them."""
        draft, shown = self._numbered(card, edits, listed=listed)
        made = []
        for one in edits:
            edit = await self._room(draft, card, shorter=one.shorter) if isinstance(one, Resize) else one
            places = shown.get(edit.account_id, ()) if isinstance(edit, OfBullets) else ()
            before = draft.for_account(edit.account_id).bullets
            draft = apply(draft, edit, shown=places)
            if places:
                shown[edit.account_id] = moved(before, draft.for_account(edit.account_id).bullets, places)
            made.append(edit)
        return draft, made

    def _numbered(
        self, card: DraftCard, edits: Sequence[Edit], *, listed: bool
    ) -> tuple[Draft, dict[str, Sequence[int]]]:
        """The draft with the bullets to be changed settled, and for each wording the places of those the card shows."""
        draft = card.draft
        shown: dict[str, Sequence[int]] = {}
        for account_id in dict.fromkeys(one.account_id for one in edits if isinstance(one, OfBullets)):
            draft = self._settled(draft, account_id, card)
            wording = draft.for_account(account_id)
            post = self._cards.post(draft, card.article, card.brand, card.account)
            shown[account_id] = range(len(wording.bullets)) if listed else seen(wording, post)
        return draft, shown

    def _pushed_out(self, card: DraftCard, after: Draft, made: Sequence[Edit]) -> list[Told]:
        """The hashtags that gave way to those added, as a change tells it. Raises Refused("too_many_hashtags")."""
        gone: dict[str, None] = {}
        for edit in made:
            if isinstance(edit, AddHashtag):
                then, wording = card.draft.for_account(edit.account_id), after.for_account(edit.account_id)
                now = [one.lower() for one in self._hashtags(wording, card)]
                kept = (*wording.hashtags, *wording.own_hashtags)
                if edit.hashtag.lower() in map(str.lower, kept) and edit.hashtag.lower() not in now:
                    raise Refused("too_many_hashtags", most=len(now), known=" ".join(self._hashtags(wording, card)))
                gone |= dict.fromkeys(
                    one for one in self._hashtags(then, card) if one in kept and one.lower() not in now
                )
        return [("pushed_out", {"hashtags": " ".join(gone)})] if gone else []

    def _hashtags(self, draft: Draft, card: DraftCard) -> tuple[str, ...]:
        return self._composing.hashtags(draft, draft.look.over(card.brand.style))

    def _settled(self, draft: Draft, account_id: str, card: DraftCard) -> Draft:
        """A choice among bullets begins with those the posts tell now, so that nothing else changes."""
        wording = self._composing.settled(draft.for_account(account_id), draft.look.over(card.brand.style))
        if not account_id:
            return wording
        return with_variant(draft, draft.variant(account_id).model_copy(update={"bullets": wording.bullets}))

    async def resize(
        self, draft_id: str, revision: int, account_id: str, *, shorter: bool, actor: Member, cause: str
    ) -> Kept:
        """Give one account's post less room, or more, by about a fifth.

        Raises Refused("nothing_shorter_post", "nothing_longer_post") where that makes no other post.
        """
        edit = Resize(account_id=account_id, shorter=shorter)
        return await self.edit(draft_id, revision, (edit,), actor=actor, account_id=account_id, cause=cause)

    async def _room(self, draft: Draft, card: DraftCard, *, shorter: bool) -> SetRoom:
        """The room that makes the card's post a step shorter or longer. Raises Refused."""
        same = draft is card.draft
        before = card.post if same else self._cards.post(draft, card.article, card.brand, card.account)
        length = max((part.length for part in before.parts), default=0)
        room = draft.variant(card.account.id).room
        rooms: Iterable[int | None] = (length * share // 100 for share in range(85, 20, -10))
        if not shorter:
            rooms = () if room is None else (*(room * share // 100 for share in (125, 150, 200)), None)
        for asked in rooms:
            edit = SetRoom(account_id=card.account.id, room=asked)
            if asked == room or (asked is not None and not shorter and asked >= before.parts[0].limit):
                continue
            async with self._composing.turns.turn():
                post = self._cards.post(apply(draft, edit), card.article, card.brand, card.account)
            if post.valid and post.content_hash != before.content_hash:
                return edit
        raise Refused("nothing_shorter_post" if shorter else "nothing_longer_post")

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

    async def release(self, draft_id: str, key: str, reason: str, *, actor: Member) -> None:
        """Let an open doubt of a draft pass (`Doubt.key`), for a reason that stays in the log; the same again is one.

        It holds for that fact in that passage as it is worded. Raises Refused("changed_since") where it is in doubt no
        more, "nothing_written", "not_allowed".
        """
        require(actor, "release")
        if not reason.strip():
            raise Refused("nothing_written")
        card, now = await self._cards.card(draft_id), self._clock.now()
        doubt = next((one for one in card.doubts if one.key == key), None)
        async with self._store.begin() as connection:
            if key in await releases.of_draft(connection, draft_id):
                return
            if doubt is None:
                raise Refused("changed_since")
            await releases.add(connection, draft_id, key, doubt.fact, actor.id, reason, now)
            detail = {"fact": doubt.fact.text, "kind": doubt.fact.kind, "passage": doubt.passage, "reason": reason}
            await events.add(connection, now, actor.id, "released", f"draft/{draft_id}", **detail)

    async def history(self, draft_id: str) -> list[tuple[int, Change]]:
        """How each revision of a draft came to be, oldest first."""
        async with self._store.read() as connection:
            found = await drafts.changes(connection, draft_id)
        return [(number, Change.model_validate(change)) for number, change in found]

    async def made(self, draft_id: str) -> list[Made]:
        """Who made each revision of a draft, when, and how; oldest first."""
        async with self._store.read() as connection:
            found = await drafts.made(connection, draft_id)
        return [Made(actor, at, Change.model_validate(change)) for actor, at, change in found]

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
        draft = earlier.draft.model_copy(update={"skipped": kept.draft.skipped})
        return await self._revised(kept, article, draft, revision, change, actor, cause)

    async def _made_by(self, cause: str) -> Kept | None:
        async with self._store.read() as connection:
            return await drafts.by_cause(connection, cause)

    async def _revised(
        self, kept: Kept, article: Article, draft: Draft, seen_revision: int, change: Change, actor: Member, cause: str
    ) -> Kept:
        if kept.draft.revision != seen_revision:
            raise Refused("changed_since")
        numbered = draft.model_copy(update={"revision": seen_revision + 1})
        async with self._composing.turns.turn():
            untraced = self._composing.trace(article, numbered).untraced
        new = replace(
            kept,
            draft=numbered,
            untraced=untraced,
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
        if await drafts.newest(connection, draft.id) != draft.revision:
            raise Refused("changed_since")


def _own(draft: Draft, edit: Edit, account_id: str) -> Edit:
    """An edit given on the card of an account that has its own wording of that part is for that wording."""
    parts = {SetHeadline: "headline", SetQuestion: "question"}
    part = "bullets" if isinstance(edit, OfBullets) else parts.get(type(edit), "")
    if not part or edit.account_id or getattr(draft.variant(account_id), part) is None:
        return edit
    return edit.model_copy(update={"account_id": account_id})


def _told(edit: Edit) -> Told:
    """An edit's key under templates/chat/<lang>/changes and the values its words need."""
    values = {name: value for name, value in edit.model_dump().items() if isinstance(value, str | int)}
    return _UPPER.sub(r"_\1", type(edit).__name__).lower().lstrip("_"), values
