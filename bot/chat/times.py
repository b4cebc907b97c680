"""What is said about a typed time: the moment it means, or the question it raises."""

from datetime import datetime

from bot.chat.texts import Texts
from bot.domain.moment import Moment, Unclear
from bot.times.echo import clock, echo


def moment_said(texts: Texts, moment: Moment, now: datetime, key: str = "times/echo") -> str:
    """Weekday, date, clock, zone and distance; `key` is the sentence."""
    return texts.say(key, **echo(moment, now).model_dump())


def choice_said(texts: Texts, moment: Moment, now: datetime, *, zone: bool = False) -> str:
    """A moment to choose, as short as a button; `zone` where the choices are in several."""
    values = echo(moment, now).model_dump()
    return texts.say("times/choice", **(values if zone else {**values, "city": ""}))


def question_said(texts: Texts, unclear: Unclear, now: datetime) -> str:
    """Why it is asked, the moments that may have been meant, and what to type."""
    several = len({choice.zone for choice in unclear.choices}) > 1
    choices = [choice_said(texts, choice, now, zone=several) for choice in unclear.choices]
    return texts.say(f"times/ask_{unclear.reason}", choices=choices, **_jump(texts, unclear))


def _jump(texts: Texts, unclear: Unclear) -> dict[str, str]:
    if unclear.jump is None:
        return {"date": "", "jump_start": "", "jump_end": "", "clock": ""}
    start, end = unclear.jump.start, unclear.jump.end
    wall = datetime.fromisoformat(unclear.wall)
    values = {"weekday": wall.weekday(), "day": wall.day, "month": wall.month, "year": wall.year, "show_year": False}
    date = texts.say("times/date", **values)
    return {"date": date, "jump_start": clock(start), "jump_end": clock(end), "clock": clock(wall)}
