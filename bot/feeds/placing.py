"""When an item of a feed may go out: no more of a day than its cap, so far from the next, never in quiet hours."""

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.domain.feed import Quiet, Rule
from bot.domain.wall import first, shown

# Nobody plans further ahead; a rule that leaves no place within it has none.
HORIZON = timedelta(days=60)
_A_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


def place(rule: Rule, wanted: datetime, taken: Collection[datetime], *, zone: str) -> datetime | None:
    """The first instant from `wanted` on that the rule allows beside those `taken`, in the brand's zone; None for none.

    Instants are UTC.
    """
    at = wanted
    while at - wanted < HORIZON:
        later = _after_quiet(rule.quiet, at, zone)
        later = _after_others(rule.spacing, later, taken)
        later = _after_full_day(rule.cap, later, taken, zone)
        if later == at:
            return at
        at = later
    return None


def allowed(rule: Rule, at: datetime, taken: Collection[datetime], *, zone: str) -> bool:
    """Whether the rule allows this very instant."""
    return place(rule, at, taken, zone=zone) == at


def _after_quiet(quiet: Quiet | None, at: datetime, zone: str) -> datetime:
    if quiet is None or quiet.start == quiet.end:
        return at
    wall = shown(at, zone)
    clock = wall.strftime("%H:%M")
    over_midnight = quiet.start > quiet.end
    evening = over_midnight and clock >= quiet.start
    if not (evening or (clock < quiet.end and (over_midnight or clock >= quiet.start))):
        return at
    hour, minute = map(int, quiet.end.split(":"))
    end = wall.replace(hour=hour, minute=minute, second=0, microsecond=0) + (_A_DAY if evening else timedelta())
    return max(first(end, zone), at + _SECOND)


def _after_others(spacing: int, at: datetime, taken: Collection[datetime]) -> datetime:
    apart = timedelta(minutes=spacing)
    for other in sorted(taken):
        if other - apart < at < other + apart:
            at = other + apart
    return at


def _after_full_day(cap: int, at: datetime, taken: Collection[datetime], zone: str) -> datetime:
    wall = shown(at, zone)
    if not cap or sum(shown(other, zone).date() == wall.date() for other in taken) < cap:
        return at
    return first(wall.replace(hour=0, minute=0, second=0, microsecond=0) + _A_DAY, zone)
