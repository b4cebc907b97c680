"""Which day is meant: a wording gives the dates it can stand for, none where there is no such date, several to ask."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

# On a date without a year: next year's is meant when it is at most so many days ahead.
NEAR = 183
Ahead = Callable[[date], bool]
Near = Callable[[date], bool]


class Day(Protocol):
    """A wording for a day."""

    def dates(self, today: date, ahead: Ahead, near: Near) -> tuple[date, ...]:
        """The dates it can mean; `ahead` says whether the clock of that date is yet to come, `near` whether soon."""
        ...


@dataclass(frozen=True)
class Offset:
    """So many days from today, months first: a month without the day has its last one instead."""

    days: int
    months: int = 0

    def dates(self, today: date, ahead: Ahead, near: Near) -> tuple[date, ...]:
        """The one date."""
        return (self.on(today),)

    def on(self, today: date) -> date:
        """The date, counted from another."""
        return add_months(today, self.months) + timedelta(days=self.days)


@dataclass(frozen=True)
class Weekday:
    """A day of the week (Monday is 0): the first one ahead, or as `which` says: this, next, last, coming, next_week.

    `later` is days after the coming one ("a week on Friday" is 7); `sure` is false where today may be counted or not.
    """

    weekday: int
    which: str = ""
    later: int = 0
    sure: bool = True

    def dates(self, today: date, ahead: Ahead, near: Near) -> tuple[date, ...]:
        """The date, or two for "next" and "coming" where usage is divided."""
        coming = today + timedelta(days=(self.weekday - today.weekday() - 1) % 7 + 1)
        own = today + timedelta(days=self.weekday - today.weekday())
        week = timedelta(days=7)
        if self.later:
            found = coming + timedelta(days=self.later)
            return (found,) if self.sure or coming != today + week else (found - week, found)
        match self.which:
            case "this" | "this_week":
                return (own,)
            case "next":
                return (coming,) if coming == own + week else (coming, own + week)
            case "next_week":
                return (own + week,)
            case "last_week":
                return (own - week,)
            case "last":
                return (coming - week if coming - week < today else coming - 2 * week,)
            case "coming":
                return (coming,) if coming != today + week or not ahead(today) else (today, coming)
        return (today,) if own == today and ahead(today) else (coming,)


@dataclass(frozen=True)
class Named:
    """A day and a month, with or without a year."""

    day: int
    month: int
    year: int | None = None

    def dates(self, today: date, ahead: Ahead, near: Near) -> tuple[date, ...]:
        """This year's date while ahead, else next year's if near, else this year's, over; none that does not exist."""
        if self.year is not None:
            return existing(self.year, self.month, self.day)
        this = existing(today.year, self.month, self.day)
        if this and ahead(this[0]):
            return this
        following = existing(today.year + 1, self.month, self.day)
        return following if following and near(following[0]) else this


@dataclass(frozen=True)
class Numbers:
    """Two numbers for day and month, in an order that only the numbers can tell."""

    first: int
    second: int
    year: int | None = None

    def dates(self, today: date, ahead: Ahead, near: Near) -> tuple[date, ...]:
        """One date where only one order gives a month, or both the same; else both."""
        orders = dict.fromkeys(((self.first, self.second), (self.second, self.first)))
        found = [
            on for day, month in orders if month <= 12 for on in Named(day, month, self.year).dates(today, ahead, near)
        ]
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class OfMonth:
    """A day of this month while ahead, else of the next; `months` says which month when the wording does."""

    day: int
    months: int | None = None

    def dates(self, today: date, ahead: Ahead, near: Near) -> tuple[date, ...]:
        """The date; none where the month in question lacks the day."""
        this, following = (add_months(today.replace(day=1), count) for count in (0, 1))
        if self.months is not None:
            month = add_months(this, self.months)
            return existing(month.year, month.month, self.day)
        own = existing(this.year, this.month, self.day)
        if not own:
            return ()
        return own if ahead(own[0]) else existing(following.year, following.month, self.day)


@dataclass(frozen=True)
class MonthEnd:
    """The last day of this month."""

    def dates(self, today: date, ahead: Ahead, near: Near) -> tuple[date, ...]:
        """The one date."""
        return (today.replace(day=monthrange(today.year, today.month)[1]),)


def existing(year: int, month: int, day: int) -> tuple[date, ...]:
    """The date, or none."""
    try:
        return (date(year, month, day),)
    except ValueError:
        return ()


def add_months(on: date, months: int) -> date:
    """The same day so many months on, or the last one of a shorter month. Raises ValueError past year 9999."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def meant(days: Sequence[Day], today: date, ahead: Ahead, near: Near) -> tuple[date, ...]:
    """The dates that all the wordings of a day together can mean; a weekday beside a date has to agree with it."""
    weekdays = [day for day in days if isinstance(day, Weekday)]
    others = [day.dates(today, ahead, near) for day in days if not isinstance(day, Weekday)]
    if not all(others):
        return ()
    named = dict.fromkeys(on for dates in others for on in dates)
    astray = [day for day in weekdays if any(on.weekday() != day.weekday for on in named)] if named else weekdays
    return tuple(dict.fromkeys([*named, *(on for day in astray for on in day.dates(today, ahead, near))]))
