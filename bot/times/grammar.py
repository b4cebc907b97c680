"""Tokens to what they say: clocks, days, spans, zones. One pass, each rule looks a few tokens ahead."""

from collections.abc import Callable, Sequence
from datetime import time

from bot.times.days import Day, MonthEnd, Named, Numbers, Offset, OfMonth, Weekday
from bot.times.found import Found, Part, Span, Wall, Zone
from bot.times.spans import length
from bot.times.tokens import Token


def parsed(tokens: Sequence[Token]) -> Found:
    """All that the tokens say; `junk` where any of them is not understood."""
    return _Grammar(tokens).read()


class _Grammar:
    """Walks over the tokens once. Each rule takes what belongs to its first token and moves the place on."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.place = 0
        self.found = Found()

    def read(self) -> Found:
        while self.place < len(self.tokens):
            token = self.tokens[self.place]
            if not self._length(token):
                self.place += 1
                rule = _RULES.get(token.kind)
                if rule is None:
                    self.found.junk = True
                else:
                    rule(self, token)
        return self.found

    def kind(self, ahead: int = 0) -> str:
        place = self.place + ahead
        return self.tokens[place].kind if place < len(self.tokens) else ""

    def take(self) -> Token:
        self.place += 1
        return self.tokens[self.place - 1]

    def number(self, ahead: int = 0) -> int:
        return self.tokens[self.place + ahead].numbers[0]

    def _length(self, token: Token) -> bool:
        """A span, with what stands before ("in", "+") or after it ("from now", "ago", "on Friday")."""
        led = token.kind in ("in", "plus")
        read = length(self.tokens, self.place + led)
        if read is None:
            return False
        span, after = read
        following = self.tokens[after].kind if after < len(self.tokens) else ""
        if led or following in ("from_now", "ago"):
            self.found.spans.append(-span if following == "ago" else span)
            self.found.junk |= led and following == "ago"
            self.place = after + (following in ("from_now", "ago"))
            return True
        return self._days_later(span, after)

    def _days_later(self, span: Span, after: int) -> bool:
        """ "A week on Friday", "2 days from tomorrow"; months and hours are not counted so."""
        if span.months or span.elapsed or not span.days or span.days % 7:
            return False
        start = after + (self.tokens[after].kind == "from") if after < len(self.tokens) else after
        kind = self.tokens[start].kind if start < len(self.tokens) else ""
        if kind not in ("weekday", "day"):
            return False
        number = self.tokens[start].numbers[0]
        self.found.days.append(
            Offset(number + span.days)
            if kind == "day"
            else Weekday(number, later=span.days, sure=self.tokens[self.place].kind == "a" and start == after)
        )
        self.found.junk |= kind == "day" and number < 0
        self.place = start + 1
        return True


def _clock(walk: _Grammar, token: Token) -> None:
    """A clock with its minutes or its am or pm; "12:00 noon" says it twice."""
    hour, minute, second = (*token.numbers, 0)[:3]
    if token.text:
        if not 1 <= hour <= 12:
            walk.found.junk = True
            return
        hour = hour % 12 + (12 if token.text == "pm" else 0)
    if hour > 23 or minute > 59 or second > 59:
        walk.found.junk = True
        return
    if walk.kind() in ("noon", "midnight") and (hour, minute) == (12 if walk.kind() == "noon" else 0, 0):
        return
    walk.found.clocks.append(Wall(time(hour, minute, second)))
    hours = walk.kind() == "unit" and walk.tokens[walk.place].text == "hour" and not token.text
    if walk.kind() in ("oclock", "uhr") or hours:
        walk.take()


def _bare(walk: _Grammar, hour: int, minute: int = 0) -> None:
    if hour > 23:
        walk.found.junk = True
    else:
        walk.found.hours.append(Wall(time(hour, minute)))


def _number(walk: _Grammar, token: Token) -> None:
    """A number alone: the day of a month, or an hour."""
    value = token.numbers[0]
    following = walk.kind()
    if following == "of" and walk.kind(1) == "month":
        walk.take()
        return _date(walk, value)
    if following == "month":
        return _year_first(walk, value) if len(token.text) == 4 else _date(walk, value)
    return _hour(walk, value)


def _hour(walk: _Grammar, value: int) -> None:
    following = walk.kind()
    if following in ("noon", "midnight") and value == 12:
        return None
    if following == "uhr":
        walk.take()
        minute = (
            walk.take().numbers[0] if walk.kind() == "number" and walk.number() < 60 and walk.kind(1) != "month" else 0
        )
        return _sure(walk, value, minute)
    if following == "heure":
        walk.take()
        return _sure(walk, value, 0)
    if following == "oclock":
        walk.take()
        walk.found.marked = True
    if following in ("past", "to") and walk.kind(1) in ("number", "clock"):
        return _past(walk, value)
    if following == "unit" and walk.tokens[walk.place].text == "minute" and walk.kind(1) in ("past", "to"):
        walk.take()
        return _past(walk, value)
    return _bare(walk, value)


def _sure(walk: _Grammar, hour: int, minute: int) -> None:
    """A clock of 24 hours, unless a part of the day says the other half: "9 Uhr abends"."""
    if hour > 23:
        walk.found.junk = True
    else:
        walk.found.full.append(Wall(time(hour, minute)))


def _past(walk: _Grammar, minutes: int) -> None:
    """ "Ten past 9", "quarter to 9 pm"; the place is at "past" or "to"."""
    before = walk.take().kind == "to"
    token = walk.take()
    hour = token.numbers[0]
    walk.found.marked = True
    if not 1 <= hour <= 12 or minutes > 59 or any(token.numbers[1:]):
        walk.found.junk = True
        return
    if before and walk.kind() not in ("part", "oclock") and token.text not in ("am", "pm"):
        walk.found.doubt = True
    sure = token.kind == "clock"
    total = (hour % 12 + (12 if token.text == "pm" else 0)) * 60 + (-minutes if before else minutes)
    wall = Wall(time(total // 60 % 24, total % 60))
    if walk.kind() == "oclock":
        walk.take()
    (walk.found.clocks if sure else walk.found.hours).append(wall)


def _half(walk: _Grammar, token: Token) -> None:
    """ "Half past 9"; "half 9" is another time in London than in Berlin."""
    minutes = {"half": 30, "quarter": 15}.get(token.kind, 45)
    if walk.kind() in ("past", "to") and walk.kind(1) in ("number", "clock"):
        return _past(walk, minutes)
    if walk.kind() in ("number", "clock"):
        walk.found.doubt = True
        return None
    walk.found.junk = True
    return None


def _hm(walk: _Grammar, token: Token) -> None:
    """ "14h30", which is a clock where a day or "à" stands by."""
    hour, minute = token.numbers
    if hour > 23 or minute > 59:
        walk.found.junk = True
    else:
        walk.found.full.append(Wall(time(hour, minute)))
        walk.found.short = True


def _date(walk: _Grammar, day: int) -> None:
    """The day is read, its month is next; then perhaps a year, perhaps an hour that could be the day as well."""
    month = walk.take().numbers[0]
    year = _year(walk)
    if year is None and day < 24 and walk.kind() == "number":
        walk.found.doubt = True
    walk.found.days.append(Named(day, month, year))


def _year(walk: _Grammar) -> int | None:
    if walk.kind() == "of" and walk.kind(1) == "number" and len(walk.tokens[walk.place + 1].text) == 4:
        walk.take()
    if walk.kind() == "number" and len(walk.tokens[walk.place].text) == 4:
        return walk.take().numbers[0]
    return None


def _year_first(walk: _Grammar, year: int) -> None:
    month = walk.take().numbers[0]
    if walk.kind() in ("number", "ordinal"):
        walk.found.days.append(Named(walk.take().numbers[0], month, year))
    else:
        walk.found.junk = True


def _month(walk: _Grammar, token: Token) -> None:
    """ "Dec 25"; a month without a day is no date."""
    if walk.kind() not in ("number", "ordinal") or len(walk.tokens[walk.place].text) == 4:
        walk.found.junk = True
        return
    day = walk.take().numbers[0]
    walk.found.days.append(Named(day, token.numbers[0], _year(walk)))


def _ordinal(walk: _Grammar, token: Token) -> None:
    """ "25th of December", "the 15th", "the 15th of next month"."""
    day = token.numbers[0]
    if walk.kind() == "of" and walk.kind(1) == "month":
        walk.take()
    if walk.kind() == "month":
        month = walk.take().numbers[0]
        walk.found.days.append(Named(day, month, _year(walk)))
        return
    months = {"this_month": 0, "next_month": 1}.get(walk.kind())
    if months is not None:
        walk.take()
    if walk.kind() == "weekday":  # "2nd Friday" may be the second Friday of a month
        walk.found.junk |= walk.kind(1) in ("of", "this_month", "next_month")
        walk.found.doubt |= day <= 5
    walk.found.days.append(OfMonth(day, months))


def _pair(walk: _Grammar, token: Token) -> None:
    """Numbers with dots, strokes or dashes between; with dots and a year the day is first."""
    first, second, *year = token.numbers
    day: Day = (
        Named(first, second, year[0])
        if token.text == "." and year
        else Numbers(first, second, year[0] if year else None)
    )
    walk.found.dashed |= token.text == "-" and not year
    walk.found.days.append(day)


def _whole_date(walk: _Grammar, token: Token) -> None:
    year, month, day = token.numbers
    walk.found.days.append(Named(day, month, year))


def _weekday(walk: _Grammar, token: Token) -> None:
    which = "coming" if walk.kind() == "coming" else ""
    if walk.kind() in ("coming", "next", "last"):  # the order of French and Spanish
        which = walk.take().kind
    walk.found.days.append(Weekday(token.numbers[0], which))


def _which(walk: _Grammar, token: Token) -> None:
    """ "This", "next", "last" and "coming" belong to a weekday; "post this at 9:30" does not mean a day."""
    if walk.kind() != "weekday":
        walk.found.junk |= token.kind != "this" or walk.kind() == "unit"
        return
    walk.found.days.append(Weekday(walk.take().numbers[0], token.kind))
    walk.found.junk |= walk.kind() == "of"


def _day(walk: _Grammar, token: Token) -> None:
    walk.found.days.append(Offset(token.numbers[0]))


def _day_after(walk: _Grammar, token: Token) -> None:
    if walk.kind() == "day" and walk.number() == 1:
        walk.take()
        walk.found.days.append(Offset(2))
    else:
        walk.found.junk = True


def _part(walk: _Grammar, token: Token) -> None:
    parts: dict[str, Part] = {"tonight": "tonight", "morning": "morning", "evening": "evening", "night": "night"}
    part = parts.get(token.text or token.kind, "afternoon")
    walk.found.parts.append(part)
    if part == "tonight":
        walk.found.days.append(Offset(0))


def _zone(walk: _Grammar, token: Token) -> None:
    if token.kind == "offset":
        zones: tuple[Zone, ...] = (Zone(offset=token.numbers[0]),)
    else:
        zones = tuple(map(Zone, token.text.split()))
    if walk.kind() == "time":
        walk.take()
    walk.found.zones.append(zones)


def _at(walk: _Grammar, token: Token) -> None:
    walk.found.marked = True


def _time(walk: _Grammar, token: Token) -> None:
    """ "Time: 9am", "in 45 minutes' time"; behind another word it may be a zone that is not known."""
    walk.found.junk |= walk.place != 1 and walk.tokens[walk.place - 2].kind != "unit"


def _range(walk: _Grammar, token: Token) -> None:
    """A word that may join two times or two days; it says nothing, but an "or" at an end is half a sentence."""
    walk.found.junk |= token.kind == "or" and walk.place in (1, len(walk.tokens))


def _bound(walk: _Grammar, token: Token) -> None:
    """ "From 9am" is the start of a stretch, not a time; with a second time it is a range."""
    walk.found.bound = True


def _set(name: str) -> Callable[[_Grammar, Token], None]:
    return lambda walk, _: setattr(walk.found, name, True)


def _midnight(walk: _Grammar, token: Token) -> None:
    walk.found.midnights += 1


def _noon(walk: _Grammar, token: Token) -> None:
    walk.found.clocks.append(Wall(time(12)))


def _week(walk: _Grammar, token: Token) -> None:
    walk.found.weeks.append(token.kind)


def _month_end(walk: _Grammar, token: Token) -> None:
    walk.found.days.append(MonthEnd())


def _unix(walk: _Grammar, token: Token) -> None:
    walk.found.unix.append(token.numbers[0])


_RULES: dict[str, Callable[[_Grammar, Token], None]] = {
    "clock": _clock,
    "number": _number,
    "half": _half,
    "quarter": _half,
    "three_quarters": _half,
    "hm": _hm,
    "month": _month,
    "ordinal": _ordinal,
    "pair": _pair,
    "short_year": _set("doubt"),
    "date": _whole_date,
    "weekday": _weekday,
    **dict.fromkeys(("this", "next", "last", "coming"), _which),
    "day": _day,
    "day_after": _day_after,
    **dict.fromkeys(("part", "tonight", "days_or_afternoon"), _part),
    **dict.fromkeys(("zone", "zone_or", "offset"), _zone),
    "at": _at,
    "time": _time,
    **dict.fromkeys(("or", "and", "to", "dash", "a"), _range),
    "from": _bound,
    "now": _set("now"),
    "slot": _set("slot"),
    "doubt": _set("doubt"),
    "midnight": _midnight,
    "noon": _noon,
    **dict.fromkeys(("next_week", "this_week", "last_week"), _week),
    "month_end": _month_end,
    "unix": _unix,
}
