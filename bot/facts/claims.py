"""What the finders hand over: a claim stands somewhere in a text and means something comparable."""

from typing import NamedTuple

from bot.domain.facts import FactKind


class Claim(NamedTuple):
    """One checkable thing. `start` and `end` are code points, end exclusive.

    `values` are all it may mean ("100m" is metres or millions); `unit` is a currency, "%" or "";
    `margin` says how its value is marked: "" exact, "~" about, ">" more than, "<" less than.
    """

    kind: FactKind
    start: int
    end: int
    values: tuple[float, ...] = ()
    unit: str = ""
    margin: str = ""


def mean(value: float) -> float:
    """A value as it is compared: twelve significant digits."""
    return float(f"{value:.12g}")
