"""The week: what goes out on each of seven days, and the calendar file of all of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from telegram import Update

from bot.chat.buttons import Payload, tagged
from bot.chat.context import Context, Taps, place_of
from bot.chat.screens import scheduled
from bot.chat.screens.choosing import day_said
from bot.chat.screens.preferences import zone_of
from bot.chat.screens.scheduled import Line
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.domain.conversation import Place
from bot.domain.errors import Refused

DAYS = 7
# A message holds so many lines, so many characters of them in all, and so much of each headline and name.
MOST, ROOM = 40, 3400
CUT, NAME = 60, 24
FILE = "standfirst.ics"
_STAMP = "%y%m%d"
MARKS = {"published": "✅", "publishing": "⏳", "held": "⏸", "failed": "❌", "uncertain": "❓", "deleted": "🗑"}


@tagged("lw")
@dataclass(frozen=True, slots=True)
class ShowWeek(Payload):
    """Show seven days from `start` (YYMMDD) on, or send the calendar "file"."""

    start: str


def view(texts: Texts, days: Sequence[tuple[date, Sequence[Line]]], zone: str) -> View:
    """The days with their lines; those beyond what a message holds are counted."""
    shown = [(day_said(texts, day), lines) for day, lines in _fitting(days)]
    left = sum(len(lines) for _, lines in days) - sum(len(lines) for _, lines in shown)
    first, last = shown[0][0], shown[-1][0]
    values = {
        "days": shown,
        "left": left,
        "first": first,
        "last": last,
        "zone": zone,
        "marks": MARKS,
        "cut": CUT,
        "name": NAME,
    }
    turns = [Button(label, ShowWeek(f"{day:{_STAMP}}")) for label, day in _turns(days[0][0])]
    file = Button(texts.label("calendar_file"), ShowWeek("file"))
    return View(texts.html("week/list", **values), (tuple(turns), (file,)))


def _fitting(days: Sequence[tuple[date, Sequence[Line]]]) -> list[tuple[date, list[Line]]]:
    """The days with as many of their lines as a message holds, the first ones."""
    many, room, fitting = MOST, ROOM, []
    for day, lines in days:
        some = []
        for line in lines:
            length = 12 + min(NAME, len(line.name)) + min(CUT, len(line.headline))
            if many and room >= length:
                some.append(line)
                many, room = many - 1, room - length
            else:
                many = 0
        fitting.append((day, some))
    return fitting


def _turns(start: date) -> list[tuple[str, date]]:
    """The weeks before and after, where a calendar has them."""
    week = timedelta(days=DAYS)
    earlier = [("‹", start - week)] if start.year > 2000 else []
    return earlier + ([("›", start + week)] if start.year < 2068 else [])


async def _shown(context: Context, start: date | None) -> View:
    zone = await zone_of(context)
    start = start or context.office.clock.now().astimezone(ZoneInfo(zone)).date()
    days = await context.office.scheduling.week(start, zone=zone, days=DAYS)
    every = [one for day in days for one in day.reports]
    names = context.names_of([one.account for one in scheduled.unique(every)])
    lines = [
        (day.day, [scheduled.line_of(context, context.texts, one, zone, names[one.account.id]) for one in day.reports])
        for day in days
    ]
    return view(context.texts, lines, zone)


async def on_week(update: Update, context: Context) -> None:
    """/week; "/week ics" sends the calendar file."""
    place = place_of(update)
    said = (update.message.text or "").split()[1:] if update.message else []
    if [one.lower() for one in said] == ["ics"]:
        await _file(context, place)
    else:
        await context.sender.send(place, await _shown(context, None))


async def on_turn(update: Update, context: Context, payload: ShowWeek) -> None:
    """Another week, or the file."""
    place = place_of(update)
    if payload.start == "file":
        await _file(context, place)
        return
    await context.sender.edit(place, await _shown(context, _date(payload.start)))


def _date(stamp: str) -> date:
    try:
        return datetime.strptime(stamp, _STAMP).date()  # noqa: DTZ007 - a day of the member's calendar
    except ValueError as fault:
        raise Refused("changed_since") from fault


async def _file(context: Context, place: Place) -> None:
    brand = await context.office.accounts.brand()
    data = await context.office.scheduling.calendar(name=brand.name)
    await context.sender.send_file(place, data, FILE, context.texts.say("week/file"))


TAPS: Taps = {ShowWeek: on_turn}
