"""What a written numeral is worth: digits of any script and grouping, or English words."""

import re
import unicodedata
from collections.abc import Sequence

from bot.facts.claims import mean
from bot.facts.lexicon import NUMERALS, SCALES

VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒"
COMMA_LANGUAGES = frozenset("de fr es it pt nl ru uk pl cs sk sv da no nb nn fi tr el hu ro bg hr sr sl id".split())
_LONGEST = 40
_THOUSANDS = re.compile(r"\d{1,3}([.,'’ \u00a0\u202f])\d{3}(?:\1\d{3})*+\Z")
_NOT_DIGIT = re.compile(r"\D")
_SPACES = re.compile(r"['’ \u00a0\u202f]")


def in_digits(digits: str, *, comma: bool) -> float:
    """The value of digits with their separators; `comma`: decimals are set off by a comma in this language."""
    if digits.isdecimal() and len(digits) <= _LONGEST:
        return float(digits)
    if digits[-1] in VULGAR:
        return unicodedata.numeric(digits[-1]) + (in_digits(digits[:-1], comma=comma) if len(digits) > 1 else 0.0)
    if len(digits) > _LONGEST:
        return mean(_whole(digits[:_LONGEST]) * 10.0 ** min(len(digits) - _LONGEST, 200))
    grouped = _THOUSANDS.match(digits)
    if grouped and grouped[1] != ",."[not comma] and not digits.startswith("0"):
        return _whole(digits)
    return _decimal(_SPACES.sub("", digits), comma=comma)


def _decimal(digits: str, *, comma: bool) -> float:
    lone = "," in digits and "." not in digits and digits.count(",") == 1 and len(digits.partition(",")[2]) != 3
    point = "," if "," in digits and (comma or lone) else "."
    whole, _, rest = digits.partition(point)
    return float(f"{_NOT_DIGIT.sub('', whole) or 0}.{_NOT_DIGIT.sub('', rest) or 0}")


def _whole(digits: str) -> float:
    return float(_NOT_DIGIT.sub("", digits) or "0")


def in_words(parts: Sequence[str]) -> float:
    """The value of number words in order: two hundred and fifty, half a million, twenty-one."""
    total, group = 0.0, 0.5 if "half" in parts else 0.0
    for part in parts:
        if part in NUMERALS:
            group += NUMERALS[part]
        elif part == "dozen" or part == "hundred":
            group = (group or 1) * (12 if part == "dozen" else 100)
        elif part in SCALES:
            total, group = total + (group or 1) * SCALES[part], 0
    return total + group
