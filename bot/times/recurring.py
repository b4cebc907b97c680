"""Reads a recurring time as people type it: "every weekday at 9am", "every monday 14:30 until 24 dec"."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.domain.moment import Unclear
from bot.domain.recurrence import Recurrence
from bot.domain.wall import shown
from bot.times.clocks import doubtful, walls
from bot.times.days import NEAR, OfMonth, Weekday, meant
from bot.times.found import Found, Wall
from bot.times.grammar import parsed
from bot.times.phrases import understood
from bot.times.read import LONGEST
from bot.times.recurrence import begun
from bot.times.tokens import Token, tokens

Answer = Recurrence | Unclear

_UNCLEAR = Unclear(reason="unclear")
_WORKING_DAYS = (0, 1, 2, 3, 4)
_MOST = 10_000
_PAIR = re.compile(r"\b([^\W\d_]{2,12})-([^\W\d_]{2,12})\b")
WORDS = """
every: every | each
every: alle | jeden | jede | jedes | cada | chaque | tous les | todos los | каждый | каждую | каждое | каждые
daily: daily | every day | each day | täglich | jeden tag | todos los días | cada día | chaque jour | tous les jours
daily: diario | a diario
daily: ежедневно | каждый день
working: weekdays | weekday | working days | working day | werktags | días laborables | laborables
working: по будням | в будни | будни
weekly: weekly | wöchentlich
monthly: monthly | monatlich
other: other | second | zweiten
times: times | mal | veces | fois | раз
until: until | till | til | up to | bis | hasta | jusqu'au | до
every + weekday 0: mondays | montags
every + weekday 1: tuesdays | dienstags
every + weekday 2: wednesdays | mittwochs
every + weekday 3: thursdays | donnerstags
every + weekday 4: fridays | freitags
every + weekday 5: saturdays | samstags
every + weekday 6: sundays | sonntags
"""


def read_recurrence(text: str, now: datetime, zone: str) -> Answer:
    """The rule that a text says, `now` being aware, or why it has to be asked. Never raises, whatever was typed."""
    if len(text.strip()) > LONGEST:
        return _UNCLEAR
    try:
        return _answer(understood(tokens(_PAIR.sub(_apart, text)), WORDS), now, zone)
    except (OverflowError, ValueError):  # a number that no rule or calendar of ours holds
        return _UNCLEAR


def _apart(pair: re.Match[str]) -> str:
    """ "mon-fri" as "mon - fri"; other words with a hyphen stay whole."""
    each = [[token.kind for token in understood(tokens(word), WORDS)] for word in pair.groups()]
    return f"{pair[1]} - {pair[2]}" if all(kinds in (["weekday"], ["every", "weekday"]) for kinds in each) else pair[0]


class _Rhythm:
    """What says how often; the tokens it leaves are clocks, weekdays and zones."""

    def __init__(self, found: Sequence[Token]) -> None:
        self.every = ""
        self.step = 1
        self.working = False
        self.counts: list[int] = []
        self.repeated = False
        self.left: list[Token] = []
        place = 0
        while place < len(found):
            place += self._take(found[place : place + 4])

    def _take(self, ahead: Sequence[Token]) -> int:
        """Take what begins here; how many tokens that was."""
        kinds = [token.kind for token in ahead]
        if kinds[0] == "number" and kinds[1:2] == ["times"]:
            self.counts.append(ahead[0].numbers[0])
            return 2
        if kinds[0] in ("daily", "weekly", "monthly"):
            self._rhythm({"daily": "day", "weekly": "week", "monthly": "month"}[kinds[0]])
            return 1
        if kinds[0] == "working":
            self.repeated = self.working = True
            return 1
        if kinds[0] == "every":
            self.repeated = True
            return 1 + self._every(ahead[1:])
        self.left.append(ahead[0])
        return 1

    def _every(self, ahead: Sequence[Token]) -> int:
        """ "2 days", "other week", "month" after "every"; a weekday is left to be read as one."""
        kinds = [token.kind for token in ahead[:2]]
        if kinds[:1] == ["part"]:
            self._rhythm("day")
        counted = kinds[:1] in (["number"], ["other"]) and kinds[1:] == ["unit"]
        unit = ahead[1] if counted else ahead[0] if kinds[:1] == ["unit"] else None
        if unit is None or unit.text not in ("day", "week", "month"):
            return 0
        self._rhythm(unit.text, (2 if kinds[0] == "other" else ahead[0].numbers[0]) if counted else 1)
        return 2 if counted else 1

    def _rhythm(self, every: str, step: int = 1) -> None:
        if self.every:
            raise ValueError(every)
        self.repeated, self.every, self.step = True, every, step


def _answer(found: Sequence[Token], now: datetime, zone: str) -> Answer:
    kinds = [token.kind for token in found]
    cut = kinds.index("until") if "until" in kinds else len(found)
    rhythm, end = _Rhythm(found[:cut]), parsed(found[cut + 1 :])
    said = parsed(_spread(rhythm.left))
    if said.junk or end.junk or not rhythm.repeated or len(rhythm.counts) > 1 or ("until" in kinds and not end.days):
        return _UNCLEAR
    if any((said.spans, end.spans, said.weeks, end.weeks, said.unix, end.unix, said.now, end.now, said.slot, end.slot)):
        return _UNCLEAR
    clock = _clock(said, end)
    if isinstance(clock, Unclear):
        return clock
    own = _zone([*said.zones, *end.zones], zone)
    days = _days(rhythm, said)
    if own is None or days is None:
        return _UNCLEAR
    today = shown(now, own).date()
    until = _until(end, today)
    if isinstance(until, Unclear):
        return until
    ends = {"count": rhythm.counts[0] if rhythm.counts else None, "until": until}
    rule = Recurrence.model_validate({**days, **ends, "wall": f"{clock.at:%H:%M}", "zone": own, "start": today})
    return begun(rule, now)


def _spread(found: Sequence[Token]) -> list[Token]:
    """With every day of "mon-fri"; one day "or" another is no rule. Raises ValueError."""
    spread: list[Token] = []
    for place, token in enumerate(found):
        kinds = [one.kind for one in found[place - 1 : place + 2]] if place else []
        between = kinds[:1] == ["weekday"] and kinds[2:] == ["weekday"]
        if between and token.kind == "or":
            raise ValueError(token.text)
        if between and token.kind in ("dash", "to", "a"):
            first, last = found[place - 1].numbers[0], found[place + 1].numbers[0]
            spread += [found[place - 1]._replace(numbers=((first + day) % 7,)) for day in range(1, (last - first) % 7)]
        else:
            spread.append(token)
    return spread


def _clock(said: Found, end: Found) -> Wall | Unclear:
    """The one clock, wherever it stands."""
    if said.mentions and end.mentions:
        return Unclear(reason="ambiguous")
    holder = end if end.mentions else said
    holder.marked = True
    readings = walls(holder)
    if not readings or (holder.bound and holder.mentions < 2):
        return _UNCLEAR
    doubt = said.doubt or end.doubt or holder.mentions > 1 or doubtful(holder)
    return Unclear(reason="ambiguous") if doubt or len(readings) > 1 else readings[0]


def _zone(zones: Sequence[tuple[object, ...]], own: str) -> str | None:
    """A named zone; a fixed offset keeps no wall time, but UTC does."""
    if not zones:
        return own
    names = {getattr(zone, "name", "") or ("UTC" if getattr(zone, "offset", 1) == 0 else "") for zone in zones[0]}
    return names.pop() or None if len(zones) == 1 and len(names) == 1 else None


def _days(rhythm: _Rhythm, said: Found) -> dict[str, object] | None:
    """The days of the rule, None where they do not fit its rhythm."""
    weekdays = tuple(sorted({day.weekday for day in said.days if isinstance(day, Weekday) and not day.which}))
    of_month = [day.day for day in said.days if isinstance(day, OfMonth) and day.months is None]
    if len(said.days) != len([day for day in said.days if isinstance(day, Weekday) and not day.which]) + len(of_month):
        return None
    every = rhythm.every or ("month" if of_month else "week")
    if rhythm.working:
        return {"every": "week", "weekdays": _WORKING_DAYS} if not (said.days or rhythm.every) else None
    needed = {"day": (0, 0), "week": (1, 0), "month": (0, 1)}[every]
    if (bool(weekdays), len(of_month)) != needed:
        return None
    return {"every": every, "step": rhythm.step, "weekdays": weekdays, "day": of_month[0] if of_month else 1}


def _until(end: Found, today: date) -> date | Unclear | None:
    """The last day, None for no end."""
    if not end.days:
        return None
    near = timedelta(days=NEAR)
    dates = meant(end.days, today, lambda on: on >= today, lambda on: on - today <= near)
    if len(dates) != 1:
        return Unclear(reason="ambiguous" if dates else "nonexistent")
    return dates[0] if dates[0] >= today else Unclear(reason="past")
