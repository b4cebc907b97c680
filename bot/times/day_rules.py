"""The rules of the grammar for days: named dates, weekdays, numbers, months."""

from bot.times.days import Day, MonthEnd, Named, Numbers, Offset, OfMonth, Weekday
from bot.times.tokens import Token
from bot.times.walk import Walk


def date_of(walk: Walk, day: int) -> None:
    """The day is read, its month is next; then perhaps a year, perhaps an hour that could be the day as well."""
    month = walk.take().numbers[0]
    year = _year(walk)
    if year is None and day < 24 and walk.kind() == "number":
        walk.found.doubt = True
    walk.found.days.append(Named(day, month, year))


def _year(walk: Walk) -> int | None:
    if walk.kind() == "of" and walk.kind(1) == "number" and len(walk.text(1)) == 4:
        walk.take()
    if walk.kind() == "number" and len(walk.text()) == 4:
        return walk.take().numbers[0]
    return None


def year_first(walk: Walk, year: int) -> None:
    """A year, its month and its day."""
    month = walk.take().numbers[0]
    if walk.kind() in ("number", "ordinal"):
        walk.found.days.append(Named(walk.take().numbers[0], month, year))
    else:
        walk.found.junk = True


def month(walk: Walk, token: Token) -> None:
    """ "Dec 25"; a month without a day is no date."""
    if walk.kind() not in ("number", "ordinal") or len(walk.text()) == 4:
        walk.found.junk = True
        return
    day = walk.take().numbers[0]
    walk.found.days.append(Named(day, token.numbers[0], _year(walk)))


def ordinal(walk: Walk, token: Token) -> None:
    """ "25th of December", "the 15th", "the 15th of next month"."""
    nth = token.numbers[0]
    if walk.kind() == "of" and walk.kind(1) == "month":
        walk.take()
    if walk.kind() == "month":
        month = walk.take().numbers[0]
        walk.found.days.append(Named(nth, month, _year(walk)))
        return
    months = {"this_month": 0, "next_month": 1}.get(walk.kind())
    if months is not None:
        walk.take()
    if walk.kind() == "weekday":  # "2nd Friday" may be the second Friday of a month
        walk.found.junk |= walk.kind(1) in ("of", "this_month", "next_month")
        walk.found.doubt |= nth <= 5
    walk.found.days.append(OfMonth(nth, months))


def pair(walk: Walk, token: Token) -> None:
    """Numbers with dots, strokes or dashes between; with dots and a year the day is first."""
    first, second, *year = token.numbers
    day: Day = (
        Named(first, second, year[0])
        if token.text == "." and year
        else Numbers(first, second, year[0] if year else None)
    )
    walk.found.dashed |= token.text == "-" and not year
    walk.found.days.append(day)


def whole_date(walk: Walk, token: Token) -> None:
    """Year, month and day in numbers."""
    year, month, day = token.numbers
    walk.found.days.append(Named(day, month, year))


def weekday(walk: Walk, token: Token) -> None:
    """A day of the week, and the "next" or "last" that some languages put behind it."""
    which = "coming" if walk.kind() == "coming" else ""
    if walk.kind() in ("coming", "next", "last"):  # the order of French and Spanish
        which = walk.take().kind
    walk.found.days.append(Weekday(token.numbers[0], which))


def which(walk: Walk, token: Token) -> None:
    """ "This", "next", "last" and "coming" belong to a weekday; "post this at 9:30" does not mean a day."""
    if walk.kind() != "weekday":
        walk.found.junk |= token.kind != "this" or walk.kind() == "unit"
        return
    walk.found.days.append(Weekday(walk.take().numbers[0], token.kind))
    walk.found.junk |= walk.kind() == "of"


def day(walk: Walk, token: Token) -> None:
    """Today, tomorrow, yesterday."""
    walk.found.days.append(Offset(token.numbers[0]))


def day_after(walk: Walk, token: Token) -> None:
    """The day after tomorrow."""
    if walk.kind() == "day" and walk.number() == 1:
        walk.take()
        walk.found.days.append(Offset(2))
    else:
        walk.found.junk = True


def week(walk: Walk, token: Token) -> None:
    """ "Next week" and its like, which belong to a weekday."""
    walk.found.weeks.append(token.kind)


def month_end(walk: Walk, token: Token) -> None:
    """The last day of the month."""
    walk.found.days.append(MonthEnd())
