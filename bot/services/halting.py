"""The emergency brake: while it is on, nothing more is sent; what waits is shown and goes on when it is released.

The event log is its memory: the last line about it says how it stands.
"""

from bot.domain.brand import Member
from bot.domain.ports import Clock, NoQueue, Queue
from bot.domain.rights import require
from bot.store import Connection, Store, events, notices, publications

SUBJECT = "switch/halt"
PLACE = "switch/place"


class Halting:
    """Stops every send, and lets them go on."""

    def __init__(self, store: Store, clock: Clock, queue: Queue | None = None) -> None:
        self._store = store
        self._clock = clock
        self._queue = queue or NoQueue()

    async def is_halted(self) -> bool:
        """Whether the brake is on."""
        async with self._store.read() as connection:
            return await halted(connection)

    async def halt(self, *, actor: Member) -> None:
        """Begin no further send; one that is on its way to a network is finished. Raises Refused("not_allowed")."""
        await self._set(True, actor)

    async def resume(self, *, actor: Member) -> None:
        """Let sends go on. Raises Refused("not_allowed")."""
        await self._set(False, actor)

    async def settle(self) -> bool:
        """Note where the database is; True when that is another place than before: it is a copy, and so is halted.

        The one it was copied from may be at work still, and both would publish the same.
        """
        place = await self._store.place()
        async with self._store.read() as connection:
            before = await events.last(connection, PLACE)
        if before is not None and before.detail.get("place") == place:
            return False
        async with self._store.begin() as connection:
            now = self._clock.now()
            await events.add(connection, now, "standfirst", "placed", PLACE, place=place)
            if before is None:
                return False
            if not await halted(connection):
                await events.add(connection, now, "standfirst", "halted", SUBJECT, because="copied")
                await notices.add(connection, now, "copied", SUBJECT)
            return True

    async def _set(self, on: bool, actor: Member) -> None:
        require(actor, "publish")
        async with self._store.begin() as connection:
            if await halted(connection) != on:
                action = "halted" if on else "resumed"
                await events.add(connection, self._clock.now(), actor.id, action, SUBJECT)
                if not on:
                    await self._requeue(connection)

    async def _requeue(self, connection: Connection) -> None:
        """What came due meanwhile found the brake on, and its job has ended."""
        for one in await publications.in_states(connection, ("scheduled", "publishing")):
            queued = await publications.requeue(connection, one.id) if one.at <= self._clock.now() else None
            if queued is not None:
                await self._queue.put(connection, queued)


async def halted(connection: Connection) -> bool:
    """Whether the brake is on, within a transaction: asked in the one that claims a part, nothing slips through."""
    last = await events.last(connection, SUBJECT)
    return last is not None and last.action == "halted"
