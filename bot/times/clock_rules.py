"""The rules of the grammar for times of day: full clocks, bare hours, noon and midnight, parts of the day."""

from datetime import time

from bot.times.day_rules import date_of, year_first
from bot.times.days import Offset
from bot.times.found import Part, Wall
from bot.times.tokens import Token
from bot.times.walk import Walk


def clock(walk: Walk, token: Token) -> None:
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
    hours = walk.kind() == "unit" and walk.text() == "hour" and not token.text
    if walk.kind() in ("oclock", "uhr") or hours:
        walk.take()


def _bare(walk: Walk, hour: int, minute: int = 0) -> None:
    if hour > 23:
        walk.found.junk = True
    else:
        walk.found.hours.append(Wall(time(hour, minute)))


def number(walk: Walk, token: Token) -> None:
    """A number alone: the day of a month, or an hour."""
    value = token.numbers[0]
    following = walk.kind()
    if following == "of" and walk.kind(1) == "month":
        walk.take()
        return date_of(walk, value)
    if following == "month":
        return year_first(walk, value) if len(token.text) == 4 else date_of(walk, value)
    return _hour(walk, value)


def _hour(walk: Walk, value: int) -> None:
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
        walk.found.doubt |= following == "to" and value < 24  # "5 to 9" may be from five to nine
        return _past(walk, value)
    if following == "unit" and walk.text() == "minute" and walk.kind(1) in ("past", "to"):
        walk.take()
        return _past(walk, value)
    return _bare(walk, value)


def _sure(walk: Walk, hour: int, minute: int) -> None:
    """A clock of 24 hours, unless a part of the day says the other half: "9 Uhr abends"."""
    if hour > 23:
        walk.found.junk = True
    else:
        walk.found.full.append(Wall(time(hour, minute)))


def _past(walk: Walk, minutes: int) -> None:
    """ "Ten past 9", "quarter to 9 pm"; the place is at "past" or "to"."""
    before = walk.take().kind == "to"
    token = walk.take()
    hour = token.numbers[0]
    walk.found.marked = True
    if not 1 <= hour <= 12 or minutes > 59 or any(token.numbers[1:]):
        walk.found.junk = True
        return
    sure = token.kind == "clock"
    total = (hour % 12 + (12 if token.text == "pm" else 0)) * 60 + (-minutes if before else minutes)
    wall = Wall(time(total // 60 % 24, total % 60))
    if walk.kind() == "oclock":
        walk.take()
    (walk.found.clocks if sure else walk.found.hours).append(wall)


def half(walk: Walk, token: Token) -> None:
    """ "Half past 9"; "half 9" is another time in London than in Berlin."""
    minutes = {"half": 30, "quarter": 15}.get(token.kind, 45)
    if walk.kind() in ("past", "to") and walk.kind(1) in ("number", "clock"):
        return _past(walk, minutes)
    if walk.kind() in ("number", "clock"):
        walk.found.doubt = True
        return None
    walk.found.junk = True
    return None


def hours_minutes(walk: Walk, token: Token) -> None:
    """ "14h30", which is a clock where a day or "à" stands by."""
    hour, minute = token.numbers
    if hour > 23 or minute > 59:
        walk.found.junk = True
    else:
        walk.found.full.append(Wall(time(hour, minute)))
        walk.found.short = True


def noon(walk: Walk, token: Token) -> None:
    """Noon."""
    walk.found.clocks.append(Wall(time(12)))


def midnight(walk: Walk, token: Token) -> None:
    """Midnight, which of the two is for the days to say."""
    walk.found.midnights += 1


def part(walk: Walk, token: Token) -> None:
    """A part of the day; "tonight" is a day too."""
    parts: dict[str, Part] = {"tonight": "tonight", "morning": "morning", "evening": "evening", "night": "night"}
    part = parts.get(token.text or token.kind, "afternoon")
    walk.found.parts.append(part)
    if part == "tonight":
        walk.found.days.append(Offset(0))
