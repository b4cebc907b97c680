"""Dates in a text: days, months, years, weekdays, in words or as 2025-09-25."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.facts.folding import folded
from bot.facts.lexicon import MONTHS, SHORT_DAYS, WEEKDAYS


class Day(NamedTuple):
    """A date as far as it is said; `month`, `day` and `year` are 0 where not said, `weekday` is then -1."""

    start: int
    end: int
    year: int = 0
    month: int = 0
    day: int = 0
    weekday: int = -1


def _either(spelled: list[str]) -> str:
    return "|".join(map(re.escape, sorted(spelled, key=len, reverse=True)))


_NAMED = re.compile(
    rf"(?<![^\W_])(?:(?P<month>{_either(list(MONTHS))})\.?|(?P<weekday>{_either(list(WEEKDAYS))}))(?![^\W_])",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?<![\d.,$€£])(\d{1,2})(?:st|nd|rd|th|er|\.)?(?:[ \u00a0\-](?:of |de |di )?(?:the )?)\Z", re.IGNORECASE
)
_AFTER = re.compile(r"[ \u00a0](?:the )?(\d{1,2})(?:st|nd|rd|th)?(?![\d%:]|[.,]\d|[ ]?(?:%|per))", re.IGNORECASE)
_YEAR = re.compile(r",?[ \u00a0](?:of |de |del )?([12]\d{3})(?![\d%]|[.,]\d|-\d)", re.IGNORECASE)
_ISO = re.compile(r"(?<![\d\-])([12]\d{3})-(\d\d)-(\d\d)(?![\d\-])")
_NUMERIC = re.compile(r"(?<![\d./])(\d{1,2})([./])(\d{1,2})\2([12]\d{3})(?![\d/])")
_LONE_YEAR = re.compile(
    r"(?<![\w.,$€£¥#@/:\-–])(?:c\.)?(1[0-9]\d\d|20\d\d)(?![\w%:]|[.,]\d|[ \u00a0]?(?:%|per ?cent))|(?<=[\-–/(©])(1[6-9]\d\d|20\d\d)(?![\w%]|[.,]\d)"
)
_DOUBTFUL = frozenset("may march mar sun sat set mai mars".split())
_LEADING = re.compile(
    r"(?:in|since|until|till|by|last|next|this|early|late|mid|of|from|to|and|through|between|before|after|during"
    r"|on|for|every|each|\d)[ \-]\Z",
    re.IGNORECASE,
)
_MONTH_WORDS = frozenset(map(folded, MONTHS)) | frozenset(map(folded, WEEKDAYS)) | frozenset(("feira",))


def days(text: str, words: frozenset[str] | set[str]) -> Iterator[Day]:
    """Every date of a text, not in order; `words` are its folded words."""
    if not _MONTH_WORDS.isdisjoint(words):
        for match in _NAMED.finditer(text):
            yield from _named(text, match)
    for match in _ISO.finditer(text):
        yield Day(match.start(), match.end(), int(match[1]), int(match[2]), int(match[3]))
    for match in _NUMERIC.finditer(text):
        first, second = int(match[1]), int(match[3])
        day, month = (second, first) if second > 12 else (first, second)
        yield Day(match.start(), match.end(), int(match[4]), month, day)
    for match in _LONE_YEAR.finditer(text):
        yield Day(match.start(), match.end(), int(match[1] or match[2]))


def _named(text: str, match: re.Match[str]) -> Iterator[Day]:
    start, end = match.span()
    if match["weekday"]:
        name = match["weekday"].lower()
        if name not in SHORT_DAYS or (match["weekday"] == name.title() and _is_placed(text, start)):
            yield Day(start, end, weekday=WEEKDAYS[name])
        return
    day, start = _day_before(text, start)
    if not day:
        day, end = _day_after(text, end)
    year = _YEAR.match(text, end)
    name = match["month"].lower()
    capital = match["month"][0].isupper()
    if not day and not year and (not capital or (name in _DOUBTFUL and not _is_placed(text, match.start()))):
        return
    if not day and not year and len(name) < 4 and name != "may":
        end = match.end() - (match.group().endswith(".") and False)
    if year:
        end = year.end()
    yield Day(start, end, int(year[1]) if year else 0, MONTHS[name], day)


def _is_placed(text: str, start: int) -> bool:
    return _LEADING.search(text[max(0, start - 10) : start]) is not None


def _day_before(text: str, start: int) -> tuple[int, int]:
    floor = max(0, start - 14)
    found = _BEFORE.search(text[floor:start])
    if found and 1 <= int(found[1]) <= 31:
        return int(found[1]), floor + found.start()
    return 0, start


def _day_after(text: str, end: int) -> tuple[int, int]:
    found = _AFTER.match(text, end)
    if found and 1 <= int(found[1]) <= 31:
        return int(found[1]), found.end()
    return 0, end
