"""The signs and numbers of a typed time: text in, tokens out, in linear time."""

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple


class Token(NamedTuple):
    """A piece of the text: its kind, its words, and its numbers."""

    kind: str
    text: str = ""
    numbers: tuple[int, ...] = ()


Found = re.Match[str]
Make = Callable[[Found], tuple[Token, ...]]

_SIGNS = {
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
    **dict.fromkeys(map(ord, "’‘ʼ`´"), "'"),
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    ord("½"): ".5 ",
}
# "um 9 am Morgen" is German: nine in the morning, not nine tomorrow.
_AMPM = r"\s*([ap])\.?\s?m(?!\w| morgen)\.?"
_OFFSET = r"[+-]\d\d(?::?\d\d)?"
UNKNOWN = Token("unknown")


def tokens(text: str) -> list[Token]:
    """Every token of a text, words in lower case and without accents; signs that mean nothing are left out."""
    plain = folded(text)
    found: list[Token] = []
    place = 0
    while place < len(plain):
        made, place = _next(plain, place)
        found += made
    return found


def folded(text: str) -> str:
    """Lower case, no accents, no invisible signs; dashes, apostrophes, blanks and wide letters in their plain form."""
    plain = unicodedata.normalize("NFD", " ".join(text.translate(_SIGNS).split()))
    return "".join(sign for sign in plain if unicodedata.category(sign) not in ("Mn", "Me", "Cf")).casefold()


def _next(plain: str, place: int) -> tuple[tuple[Token, ...], int]:
    for pattern, make in _PATTERNS:
        if found := pattern.match(plain, place):
            return make(found), found.end()
    return () if _harmless(plain[place]) else (UNKNOWN,), place + 1


def _harmless(sign: str) -> bool:
    """Whether a sign only decorates: blanks, punctuation, emoji; a percent sign does not."""
    kind = unicodedata.category(sign)
    return sign == "~" or (sign not in "%#\\" and (kind[0] in "ZCP" or kind in ("So", "Sk")))


def minutes(offset: str) -> int | None:
    """The minutes of an offset from UTC such as +02:00, -3 or z; None where no clock on earth is set so."""
    if offset == "z":
        return 0
    digits = offset[1:].replace(":", "")
    hours, rest = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    whole = int(hours) * 60 + int(rest)
    sign = -1 if offset[0] == "-" else 1
    return sign * whole if int(rest) < 60 and -12 * 60 <= sign * whole <= 14 * 60 else None


def _offset(written: str) -> Token:
    found = minutes(written)
    return UNKNOWN if found is None else Token("offset", numbers=(found,))


def _numbers(found: Found, *groups: int) -> tuple[int, ...]:
    return tuple(int(found[group] or 0) for group in groups)


def _instant(found: Found) -> tuple[Token, ...]:
    """A whole ISO time with its offset; `09:00-10:00` after a blank may as well be a range of two clocks."""
    date, clock = Token("date", numbers=_numbers(found, 1, 3, 4)), Token("clock", numbers=_numbers(found, 6, 7, 8))
    second = found[9]
    if found[5] != "t" and second[0] == "-" and int(second[1:3]) > int(found[6]):
        return date, clock, Token("doubt"), _offset(second)
    return date, clock, _offset(second)


def _clock(found: Found) -> tuple[Token, ...]:
    numbers = _numbers(found, 1, 2, 3)
    clock = Token("clock", f"{found[4]}m" if found[4] else "", numbers)
    return (clock, _offset(found[5])) if found[5] else (clock,)


def _one(kind: str, *groups: int, text: int | None = None) -> Make:
    return lambda found: (Token(kind, found[text] or "" if text else "", _numbers(found, *groups)),)


def _said(kind: str) -> Make:
    return lambda found: (Token(kind, found[0]),)


def _half(found: Found) -> tuple[Token, ...]:
    return (Token("decimal", f"{found[1] or 0}.{found[2]}"),)


def _pattern(pattern: str, make: Make) -> tuple[re.Pattern[str], Make]:
    return re.compile(pattern, re.ASCII if "[^" not in pattern else 0), make


_PATTERNS: list[tuple[re.Pattern[str], Make]] = [
    _pattern(
        rf"(\d{{4}})([-/])(\d\d?)\2(\d\d?)(t|\s+)(\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s?(z|{_OFFSET})(?![\w:])",
        _instant,
    ),
    _pattern(r"(\d{4})([-/.])(\d\d?)\2(\d\d?)(?!\d)(?:t(?=\d))?", _one("date", 1, 3, 4)),
    _pattern(r"(\d\d?)([-/.])(\d\d?)\2(\d{4})(?!\d)", _one("pair", 1, 3, 4, text=2)),
    _pattern(r"(\d\d?)([-/.])(\d\d?)\2(\d\d)(?![\d:])", _one("short_year")),
    _pattern(
        rf"(\d\d?):([0-9]{{2}})(?::(\d\d)(?:\.\d+)?)?(?![\d:])(?:{_AMPM})?(?:\s?(z|\+\d\d:?\d\d)(?![\w:]))?", _clock
    ),
    _pattern(r"\d+:\d*", _said("unknown")),
    _pattern(rf"(\d\d?)\.(\d\d)(){_AMPM}()", _clock),
    _pattern(r"(\d\d?)\.(\d\d)()()()\s*uhr(?!\w)", _clock),
    _pattern(rf"(\d\d?)()(){_AMPM}()", _clock),
    _pattern(rf"\d{{3,}}{_AMPM}", _said("unknown")),
    _pattern(r"(\d+) ?h(\d\d)?(?:m|min)?(?!\w)", lambda found: (Token("hm", found[2] or "", _numbers(found, 1, 2)),)),
    _pattern(r"(\d\d?)(?:st|nd|rd|th|er)(?!\w)", _one("ordinal", 1)),
    _pattern(rf"(\d\d?)([/-])(\d\d?)(?!\d|[:/.-]\d|{_AMPM}|\s*uhr|h\b)", _one("pair", 1, 3, text=2)),
    _pattern(r"(\d*)\.(5|25|75)(?= *[^\W\d_])", _half),
    _pattern(r"(\d\d?)\.(\d\d?)(?!\d)\.?", _one("pair", 1, 2)),
    _pattern(r"(\d+)[.,](\d{1,3})(?= *[^\W\d_])", _half),
    _pattern(r"unix(?: *time(?:stamp)?)?[ :=]*(\d{1,11})(?![\w.])", _one("unix", 1)),
    _pattern(r"@(\d{9,11})(?!\w)", _one("unix", 1)),
    _pattern(
        r"(?:utc|gmt) ?([+-]\d\d?(?::?\d\d)?)(?![\w:])",
        lambda found: (_offset(found[1]),),
    ),
    _pattern(r"2(?:moro|morow|morrow|mrw|mro)(?!\w)", lambda _: (Token("word", "tomorrow"),)),
    _pattern(r"2(?:night|nite)(?!\w)", lambda _: (Token("word", "tonight"),)),
    _pattern(r"2day(?!\w)", lambda _: (Token("word", "today"),)),
    _pattern(r"(\d{1,12})(?!\d)", lambda found: (Token("number", found[1], _numbers(found, 1)),)),
    _pattern(r"\d+", _said("unknown")),
    _pattern(r"[a-z]+(?:/[a-z]+(?:[_-][a-z]+)*){1,2}", _said("path")),
    _pattern(r"[^\W\d_]+(?:'[^\W\d_]+)*", _said("word")),
    _pattern(r"(?<=[a-z])-(?=[a-z\d])|(?<=\d)-(?=[a-z])", lambda _: ()),
    _pattern(r"&", lambda _: (Token("word", "and"),)),
    _pattern(r"@", lambda _: (Token("word", "at"),)),
    _pattern(r"\+", _said("plus")),
    _pattern(r"[-/]", _said("dash")),
]
