"""The delivery journal's moves: each one transaction, with its line in the event log."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from bot.domain.errors import StandfirstError
from bot.domain.ports import Clock
from bot.domain.publication import Delivery, Failure, Publication, PublicationState, Remote
from bot.services.halting import halted
from bot.store import Store, deliveries, events, publications


class Journal:
    """Writes what happens to a part and what that means for its publication; False where another owner was faster."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def left(self, states: Sequence[PublicationState]) -> list[str]:
        """Publications in these states whose time has come."""
        async with self._store.read() as connection:
            found = await publications.in_states(connection, states)
        return [publication.id for publication in found if publication.at <= self._clock.now()]

    async def others(self, row: Delivery) -> tuple[str, ...]:
        """The ids of the last parts its account is known to have published, the newest first."""
        async with self._store.read() as connection:
            return await deliveries.known(connection, row)

    async def known(self, row: Delivery, remote: Remote) -> bool:
        """Whether the part's account is known to have published another part there."""
        async with self._store.read() as connection:
            return await deliveries.is_known(connection, row, remote.id)

    async def claimed(self, row: Delivery, owner: str) -> bool:
        """The part is about to be sent by this owner; never while everything is halted."""
        now = self._clock.now()
        async with self._store.begin() as connection:
            if await halted(connection) or not await deliveries.claim(connection, row.id, owner, now):
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
        why = Failure(key=error.key, values=error.values)
        async with self._store.begin() as connection:
            if not await deliveries.give_back(connection, row.id, owner, state, error=why, retry_at=retry_at):
                return False
            await publications.set_state(connection, row.publication_id, publication_state, why)
            detail = {"part": row.part, "error": error.key}
            await events.add(connection, self._clock.now(), owner, f"part_{state}", _subject(row), **detail)
        return True

    async def absent(self, row: Delivery, owner: str) -> None:
        """The network surely has no such part: it may be sent again."""
        async with self._store.begin() as connection:
            if await deliveries.give_back(connection, row.id, owner, "planned"):
                now = self._clock.now()
                await events.add(connection, now, owner, "part_absent", _subject(row), part=row.part)

    async def held(self, publication_id: str, error: StandfirstError) -> None:
        """Nothing could be asked of the network; a person must log in again."""
        why = Failure(key=error.key, values=error.values)
        async with self._store.begin() as connection:
            await publications.set_state(connection, publication_id, "held", why)
            subject = f"publication/{publication_id}"
            await events.add(connection, self._clock.now(), "standfirst", "held", subject, error=error.key)

    async def again(self, publication: Publication, actor: str) -> None:
        """A person's word: what failed or is held is to be tried once more, when its time has come."""
        now = self._clock.now()
        async with self._store.begin() as connection:
            await deliveries.retry(connection, publication.id)
            await publications.set_state(
                connection, publication.id, "scheduled" if publication.at > now else "publishing"
            )
            subject = f"publication/{publication.id}"
            await events.add(connection, now, actor, "tried_again", subject, after=publication.state)

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
        return True


def _subject(row: Delivery) -> str:
    return f"publication/{row.publication_id}"
