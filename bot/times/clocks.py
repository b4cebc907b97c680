"""Which time of day is meant: every reading of what was found, one when it is sure."""

from datetime import time

from bot.times.days import Offset
from bot.times.found import Found, Part, Wall

_EVENING = 17  # o'clock: "tonight" is from here


def walls(found: Found) -> tuple[Wall, ...]:
    """The readings of the clock that was said: none when no time was, several to ask which."""
    part = _part(found.parts)
    readings = [
        *(reading for wall in found.clocks for reading in _sure(wall, part)),
        *(reading for wall in found.full for reading in _full(found, wall, part)),
        *(reading for wall in found.hours for reading in _bare(found, wall, part)),
        *(reading for _ in range(found.midnights) for reading in _midnight(found)),
    ]
    return tuple(dict.fromkeys(readings))


def doubtful(found: Found) -> bool:
    """Whether the parts of the day said contradict the clock or one another."""
    parts = {("night" if part == "tonight" else part) for part in found.parts}
    if len(parts - {"night"}) > 1 or (parts > {"night"} and "evening" not in parts):
        return True
    part = _part(found.parts)
    return part is not None and any(not _fits(wall.at.hour, part) for wall in found.clocks if wall.at.hour >= 12)


def _part(parts: list[Part]) -> Part | None:
    return "tonight" if "tonight" in parts else parts[0] if parts else None


def _fits(hour: int, part: Part) -> bool:
    if part == "morning":
        return hour < 12
    return hour >= (_EVENING if part in ("night", "tonight") else 12)


def _sure(wall: Wall, part: Part | None) -> tuple[Wall, ...]:
    """A full clock; where the part of the day speaks against it, its readings."""
    if part is None or _fits(wall.at.hour, part) or wall.at.hour >= 12:
        return (wall,)
    late = _later(wall, 12)
    return (
        (wall, late) if part not in ("night", "tonight") or late.at.hour >= _EVENING else (wall, wall._replace(days=1))
    )


def _full(found: Found, wall: Wall, part: Part | None) -> tuple[Wall, ...]:
    if found.short and not (found.marked or found.days):
        return ()
    return (wall,) if part is None or wall.at.hour > 12 else _half_of_day(wall, part)


def _bare(found: Found, wall: Wall, part: Part | None) -> tuple[Wall, ...]:
    if part is not None:
        return _half_of_day(wall, part)
    if not (found.marked or found.days or found.zones or found.spans or found.mentions > 1):
        return ()
    return (wall,) if wall.at.hour > 12 else _both(wall)


def _half_of_day(wall: Wall, part: Part) -> tuple[Wall, ...]:
    """A bare hour with a part of the day; twelve is noon in the afternoon and a question else."""
    hour = wall.at.hour
    if hour > 12:
        return (wall,) if _fits(hour, part) else (wall, _later(wall, -12))
    if hour == 12 and part == "afternoon":
        return (wall,)
    if hour in (0, 12) or (part in ("night", "tonight") and hour < 5):
        return _both(wall)
    return (wall,) if part == "morning" else (_later(wall, 12),)


def _both(wall: Wall) -> tuple[Wall, ...]:
    if wall.at.hour == 0:
        return wall, wall._replace(days=1)
    early = wall._replace(at=time(wall.at.hour % 12, wall.at.minute))
    return early, _later(early, 12)


def _later(wall: Wall, hours: int) -> Wall:
    return wall._replace(at=wall.at.replace(hour=(wall.at.hour + hours) % 24))


def _midnight(found: Found) -> tuple[Wall, ...]:
    """The one that ends today for "tonight"; with another day it may be the one before or after."""
    if not found.days:
        return (Wall(time()),)
    if "tonight" in found.parts and set(found.days) == {Offset(0)}:
        return (Wall(time(), 1),)
    return Wall(time()), Wall(time(), 1)
