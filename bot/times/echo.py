"""The values of the sentence that repeats a moment before it is kept: day, clock, zone and how far away."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.frozen import Frozen
from bot.domain.moment import Moment
from bot.domain.wall import instants, shown


class Echo(Frozen):
    """What a sentence about a moment needs; Monday is weekday 0, the distance is in whole minutes, rounded.

    `city` is the zone's, "" for one without. `offset` ("UTC+2") is set only where the same clock is shown twice.
    """

    weekday: int
    day: int
    month: int
    year: int
    show_year: bool
    clock: str
    zone: str
    city: str
    offset: str
    days_away: int
    hours: int
    minutes: int


def echo(moment: Moment, now: datetime) -> Echo:
    """The echo of a moment, its year shown when it is not this one there; seconds only if there are any."""
    wall = datetime.fromisoformat(moment.wall)
    away = max(0, round((moment.at - now.astimezone(UTC)).total_seconds() / 60))
    return Echo(
        weekday=wall.weekday(),
        day=wall.day,
        month=wall.month,
        year=wall.year,
        show_year=wall.year != shown(now, moment.zone).year,
        clock=clock(wall),
        zone=moment.zone,
        city=moment.zone.rsplit("/", 1)[-1].replace("_", " ") if "/" in moment.zone else "",
        offset=_offset(moment) if len(instants(wall, moment.zone)) > 1 else "",
        days_away=away // 1440,
        hours=away % 1440 // 60,
        minutes=away % 60,
    )


def clock(wall: datetime) -> str:
    """The clock of a wall time, its seconds only if there are any."""
    return f"{wall:%H:%M:%S}" if wall.second else f"{wall:%H:%M}"


def _offset(moment: Moment) -> str:
    offset = moment.at.astimezone(ZoneInfo(moment.zone)).utcoffset() or timedelta()
    hours, minutes = divmod(abs(int(offset.total_seconds())) // 60, 60)
    sign = "-" if offset < timedelta() else "+"
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")
