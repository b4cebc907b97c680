"""The moves of correcting what is out: each one transaction, with its line in the event log.

A publication is in one pair of hands at a time, under a name of its own; whoever lost it writes nothing more.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.domain.errors import Refused, StandfirstError, Uncertain
from bot.domain.ports import Clock
from bot.domain.post import Post
from bot.domain.publication import Delivery, Failure, Publication, Remote
from bot.services.halting import halted
from bot.services.offers import Offer, hold
from bot.services.owners import surely_gone
from bot.services.permitting import require_yes
from bot.services.publishing import UNDONE, kept_post, untouched
from bot.services.reports import Report
from bot.store import Connection, Store, corrections, deliveries, events, publications


class Errata:
    """Writes what happens to the parts of a publication that is corrected."""

    def __init__(self, store: Store, clock: Clock, new_id: Callable[[], str], *, stale: timedelta) -> None:
        self._store = store
        self._clock = clock
        self._new_id = new_id
        self._stale = stale

    async def deleting(self, publication_id: str, holder: str, actor: str, *, by_hand: bool) -> None:
        """It is about to be deleted: nothing more of it is sent. Raises what `require_out` raises."""
        now = self._clock.now()
        async with self._store.begin() as connection:
            await self._hold(connection, publication_id, holder)
            found = await publications.by_id(connection, publication_id)
            rows = await deliveries.of_publication(connection, publication_id)
            require_out(found, rows)
            subject = f"publication/{publication_id}"
            if all(row.state == "sent" for row in rows):
                await publications.done(connection, publication_id)
            elif found and found.state != "cancelled":
                await publications.set_state(connection, publication_id, "cancelled")
                await events.add(connection, now, actor, "cancelled", subject, was=found.state)
            parts = sum(row.stands for row in rows)
            await events.add(connection, now, actor, "deleting", subject, parts=parts, by_hand=by_hand)

    async def part_deleted(self, row: Delivery, holder: str, actor: str) -> None:
        """A part is gone; when nothing of it stands any more, the publication is deleted."""
        now, subject = self._clock.now(), _subject(row)
        async with self._store.begin() as connection:
            await self._keep(connection, row.publication_id, holder)
            if await corrections.part_deleted(connection, row.id, now):
                detail = {"part": row.part, "remote": row.remote.id if row.remote else ""}
                await events.add(connection, now, actor, "part_deleted", subject, **detail)
            rows = await deliveries.of_publication(connection, row.publication_id)
            gone = not any(one.stands for one in rows)
            if gone and await corrections.publication_deleted(connection, row.publication_id, now):
                await events.add(connection, now, actor, "deleted", subject)

    async def amending(self, seen: Report, offer: Offer, judged: Offer, holder: str, actor: str) -> str:
        """It is about to say what the offer does, which the brand lets it: the id of that post.

        Raises Refused("changed_since") also where a part is not as it was seen, Refused("halted_now",
        "published_already", "already_scheduled"), and as `require_yes` and `require_whole` do.
        """
        publication, account = seen.publication, seen.account
        now, post = self._clock.now(), offer.posts[0][1]
        async with self._store.begin() as connection:
            await hold(connection, offer.kept.draft)
            await require_going(connection)
            await require_yes(connection, judged)
            await self._hold(connection, publication.id, holder)
            rows = await deliveries.of_publication(connection, publication.id)
            require_whole(await publications.by_id(connection, publication.id), rows)
            if tuple(rows) != seen.deliveries:
                raise Refused("changed_since")
            post_id = await kept_post(connection, offer.kept.draft, account, post, self._new_id)
            why = await in_the_way(connection, post_id, publication)
            if why or await corrections.becoming(connection, post_id, account.id) not in ("", publication.id):
                raise Refused(why or "published_already", account=account.handle)
            for row in rows:
                await corrections.part_amending(connection, row.id, post_id)
            detail = {"post": post_id, "revision": offer.kept.draft.revision, "content": post.content_hash}
            await events.add(connection, now, actor, "amending", f"publication/{publication.id}", **detail)
        return post_id

    async def part_amended(
        self, row: Delivery, holder: str, actor: str, remote: Remote, post_id: str, post: Post
    ) -> None:
        """A part says what the post does; when all of them do, the publication is that post's."""
        now, subject = self._clock.now(), _subject(row)
        async with self._store.begin() as connection:
            await self._keep(connection, row.publication_id, holder)
            await corrections.part_amended(connection, row.id, post_id, remote)
            was = row.remote.id if row.remote else ""
            detail = {"part": row.part, "remote": remote.id, "url": remote.url, "was": was, "before": row.post_id}
            await events.add(connection, now, actor, "part_amended", subject, **detail)
            rows = await deliveries.of_publication(connection, row.publication_id)
            found = await publications.by_id(connection, row.publication_id)
            if found is None or any(one.post_id != post_id or one.amending for one in rows):
                return
            edition = found.edition
            if found.post_id != post_id:
                edition = await corrections.next_edition(connection, post_id, found.account_id)
            changes = {"post_id": post_id, "content_hash": post.content_hash, "edition": edition}
            await corrections.publication_amended(connection, found.model_copy(update=changes))
            await events.add(connection, now, actor, "amended", subject, before=found.post_id, after=post_id)

    async def renewed(self, publication_id: str, holder: str, calls: int) -> None:
        """Have it in these hands still, for so many calls from now. Raises Refused("being_corrected") where it is not.

        Whoever stood still for long learns by it that another one went on.
        """
        async with self._store.begin() as connection:
            await self._keep(connection, publication_id, holder, calls)

    async def failed(
        self, row: Delivery, holder: str, actor: str, action: str, error: StandfirstError, unchanged: Sequence[Delivery]
    ) -> None:
        """What kept a part from being corrected; the `unchanged` ones surely say what they said before.

        It is kept with the part where something is half done, or nobody knows what came of it.
        """
        why = Failure.of(error)
        async with self._store.begin() as connection:
            await self._keep(connection, row.publication_id, holder)
            for one in unchanged:
                await corrections.part_amending(connection, one.id, "")
            rows = await deliveries.of_publication(connection, row.publication_id)
            half = any(one.deleted or one.amending for one in rows) or len({one.post_id for one in rows}) > 1
            if half or isinstance(error, Uncertain):
                await corrections.failed(connection, row, why)
            detail = {"part": row.part, "error": error.key}
            await events.add(connection, self._clock.now(), actor, f"{action}_failed", _subject(row), **detail)

    async def let_go(self, publication_id: str, holder: str) -> None:
        """Leave the publication to whoever comes next."""
        async with self._store.begin() as connection:
            await corrections.let_go(connection, publication_id, holder)

    async def _keep(self, connection: Connection, publication_id: str, holder: str, calls: int = 1) -> None:
        """Go on having it in these hands, as long as nobody else had it meanwhile, done with it by now or not."""
        if not await corrections.holds(connection, publication_id, holder):
            raise Refused("being_corrected")
        await self._hold(connection, publication_id, holder, calls)

    async def _hold(self, connection: Connection, publication_id: str, holder: str, calls: int = 1) -> None:
        """Have it in these hands alone, from now until a while after the last move."""
        now = self._clock.now()
        until = now + calls * self._stale
        if not await corrections.hold(connection, publication_id, holder, now=now, until=until, gone=surely_gone):
            raise Refused("being_corrected")


def require_out(publication: Publication | None, rows: Sequence[Delivery]) -> None:
    """Let only what has parts out and none on their way go on; parts that wait to be sent are in nobody's way.

    Raises Refused("not_out", "still_on_its_way").
    """
    if publication is None or not any(row.stands for row in rows):
        raise Refused("not_out")
    if any(row.state in ("sending", "unknown") for row in rows):
        raise Refused("still_on_its_way")


def require_whole(publication: Publication | None, rows: Sequence[Delivery]) -> None:
    """Let only what is out with all its parts go on. Raises as `require_out` does."""
    require_out(publication, rows)
    if publication is None or publication.state != "published" or not all(row.stands for row in rows):
        raise Refused("not_out")


async def in_the_way(connection: Connection, post_id: str, publication: Publication) -> str:
    """Why a post cannot take the place of what is out, as a message key: it has a publication of its own; "" if not."""
    other = await publications.of_post(connection, post_id, publication.account_id)
    if other is None or other.id == publication.id or other.deleted:
        return ""
    begun = not await untouched(connection, other)
    if other.state in UNDONE:
        return "still_on_its_way" if begun else "already_scheduled"
    return "published_already" if begun else ""


async def require_going(connection: Connection) -> None:
    """Let nothing new go out while everything is halted. Raises Refused("halted_now")."""
    if await halted(connection):
        raise Refused("halted_now")


def _subject(row: Delivery) -> str:
    return f"publication/{row.publication_id}"
