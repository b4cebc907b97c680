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


_WORD = re.compile(r"[^\W\d_]++(?:-feira)?")
_DIGIT = re.compile(r"\d")
_BEFORE = re.compile(
    r"(?<![\d.,$€£])(\d{1,2})(?:st|nd|rd|th|er|\.)?(?:[ \u00a0\-](?:of |de |di )?(?:the )?)\Z", re.IGNORECASE
)
_AFTER = re.compile(r"[ \u00a0](?:the )?(\d{1,2})(?:st|nd|rd|th)?(?![\d%:]|[.,]\d|[ ]?(?:%|per))", re.IGNORECASE)
_YEAR = re.compile(r",?[ \u00a0](?:of |de |del )?([12]\d{3})(?![\d%]|[.,]\d|-\d)", re.IGNORECASE)
_ISO = re.compile(r"[12](?<![\d\-].)\d{3}-(\d\d)-(\d\d)(?![\d\-])")
_NUMERIC = re.compile(r"\d(?<![\d./].)\d?([./])(\d{1,2})\1([12]\d{3})(?![\d/])")
_YEAR_ALONE = re.compile(
    r"(?:1\d|20)(?:(?<![\w.,$€£¥#@/:\-–]..)\d\d(?![\w%:]|[.,]\d|[ \u00a0]?(?:%|per ?cent))"
    r"|(?<=[\-–/(©]..)\d\d(?![\w%]|[.,]\d))"
)
_DOUBTFUL = frozenset("may march mar sun sat set mai mars".split())
_LEADING = re.compile(
    r"(?:in|since|until|till|by|last|next|this|early|late|mid|of|from|to|and|through|between|before|after|during"
    r"|on|for|every|each|\d)[ \-]\Z",
    re.IGNORECASE,
)
DAY_WORDS = frozenset(map(folded, MONTHS)) | frozenset(map(folded, WEEKDAYS)) | frozenset(("feira",))


def days(text: str, words: frozenset[str] | set[str]) -> Iterator[Day]:
    """Every date of a text, not in order; `words` are its folded words."""
    if not DAY_WORDS.isdisjoint(words):
        for start, end in _named(text, words):
            name = text[start:end].lower()
            if name in WEEKDAYS:
                yield from _weekday(text, start, end, name)
            elif name in MONTHS:
                yield from _month(text, start, end, name)
    if _DIGIT.search(text):
        yield from _in_figures(text)


def _named(text: str, words: frozenset[str] | set[str]) -> Iterator[tuple[int, int]]:
    """Where a word stands that may be a month or a weekday."""
    if not text.isascii() or "feira" in words:
        yield from (match.span() for match in _WORD.finditer(text))
        return
    low = text.lower()
    for word in DAY_WORDS.intersection(words):
        at = low.find(word)
        while at >= 0:
            end = at + len(word)
            if not low[at - 1 : at].isalpha() and not low[end : end + 1].isalpha():
                yield at, end
            at = low.find(word, end)


def _in_figures(text: str) -> Iterator[Day]:
    for match in _ISO.finditer(text):
        yield Day(match.start(), match.end(), int(match.group()[:4]), int(match[1]), int(match[2]))
    for match in _NUMERIC.finditer(text):
        first, second = int(match.group().partition(match[1])[0]), int(match[2])
        day, month = (second, first) if second > 12 else (first, second)
        yield Day(match.start(), match.end(), int(match[3]), month, day)
    for match in _YEAR_ALONE.finditer(text):
        yield Day(match.start(), match.end(), int(match.group()))


def _weekday(text: str, start: int, end: int, name: str) -> Iterator[Day]:
    if name not in SHORT_DAYS or (text[start:end] == name.title() and _is_placed(text, start)):
        yield Day(start, end, weekday=WEEKDAYS[name])


def _month(text: str, at: int, stop: int, name: str) -> Iterator[Day]:
    day, start = _day_before(text, at)
    end = stop + (text.startswith(".", stop) and len(name) < 5)
    if not day:
        day, end = _day_after(text, end)
    year = _YEAR.match(text, end)
    alone = not day and not year
    if alone and (not text[at].isupper() or (name in _DOUBTFUL and not _is_placed(text, at))):
        return
    yield Day(start, year.end() if year else stop if alone else end, int(year[1]) if year else 0, MONTHS[name], day)


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
