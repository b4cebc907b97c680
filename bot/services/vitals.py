"""How the house is, in numbers, for monitoring: nothing of what is published, nobody's name."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from bot.domain.ports import Clock, Queue
from bot.services.halting import halted
from bot.store import Store, counts, duties

# The duty that is done most often tells whether the engine is at work: it is missed after so many seconds.
PULSE, MISSED = "strays", 60.0


class Vital(NamedTuple):
    """The numbers at one moment. `lag` is for how many seconds the oldest post is due; `duties` is when each began.

    `taken_up` is how often this process took up what another had left, or nobody had, by the reason.
    """

    publications: dict[str, int]
    deliveries: dict[tuple[str, str], int]
    overdue: int
    lag: float
    replies: int
    untold: int
    halted: bool
    duties: dict[str, datetime]
    taken_up: dict[str, int]


class Vitals:
    """Takes the house's pulse."""

    def __init__(self, store: Store, queue: Queue, clock: Clock, taken_up: Mapping[str, int]) -> None:
        self._store = store
        self._queue = queue
        self._clock = clock
        self._taken_up = taken_up

    async def read(self) -> Vital:
        """The numbers now. Raises UnusableDatabase."""
        now = self._clock.now()
        async with self._store.read() as connection:
            overdue, oldest = await counts.overdue(connection, now)
            return Vital(
                publications=await counts.publications(connection),
                deliveries=await counts.deliveries(connection),
                overdue=overdue,
                lag=(now - oldest).total_seconds() if oldest else 0.0,
                replies=await counts.open_replies(connection),
                untold=await counts.untold(connection),
                halted=await halted(connection),
                duties=await duties.begun(connection),
                taken_up=dict(self._taken_up),
            )

    def well(self, vital: Vital) -> dict[str, bool]:
        """What must be so for posts to go out, each by its name: somebody works on the queue, and its watch goes on."""
        begun = vital.duties.get(PULSE)
        watched = begun is not None and (self._clock.now() - begun).total_seconds() < MISSED
        return {"engine": self._queue.at_work, "watch": watched}
