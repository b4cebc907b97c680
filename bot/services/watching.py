"""Looks after what should have gone out: no publication is forgotten, none stands still, and a lag is told."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from bot.domain.ports import Clock, Queue
from bot.services.halting import halted
from bot.services.parts import STALE
from bot.services.publishing import Publishing, Report
from bot.store import Connection, Store, duties, events, notices, publications, strays

# What is due so soon and has no job gets one.
SOON = timedelta(minutes=1)
# What is due for so long and is not out is a lag; what waits by a network's own word is not.
LAG = timedelta(minutes=2)
SUBJECT = "queue/lag"
A_DAY = timedelta(days=1)


class Watching:
    """Duties that recur; each finds by itself what there is to do, so that it may be done at any time, by anyone."""

    def __init__(
        self,
        store: Store,
        publishing: Publishing,
        queue: Queue,
        clock: Clock,
        *,
        prefix: str,
        schema: str,
        patience: float,
    ) -> None:
        """`prefix` and `schema` are those of the engine's jobs; `patience` is what one call of a network may take."""
        self._store = store
        self._publishing = publishing
        self._queue = queue
        self._clock = clock
        self._jobs = (prefix, schema)
        self._still = timedelta(seconds=STALE * patience + 30)

    async def on_duty(self, name: str, every: timedelta) -> bool:
        """Whether it is time for a duty, and nobody else has taken it on."""
        now = self._clock.now()
        async with self._store.read() as connection:
            begun = (await duties.begun(connection)).get(name)
        if begun is not None and begun > now - every:
            return False
        async with self._store.begin() as connection:
            return await duties.claim(connection, name, now, now - every)

    async def strays(self) -> list[str]:
        """Queue what is due and has no job: planned before there was an engine, restored, or orphaned; their ids."""
        async with self._store.read() as connection:
            if await halted(connection):
                return []
            found = await strays.without_job(connection, self._clock.now() + SOON, *self._jobs)
        return [one for one in found if await self._requeued(one, "stray")]

    async def still(self, cancel: Callable[[Sequence[str]], Awaitable[object]]) -> list[str]:
        """Take their jobs from workers that live but stand still, and queue the publications anew; their ids.

        The delivery journal keeps whoever wakes up later from sending anything twice.
        """
        before = self._clock.now() - self._still
        async with self._store.read() as connection:
            if await halted(connection):
                return []
            found = await strays.standing_still(connection, before, *self._jobs)
        done = []
        for publication_id, job in found:
            if not self._stands_still(await self._publishing.report(publication_id), before):
                continue
            await cancel([job])
            if await self._requeued(publication_id, "stood_still"):
                done.append(publication_id)
        return done

    def _stands_still(self, report: Report, before: datetime) -> bool:
        """Whether nothing was begun of late, and nothing waits for a time of its own."""
        begun = [row.started_at for row in report.deliveries if row.started_at]
        waits = [row.retry_at for row in report.deliveries if row.retry_at and row.state in ("planned", "unknown")]
        return all(one <= before for one in (*begun, *waits))

    async def lag(self) -> list[str]:
        """Tell once when posts should have gone out and did not, and note when all have; the ids of those that lag."""
        late = [report.publication.id for report in await self._late()]
        async with self._store.begin() as connection:
            last = await events.last(connection, SUBJECT)
            lags = last is not None and last.action == "lag_began"
            if bool(late) != lags:
                await self._lag_changed(connection, late)
        return late

    async def _lag_changed(self, connection: Connection, late: Sequence[str]) -> None:
        now, action = self._clock.now(), "lag_began" if late else "lag_ended"
        await events.add(connection, now, "standfirst", action, SUBJECT, count=len(late))
        if late:
            oldest = await publications.by_id(connection, late[0])
            minutes = int((now - oldest.at).total_seconds() // 60) if oldest else 0
            await notices.add(connection, now, "lag", SUBJECT, count=len(late), minutes=minutes)

    async def _late(self) -> list[Report]:
        """What is due for too long, the longest first, but for what is halted or waits by a network's word."""
        now = self._clock.now()
        async with self._store.read() as connection:
            if await halted(connection):
                return []
            due = await publications.between(connection, now - 30 * A_DAY, now - LAG, strays.WAITING)
        reports = await self._publishing.reports(due)
        return [one for one in reports if not any(row.retry_at and row.retry_at > now for row in one.deliveries)]

    async def _requeued(self, publication_id: str, why: str) -> bool:
        now, subject = self._clock.now(), f"publication/{publication_id}"
        async with self._store.begin() as connection:
            await publications.lock(connection, publication_id)
            one = await publications.by_id(connection, publication_id)
            if one is None or one.state not in strays.WAITING:
                return False
            queued = await publications.requeue(connection, publication_id)
            if queued is not None:
                await self._queue.put(connection, queued)
                await events.add(connection, now, "standfirst", "taken_up", subject, because=why)
        return True
