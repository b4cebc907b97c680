"""One publication's parts on their way: what each move of the delivery journal asks of the network.

A part's row says `sending` before the network is called and `sent` before anything else happens. What is not known
is looked up on the network under the part's key; what the network cannot tell is asked of a person. Nothing is ever
sent again blindly.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Literal

from bot.domain.errors import Later, Missing, Reconnect, Refused, Rejected, StandfirstError, Uncertain
from bot.domain.ports import Clock, Lags, Outgoing, Session
from bot.domain.publication import Delivery, PublicationState, Remote
from bot.services.journal import Journal
from bot.services.publishing import Report, outgoing

# A silent owner's part is looked up on the network after so many times what its call may take.
STALE = 2
# When a look-up takes too long it is made again after so many seconds.
LOOK_AGAIN = 60.0
# A network that cannot be asked for so long after the call is looked at by a person instead.
LOOKED_LONG = timedelta(hours=1)

# How often one call takes up a part whose outcome stayed unknown.
ATTEMPTS = 2

log = logging.getLogger(__name__)
Step = Literal["sent", "again", "stop"]


class Parts:
    """Sends the parts of a publication, one after the other.

    Each hold on a part is under a name of its own, so that an outlived hold can never write, whoever else is at it.
    """

    def __init__(
        self,
        journal: Journal,
        clock: Clock,
        *,
        owner: Callable[[], str],
        gone: Callable[[str], Awaitable[bool]],
        patience: float,
    ) -> None:
        """`gone` tells whether an owner is surely no more; a call may take `patience` seconds."""
        self._journal = journal
        self._clock = clock
        self._owner = owner
        self._gone = gone
        self._patience = patience

    async def send(self, session: Session, report: Report) -> None:
        """Send what is still to be sent, until all of it is out or something keeps the next part."""
        sent: list[Remote] = []
        for known in report.deliveries:
            step: Step = "again"
            while step == "again":
                row = await self._journal.row(known)
                part = outgoing(report.post, row, sent, planned=report.publication.at)
                step = await self._part(session, part, row)
            if step == "stop":
                return
            if known is not report.deliveries[-1]:
                done = await self._journal.row(known)
                if done.remote:
                    sent.append(done.remote)

    async def _part(self, session: Session, part: Outgoing, row: Delivery) -> Step:
        """One move of one part, by what its row says."""
        if row.state == "sent":
            await self._journal.closed(row)
            return "sent"
        if row.state == "planned":
            return await self._send(session, part, row)
        if (row.state == "unknown" and self._due(row)) or await self._abandoned(part, row):
            return await self._look(session, part, row)
        return "stop"  # failed, to be asked about later, or in the hands of another owner who is alive

    async def _send(self, session: Session, part: Outgoing, row: Delivery) -> Step:
        owner = self._owner()
        part = await self._informed(part, row)
        begun, loop = self._clock.now(), asyncio.get_running_loop()
        deadline = loop.time() + self._patience_for(part)
        if not await self._journal.claimed(row, owner):
            return "stop"
        try:
            if loop.time() >= deadline or self._clock.now() - begun > timedelta(seconds=self._patience_for(part)):
                raise TimeoutError  # it stood still since it claimed the part: by now another may have taken it over
            async with asyncio.timeout_at(deadline):
                remote = await session.publish(part)
        except StandfirstError as error:
            return await self._not_sent(row, owner, error)
        except Exception:  # a fault of the adapter after the call began: whether it is out is not known
            log.exception("delivery %s", row.id)
            return await self._not_sent(row, owner, Uncertain("adapter_failed", id=row.id))
        return await self._sent(row, owner, remote)

    async def _sent(self, row: Delivery, owner: str, remote: Remote) -> Step:
        await self._journal.sent(row, owner, remote)
        return "sent"

    async def _not_sent(self, row: Delivery, owner: str, error: StandfirstError) -> Step:
        """What each of the errors means for the part and its publication."""
        if isinstance(error, Later):
            retry_at = self._clock.now() + timedelta(seconds=error.retry_after)
            return await self._stopped(row, owner, "planned", "publishing", error, retry_at=retry_at)
        if isinstance(error, Reconnect):
            return await self._stopped(row, owner, "planned", "held", error)
        if isinstance(error, Rejected | Refused | Missing):
            return await self._stopped(row, owner, "failed", "failed", error)
        await self._journal.back(row, owner, "unknown", "publishing", error)
        return "again" if row.attempt < ATTEMPTS else "stop"

    async def _look(self, session: Session, part: Outgoing, row: Delivery) -> Step:
        """Ask the network whether a part is out."""
        owner = self._owner()
        if not await self._journal.taken_over(row, owner):
            return "again"
        try:
            found = await self._found(session, part, row)
        except Later as error:
            now = self._clock.now()
            retry_at = now + timedelta(seconds=error.retry_after)
            long = row.started_at is not None and now - row.started_at > LOOKED_LONG
            return await self._stopped(
                row, owner, "unknown", "uncertain" if long else "publishing", error, retry_at=retry_at
            )
        except Reconnect as error:
            return await self._stopped(row, owner, "unknown", "held", error)
        except StandfirstError as error:
            return await self._stopped(row, owner, "unknown", "uncertain", error)
        return await self._sent(row, owner, found) if found else await self._absent(session, part, row, owner)

    async def _absent(self, session: Session, part: Outgoing, row: Delivery, owner: str) -> Step:
        """The network shows no such part: it is sent again, but not before the network would surely show it."""
        now = self._clock.now()
        surely = self._surely_shown(session, part, row)
        if surely is not None and now < surely:
            return await self._stopped(row, owner, "unknown", "publishing", Uncertain("not_shown_yet"), retry_at=surely)
        await self._journal.absent(row, owner)
        return "again"

    def _surely_shown(self, session: Session, part: Outgoing, row: Delivery) -> datetime | None:
        """When a call that nobody knows the end of has ended and its post is shown; None for a network without lag."""
        if row.started_at is None or not isinstance(session, Lags):
            return None
        return row.started_at + timedelta(seconds=self._patience_for(part) + session.lag)

    async def _found(self, session: Session, part: Outgoing, row: Delivery) -> Remote | None:
        """Where the network has a part. Raises Uncertain too when the adapter fails or does not answer."""
        try:
            informed = await self._informed(part, row)
            async with asyncio.timeout(self._patience):
                found = await session.find(informed)
        except StandfirstError:
            raise
        except TimeoutError as error:
            raise Later("look_too_slow", retry_after=LOOK_AGAIN) from error
        except Exception as error:  # a fault of the adapter while asking: nothing is known still
            log.exception("looking for %s", part.key)
            raise Uncertain("adapter_failed", id=part.key) from error
        if found and await self._journal.known(row, found):  # that is another part of this account
            raise Uncertain("same_as_another", id=found.id)
        return found

    def _patience_for(self, part: Outgoing) -> float:
        """How many seconds one call may take: pictures are uploaded within it."""
        return self._patience * (1 + len(part.part.images))

    async def _informed(self, part: Outgoing, row: Delivery) -> Outgoing:
        """A part with what a network needs to tell an earlier call's outcome from the account's other posts."""
        others = await self._journal.others(row)
        return part.model_copy(update={"since": row.started_at, "others": others})

    async def _stopped(
        self,
        row: Delivery,
        owner: str,
        state: Literal["planned", "unknown", "failed"],
        publication_state: PublicationState,
        error: StandfirstError,
        retry_at: datetime | None = None,
    ) -> Step:
        moved = await self._journal.back(row, owner, state, publication_state, error, retry_at)
        return "stop" if moved else "again"

    def _due(self, row: Delivery) -> bool:
        return row.retry_at is None or row.retry_at <= self._clock.now()

    async def _abandoned(self, part: Outgoing, row: Delivery) -> bool:
        """Whether a part in sending has no one left who could still be at it."""
        if row.state != "sending":
            return False
        stale = timedelta(seconds=STALE * self._patience_for(part))
        old = row.started_at is None or self._clock.now() - row.started_at > stale
        return old or await self._gone(row.owner)
