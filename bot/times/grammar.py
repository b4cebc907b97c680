"""Tokens to what they say: clocks, days, spans, zones. One pass; each rule looks a few tokens ahead.

The rules for days are in `day_rules`, those for times of day in `clock_rules`; here are the rest and the table of all.
"""

from collections.abc import Callable, Sequence

from bot.times import clock_rules, day_rules
from bot.times.days import Offset, Weekday
from bot.times.found import Found, Span, Zone
from bot.times.spans import length
from bot.times.tokens import Token
from bot.times.walk import Walk

Rule = Callable[[Walk, Token], None]


def parsed(tokens: Sequence[Token]) -> Found:
    """All that the tokens say; `junk` where any of them is not understood."""
    walk = Walk(tokens)
    while walk.place < len(tokens):
        token = tokens[walk.place]
        if not _length(walk, token):
            walk.place += 1
            rule = _RULES.get(token.kind)
            if rule is None:
                walk.found.junk = True
            else:
                rule(walk, token)
    return walk.found


def _length(walk: Walk, token: Token) -> bool:
    """A span, with what stands before ("in", "+") or after it ("from now", "ago", "on Friday")."""
    led = token.kind in ("in", "plus")
    read = length(walk.tokens, walk.place + led)
    if read is None:
        return False
    span, after = read
    following = walk.tokens[after].kind if after < len(walk.tokens) else ""
    if led or following in ("from_now", "ago"):
        walk.found.spans.append(-span if following == "ago" else span)
        walk.found.junk |= led and following == "ago"
        walk.place = after + (following in ("from_now", "ago"))
        return True
    return _days_later(walk, span, after)


def _days_later(walk: Walk, span: Span, after: int) -> bool:
    """ "A week on Friday", "2 days from tomorrow"; months and hours are not counted so."""
    if span.months or span.elapsed or not span.days or span.days % 7:
        return False
    start = after + (walk.tokens[after].kind == "from") if after < len(walk.tokens) else after
    kind = walk.tokens[start].kind if start < len(walk.tokens) else ""
    if kind not in ("weekday", "day"):
        return False
    number = walk.tokens[start].numbers[0]
    walk.found.days.append(
        Offset(number + span.days)
        if kind == "day"
        else Weekday(number, later=span.days, sure=walk.tokens[walk.place].kind == "a" and start == after)
    )
    walk.found.junk |= kind == "day" and number < 0
    walk.place = start + 1
    return True


def _zone(walk: Walk, token: Token) -> None:
    if token.kind == "offset":
        zones: tuple[Zone, ...] = (Zone(offset=token.numbers[0]),)
    else:
        zones = tuple(map(Zone, token.text.split()))
    if walk.kind() == "time":
        walk.take()
    walk.found.zones.append(zones)


def _at(walk: Walk, token: Token) -> None:
    walk.found.marked = True


def _time(walk: Walk, token: Token) -> None:
    """ "Time: 9am", "in 45 minutes' time"; behind another word it may be a zone that is not known."""
    walk.found.junk |= walk.place != 1 and walk.tokens[walk.place - 2].kind != "unit"


def _range(walk: Walk, token: Token) -> None:
    """A word that may join two times or two days; it says nothing, but an "or" at an end is half a sentence."""
    walk.found.junk |= token.kind == "or" and walk.place in (1, len(walk.tokens))


def _bound(walk: Walk, token: Token) -> None:
    """ "From 9am" is the start of a stretch, not a time; with a second time it is a range."""
    walk.found.bound = True


def _set(name: str) -> Callable[[Walk, Token], None]:
    return lambda walk, _: setattr(walk.found, name, True)


def _unix(walk: Walk, token: Token) -> None:
    walk.found.unix.append(token.numbers[0])


_RULES: dict[str, Rule] = {
    "clock": clock_rules.clock,
    "number": clock_rules.number,
    "half": clock_rules.half,
    "quarter": clock_rules.half,
    "three_quarters": clock_rules.half,
    "hm": clock_rules.hours_minutes,
    "month": day_rules.month,
    "ordinal": day_rules.ordinal,
    "pair": day_rules.pair,
    "short_year": _set("doubt"),
    "date": day_rules.whole_date,
    "weekday": day_rules.weekday,
    **dict.fromkeys(("this", "next", "last", "coming"), day_rules.which),
    "day": day_rules.day,
    "day_after": day_rules.day_after,
    **dict.fromkeys(("part", "tonight", "days_or_afternoon"), clock_rules.part),
    **dict.fromkeys(("zone", "zone_or", "offset"), _zone),
    "at": _at,
    "time": _time,
    **dict.fromkeys(("or", "and", "to", "dash", "a"), _range),
    "from": _bound,
    "now": _set("now"),
    "slot": _set("slot"),
    "doubt": _set("doubt"),
    "midnight": clock_rules.midnight,
    "noon": clock_rules.noon,
    **dict.fromkeys(("next_week", "this_week", "last_week"), day_rules.week),
    "month_end": day_rules.month_end,
    "unix": _unix,
}
