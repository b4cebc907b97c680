"""Lengths of time: "2 hours and 30 min", "an hour and a half", "a couple of weeks"."""

from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction

from bot.times.found import Span
from bot.times.tokens import Token

_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_MONTHS = {"month": 1, "year": 12}
_UNITS = {"heure": "hour", "days_or_afternoon": "day"}
_HALF, _QUARTER = Fraction(1, 2), Fraction(1, 4)
_PARTS = {"half": _HALF, "quarter": _QUARTER, "three_quarters": Fraction(3, 4)}
# Longer than anybody plans; it also keeps the arithmetic of dates from running over.
_MOST = 1_000_000
_HOUR = timedelta(hours=1)

Read = tuple[Span, int]


def length(tokens: Sequence[Token], place: int) -> Read | None:
    """The span that begins here and the place after it, None where none begins or it is no whole number of days."""
    total, at = Span(), place
    while read := _one(tokens, at):
        total, at = total + read[0], read[1]
        if _kind(tokens, at) == "and" and _one(tokens, at + 1):
            at += 1
    return (total, at) if at > place else None


def _one(tokens: Sequence[Token], place: int) -> Read | None:
    if _kind(tokens, place) == "hm":
        hours, minutes = tokens[place].numbers
        return (Span(elapsed=hours * _HOUR + minutes * _HOUR / 60), place + 1) if hours < _MOST else None
    if _kind(tokens, place) == "half_hour":
        return Span(elapsed=_HOUR / 2), place + 1
    count, at = _count(tokens, place)
    unit = _unit(tokens, at)
    if count is None or unit is None:
        return None
    more, at = _and_a_half(tokens, at + 1)
    return _span(count + more, unit, at)


def _count(tokens: Sequence[Token], place: int) -> tuple[Fraction | None, int]:
    """How many, and where the unit stands: a number, an article, a part of one; a bare unit is one of it."""
    kind = _kind(tokens, place)
    if kind in _PARTS:
        after = place + 1 + (_kind(tokens, place + 1) == "of")
        return _PARTS[kind], after + (_kind(tokens, after) == "a")
    if kind == "a":
        return (_PARTS[part], place + 2) if (part := _kind(tokens, place + 1)) in _PARTS else (Fraction(1), place + 1)
    if kind == "decimal":
        return Fraction(tokens[place].text), place + 1
    if kind == "pair" and tokens[place].text == "" and len(tokens[place].numbers) == 2:
        return Fraction(".".join(map(str, tokens[place].numbers))), place + 1
    if kind == "number":
        more, at = _and_a_half(tokens, place + 1)
        return tokens[place].numbers[0] + more, at
    return (Fraction(1), place) if kind in ("unit", "heure") else (None, place)


def _and_a_half(tokens: Sequence[Token], place: int) -> tuple[Fraction, int]:
    """What "and a half" adds, where it stands here and is not the start of "half an hour"."""
    kinds = [_kind(tokens, place + step) for step in range(4)]
    if kinds[0] != "and":
        return Fraction(), place
    step = 2 if kinds[1] == "a" else 1
    part = _PARTS.get(kinds[step])
    return (part, place + step + 1) if part and kinds[step + 1] not in ("a", "of") else (Fraction(), place)


def _unit(tokens: Sequence[Token], place: int) -> str | None:
    kind = _kind(tokens, place)
    if kind == "unit":
        return tokens[place].text
    return _UNITS.get(kind)


def _span(count: Fraction, unit: str, place: int) -> Read | None:
    if count > _MOST:
        return None
    if unit in _SECONDS:
        return Span(elapsed=timedelta(seconds=float(count * _SECONDS[unit]))), place
    if count.denominator != 1:
        return None
    whole = int(count)
    return (Span(days=whole * _DAYS[unit]) if unit in _DAYS else Span(months=whole * _MONTHS[unit])), place


def _kind(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].kind if place < len(tokens) else ""
