"""Looks after what should have gone out: no publication is forgotten, none stands still, and a lag is told."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from bot.domain.ports import Clock, Queue
from bot.services.halting import SUBJECT as BRAKE
from bot.services.halting import halted
from bot.services.parts import STALE
from bot.services.publishing import Publishing, Report
from bot.store import Connection, Store, duties, events, notices, publications, strays

# What is due so soon and has no job gets one.
SOON = timedelta(minutes=1)
# What is due for so long and is not out is a lag; what waits by a network's own word is not.
LAG = timedelta(minutes=2)
# What is due for longer than this is no lag any more but long held.
LONG_AGO = timedelta(days=30)
# Alarms are so far apart at least: what joins meanwhile is told with the next.
APART = timedelta(minutes=15)
SUBJECT = "queue/lag"
# The duty that tells of a lag, and where it is noted that it begins anew after nobody did it for a while.
LOOKOUT = "lag"
SINCE = "queue/watch"


class Watching:
    """Duties that recur; each finds by itself what there is to do, so that it may be done at any time, by anyone."""

    def __init__(
        self,
        store: Store,
        publishing: Publishing,
        queue: Queue,
        clock: Clock,
        *,
        jobs: tuple[str, str],
        patience: float,
    ) -> None:
        """`jobs` are what the engine's jobs' names begin with and their schema; `patience` is what a call may take."""
        self._store = store
        self._publishing = publishing
        self._queue = queue
        self._clock = clock
        self._jobs = jobs
        self._patience = patience
        # How often this process took up what was left, by the reason.
        self.taken_up: Counter[str] = Counter()

    async def on_duty(self, name: str, every: timedelta) -> bool:
        """Whether it is time for a duty, and nobody else has taken it on.

        One that was begun in the future was begun by a clock that has been put right since.
        """
        now = self._clock.now()
        async with self._store.read() as connection:
            begun = (await duties.begun(connection)).get(name)
        if begun is not None and now - every < begun <= now + every:
            return False
        async with self._store.begin() as connection:
            mine = await duties.claim(connection, name, now, every)
            if mine and name == LOOKOUT and (begun is None or begun < now - LAG):
                await events.add(connection, now, "standfirst", "began", SINCE)
        return mine

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
        now = self._clock.now()
        async with self._store.read() as connection:
            if await halted(connection):
                return []
            found = await strays.standing_still(connection, now - self._silence(0), *self._jobs)
        done = []
        for publication_id, job in found:
            if not self._stands_still(await self._publishing.report(publication_id), now):
                continue
            await cancel([job])
            if await self._requeued(publication_id, "stood_still"):
                done.append(publication_id)
        return done

    def _silence(self, pictures: int) -> timedelta:
        """How long a call may be without an answer before whoever made it is taken to stand still."""
        return timedelta(seconds=STALE * self._patience * (1 + pictures) + 30)

    def _stands_still(self, report: Report, now: datetime) -> bool:
        """Whether nothing was begun of late, and nothing waits for a time of its own."""
        before = now - self._silence(max((len(part.images) for part in report.post.parts), default=0))
        begun = [row.started_at for row in report.deliveries if row.started_at]
        waits = [row.retry_at for row in report.deliveries if row.retry_at and row.state in ("planned", "unknown")]
        return all(one <= before for one in (*begun, *waits))

    async def worker_gone(self, publication_ids: Sequence[str]) -> None:
        """Note that these were taken from a worker that is no more."""
        self.taken_up["worker_gone"] += len(publication_ids)
        async with self._store.begin() as connection:
            await self._note(connection, "taken_up", publication_ids, because="worker_gone")

    async def lag(self) -> list[str]:
        """Tell of posts that should have gone out and did not, of each run once, in one alarm; the ids of those told.

        What is halted is no lag, nor what waits by a network's word. After a halt, or when nobody kept watch for a
        while, whoever sends has time to catch up first.
        """
        async with self._store.read() as connection:
            if not await self._lagging(connection):
                return []
        async with self._store.begin() as connection:
            late = await self._lagging(connection)
            if late:
                now, (oldest, _) = self._clock.now(), late[0]
                found = {"count": len(late), "minutes": int((now - oldest).total_seconds() // 60)}
                await events.add(connection, now, "standfirst", "told", SUBJECT, **found)
                await notices.add(connection, now, "lag", SUBJECT, **found)
                await self._note(connection, strays.LAGGED, [one for _, one in late])
            return [one for _, one in late]

    async def _lagging(self, connection: Connection) -> Sequence[tuple[datetime, str]]:
        """What is to be told now: since when it is due and its id, the longest first."""
        now = self._clock.now()
        if await halted(connection) or await self._within(connection, SUBJECT, APART):
            return ()
        if await self._within(connection, BRAKE, LAG) or await self._within(connection, SINCE, LAG):
            return ()
        return await strays.lagging(connection, now - LONG_AGO, now - LAG, now)

    async def _within(self, connection: Connection, subject: str, span: timedelta) -> bool:
        last = await events.last(connection, subject)
        return last is not None and last.at > self._clock.now() - span

    async def _note(self, connection: Connection, action: str, publication_ids: Sequence[str], **detail: str) -> None:
        runs = await publications.runs(connection, publication_ids)
        lines = [(f"publication/{one}", {**detail, "run": run}) for one, run in runs.items()]
        await events.add_each(connection, self._clock.now(), "standfirst", action, lines)

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
        self.taken_up[why] += 1
        return True
