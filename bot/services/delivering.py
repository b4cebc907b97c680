"""The delivery journal at work: each part goes out once, whatever dies, whenever.

A part's row says `sending` before the network is called and `sent` before anything else happens. What is not known
is looked up on the network under the part's key; what the network cannot tell is asked of a person. Nothing is ever
sent again blindly.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Literal

from bot.domain.errors import Later, Missing, Reconnect, Refused, Rejected, StandfirstError, Uncertain
from bot.domain.ports import Clock, Outgoing, Publishes, Resources, Session
from bot.domain.publication import Account, Delivery, Failure, PublicationState, Remote
from bot.services.owners import surely_gone, this_owner
from bot.services.publishing import Lookup, Publishing, Report, outgoing
from bot.store import Store, deliveries, events, publications

# Longer than any request may take: after this a silent owner's part is looked up on the network.
STALE = timedelta(minutes=2)

# How often one call takes up a part whose outcome stayed unknown.
ATTEMPTS = 2

log = logging.getLogger(__name__)
Step = Literal["sent", "again", "stop"]


class Delivering:
    """Sends what is planned and clears up what is not known. One object is one owner."""

    def __init__(
        self,
        store: Store,
        publishing: Publishing,
        platform: Lookup,
        resources: Resources,
        clock: Clock,
        *,
        owner: Callable[[], str] = this_owner,
    ) -> None:
        self._store = store
        self._publishing = publishing
        self._platform = platform
        self._resources = resources
        self._clock = clock
        self._owner = owner()

    async def deliver(self, publication_id: str) -> Report:
        """Send what is still to be sent of a publication, part by part, and say how it stands. Raises Missing."""
        report = await self._publishing.report(publication_id)
        if report.publication.state in ("published", "cancelled"):
            return report
        if report.publication.content_hash != report.post.content_hash:
            raise Refused("content_changed", id=publication_id)
        async with self._connected(report.account) as session:
            await self._parts(session, report)
        return await self._publishing.report(publication_id)

    async def recover(self) -> list[Report]:
        """Take up every publication that a process left on its way; how each stands now."""
        async with self._store.read() as connection:
            left = await publications.in_states(connection, ("scheduled", "publishing"))
        return [await self.deliver(publication.id) for publication in left]

    async def settle(self, publication_id: str, *, there: bool, link: str = "", actor: str) -> Report:
        """A person's word on a part nobody else can tell about: it is there (with its link), or it is not: send again.

        Raises Refused("nothing_to_settle"), and Refused("link_needed") when further parts must hang below it.
        """
        report = await self._publishing.report(publication_id)
        part = next((row for row in report.deliveries if row.state == "unknown"), None)
        if report.publication.state != "uncertain" or part is None:
            raise Refused("nothing_to_settle", id=publication_id)
        if there and not link and part.part + 1 < len(report.deliveries):
            raise Refused("link_needed", id=publication_id)
        async with self._store.begin() as connection:
            if there:
                await deliveries.sent(connection, part.id, Remote(id=link.rstrip("/").rpartition("/")[2], url=link))
            else:
                await deliveries.give_back(connection, part.id, part.owner, "planned")
            await publications.set_state(connection, publication_id, "publishing")
            said = "settled_there" if there else "settled_send_again"
            await events.add(
                connection, self._clock.now(), actor, said, f"publication/{publication_id}", part=part.part
            )
        return await self.deliver(publication_id)

    def _connected(self, account: Account) -> AbstractAsyncContextManager[Session]:
        platform = self._platform(account.platform)
        if not isinstance(platform, Publishes):
            raise Refused("cannot_publish", network=platform.label)
        return platform.connect(account, self._resources)

    async def _parts(self, session: Session, report: Report) -> None:
        sent: list[Remote] = []
        for number in range(len(report.deliveries)):
            step: Step = "again"
            while step == "again":
                row = (await self._publishing.report(report.publication.id)).deliveries[number]
                step = await self._part(session, outgoing(report.post, row, sent), row)
            if step == "stop":
                return
            done = (await self._publishing.report(report.publication.id)).deliveries[number]
            sent.append(done.remote or _lost(done))

    async def _part(self, session: Session, part: Outgoing, row: Delivery) -> Step:
        """One move of one part, by what its row says."""
        if row.state == "sent":
            return await self._closed(row)
        if row.state == "planned":
            return await self._send(session, part, row)
        if row.state == "unknown" or self._abandoned(row):
            return await self._look(session, part, row)
        return "stop"  # failed, or in the hands of another owner who is alive

    async def _send(self, session: Session, part: Outgoing, row: Delivery) -> Step:
        now = self._clock.now()
        async with self._store.begin() as connection:
            if not await deliveries.claim(connection, row.id, self._owner, now):
                return "stop"
            await publications.set_state(connection, row.publication_id, "publishing")
            await events.add(
                connection, now, self._owner, "sending", f"publication/{row.publication_id}", part=row.part
            )
        try:
            remote = await session.publish(part)
        except StandfirstError as error:
            return await self._not_sent(row, error)
        except Exception:  # a fault of the adapter after the call began: whether it is out is not known
            log.exception("delivery %s", row.id)
            return await self._not_sent(row, Uncertain("adapter_failed", id=row.id))
        return await self._sent(row, remote)

    async def _sent(self, row: Delivery, remote: Remote) -> Step:
        async with self._store.begin() as connection:
            await deliveries.sent(connection, row.id, remote)
            detail = {"part": row.part, "remote": remote.id, "url": remote.url}
            subject = f"publication/{row.publication_id}"
            await events.add(connection, self._clock.now(), self._owner, "sent", subject, **detail)
        return await self._closed(row)

    async def _closed(self, row: Delivery) -> Step:
        """A part is out; when all of them are, the publication is published."""
        async with self._store.begin() as connection:
            rows = await deliveries.of_publication(connection, row.publication_id)
            if all(one.state == "sent" for one in rows):
                await publications.set_state(connection, row.publication_id, "published")
        return "sent"

    async def _not_sent(self, row: Delivery, error: StandfirstError) -> Step:
        """What each of the errors means for the part and its publication."""
        if isinstance(error, Later):
            retry_at = self._clock.now() + timedelta(seconds=error.retry_after)
            return await self._back(row, "planned", "publishing", error, retry_at=retry_at)
        if isinstance(error, Reconnect):
            return await self._back(row, "planned", "held", error)
        if isinstance(error, Rejected | Refused | Missing):
            return await self._back(row, "failed", "failed", error)
        await self._back(row, "unknown", "publishing", error)
        return "again" if row.attempt < ATTEMPTS else "stop"

    async def _look(self, session: Session, part: Outgoing, row: Delivery) -> Step:
        """Ask the network whether a part is out."""
        async with self._store.begin() as connection:
            if not await deliveries.take_over(connection, row, self._owner, self._clock.now()):
                return "again"
        try:
            found = await session.find(part)
        except (Later, Reconnect) as error:
            state: PublicationState = "held" if isinstance(error, Reconnect) else "publishing"
            return await self._back(row, "unknown", state, error)
        except StandfirstError as error:
            return await self._back(row, "unknown", "uncertain", error)
        if found:
            return await self._sent(row, found)
        async with self._store.begin() as connection:
            await deliveries.give_back(connection, row.id, self._owner, "planned")
        return "again"

    async def _back(
        self,
        row: Delivery,
        state: Literal["planned", "unknown", "failed"],
        publication_state: PublicationState,
        error: StandfirstError,
        retry_at: datetime | None = None,
    ) -> Step:
        why = Failure(key=error.key, values=error.values)
        async with self._store.begin() as connection:
            await deliveries.give_back(connection, row.id, self._owner, state, error=why, retry_at=retry_at)
            await publications.set_state(connection, row.publication_id, publication_state, why)
            detail = {"part": row.part, "error": error.key}
            subject = f"publication/{row.publication_id}"
            await events.add(connection, self._clock.now(), self._owner, f"part_{state}", subject, **detail)
        return "stop"

    def _abandoned(self, row: Delivery) -> bool:
        """Whether a part in sending has no one left who could still be at it."""
        if row.state != "sending":
            return False
        old = row.started_at is None or self._clock.now() - row.started_at > STALE
        return old or surely_gone(row.owner)


def _lost(row: Delivery) -> Remote:
    raise Missing("unknown_publication", id=row.id)
