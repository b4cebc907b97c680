"""The delivery journal at work: each part goes out once, whatever dies, whenever.

A part's row says `sending` before the network is called and `sent` before anything else happens. What is not known
is looked up on the network under the part's key; what the network cannot tell is asked of a person. Nothing is ever
sent again blindly.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Literal

from bot.domain.brand import Member
from bot.domain.errors import (
    Later,
    Missing,
    Reconnect,
    Refused,
    Rejected,
    StandfirstError,
    Uncertain,
    UnusableDatabase,
)
from bot.domain.ports import (
    Clock,
    Lags,
    Locates,
    NoQueue,
    Outgoing,
    Platform,
    Publishes,
    Queue,
    Resources,
    Session,
    for_account,
)
from bot.domain.publication import Account, Delivery, PublicationState, Remote
from bot.domain.rights import require
from bot.services.checks import Check
from bot.services.journal import Journal
from bot.services.owners import gone_from_here, this_owner
from bot.services.publishing import Lookup, Publishing, Report, outgoing
from bot.store import Store

# What one call of a network may take, in seconds, before its outcome counts as not known.
PATIENCE = 60.0

# A silent owner's part is looked up on the network after so many times what its call may take.
STALE = 2
# When a look-up takes too long it is made again after so many seconds.
LOOK_AGAIN = 60.0

# How often one call takes up a part whose outcome stayed unknown.
ATTEMPTS = 2

# Whoever waits for a publication that somebody else sends looks so many times, each after so many seconds at most.
LOOKS = 20
A_LOOK = 0.25

# What is in the hands of another is looked at again after so many seconds.
OTHERS = 2.0

log = logging.getLogger(__name__)
Step = Literal["sent", "again", "stop"]


class Delivering:
    """Sends what is planned and clears up what is not known.

    Each hold on a part is under a name of its own, so that an outlived hold can never write, whoever else is at it.
    """

    def __init__(
        self,
        store: Store,
        publishing: Publishing,
        platform: Lookup,
        resources: Resources,
        clock: Clock,
        *,
        queue: Queue | None = None,
        checks: Sequence[Check] = (),
        owner: Callable[[], str] = this_owner,
        gone: Callable[[str], Awaitable[bool]] = gone_from_here,
        patience: float = PATIENCE,
    ) -> None:
        """`checks` may hold back what is about to go out; `gone` tells whether an owner is surely no more."""
        self._queue = queue or NoQueue()
        self._checks = checks
        self._gone = gone
        self._journal = Journal(store, clock, self._queue)
        self._publishing = publishing
        self._platform = platform
        self._resources = resources
        self._clock = clock
        self._owner = owner
        self._patience = patience

    async def deliver(self, publication_id: str) -> Report:
        """Send what is due of a publication, or wait for whoever sends it; how it stands then. Raises as `send`.

        Who else sends it is waited for until it is done, waits for something itself, or some seconds have passed.
        """
        if not self._queue.at_work:
            return await self.send(publication_id)
        report = await self._publishing.report(publication_id)
        for _ in range(LOOKS):
            if not self.under_way(report):
                break
            await self._queue.stirred(publication_id, A_LOOK)
            report = await self._publishing.report(publication_id)
        return report

    def under_way(self, report: Report) -> bool:
        """Whether it is being sent, or will be within a moment."""
        return report.publication.state in ("scheduled", "publishing") and self.due(report) <= self._clock.now()

    def due(self, report: Report) -> datetime:
        """When there is more to do of a publication that is under way."""
        now = self._clock.now()
        waits = [row.retry_at for row in report.deliveries if row.state in ("planned", "unknown") and row.retry_at]
        return max([report.publication.at, *(one for one in waits if one > now)])

    async def send(self, publication_id: str) -> Report:
        """Send what is due and still to be sent of a publication, part by part; how it stands then. Raises Missing.

        What is held or has failed stays so: that it goes on is a person's word, `again`.
        """
        report = await self._publishing.report(publication_id)
        early = report.publication.at > self._clock.now()
        if early or report.publication.state in ("published", "cancelled", "held", "failed"):
            return report
        if report.publication.content_hash != report.post.content_hash:
            raise Refused("content_changed", id=publication_id)
        if not await self._checked(report):
            return await self._publishing.report(publication_id)
        try:
            async with connected(self._platform(report.account.platform), report.account, self._resources) as session:
                await self._parts(session, report)
        except Reconnect as error:
            await self._journal.held(publication_id, error)
        return await self._publishing.report(publication_id)

    async def turn(self, publication_id: str, run: int, *, longest: timedelta) -> float | None:
        """One turn of a job on one run of a publication: seconds until there is more to do, None when nothing is.

        What has to wait longer than `longest` is queued again for then, as its next run. Raises Missing.
        """
        report = await self._publishing.report(publication_id)
        if report.publication.run != run or await self._journal.halted():
            return None
        try:
            report = await self.send(publication_id)
        except UnusableDatabase:
            raise
        except StandfirstError as error:
            await self._journal.failed(report.publication, error)
            return None
        if report.publication.state not in ("scheduled", "publishing") or await self._journal.halted():
            return None
        due = self.due(report)
        wait = due - self._clock.now()
        if wait > longest:
            await self._journal.requeued(report.publication, due)
            return None
        return max(wait.total_seconds(), OTHERS if wait <= timedelta() else 0.05)

    async def _checked(self, report: Report) -> bool:
        """Whether nothing holds it back; what has begun to go out goes on."""
        if any(row.state != "planned" or row.attempt for row in report.deliveries):
            return True
        for check in self._checks:
            if check.name in report.publication.waived:
                continue
            found = await check(report)
            if found is not None:
                await self._journal.kept_back(report.publication, check.name, found)
                return False
        return True

    async def recover(self) -> list[Report]:
        """Take up every publication that is due or was left on its way; how each stands now.

        Where somebody works on the queue that is theirs to do, and nothing is done here.
        """
        if self._queue.at_work:
            return []
        left = await self._journal.left(("scheduled", "publishing"))
        return [await self._recovered(publication_id) for publication_id in left]

    async def again(self, publication_id: str, *, actor: Member) -> Report:
        """Send once more what failed or is held, because a person says so. Raises Refused("not_allowed"), Missing."""
        require(actor, "publish")
        report = await self._publishing.report(publication_id)
        if report.publication.state in ("failed", "held"):
            await self._journal.again(report.publication, actor.id)
        return await self.deliver(publication_id)

    async def settle_as_published(self, publication_id: str, link: str = "", *, actor: Member) -> Report:
        """A person's word on a part that nobody else can tell about: it is there. Goes on with the parts after it.

        `link` is its address or its id there. Raises Refused("nothing_to_settle", "link_not_understood"),
        Refused("same_as_another") when that is another part, Refused("link_needed") when parts must hang below it.
        """
        require(actor, "publish")
        report, part = await self._uncertain(publication_id)
        remote = self._located(report.account, link) if link else Remote(id="")
        if not remote.id and part.part + 1 < len(report.deliveries):
            raise Refused("link_needed", id=publication_id)
        if remote.id and await self._journal.known(part, remote):
            raise Refused("same_as_another", id=remote.id)
        return await self._settled(part, actor.id, remote)

    async def settle_as_not_sent(self, publication_id: str, *, actor: Member) -> Report:
        """A person's word: it is not there. Sends it again, and the parts after it. Raises as settle_as_published."""
        require(actor, "publish")
        _, part = await self._uncertain(publication_id)
        return await self._settled(part, actor.id, None)

    async def _uncertain(self, publication_id: str) -> tuple[Report, Delivery]:
        report = await self._publishing.report(publication_id)
        part = next((row for row in report.deliveries if row.state == "unknown"), None)
        if report.publication.state != "uncertain" or part is None:
            raise Refused("nothing_to_settle", id=publication_id)
        return report, part

    async def _settled(self, part: Delivery, actor: str, remote: Remote | None) -> Report:
        if not await self._journal.settled(part, self._owner(), actor, remote):
            raise Refused("nothing_to_settle", id=part.publication_id)
        return await self.deliver(part.publication_id)

    def _located(self, account: Account, link: str) -> Remote:
        """What a person's link names, by the network's own reading; a bare id where the network reads no links."""
        platform = self._platform(account.platform)
        if isinstance(platform, Locates):
            found = platform.located(link, account)
        else:
            found = Remote(id="", url=link) if "://" in link else Remote(id=link)
        if found is None:
            raise Refused("link_not_understood", link=link, network=platform.label)
        return found

    async def _recovered(self, publication_id: str) -> Report:
        """Deliver one of many; what is wrong with it does not stop the rest."""
        try:
            return await self.send(publication_id)
        except Exception:  # the boundary of a sweep: one publication's fault is no other's
            log.warning("publication %s", publication_id, exc_info=True)
            return await self._publishing.report(publication_id)

    async def _parts(self, session: Session, report: Report) -> None:
        sent: list[Remote] = []
        for number in range(len(report.deliveries)):
            step: Step = "again"
            while step == "again":
                row = (await self._publishing.report(report.publication.id)).deliveries[number]
                part = outgoing(report.post, row, sent, planned=report.publication.at)
                step = await self._part(session, part, row)
            if step == "stop":
                return
            done = (await self._publishing.report(report.publication.id)).deliveries[number]
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
            retry_at = self._clock.now() + timedelta(seconds=error.retry_after)
            return await self._stopped(row, owner, "unknown", "publishing", error, retry_at=retry_at)
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


def connected(platform: Platform, account: Account, resources: Resources) -> AbstractAsyncContextManager[Session]:
    """A session for an account. Raises Refused("cannot_publish"), Reconnect("not_connected"), what connecting does."""
    tailored = for_account(platform, account)
    if not isinstance(tailored, Publishes):
        raise Refused("cannot_publish", network=platform.label)
    if not account.active:
        raise Reconnect("not_connected", account=account.handle)
    return tailored.connect(account, resources)
