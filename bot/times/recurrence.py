"""When a recurring publication is due, and reading such a rule as people type it."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile

from bot.domain.moment import Unclear
from bot.domain.recurrence import Recurrence
from bot.domain.wall import first, shown
from bot.times.days import add_months

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


def next_after(rule: Recurrence, instant: datetime) -> datetime | None:
    """The first instant (UTC) of the rule after another, None when it has ended or is paused.

    The wall time stays across changes of clocks: one that a jump skips is the first instant after it, of two the first.
    """
    if rule.paused:
        return None
    clock = time.fromisoformat(rule.wall)
    since = rule.start if rule.count else max(rule.start, shown(instant, rule.zone).date() - _DAY)
    for on in _within(rule, since):
        at = first(datetime.combine(on, clock), rule.zone)
        if at > instant:
            return at.astimezone(UTC)
    return None


def _within(rule: Recurrence, since: date) -> Iterator[date]:
    """The days of the rule from a day on, to its end; a count is counted from the rule's start."""
    days = _days(rule, since)
    last = rule.until
    if last is not None:
        days = takewhile(lambda on: on <= last, days)
    return islice(days, rule.count)


def _days(rule: Recurrence, since: date) -> Iterator[date]:
    pattern = {"day": _daily, "week": _weekly, "month": _monthly}[rule.every]
    return (on for on in pattern(rule, since) if on >= since)


def _daily(rule: Recurrence, since: date) -> Iterator[date]:
    on = rule.start + (since - rule.start) // _DAY // rule.step * rule.step * _DAY
    while on <= date.max - rule.step * _DAY:
        yield on
        on += rule.step * _DAY


def _weekly(rule: Recurrence, since: date) -> Iterator[date]:
    origin = rule.start - rule.start.weekday() * _DAY
    monday = origin + (since - origin) // _WEEK // rule.step * rule.step * _WEEK
    days = sorted(set(rule.weekdays) or {rule.start.weekday()})
    while monday <= date.max - (rule.step + 1) * _WEEK:
        yield from (monday + day * _DAY for day in days)
        monday += rule.step * _WEEK


def _monthly(rule: Recurrence, since: date) -> Iterator[date]:
    origin = rule.start.replace(day=1)
    gone = (since.year - origin.year) * 12 + since.month - origin.month
    month = add_months(origin, gone // rule.step * rule.step)
    while month.year < date.max.year - rule.step // 12 - 1:
        yield month.replace(day=min(rule.day, monthrange(month.year, month.month)[1]))
        month = add_months(month, rule.step)


def begun(rule: Recurrence, now: datetime) -> Recurrence | Unclear:
    """The rule from its first day after `now` on, so that a count counts what is to come; past if there is none."""
    following = next_after(rule.model_copy(update={"count": None, "step": 1}), now)
    if following is None:
        return Unclear(reason="past")
    return rule.model_copy(update={"start": shown(following, rule.zone).date()})


def upcoming(rule: Recurrence, instant: datetime, count: int) -> Sequence[datetime]:
    """The next instants of the rule, at most `count`."""
    found: list[datetime] = []
    while len(found) < count and (at := next_after(rule, found[-1] if found else instant)):
        found.append(at)
    return found
