"""A recurring publication's rule: which days, at which wall time, and until when."""

from datetime import date
from typing import Literal

from pydantic import Field

from bot.domain.frozen import Frozen


class Recurrence(Frozen):
    """Every `step` days, weeks or months from `start` on, at the wall time "HH:MM" of an IANA zone.

    `weekdays` (Monday is 0) are those of a week, `day` the one of a month; a shorter month has its last day instead.
    It ends after `count` times or with the day `until`, or never. While `paused` there is no next time.
    """

    every: Literal["day", "week", "month"]
    step: int = Field(default=1, ge=1, le=366)
    weekdays: tuple[int, ...] = ()
    day: int = Field(default=1, ge=1, le=31)
    wall: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    zone: str
    start: date
    count: int | None = Field(default=None, ge=1, le=10_000)
    until: date | None = None
    paused: bool = False
