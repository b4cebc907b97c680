"""Lengths and offsets in the units networks count in: graphemes, UTF-8 bytes, UTF-16 code units.

Graphemes are extended grapheme clusters (Unicode UAX 29). Nothing here raises, not even for lone surrogates.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import accumulate
from typing import Any

# Characters that are a grapheme each unless one outside these ranges touches them (Unicode Grapheme_Cluster_Break).
_SINGLE = (
    "\x00-\x0c\x0e-\u02ff\u0370-\u0482\u048a-\u058f\u05d0-\u05ea\u0620-\u064a\u0660-\u066f\u0671-\u06d3"
    "\u1e00-\u1fff\u2010-\u20cf\u2100-\u2cee\u3000-\u3029\u3030-\u303f\u3041-\u3096\u309b-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff9d\U0001f300-\U0001f3fa\U0001f400-\U0001faff"
)
_TANGLED = re.compile(rf"[^{_SINGLE}]+")


def graphemes(text: str) -> int:
    """How many characters a reader sees."""
    if text.isascii():
        return len(text) - text.count("\r\n")
    joined, start, end = 0, 0, -2
    for run in _TANGLED.finditer(text):
        if run.start() > end + 1:
            joined += _joined(text, start, end + 1)
            start = max(0, run.start() - 1)
        end = run.end()
    return len(text) - joined - _joined(text, start, end + 1)


@cache
def _cluster() -> Any:
    import regex  # loaded late: most texts of a command line never need it

    # Flags are paired first: \X alone looks back over a whole run of them at each step, which takes quadratic time.
    return regex.compile(r"\p{RI}{2}(?![\p{GCB=EX}\p{GCB=ZWJ}\p{GCB=SM}])|\X")


def _joined(text: str, start: int, end: int) -> int:
    """How many characters of a stretch only belong to the one before them."""
    run = text[start : max(end, 0)]
    return len(run) - len(_cluster().findall(run)) if run else 0


def grapheme_cuts(text: str) -> Iterator[int]:
    """Every offset (code points) at which a grapheme ends, in order."""
    if text.isascii() and "\r" not in text:
        yield from range(1, len(text) + 1)
    else:
        yield from (match.end() for match in _cluster().finditer(text))


def utf8_length(text: str) -> int:
    """Length in UTF-8 bytes; a lone surrogate counts three."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def has_surrogates(text: str) -> bool:
    """Whether the text holds half a character, which no network takes."""
    if text.isascii():
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def utf8_offsets(text: str, offsets: Iterable[int]) -> list[int]:
    """Code point offsets turned into UTF-8 byte offsets, same order."""
    return _converted(text, list(offsets), utf8_length)


def utf16_offsets(text: str, offsets: Iterable[int]) -> list[int]:
    """Code point offsets turned into UTF-16 offsets, same order."""
    return _converted(text, list(offsets), utf16_length)


def code_points(text: str, utf16: Iterable[int]) -> list[int]:
    """UTF-16 offsets turned into code point offsets; one inside a pair goes to the pair's start."""
    if text.isascii():
        return list(utf16)
    starts = list(accumulate((1 + (char > "\uffff") for char in text), initial=0))
    return [bisect_right(starts, offset) - 1 for offset in utf16]


def _converted(text: str, offsets: list[int], length: Callable[[str], int]) -> list[int]:
    if text.isascii():
        return offsets
    found: dict[int, int] = {}
    position = total = 0
    for offset in sorted(set(offsets)):
        total += length(text[position:offset])
        found[offset] = total
        position = offset
    return [found[offset] for offset in offsets]
