"""The delivery journal's moves: each one transaction, with its line in the event log."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from bot.domain.errors import StandfirstError
from bot.domain.ports import Clock, NoQueue, Queue
from bot.domain.publication import Delivery, Failure, Publication, PublicationState, Remote
from bot.services.checks import Back
from bot.services.halting import halted
from bot.store import Connection, Store, deliveries, events, notices, publications

# Of what came to stand so while its sending was prepared, no part goes out.
STOPPED: tuple[PublicationState, ...] = ("cancelled", "held", "failed")


class Journal:
    """Writes what happens to a part and what that means for its publication; False where another owner was faster."""

    def __init__(self, store: Store, clock: Clock, queue: Queue | None = None) -> None:
        self._store = store
        self._clock = clock
        self._queue = queue or NoQueue()

    async def left(self, states: Sequence[PublicationState]) -> list[str]:
        """Publications in these states whose time has come."""
        async with self._store.read() as connection:
            found = await publications.in_states(connection, states)
        return [publication.id for publication in found if publication.at <= self._clock.now()]

    async def row(self, known: Delivery) -> Delivery:
        """A part as it stands now."""
        async with self._store.read() as connection:
            return await deliveries.by_id(connection, known.id) or known

    async def others(self, row: Delivery) -> tuple[str, ...]:
        """The ids of the last parts its account is known to have published, the newest first."""
        async with self._store.read() as connection:
            return await deliveries.known(connection, row)

    async def known(self, row: Delivery, remote: Remote) -> bool:
        """Whether the part's account is known to have published another part there."""
        async with self._store.read() as connection:
            return await deliveries.is_known(connection, row, remote.id)

    async def claimed(self, row: Delivery, owner: str) -> bool:
        """The part is about to be sent by this owner; never while everything is halted, nor what moved meanwhile."""
        now = self._clock.now()
        async with self._store.begin() as connection:
            one = await publications.held(connection, row.publication_id)
            if one is None or one.state in STOPPED or one.at > now or await halted(connection):
                return False
            if not await deliveries.claim(connection, row.id, owner, now):
                return False
            await publications.set_state(connection, row.publication_id, "publishing")
            await events.add(connection, now, owner, "sending", _subject(row), part=row.part)
        return True

    async def taken_over(self, row: Delivery, owner: str) -> bool:
        """The part is in this owner's hands, to be looked up on the network."""
        async with self._store.begin() as connection:
            return await deliveries.take_over(connection, row, owner)

    async def sent(self, row: Delivery, owner: str, remote: Remote) -> None:
        """The part is out: written before anything else happens."""
        detail = {"part": row.part, "remote": remote.id, "url": remote.url}
        async with self._store.begin() as connection:
            await deliveries.sent(connection, row.id, remote)
            await events.add(connection, self._clock.now(), owner, "sent", _subject(row), **detail)
        await self.closed(row)

    async def closed(self, row: Delivery) -> None:
        """When all parts are out, the publication is published."""
        async with self._store.begin() as connection:
            rows = await deliveries.of_publication(connection, row.publication_id)
            if all(one.state == "sent" for one in rows) and await publications.done(connection, row.publication_id):
                now = self._clock.now()
                await events.add(connection, now, "standfirst", "published", _subject(row), parts=len(rows))
                await notices.add(connection, now, "published", _subject(row))

    async def back(
        self,
        row: Delivery,
        owner: str,
        state: Literal["planned", "unknown", "failed"],
        publication_state: PublicationState,
        error: StandfirstError,
        retry_at: datetime | None = None,
    ) -> bool:
        """The part did not go out, or nobody knows: why, and when to go on."""
        why = Failure.of(error)
        async with self._store.begin() as connection:
            if not await deliveries.give_back(connection, row.id, owner, state, error=why, retry_at=retry_at):
                return False
            await publications.set_state(connection, row.publication_id, publication_state, why)
            detail = {"part": row.part, "error": error.key, "values": error.values}
            now = self._clock.now()
            await events.add(connection, now, owner, f"part_{state}", _subject(row), **detail)
            if publication_state in ("failed", "held", "uncertain"):
                await notices.add(
                    connection, now, publication_state, _subject(row), error=error.key, values=error.values
                )
        return True

    async def absent(self, row: Delivery, owner: str) -> None:
        """The network surely has no such part: it may be sent again."""
        async with self._store.begin() as connection:
            if await deliveries.give_back(connection, row.id, owner, "planned"):
                now = self._clock.now()
                await events.add(connection, now, owner, "part_absent", _subject(row), part=row.part)

    async def halted(self) -> bool:
        """Whether nothing is to be sent."""
        async with self._store.read() as connection:
            return await halted(connection)

    async def failed(self, publication: Publication, error: StandfirstError) -> None:
        """Nothing of it can be sent as it is: a person must see to it."""
        why, subject = Failure.of(error), f"publication/{publication.id}"
        async with self._store.begin() as connection:
            await publications.set_state(connection, publication.id, "failed", why)
            now = self._clock.now()
            await events.add(connection, now, "standfirst", "failed", subject, error=error.key, values=error.values)
            await notices.add(connection, now, "failed", subject, error=error.key, values=error.values)

    async def requeued(self, publication: Publication, at: datetime) -> None:
        """It goes on later: queued as its next run, unless that was done meanwhile."""
        async with self._store.begin() as connection:
            known = await publications.by_id(connection, publication.id)
            if known is not None and known.run == publication.run:
                await self._requeued(connection, publication.id, at)

    async def held(self, publication_id: str, error: StandfirstError) -> None:
        """Nothing could be asked of the network; a person must log in again."""
        why = Failure.of(error)
        async with self._store.begin() as connection:
            await publications.set_state(connection, publication_id, "held", why)
            subject, now = f"publication/{publication_id}", self._clock.now()
            await events.add(connection, now, "standfirst", "held", subject, error=error.key, values=error.values)
            await notices.add(connection, now, "held", subject, error=error.key, values=error.values)

    async def kept_back(self, publication: Publication, check: str, back: Back) -> None:
        """A check keeps it back, unless it moved meanwhile."""
        subject, now = f"publication/{publication.id}", self._clock.now()
        changed = publication.model_copy(update={"state": back.state, "error": back.why})
        async with self._store.begin() as connection:
            if await publications.change(connection, changed, publication):
                detail = {"check": check, "error": back.why.key, "values": back.why.values}
                await events.add(connection, now, "standfirst", f"kept_back_{back.state}", subject, **detail)
                await notices.add(connection, now, back.state, subject, **detail)

    async def again(self, publication: Publication, actor: str) -> None:
        """A person's word: what failed or is held is to be tried once more, when its time has come.

        A check that held it back holds it back no more.
        """
        now = self._clock.now()
        async with self._store.begin() as connection:
            await _waive(connection, publication)
            await deliveries.retry(connection, publication.id)
            await publications.set_state(
                connection, publication.id, "scheduled" if publication.at > now else "publishing"
            )
            subject = f"publication/{publication.id}"
            await events.add(connection, now, actor, "tried_again", subject, after=publication.state)
            await self._requeued(connection, publication.id)

    async def _requeued(self, connection: Connection, publication_id: str, at: datetime | None = None) -> None:
        queued = await publications.requeue(connection, publication_id)
        if queued is not None:
            await self._queue.put(connection, queued, at)

    async def settled(self, row: Delivery, owner: str, actor: str, remote: Remote | None) -> bool:
        """A person's word: the part is there, where `remote` says, or (None) it is to be sent again."""
        detail: dict[str, Any] = {"part": row.part}
        if remote:
            detail |= {"remote": remote.id, "url": remote.url}
        async with self._store.begin() as connection:
            if not await deliveries.take_over(connection, row, owner):
                return False
            if remote:
                await deliveries.sent(connection, row.id, remote)
            else:
                await deliveries.give_back(connection, row.id, owner, "planned")
            await publications.set_state(connection, row.publication_id, "publishing")
            said = "settled_there" if remote else "settled_send_again"
            await events.add(connection, self._clock.now(), actor, said, _subject(row), **detail)
            await self._requeued(connection, row.publication_id)
        return True


async def _waive(connection: Connection, publication: Publication) -> None:
    """Note the check that held it back, by the log, as waived."""
    about = await events.about(connection, f"publication/{publication.id}")
    checks = [line.detail["check"] for line in about if line.action == "kept_back_held"]
    waived = dict.fromkeys((*publication.waived, *checks))
    if tuple(waived) != publication.waived:
        await publications.waive(connection, publication.id, tuple(waived))


def _subject(row: Delivery) -> str:
    return f"publication/{row.publication_id}"
