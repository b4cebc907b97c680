"""What a typed time is made of: clocks, spans and zones, before it is known which instant they mean."""

from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Literal, NamedTuple

from bot.times.days import Day

Part = Literal["morning", "afternoon", "evening", "night", "tonight"]


class Wall(NamedTuple):
    """A time of day, `days` after the day it is said of: the midnight that ends a day is 1."""

    at: time
    days: int = 0


class Span(NamedTuple):
    """How far from now: calendar months and days, and elapsed time."""

    months: int = 0
    days: int = 0
    elapsed: timedelta = timedelta()

    def __neg__(self) -> "Span":
        return Span(-self.months, -self.days, -self.elapsed)

    def __add__(self, other: object) -> "Span":
        if not isinstance(other, Span):
            return NotImplemented
        return Span(self.months + other.months, self.days + other.days, self.elapsed + other.elapsed)


class Zone(NamedTuple):
    """An IANA zone, or a fixed offset from UTC in minutes."""

    name: str = ""
    offset: int = 0


@dataclass
class Found:
    """All that a text says.

    `clocks` are sure of their half of the day; `full` count 24 hours unless a part of the day says otherwise ("9 Uhr
    abends"), `short` when one needs a day or an "at" beside it ("14h30"); `hours` are bare, `marked` when something
    says that they are hours ("at 7"). `weeks` are "next week" and its like, `bound` is a start or an end ("from"),
    `dashed` two numbers with a dash between. `doubt` is a wording with several readings, `junk` what is not understood.
    """

    clocks: list[Wall] = field(default_factory=list)
    full: list[Wall] = field(default_factory=list)
    hours: list[Wall] = field(default_factory=list)
    midnights: int = 0
    parts: list[Part] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    zones: list[tuple[Zone, ...]] = field(default_factory=list)
    weeks: list[str] = field(default_factory=list)
    unix: list[int] = field(default_factory=list)
    now: bool = False
    slot: bool = False
    short: bool = False
    marked: bool = False
    bound: bool = False
    dashed: bool = False
    doubt: bool = False
    junk: bool = False

    @property
    def mentions(self) -> int:
        """How many times of day are said."""
        return len(self.clocks) + len(self.full) + len(self.hours) + self.midnights

    @property
    def day_or_clock(self) -> bool:
        """Whether anything says a day or a time of day."""
        return bool(self.mentions or self.days or self.parts or self.weeks)
