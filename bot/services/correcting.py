"""Correcting what is out: deleted, changed where the network can, or deleted and published anew.

Each part is noted as soon as it is gone or says something else, so that whoever begins again goes on where it stopped.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TypeVar

from bot.domain.brand import Member
from bot.domain.errors import Missing, Refused, StandfirstError, Uncertain
from bot.domain.ports import Amends, Clock, Deletes, Resources, Session, WordsAlone
from bot.domain.post import Card, Part, Post
from bot.domain.publication import Delivery, Remote
from bot.domain.rights import require
from bot.services.delivering import PATIENCE, Delivering, connected
from bot.services.drafting import Drafting
from bot.services.errata import Errata, in_the_way, require_going, require_out, require_whole
from bot.services.offers import Lookup, Offer, Offers
from bot.services.owners import this_owner
from bot.services.parts import ATTEMPTS
from bot.services.permitting import among, require_yes
from bot.services.publishing import Publishing, Report, outgoing
from bot.services.repeats import NAME as REPEATS
from bot.store import Connection, Store, posts

# Longer than all tries of one call may take: after this a silent correction is somebody else's.
STALE = timedelta(seconds=(ATTEMPTS + 1) * PATIENCE)

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Change:
    """What of a publication would say something else: its parts as they are out, and the newest revision's post.

    `differs` tells whether there is anything to change. `bar` is why it cannot be changed where it is, None where it
    can: then it is deleted and published anew.
    """

    report: Report
    before: tuple[Part, ...]
    after: Post
    revision: int
    differs: bool
    bar: Refused | None = None


class Correcting:
    """Deletes and changes what was published, by a person's word alone."""

    def __init__(
        self,
        store: Store,
        drafting: Drafting,
        offers: Offers,
        publishing: Publishing,
        delivering: Delivering,
        platform: Lookup,
        resources: Resources,
        clock: Clock,
        *,
        owner: Callable[[], str] = this_owner,
        patience: float = PATIENCE,
    ) -> None:
        self._store = store
        self._drafting = drafting
        self._offers = offers
        self._publishing = publishing
        self._delivering = delivering
        self._platform = platform
        self._resources = resources
        self._errata = Errata(store, clock, resources.new_id, stale=STALE)
        self._owner = owner
        self._patience = patience

    async def out(self, draft_id: str, account_id: str) -> Report | None:
        """What of a draft is out on an account, the newest of it; None when nothing is, or all was deleted.

        Raises Refused("still_on_its_way") where an older wording may be out, or will be without anybody's word.
        """
        found = [one for one in await self._publishing.of_draft(draft_id) if one.account.id == account_id]
        out = next((one for one in reversed(found) if one.standing), None)
        newest = (await self._drafting.latest(draft_id)).draft.revision
        older = [one for one in found if one.revision != newest]
        if out is None and any(one.publication.state in ("publishing", "uncertain") for one in older):
            raise Refused("still_on_its_way")
        return out

    async def differs(self, report: Report) -> bool:
        """Whether the newest revision says something else than what is out; also where it may not go out as it is."""
        whole = report.publication.state == "published" and all(row.stands for row in report.deliveries)
        newest = await self._drafting.latest(report.draft_id)
        same = newest.draft.revision == report.revision and not any(row.amending for row in report.deliveries)
        if not whole or same or newest.discarded:
            return False
        try:
            return (await self._compared(report)).differs
        except StandfirstError:
            return True

    async def change(self, publication_id: str) -> Change:
        """What the newest revision would change of what is out, and whether it can where it is.

        Raises Refused("not_out", "still_on_its_way"), what `Offers.offer` raises, and what connecting raises.
        """
        report = await self._publishing.report(publication_id)
        require_whole(report.publication, report.deliveries)
        change = await self._compared(report)
        return replace(change, bar=await self._bar(report, change.before, change.after))

    async def _compared(self, report: Report) -> Change:
        offer = await self._offers.offer(report.draft_id, [report.account.id])
        said, after = await self._said(report), offer.posts[0][1]
        before = tuple(post.parts[row.part] for row, post in zip(report.deliveries, said, strict=True))
        differs = len(before) != len(after.parts) or any(
            row.amending or not _same(post, after, row.part) for row, post in zip(report.deliveries, said, strict=True)
        )
        return Change(report, before, after, offer.kept.draft.revision, differs)

    async def delete(self, publication_id: str, *, actor: Member, by_hand: bool = False) -> Report:
        """Delete every part that is out, the last one first; how it stands then. Doing so again changes nothing.

        With `by_hand` a person says that they are gone, and the network is not asked. Raises Refused("not_out",
        "still_on_its_way", "cannot_delete", "place_unknown", "being_corrected", "not_allowed"), Missing, and what the
        network says: Rejected, Reconnect, Later, Uncertain. What is gone by then stays gone.
        """
        require(actor, "publish")
        report = await self._publishing.report(publication_id)
        if report.publication.deleted:
            return report
        require_out(report.publication, report.deliveries)
        if by_hand:
            await self._deleted(report, None, actor)
        else:
            async with connected(self._platform(report.account.platform), report.account, self._resources) as session:
                if not isinstance(session, Deletes):
                    raise Refused("cannot_delete", network=self._platform(report.account.platform).label)
                await self._deleted(report, session, actor)
        return await self._publishing.report(publication_id)

    async def amend(self, publication_id: str, *, actor: Member, seen: str = "") -> Report:
        """Make what is out say what the newest revision does, part by part; how it stands then. Again changes nothing.

        `seen` is how the content hash of the post begins that the member saw. Raises what `change` and `Change.bar` do,
        Refused("changed_since", "halted_now", "published_already", "already_scheduled", "being_corrected",
        "not_allowed"), where the brand demands approval what `require_approved` raises, and what the network says.
        """
        require(actor, "publish")
        change = await self.change(publication_id)
        if not change.after.content_hash.startswith(seen):
            raise Refused("changed_since")
        if not change.differs:
            now = await self._publishing.report(publication_id)
            if now.deliveries != change.report.deliveries:
                raise Refused("changed_since")
            return now
        if change.bar:
            raise change.bar
        report = change.report
        async with connected(self._platform(report.account.platform), report.account, self._resources) as session:
            if isinstance(session, Amends):
                await self._amended(change, session, actor)
        return await self._publishing.report(publication_id)

    async def repost(self, publication_id: str, *, actor: Member, seen: str = "") -> Report:
        """Delete it and publish the newest revision in its place: replies and likes are lost, its address is another.

        Nothing is deleted before the newest revision may go out. Doing so again goes on where it stopped, and gives
        back what came of it. Raises as `delete` and `Publishing.plan` do.
        """
        require(actor, "publish")
        report = await self._publishing.report(publication_id)
        offer = await self._offers.offer(report.draft_id, [report.account.id])
        if not offer.posts[0][1].content_hash.startswith(seen):
            raise Refused("changed_since")
        judged = await among(self._store, self._offers, offer)
        async with self._store.read() as connection:
            await require_going(connection)
            await require_yes(connection, judged)
            await self._require_place(connection, report, offer)
        await self.delete(publication_id, actor=actor)
        (planned,) = await self._publishing.plan(
            report.draft_id,
            [report.account.id],
            actor=actor,
            seen=offer.content_hash,
            anew=[publication_id],
            replacing=True,
            waived=(REPEATS,),
        )
        return await self._delivering.deliver(planned)

    async def _require_place(self, connection: Connection, report: Report, offer: Offer) -> None:
        """Delete nothing where the newest revision waits on the account by itself: it would not go out at once."""
        there = (await posts.of_draft(connection, offer.kept.draft)).get(report.account.id)
        why = await in_the_way(connection, there[0], report.publication) if there and report.standing else ""
        if why not in ("", "published_already"):
            raise Refused(why, account=report.account.handle)

    async def _deleted(self, report: Report, session: Deletes | None, actor: Member) -> None:
        async with self._held(report) as holder:
            await self._errata.deleting(report.publication.id, holder, actor.id, by_hand=session is None)
            for row in reversed((await self._publishing.report(report.publication.id)).standing):
                if session:
                    await self._part_deleted(session, row, holder, actor)
                await self._errata.part_deleted(row, holder, actor.id)

    async def _part_deleted(self, session: Deletes, row: Delivery, holder: str, actor: Member) -> None:
        try:
            await self._called(row, holder, partial(session.delete, _place(row)))
        except StandfirstError as error:
            await self._errata.failed(row, holder, actor.id, "delete", error, ())
            raise

    async def _amended(self, change: Change, session: Amends, actor: Member) -> None:
        report = change.report
        offer = await self._offers.offer(report.draft_id, [report.account.id])
        if offer.posts[0][1] != change.after or offer.kept.draft.revision != change.revision:
            raise Refused("changed_since")
        judged = await among(self._store, self._offers, offer)
        said = await self._said(report)
        async with self._held(report) as holder:
            post_id = await self._errata.amending(report, offer, judged, holder, actor.id)
            for row, before in zip(report.deliveries, said, strict=True):
                await self._part_amended(change, session, row, before, post_id, holder, actor)

    async def _part_amended(
        self, change: Change, session: Amends, row: Delivery, before: Post, post_id: str, holder: str, actor: Member
    ) -> None:
        """Make one part say what it should, without a call where it surely does so already."""
        rows = (await self._publishing.report(change.report.publication.id)).deliveries
        try:
            remote = _place(row)
            if row.amending or not _same(before, change.after, row.part):
                above = [one.remote for one in rows[: row.part] if one.remote]
                part = outgoing(change.after, row, above, planned=change.report.publication.at)
                call = partial(session.amend, remote, part)
                remote = await self._called(row, holder, call, calls=1 + len(part.part.images))
        except StandfirstError as error:
            # Of this part nobody may know; those after it say what they did, unless that was not known before.
            several = len(change.after.parts[row.part].images) > 1  # changed one by one: some may be others now
            first = row.part + 1 if several or _doubtful(error) else row.part
            unchanged = [one for one in change.report.deliveries[first:] if not one.amending]
            await self._errata.failed(row, holder, actor.id, "amend", error, unchanged)
            raise
        await self._errata.part_amended(row, holder, actor.id, remote, post_id, change.after)

    async def _called(
        self, row: Delivery, holder: str, call: Callable[[], Awaitable[Answer]], calls: int = 1
    ) -> Answer:
        """Ask the network, once more where nobody knows what came of it: the same again changes nothing.

        What is raised after an answer was lost has that as its cause, see `_doubtful`.
        """
        lost: Uncertain | None = None
        for _ in range(ATTEMPTS):
            await self._errata.renewed(row.publication_id, holder, calls)
            try:
                async with asyncio.timeout(calls * self._patience):
                    return await call()
            except Uncertain as error:
                lost = error
            except StandfirstError as error:
                raise error from lost or error.__cause__
            except Exception as error:  # a fault of the adapter after the call began: what came of it is not known
                log.exception("correcting %s", row.id)
                lost = Uncertain("adapter_failed", id=row.id)
                lost.__cause__ = error
        raise lost or Uncertain("adapter_failed", id=row.id)

    @asynccontextmanager
    async def _held(self, report: Report) -> AsyncIterator[str]:
        """A name under which this correction alone writes."""
        holder = self._owner()
        try:
            yield holder
        finally:
            await self._errata.let_go(report.publication.id, holder)

    async def _said(self, report: Report) -> list[Post]:
        """For each part the post whose words are out."""
        async with self._store.read() as connection:
            named = {row.post_id for row in report.deliveries if row.post_id}
            kept = {post_id: await posts.by_id(connection, post_id) for post_id in named}
        found = [kept[row.post_id] if row.post_id else report.post for row in report.deliveries]
        if None in found:
            raise Missing("unknown_publication", id=report.publication.id)
        return [post for post in found if post]

    async def _bar(self, report: Report, before: Sequence[Part], after: Post) -> Refused | None:
        label = self._platform(report.account.platform).label
        if len(before) != len(after.parts):
            return Refused("amend_other_parts", before=len(before), after=len(after.parts))
        if any(_pictures(one) != _pictures(other) for one, other in zip(before, after.parts, strict=True)):
            return Refused("amend_other_pictures", network=label)
        async with connected(self._platform(report.account.platform), report.account, self._resources) as session:
            if not _amends(session):
                return Refused("cannot_amend", network=label)
            beside = _beside((await self._said(report))[0].card, before) != _beside(after.card, after.parts)
            return Refused("amend_words_alone", network=label) if beside and isinstance(session, WordsAlone) else None


def _place(row: Delivery) -> Remote:
    if row.remote is None:
        raise Refused("place_unknown", part=row.part + 1)
    return row.remote


def _doubtful(error: StandfirstError) -> bool:
    """Whether what was asked for may have been done all the same: by this call, or by one before it."""
    return isinstance(error, Uncertain) or isinstance(error.__cause__, Uncertain)


def _amends(session: Session) -> bool:
    return isinstance(session, Amends)


def _pictures(part: Part) -> list[str]:
    return [image.media_id for image in part.images]


def _beside(card: Card | None, parts: Sequence[Part]) -> tuple[object, ...]:
    """What of a post is no words of it: its card, and what is said of its pictures."""
    return card, [image.alt for part in parts for image in part.images]


def _same(one: Post, other: Post, number: int) -> bool:
    """Whether a part is the same in both, to the letter."""
    return _form(one, number) == _form(other, number)


def _form(post: Post, number: int) -> tuple[object, ...]:
    """What of a part is sent."""
    card: Card | None = post.card if number == 0 else None
    if number >= len(post.parts):
        return ()
    part = post.parts[number]
    return post.language, part.text, part.spans, part.images, card
