"""Lines as they stand on printed pages become paragraphs: running heads go, broken words and lines are joined. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise
from statistics import median
from typing import NamedTuple

from bot.articles.clean import clean_line
from bot.articles.parts import count_words

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:page |p\. ?|seite |página |стр\. ?)?\d{1,4}(?: ?(?:/|of|von|de|из) ?\d{1,4})?\W*", re.I
)
_ENDS = re.compile(r"[.!?:…。！？।][\"'”’»)\]]*$")
_BROKEN = re.compile(r"(?:[^\W\d_]{2,}|\d)[-\u2010]$")
# What keeps its hyphen: figures, numbers in words, and first halves that are seldom a syllable of something else.
_COMPOUND = re.compile(r"\d+|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|two|three|half|self|well|non|anti")
_ITEM = re.compile(r"[•▪●◦–*-] |\d{1,2}[.)] ")
# A running head or foot is among the first or last lines of a page.
_EDGE = 3
_WIDE_GAP = 1.35
_SHORT_LINE = 0.8
_INDENT = 0.6
_TITLE_SIZE = 1.15
_LONGEST_TITLE = 200
_TITLE_LINES = 4


class Line(NamedTuple):
    """A line of a page: its text, its distance from the left and from the foot of the page, its type's size."""

    text: str
    x: float = 0.0
    y: float = 0.0
    size: float = 0.0


Page = Sequence[Line]


def paragraphs(pages: Sequence[Page]) -> tuple[str, tuple[str, ...]]:
    """The title, "" where none stands out, and the paragraphs below it."""
    running = _running(pages)
    title, pages = _title([_without(page, running) for page in pages])
    words = _known_words(pages)
    width = _usual(len(line.text) for line in chain.from_iterable(pages))
    leading = _usual(one.y - two.y for page in pages for one, two in pairwise(page) if one.y > two.y)
    found: list[str] = []
    previous: Line | None = None
    for page in pages:
        for line in page:
            if previous is None or _begins(line, previous, width, leading):
                found.append(line.text)
            else:
                found[-1] = _joined(found[-1], line.text, words)
            previous = line
    return title, tuple(found)


def _running(pages: Sequence[Page]) -> set[str]:
    """What stands at the edge of most pages, figures aside."""
    if len(pages) < 2:
        return set()
    counts = Counter(chain.from_iterable({_shape(line) for line in _edges(page)} for page in pages))
    return {shape for shape, count in counts.items() if count * 2 >= len(pages) and count > 1}


def _edges(page: Page) -> Sequence[Line]:
    return page if len(page) <= 2 * _EDGE else (*page[:_EDGE], *page[-_EDGE:])


def _shape(line: Line) -> str:
    return _DIGITS.sub("#", line.text)


def _without(page: Page, running: set[str]) -> list[Line]:
    edges = {line for line in _edges(page) if _shape(line) in running or _PAGE_NUMBER.fullmatch(line.text)}
    return [line for line in page if line not in edges]


def _title(pages: list[list[Line]]) -> tuple[str, list[list[Line]]]:
    """The largest lines of the first page, if they are clearly larger than the text; and the pages without them."""
    first = pages[0] if pages else []
    usual = _usual(line.size for line in chain.from_iterable(pages) for _ in range(max(1, len(line.text) // 20)))
    largest = max((line.size for line in first), default=0.0)
    if not usual or largest < usual * _TITLE_SIZE:
        return "", pages
    start = next(at for at, line in enumerate(first) if line.size == largest)
    end = start
    while end < len(first) and end - start < _TITLE_LINES and first[end].size >= largest * 0.98:
        end += 1
    title = clean_line(" ".join(line.text for line in first[start:end]))
    if len(title) > _LONGEST_TITLE or count_words(title) < 2:
        return "", pages
    return title, [[*first[:start], *first[end:]], *pages[1:]]


def _begins(line: Line, previous: Line, width: float, leading: float) -> bool:
    """Whether a paragraph begins with this line."""
    if _BROKEN.search(previous.text) and line.text[:1].islower():
        return False
    if _ITEM.match(line.text) or abs(line.size - previous.size) > 0.1 * max(line.size, previous.size):
        return True
    ended = _ENDS.search(previous.text) is not None
    gap = previous.y - line.y
    if gap < -leading:  # the next column or page
        return ended and (len(previous.text) < width * _SHORT_LINE or _indented(line, previous))
    if leading and gap > leading * _WIDE_GAP:
        return True
    if _indented(line, previous) and ended:
        return True
    return ended and len(previous.text) < width * _SHORT_LINE


def _indented(line: Line, previous: Line) -> bool:
    return bool(line.size) and _INDENT * line.size < line.x - previous.x < 8 * line.size


def _joined(text: str, more: str, words: set[str]) -> str:
    if not _BROKEN.search(text) or not more[:1].islower():
        return f"{text} {more}" if text else more
    head, tail = text.rsplit(None, 1)[-1], more.split(None, 1)[0].strip(".,;:!?)”’\"'").lower()
    start = re.split(r"[^\w-]", head[:-1])[-1].lower()
    whole, apart = f"{start}{tail}", f"{start}-{tail}"
    both = start in words and tail in words and len(tail) > 3
    hyphened = apart in words or (whole not in words and (both or _COMPOUND.fullmatch(start) is not None))
    return f"{text}{more}" if hyphened else f"{text[:-1]}{more}"


def _known_words(pages: Sequence[Page]) -> set[str]:
    return {word.strip(".,;:!?()“”\"'’").lower() for page in pages for line in page for word in line.text.split()[:-1]}


def _usual(values: Iterable[float]) -> float:
    found = list(values)
    return median(found) if found else 0.0
