"""What a clock on a wall shows, and the instants it stands for: none where clocks jump, two where they go back."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.domain.frozen import Frozen

_SECOND = timedelta(seconds=1)


class Jump(Frozen):
    """Clocks go from one wall time straight to a later one; what lies between is shown by no clock."""

    start: datetime
    end: datetime


def instants(wall: datetime, zone: str) -> tuple[datetime, ...]:
    """The instants (UTC, in order) at which clocks of an IANA zone show a wall time: one, none or two."""
    rules = ZoneInfo(zone)
    meant = (wall.replace(tzinfo=rules, fold=fold).astimezone(UTC) for fold in (0, 1))
    return tuple(sorted({at for at in meant if at.astimezone(rules).replace(tzinfo=None, fold=0) == wall}))


def jump(wall: datetime, zone: str) -> Jump:
    """The jump that skips this wall time; ask only where `instants` found none."""
    rules = ZoneInfo(zone)
    at = _change(wall, zone)
    return Jump(start=(at - _SECOND).astimezone(rules).replace(tzinfo=None) + _SECOND, end=_shown(at, rules))


def first(wall: datetime, zone: str) -> datetime:
    """The instant of a wall time: the first of two, and where clocks jump over it the first after the jump."""
    found = instants(wall, zone)
    return found[0] if found else _change(wall, zone)


def shown(at: datetime, zone: str) -> datetime:
    """What clocks of a zone show at an instant, without a zone of its own."""
    return _shown(at, ZoneInfo(zone))


def _shown(at: datetime, rules: ZoneInfo) -> datetime:
    return at.astimezone(rules).replace(tzinfo=None, fold=0)


@lru_cache(maxsize=256)
def _change(wall: datetime, zone: str) -> datetime:
    """The instant of the change that skips a wall time, to the second: it lies between the two readings of it."""
    rules = ZoneInfo(zone)
    early, late = sorted(wall.replace(tzinfo=rules, fold=fold).astimezone(UTC) for fold in (0, 1))
    before = early.astimezone(rules).utcoffset()
    while late - early > _SECOND:
        middle = early + timedelta(seconds=int((late - early).total_seconds()) // 2)
        if middle.astimezone(rules).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late
