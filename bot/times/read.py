"""Reads a typed time: one moment, a question, or the next slot. Never guesses and never raises, whatever was typed."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import product

from bot.domain.moment import Moment, NextSlot, Unclear
from bot.times.clocks import doubtful, walls
from bot.times.days import NEAR, Day, Offset, Weekday, meant
from bot.times.found import Found, Span, Wall, Zone
from bot.times.grammar import parsed
from bot.times.phrases import understood
from bot.times.settle import Settled, moment_of, places, settled
from bot.times.tokens import tokens

LONGEST = 200  # characters; a typed time is never so long
MOST_CHOICES = 6
Answer = Moment | Unclear | NextSlot

_UNCLEAR = Unclear(reason="unclear")


def read_time(text: str, now: datetime, zone: str) -> Answer:
    """What a text says, `now` being aware and `zone` the IANA name of the member's zone.

    A moment is after `now`, except that "now" is now, to the second.
    """
    if len(text.strip()) > LONGEST:
        return _UNCLEAR
    found = parsed(understood(tokens(text)))
    try:
        return _Reading(found, now.astimezone(UTC).replace(microsecond=0), zone).answer()
    except (OverflowError, ValueError):  # a date that no calendar of ours holds
        return _UNCLEAR


class _Reading:
    """What was found, at this instant, for a member of this zone."""

    def __init__(self, found: Found, now: datetime, zone: str) -> None:
        self.found = found
        self.now = now
        self.zone = zone

    def answer(self) -> Answer:
        found = self.found
        if found.junk or (found.bound and found.mentions < 2):
            return _UNCLEAR
        instants = [*found.unix, *found.spans, *([True] if found.now else []), *([True] if found.slot else [])]
        if len(instants) > 1:
            return Unclear(reason="ambiguous")
        if found.slot:
            return _UNCLEAR if found.day_or_clock or found.zones else NextSlot()
        if found.unix or found.now:
            return self._instant()
        return self._span(found.spans[0]) if found.spans else self._calendar(found.days)

    def _instant(self) -> Answer:
        if self.found.day_or_clock:
            return Unclear(reason="ambiguous")
        if self.found.now:
            return moment_of(self.now, self.zone)
        return self._elapsed(datetime.fromtimestamp(self.found.unix[0], UTC))

    def _elapsed(self, at: datetime) -> Answer:
        return moment_of(at, self.zone) if at > self.now else Unclear(reason="past")

    def _span(self, span: Span) -> Answer:
        """So far from now: elapsed time as it is; days and months by the calendar, at a clock if one is said."""
        calendar = bool(span.months or span.days)
        if span == Span():
            return _UNCLEAR
        if self.found.day_or_clock and span.elapsed:
            return Unclear(reason="ambiguous")
        if self.found.mentions or self.found.parts or self.found.weeks:
            return self._calendar([*self.found.days, Offset(span.days, span.months)])
        if self.found.days:
            return _UNCLEAR
        if not calendar:
            return self._elapsed(self.now + span.elapsed)
        return _one_of([self._days_on(span, zone) for zone in self._zones()], doubt=self.found.doubt)

    def _days_on(self, span: Span, zone: Zone) -> Settled:
        """The same clock on that day; with hours as well it must not matter which are counted first."""
        place = places(zone, self.zone)
        days = Offset(span.days, span.months)

        def later(at: datetime) -> Settled:
            wall = place.shown(at)
            return settled(datetime.combine(days.on(wall.date()), wall.time()), place, self.now)

        first = later(self.now)
        if not span.elapsed or isinstance(first, Unclear):
            return first
        second = later(self.now + span.elapsed)
        at = first.at + span.elapsed
        if isinstance(second, Moment) and second.at == at:
            return second
        return Unclear(reason="ambiguous", choices=(moment_of(at, self.zone),))

    def _zones(self) -> tuple[Zone, ...]:
        """Every zone that was said, each reading of it; the member's own when none was."""
        said = tuple(zone for zones in self.found.zones for zone in zones)
        return tuple(dict.fromkeys(said)) or (Zone(self.zone),)

    def _calendar(self, days: Sequence[Day]) -> Answer:
        """A clock on a day."""
        found = self.found
        said = walls(found)
        if not said:
            ranged = found.dashed and not found.mentions and (len(found.days) > 1 or found.parts)
            return Unclear(reason="ambiguous") if ranged else _UNCLEAR
        week = self._with_week(days)
        if week is None:
            return _UNCLEAR
        readings = [
            reading for wall, zone in product(said, self._zones()) for reading in self._on_days(week, wall, zone)
        ]
        if not readings:
            return Unclear(reason="nonexistent")
        return _one_of(readings, doubt=found.doubt or found.mentions > 1 or doubtful(found))

    def _with_week(self, days: Sequence[Day]) -> list[Day] | None:
        """The days, a weekday being of the week that was said; None where a week is all that was."""
        weeks = self.found.weeks
        if not weeks:
            return list(days)
        if len(set(weeks)) > 1 or len(days) != 1 or not isinstance(days[0], Weekday):
            return None
        day = days[0]
        self.found.doubt |= bool(day.later) or day.which not in ("", weeks[0].removesuffix("_week"))
        return [Weekday(day.weekday, weeks[0])]

    def _on_days(self, days: Sequence[Day], wall: Wall, zone: Zone) -> Iterator[Settled]:
        place = places(zone, self.zone)
        today = place.shown(self.now).date()

        def clock(on: date) -> datetime:
            return datetime.combine(on + timedelta(days=wall.days), wall.at)

        def ahead(on: date) -> bool:
            return place.ahead(clock(on), self.now)

        def near(on: date) -> bool:
            return clock(on) - place.shown(self.now) <= timedelta(days=NEAR)

        following = today if ahead(today) else today + timedelta(days=1)
        for on in meant(days, today, ahead, near) if days else (following,):
            yield settled(clock(on), place, self.now)


def _one_of(readings: Sequence[Settled], *, doubt: bool) -> Settled:
    """The one reading there is; else a question with those that are moments."""
    if len(readings) == 1 and not doubt:
        return readings[0]
    moments = [reading for reading in readings if isinstance(reading, Moment)] if len(readings) > 1 else []
    choices = sorted(dict.fromkeys(moments), key=lambda moment: moment.at)[:MOST_CHOICES]
    return Unclear(reason="ambiguous", choices=tuple(choices))
