"""What the jobs of this process work with: the engine knows functions by name alone, so there is one of it."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain.errors import Missing, StandfirstError
from bot.domain.ports import Clock
from bot.jobs.queue import DurableQueue
from bot.services.delivering import Delivering

_LOG = logging.getLogger(__name__)
# After a fault that is none of the publication's, a job tries again in so many seconds.
ANEW = 5.0
A_MOMENT = 0.05
# Whoever waits longer than this does not keep the turn of its account: it is queued again.
LONGEST_SLEEP = timedelta(minutes=5)


@dataclass(slots=True)
class Work:
    """The services that jobs call; `turns` are being taken, `jobs` are taking them or wait in between."""

    delivering: Delivering
    queue: DurableQueue
    clock: Clock
    turns: set[object] = field(default_factory=set)
    jobs: "set[asyncio.Task[None] | None]" = field(default_factory=set)
    ending: bool = False

    async def see_through(self, publication_id: str, run: int) -> None:
        """Turn after turn of one run of a publication until there is nothing more to do, waiting in between."""
        self.jobs.add(job := asyncio.current_task())
        try:
            while True:
                seconds = await self._turn(publication_id, run)
                if seconds is None:
                    return
                await asyncio.sleep(seconds)
        finally:
            self.jobs.discard(job)

    async def _turn(self, publication_id: str, run: int) -> float | None:
        """One turn; how many seconds until there is more to do, None when there is not. Whatever fails, it goes on."""
        if self.ending:
            await asyncio.Event().wait()  # for ever: it is another's now
        self.turns.add(mark := object())
        try:
            return await self.delivering.turn(publication_id, run, longest=LONGEST_SLEEP)
        except Missing:
            return None
        except StandfirstError as error:
            _LOG.warning("publication %s: %s", publication_id, error.key)
            return ANEW
        except Exception:  # the job's boundary: an error that left it would end the job for good
            _LOG.exception("publication %s", publication_id)
            return ANEW
        finally:
            self.turns.discard(mark)
            self.queue.stir(publication_id)

    async def finished(self, seconds: float) -> None:
        """Take no more turns; wait for those that are being taken, so many seconds at most. The rest goes on later."""
        self.ending, waits = True, A_MOMENT
        await asyncio.sleep(A_MOMENT)  # the engine notes what ended just now
        while self.turns and waits < seconds:
            await asyncio.sleep(A_MOMENT)
            waits += A_MOMENT

    def dropped(self) -> None:
        """Let go of the jobs that wait; the engine must be at its end, or it would take them for failed."""
        for job in self.jobs:
            if job is not None:
                job.cancel()


_now: list[Work] = []


def begin(one: Work) -> None:
    """From now on jobs work with this."""
    _now[:] = [one]


def end() -> None:
    """Jobs have nothing to work with any more."""
    _now.clear()


def work() -> Work:
    """What jobs work with. Raises LookupError before the engine has started."""
    if not _now:
        raise LookupError("a job ran before the engine had started")
    return _now[0]
