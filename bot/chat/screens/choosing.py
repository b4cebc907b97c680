"""How a time is chosen: the question, days and hours as buttons, what is unclear, the echo before it is kept. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.chat.buttons import Payload, tagged
from bot.chat.plans import Plan
from bot.chat.texts import Texts
from bot.chat.times import choice_said, moment_said, question_said
from bot.chat.view import Button, View
from bot.domain.moment import Moment
from bot.domain.post import Note
from bot.times import moment_of

# So many days and these hours are there to tap; any other time is typed.
DAYS = 12
HOURS = range(6, 24)
DAYS_A_ROW, HOURS_A_ROW = 3, 6
MORNING = "0900"
# Later than that, in minutes, counts as never too late.
ALWAYS = 525_600
# What a tap on a setting goes through, in minutes.
LATES = (10, 30, 120, ALWAYS)
VOIDS = (0, 60, 360, 1440)
STAMP = "%y%m%d%H%M"


@tagged("lt")
@dataclass(frozen=True, slots=True)
class Turn(Payload):
    """A step of choosing a time: `verb` is one of VERBS, "c<number>" (a choice), "d<date>" or "t<date and time>"."""

    plan_id: str
    step: int
    verb: str


VERBS = ("slot", "pick", "ask", "echo", "late", "void", "go")


class Choosing(NamedTuple):
    """What the views need beside the plan: the names of the accounts it is for, the member's zone, the time now.

    `slot` is the next free slot. `asking` is for whoever can do no more than ask somebody else for a yes, `waits` says
    what is planned already.
    """

    names: Sequence[str]
    zone: str
    now: datetime
    back: Button
    slot: Moment | None = None
    asking: bool = False
    waits: Sequence[str] = ()
    prices: Sequence[Note] = ()


def view(texts: Texts, plan: Plan, choosing: Choosing) -> View:
    """What a plan's message shows now."""
    if plan.stage == "echo" and plan.moment:
        return _echo(texts, plan, plan.moment, choosing)
    if plan.stage == "question" and plan.unclear:
        return _question(texts, plan, choosing)
    if plan.stage == "days":
        return _days(texts, plan, choosing)
    if plan.stage == "hours":
        return _hours(texts, plan, choosing)
    return _ask(texts, plan, choosing)


def _ask(texts: Texts, plan: Plan, choosing: Choosing) -> View:
    first = []
    if choosing.slot:
        said = near_said(texts, moment_of(choosing.slot.at, choosing.zone), choosing.now)
        first.append(Button(texts.label("next_slot", when=said), Turn(plan.id, plan.step, "slot")))
    tomorrow = choosing.now.astimezone(ZoneInfo(choosing.zone)).date() + timedelta(days=1)
    at = Turn(plan.id, plan.step, f"t{tomorrow:%y%m%d}{MORNING}")
    second = (Button(texts.label("tomorrow_morning"), at), _turn(texts, plan, "pick", "pick_time"))
    text = texts.html("schedule/ask", names=choosing.names, zone=choosing.zone, waits=choosing.waits)
    return View(text, (tuple(first), second, (choosing.back,)))


def _days(texts: Texts, plan: Plan, choosing: Choosing) -> View:
    today = choosing.now.astimezone(ZoneInfo(choosing.zone)).date()
    days = [today + timedelta(days=ahead) for ahead in range(DAYS)]
    buttons = [Button(day_said(texts, day), Turn(plan.id, plan.step, f"d{day:%y%m%d}")) for day in days]
    text = texts.html("schedule/days", zone=choosing.zone)
    return View(text, (*rows(buttons, DAYS_A_ROW), (_turn(texts, plan, "ask", "back"),)))


def _hours(texts: Texts, plan: Plan, choosing: Choosing) -> View:
    day = date.fromisoformat(plan.day)
    now = datetime.fromisoformat(moment_of(choosing.now, choosing.zone).wall)
    ahead = [datetime.combine(day, time(hour)) for hour in HOURS]
    buttons = [Button(f"{at:%H:%M}", Turn(plan.id, plan.step, f"t{at.strftime(STAMP)}")) for at in ahead if at > now]
    text = texts.html("schedule/hours", day=day_said(texts, day), zone=choosing.zone)
    return View(text, (*rows(buttons, HOURS_A_ROW), (_turn(texts, plan, "pick", "back"),)))


def _question(texts: Texts, plan: Plan, choosing: Choosing) -> View:
    """Why it is asked, and what may have been meant as buttons."""
    if plan.unclear is None:
        return _ask(texts, plan, choosing)
    choices = plan.unclear.choices
    several = len({one.zone for one in choices}) > 1
    buttons = [
        Button(choice_said(texts, one, choosing.now, zone=several), Turn(plan.id, plan.step, f"c{number}"))
        for number, one in enumerate(choices)
    ]
    text = texts.html("plain", text=question_said(texts, plan.unclear, choosing.now))
    other = (_turn(texts, plan, "pick", "pick_time"), _turn(texts, plan, "ask", "back"))
    return View(text, (*rows(buttons, 2), other))


def _echo(texts: Texts, plan: Plan, moment: Moment, choosing: Choosing) -> View:
    text = texts.html(
        "schedule/echo",
        echo=moment_said(texts, moment, choosing.now),
        names=choosing.names,
        asking=choosing.asking,
        waits=choosing.waits,
        prices=choosing.prices,
    )
    late = Button(
        texts.label("if_late", minutes=plan.late, always=plan.late >= ALWAYS), Turn(plan.id, plan.step, "late")
    )
    void = Button(texts.label("void_after", minutes=plan.void), Turn(plan.id, plan.step, "void"))
    key = "reschedule_now" if plan.targets else "ask_approval" if choosing.asking else "schedule_now"
    go = Button(texts.label(key, count=len(choosing.names)), Turn(plan.id, plan.step, "go"))
    policy = () if choosing.asking or plan.targets else (late, void)
    return View(text, (policy, (go, _turn(texts, plan, "ask", "change_time"))))


def _turn(texts: Texts, plan: Plan, verb: str, label: str) -> Button:
    return Button(texts.label(label), Turn(plan.id, plan.step, verb))


def day_said(texts: Texts, day: date, *, year: bool = False) -> str:
    """A day as short as a button, with its year where that is wanted."""
    values = {"weekday": day.weekday(), "day": day.day, "month": day.month, "year": day.year}
    return texts.say("times/date", **values, show_year=year)


def near_said(texts: Texts, moment: Moment, now: datetime) -> str:
    """A moment as short as a button, today and tomorrow by these words."""
    wall = datetime.fromisoformat(moment.wall)
    away = (wall.date() - now.astimezone(ZoneInfo(moment.zone)).date()).days
    if away in (0, 1):
        return texts.say("schedule/near", tomorrow=away == 1, clock=f"{wall:%H:%M}")
    return choice_said(texts, moment, now)


def rows(buttons: Sequence[Button], a_row: int) -> tuple[tuple[Button, ...], ...]:
    """Buttons, so many beside each other."""
    return tuple(tuple(buttons[at : at + a_row]) for at in range(0, len(buttons), a_row))


def following(values: Sequence[int], present: int) -> int:
    """What a tap turns a setting to."""
    return values[(values.index(present) + 1) % len(values)] if present in values else values[0]
