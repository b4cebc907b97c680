"""The next free times of slots: each by its own clock, none twice, in order."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

from bot.domain.slot import FreeSlot, Slot
from bot.domain.wall import instants, shown

# How far is looked for a free slot; a queue that is full for longer has none.
HORIZON = 400  # days
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


class _Planned(NamedTuple):
    at: datetime
    slot: Slot


def free_slots(
    slots: Sequence[Slot], taken: Iterable[datetime], after: datetime, count: int, *, zone: str, seed: str = ""
) -> tuple[FreeSlot, ...]:
    """The next `count` free times after an instant, fewer where the horizon has no more; `zone` is the brand's.

    A time that clocks jump over is left out that day; of two the first counts. A slot is taken by an instant from its
    planned time to the end of its jitter. `seed` decides the jitter: the same seed gives the same minutes.
    """
    days = _planned(slots, after - _DAY, zone)
    return tuple(islice(_free(days, sorted(at.astimezone(UTC) for at in taken), after.astimezone(UTC), seed), count))


def _free(planned: Sequence[_Planned], taken: Sequence[datetime], after: datetime, seed: str) -> Iterator[FreeSlot]:
    times = [one.at for one in planned]
    occupied = {place - 1 for at in taken if (place := bisect_right(times, at)) and _holds(planned[place - 1], at)}
    for place, one in enumerate(planned):
        following = times[place + 1] if place + 1 < len(times) else one.at + _DAY
        at = one.at + _jitter(one, following, seed)
        if place not in occupied and one.at > after:
            yield FreeSlot(slot_id=one.slot.id, planned=one.at, at=at)


def _holds(planned: _Planned, at: datetime) -> bool:
    return at - planned.at < _MINUTE * (planned.slot.jitter + 1)


def _planned(slots: Sequence[Slot], since: datetime, zone: str) -> list[_Planned]:
    """Every time of every slot within the horizon, in order; of two slots at one instant the first."""
    found: dict[datetime, Slot] = {}
    for slot in slots:
        for at in _times(slot, since, slot.zone or zone):
            found.setdefault(at, slot)
    return [_Planned(at, found[at]) for at in sorted(found)]


def _times(slot: Slot, since: datetime, zone: str) -> Iterator[datetime]:
    first = shown(since, zone).date()
    clock = time.fromisoformat(slot.wall)
    for day in range(HORIZON):
        on = first + timedelta(days=day)
        found = instants(datetime.combine(on, clock), zone) if on.weekday() in slot.weekdays else ()
        yield from found[:1]


def _jitter(planned: _Planned, following: datetime, seed: str) -> timedelta:
    """Minutes after the slot, by its seed; always before the following slot, so that their order is kept."""
    room = int((following - planned.at) / _MINUTE) - 1
    most = max(0, min(planned.slot.jitter, room))
    digest = sha256(f"{seed}|{planned.slot.id}|{planned.at.isoformat()}".encode()).digest()
    return _MINUTE * (int.from_bytes(digest[:4], "big") % (most + 1))
