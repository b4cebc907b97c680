"""Moves of a publication that waits: another time, another policy, taken back; each within its caller's transaction."""

from bot.domain.brand import Member
from bot.domain.errors import Missing, Refused
from bot.domain.ports import Clock, Queue
from bot.domain.publication import Publication, PublicationState
from bot.services.publishing import untouched
from bot.store import Connection, deliveries, events, publications

# What a member can still move: what has not begun to go out.
MOVABLE: tuple[PublicationState, ...] = ("scheduled", "held", "failed")

# Who moves what nobody asked to move.
HOUSE = Member(id="standfirst", name="Standfirst", role="owner")


class Moves:
    """Compare-and-set on publications; each raises Refused("changed_since") where somebody moved it meanwhile."""

    def __init__(self, queue: Queue, clock: Clock) -> None:
        self._queue = queue
        self._clock = clock

    async def movable(self, connection: Connection, publication_id: str, seen_run: int) -> Publication:
        """A publication as it was seen, nobody else's until the transaction ends.

        Raises Refused("changed_since", "on_its_way"), Missing.
        """
        one = await publications.held(connection, publication_id)
        if one is None:
            raise Missing("unknown_publication", id=publication_id)
        if one.run != seen_run or one.deleted:
            raise Refused("changed_since")
        if one.state not in MOVABLE or not await untouched(connection, one):
            raise Refused("on_its_way" if one.state != "cancelled" else "changed_since")
        return one

    async def put(self, connection: Connection, one: Publication, actor: Member, **changes: object) -> None:
        """Keep its new time, and queue it for that; what the network had refused may be tried then."""
        changed = one.model_copy(update={**changes, "state": "scheduled", "error": None})
        await self._keep(connection, changed, one)
        await deliveries.retry(connection, one.id)
        detail = {"before": one.at.isoformat(), "after": changed.at.isoformat(), "was": one.state}
        await self._log(connection, one, actor, "rescheduled", **detail)
        queued = await publications.requeue(connection, one.id)
        if queued is not None:
            await self._queue.put(connection, queued)

    async def swap(self, connection: Connection, one: Publication, other: Publication, actor: Member) -> None:
        """Each gets the other's time."""
        for mine, theirs in ((one, other), (other, one)):
            void = theirs.at + (mine.void - mine.at) if mine.void else None
            place = {"at": theirs.at, "wall": theirs.wall, "zone": theirs.zone}
            await self.put(connection, mine, actor, void=void, **place)

    async def adjust(self, connection: Connection, one: Publication, actor: Member, **changes: object) -> None:
        """Keep what else is new about it; its time stays."""
        changed = one.model_copy(update=changes)
        if changed == one:
            return
        await self._keep(connection, changed, one)
        void = (changed.void - changed.at).total_seconds() // 60 if changed.void else 0
        await self._log(connection, one, actor, "policy_set", late=changed.late, void_minutes=int(void))

    async def take_back(self, connection: Connection, one: Publication, actor: Member, **detail: str) -> None:
        """It does not go out."""
        await self._keep(connection, one.model_copy(update={"state": "cancelled", "error": None}), one)
        await self._log(connection, one, actor, "cancelled", was=one.state, before=one.at.isoformat(), **detail)

    async def _keep(self, connection: Connection, changed: Publication, seen: Publication) -> None:
        if not await publications.change(connection, changed, seen):
            raise Refused("changed_since")

    async def _log(
        self, connection: Connection, one: Publication, actor: Member, action: str, **detail: str | int
    ) -> None:
        await events.add(connection, self._clock.now(), actor.id, action, f"publication/{one.id}", **detail)
