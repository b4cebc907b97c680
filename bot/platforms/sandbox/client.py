"""I/O with the timeline, keeping a network's manners: it refuses what is wrong and gives one post per key."""

from collections.abc import Callable, Sequence

from bot.domain.draft import Picture
from bot.domain.errors import Rejected
from bot.domain.ports import Outgoing, Resources
from bot.domain.post import ImageRules, Measure
from bot.domain.publication import Account, Remote
from bot.domain.reply import Incoming
from bot.domain.timeline import Entry
from bot.platforms.sandbox import wire


class SandboxSession:
    """One account on the timeline: publishes, finds by key, deletes, amends, reads replies."""

    def __init__(
        self, account: Account, resources: Resources, rules: ImageRules, measure: Callable[[str], Measure]
    ) -> None:
        self._account = account
        self._timeline = resources.timeline
        self._clock = resources.clock
        self._new_id = resources.new_id
        self._fitted = resources.fitted
        self._rules = rules
        self._measure = measure

    async def publish(self, outgoing: Outgoing) -> Remote:
        """Publish one part; the same key again gives the first one back. Raises Rejected."""
        self._judge(outgoing)
        if outgoing.reply_to and await self._there(outgoing.reply_to) is None:
            raise Rejected("network_refuses", network="Sandbox", reason="post_gone")
        images = [await self._taken(image) for image in outgoing.part.images]
        new = wire.entry(outgoing, self._account, self._new_id(), self._clock.now(), images)
        return wire.remote(await self._timeline.add(new), self._account)

    async def _taken(self, image: Picture) -> Picture:
        """A picture as the timeline keeps it: by the id of the bytes that arrived."""
        made = await self._fitted(image.media_id, self._rules)
        return Picture(media_id=made.id, alt=image.alt)

    def _judge(self, outgoing: Outgoing) -> None:
        problem = self._measure(outgoing.part.text).problem
        if problem:
            raise Rejected("network_refuses", network="Sandbox", reason=problem)

    async def _there(self, remote: Remote) -> Entry | None:
        """An entry that was not deleted."""
        found = await self._timeline.by_id(remote.id)
        return found if found and not found.deleted else None

    async def find(self, outgoing: Outgoing) -> Remote | None:
        """The part published under this key; None when there is none, which the timeline knows for sure."""
        found = await self._timeline.by_key(self._account.id, outgoing.key)
        return wire.remote(found, self._account) if found and not found.deleted else None

    async def delete(self, remote: Remote) -> None:
        """Take a part of ours off the timeline; one that is gone already is no error. Raises Rejected."""
        found = await self._there(remote)
        if found:
            self._own(found)
            await self._timeline.change(found.model_copy(update={"deleted": True}))

    async def amend(self, remote: Remote, outgoing: Outgoing) -> Remote:
        """Make a part of ours say this instead, where it is; the same again changes nothing. Raises Rejected."""
        self._judge(outgoing)
        found = await self._there(remote)
        if found is None:
            raise Rejected("network_refuses", network="Sandbox", reason="gone")
        self._own(found)
        images = [await self._taken(image) for image in outgoing.part.images]
        changed = wire.amended(found, outgoing, self._clock.now(), images)
        if changed:
            await self._timeline.change(changed)
        return wire.remote(found, self._account)

    def _own(self, entry: Entry) -> None:
        if entry.account_id != self._account.id or not entry.key:
            raise Rejected("network_refuses", network="Sandbox", reason="not_ours")

    async def replies(self, remotes: Sequence[Remote], *, cursor: str) -> tuple[Sequence[Incoming], str]:
        """Readers' replies below the first part, new or changed since the cursor."""
        after = int(cursor or 0)
        found = await self._timeline.descendants(remotes[0].id, after=after) if remotes else []
        readers = [wire.incoming(entry, self._account) for entry in found if not entry.key]
        return readers, str(max((entry.sequence for entry in found), default=after))
