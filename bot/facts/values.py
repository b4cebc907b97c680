"""Whether the article says an amount or a date: equal value and kind, or a rounding that is marked as one."""

from bot.facts.claims import Claim
from bot.facts.dates import Day
from bot.facts.index import SourceIndex
from bot.facts.lexicon import DOLLARS

_SLACK = 0.1


def amount_sentence(claim: Claim, index: SourceIndex) -> int | None:
    """The first sentence that says this amount."""
    units = _units(claim.unit)
    for value in claim.values:
        for unit in units:
            if (found := index.amounts.get((unit, value))) is not None:
                return found
    if not claim.unit and claim.values[0] in index.counts:
        return index.counts[claim.values[0]]
    if claim.unit in ("/", "%"):
        return _as_share(claim, index)
    return _rounded(claim, index) if claim.margin else None


def _units(unit: str) -> tuple[str, ...]:
    if unit == "$":
        return tuple(DOLLARS)
    if not unit:
        return ("", "/", "pp")
    return ("usd", "$") if unit == "usd" else (unit, "$") if unit in DOLLARS else (unit,)


def _as_share(claim: Claim, index: SourceIndex) -> int | None:
    unit, factor = ("/", 0.01) if claim.unit == "%" else ("%", 100.0)
    for (other, value), number in index.amounts.items():
        shares = [mine * factor for mine in claim.values] if other == unit else ()
        if any(abs(value - mine) < 1e-6 or (claim.margin and _rounds(mine, value, claim.margin)) for mine in shares):
            return number
    return _rounded(claim, index) if claim.margin else None


def _rounded(claim: Claim, index: SourceIndex) -> int | None:
    units = _units(claim.unit)
    for (unit, value), number in index.amounts.items():
        if unit in units and any(_rounds(mine, value, claim.margin) for mine in claim.values):
            return number
    return None


def _rounds(mine: float, value: float, margin: str) -> bool:
    if not value or abs(mine - value) > _SLACK * abs(value) or _digits(mine) >= _digits(value):
        return False
    return margin == "~" or (mine < value) == (margin == ">")


def _digits(value: float) -> int:
    return len(f"{value:.12g}".partition("e")[0].replace(".", "").strip("0"))


def day_sentence(day: Day, index: SourceIndex) -> int | None:
    """The first sentence that says this date, a part of it, or the parts of it apart."""
    for other, number in index.days:
        if _says(other, day):
            return number
    if day.year and not day.month:
        return index.amounts.get(("", float(day.year)))
    if day.year and day.month and day.year in index.years:
        return next((n for other, n in index.days if not other.year and _says(other, day._replace(year=0))), None)
    return None


def _says(other: Day, day: Day) -> bool:
    if day.weekday >= 0:
        return other.weekday == day.weekday
    return (
        (not day.month or other.month == day.month)
        and (not day.day or other.day == day.day)
        and (not day.year or other.year == day.year)
    )
