"""The delivery journal at work: each publication goes out once, whatever dies, whenever; its parts are in `parts`."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta

from bot.domain.brand import Member
from bot.domain.errors import (
    Reconnect,
    Refused,
    StandfirstError,
    UnusableDatabase,
)
from bot.domain.ports import (
    Clock,
    Locates,
    NoQueue,
    Platform,
    Publishes,
    Queue,
    Resources,
    Session,
    for_account,
)
from bot.domain.publication import Account, Delivery, Remote
from bot.domain.rights import require
from bot.services.checks import Check
from bot.services.journal import Journal
from bot.services.owners import gone_from_here, this_owner
from bot.services.parts import Parts
from bot.services.publishing import Lookup, Publishing, Report
from bot.store import Store

# What one call of a network may take, in seconds, before its outcome counts as not known.
PATIENCE = 60.0

# Whoever waits for a publication that somebody else sends looks so many times, each after so many seconds at most.
LOOKS = 20
A_LOOK = 0.25

# What is in the hands of another is looked at again after so many seconds.
OTHERS = 2.0

log = logging.getLogger(__name__)


class Delivering:
    """Sends what is planned, or sees it sent, and clears up what is not known."""

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
        self._journal = Journal(store, clock, self._queue)
        self._parts = Parts(self._journal, clock, owner=owner, gone=gone, patience=patience)
        self._publishing = publishing
        self._platform = platform
        self._resources = resources
        self._clock = clock
        self._owner = owner

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
        return await self._sent(await self._publishing.report(publication_id))

    async def _sent(self, report: Report) -> Report:
        """Send what a report says is still to be sent; how it stands then."""
        publication_id = report.publication.id
        early = report.publication.at > self._clock.now()
        if early or report.publication.state in ("published", "cancelled", "held", "failed"):
            return report
        if report.publication.content_hash != report.post.content_hash:
            raise Refused("content_changed", id=publication_id)
        if not await self._checked(report):
            return await self._publishing.report(publication_id)
        try:
            async with connected(self._platform(report.account.platform), report.account, self._resources) as session:
                await self._parts.send(session, report)
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
            report = await self._sent(report)
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
        """Whether nothing holds it back; what is out in part, or may be, goes on."""
        if any(row.state not in ("planned", "failed") for row in report.deliveries):
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


def connected(platform: Platform, account: Account, resources: Resources) -> AbstractAsyncContextManager[Session]:
    """A session for an account. Raises Refused("cannot_publish"), Reconnect("not_connected"), what connecting does."""
    tailored = for_account(platform, account)
    if not isinstance(tailored, Publishes):
        raise Refused("cannot_publish", network=platform.label)
    if not account.active:
        raise Reconnect("not_connected", account=account.handle)
    return tailored.connect(account, resources)
