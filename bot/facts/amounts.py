"""Numbers, money and percentages in a text: written in digits of any script, in words, or in both."""

import re
import unicodedata
from collections.abc import Iterator

from bot.facts.claims import Claim, mean
from bot.facts.lexicon import CURRENCIES, DOLLARS, FRACTIONS, NUMERALS, ORDINALS, PERCENT, QUALIFIED, SCALES

_LONGEST = 40
_VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒"
_HAN_SCALES = "万萬만億亿억兆조千百"


def _either(spelled: list[str]) -> str:
    return "|".join(map(re.escape, sorted(spelled, key=len, reverse=True)))


_SIGNS = _either([name for name in CURRENCIES if not name.isalpha() or name in ("円", "元")])
_CODES = _either(
    [name for name in CURRENCIES if name.isalpha() and len(name) == 3 and name not in ("won", "yen", "try")]
)
_DIGITS = re.compile(
    rf"(?:(?P<sign>(?:(?<![^\W\d_])[A-Za-z]{{1,2}})?[$€£¥₹₽₩₺₴₪]|(?<![^\W_])(?:{_CODES}|Rs\.?))[ \u00a0\u202f]?)?"
    rf"(?<![^\W_])(?P<digits>\d++(?:[.,'’\u00a0\u202f]\d++|(?<=\d) \d{{3}}(?!\d))*+[{_VULGAR}]?|(?<!\d)\.\d++|[{_VULGAR}])",
    re.IGNORECASE,
)
_TAIL = re.compile(
    rf"(?P<ordinal>(?:st|nd|rd|th)(?![^\W_]))?"
    rf"(?P<scale>(?:[ \u00a0\u202f\-]?(?:{_either([s for s in SCALES if s.isascii() or s.isalpha()])})(?![^\W\d_])"
    rf"|[{_HAN_SCALES}])(?P<dot>\.(?=\s+[^\W\d_]))?)?"
    rf"(?:[ \u00a0\u202f\-]?(?P<percent>{_either(list(PERCENT))})(?!\w)"
    rf"|[ \u00a0\u202f\-]?(?P<unit>(?:(?:{_either(list(QUALIFIED))})[ ])?(?:{_either(list(CURRENCIES))}))(?![^\W\d_]))?",
    re.IGNORECASE,
)
_BIG = "hundred|thousand|million|billion|trillion|dozen"
_SMALL = _either([*NUMERALS, "hundred", "thousand", "million", "billion", "trillion", "dozen"])
_FIRST = _either(list(NUMERALS))
_SPELLED = re.compile(
    rf"(?<![^\W_])(?:(?:{_FIRST})(?![^\W_])|(?:half )?an?(?= (?:{_BIG})))(?:[ \-](?:and )?(?:{_SMALL}))*+(?![^\W_])",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    rf"(?<![^\W_])(?:(?P<top>an?|one|two|three|four|five|six|seven|eight|nine)[ \-])?"
    rf"(?P<part>{_either(list(FRACTIONS))})(?![^\W_])(?P<of>[ ]of )?",
    re.IGNORECASE,
)
_SPELLED_WORDS = frozenset([*NUMERALS, "hundred", "thousand", "million", "billion", "trillion", "dozen"])
_FRACTION_WORDS = frozenset(FRACTIONS)
_MARGIN = re.compile(
    r"(?P<about>about|around|roughly|approximately|approx\.?|some|circa|ca\.?|~|etwa|rund|environ|unos|unas|circa)"
    r"|(?P<below>nearly|almost|just under|close to|less than|fewer than|under|up to|fast|knapp|près de|casi)"
    r"|(?P<above>more than|over|above|at least|upwards of|mehr als|über|plus de|más de)",
    re.IGNORECASE,
)
_REACH = 18
_THOUSANDS = re.compile(r"\d{1,3}(?:([.,'’ \u00a0\u202f])\d{3})(?:\1\d{3})*\Z")
_SPACES = re.compile(r"['’ \u00a0\u202f]")
COMMA_LANGUAGES = frozenset("de fr es it pt nl ru uk pl cs sk sv da no nb nn fi tr el hu ro bg hr sr sl id".split())


def amounts(text: str, words: frozenset[str] | set[str], *, comma: bool = False) -> Iterator[Claim]:
    """Every amount of a text, not in order. `words` are its folded words; `comma`: decimals are set off by a comma."""
    for match in _DIGITS.finditer(text):
        yield _in_digits(text, match, comma)
    if not _SPELLED_WORDS.isdisjoint(words):
        for match in _SPELLED.finditer(text):
            yield from _in_words(text, match)
    if not _FRACTION_WORDS.isdisjoint(words):
        for match in _FRACTION.finditer(text):
            yield from _as_fraction(match)


def _in_digits(text: str, match: re.Match[str], comma: bool) -> Claim:
    values = _numerals(match["digits"], comma)
    return _with_tail(text, match.start(), match.end(), values, match["sign"] or "")


def _with_tail(text: str, start: int, end: int, values: tuple[float, ...], sign: str) -> Claim:
    tail = _TAIL.match(text, end)
    scaled, unit = values, _currency(sign)
    if tail is not None and tail.end() > end:
        scaled = _scaled(values, tail, bool(sign))
        end = tail.end("dot") if tail["dot"] and not tail["percent"] and not tail["unit"] else tail.end()
        if tail["dot"]:
            end = max(tail.start("dot"), tail.end("percent"), tail.end("unit"))
        unit = "%" if tail["percent"] else unit or _currency(tail["unit"] or "")
        if unit == "penny" and tail["unit"].lower() == "p" and tail.group().startswith(" "):
            unit, end = "", tail.start("unit") - 1
    kind = "percent" if unit == "%" else "money" if unit else "number"
    return Claim(kind, start, end, tuple(map(mean, scaled)), unit, _margin(text, start))


def _scaled(values: tuple[float, ...], tail: re.Match[str], money: bool) -> tuple[float, ...]:
    name = (tail["scale"] or "").strip(" \u00a0\u202f-.").casefold()
    if not name:
        return values
    scaled = tuple(value * SCALES[name] for value in values)
    return scaled if money or len(name) > 1 or not name.isascii() else scaled + values


def _currency(written: str) -> str:
    name = written.strip(" \u00a0\u202f.").casefold()
    if not name:
        return ""
    first, _, last = name.partition(" ")
    if last:
        return QUALIFIED[first] if CURRENCIES[last] in DOLLARS else CURRENCIES[last]
    return CURRENCIES.get(name) or CURRENCIES.get(name[-1], "")


def _numerals(digits: str, comma: bool) -> tuple[float, ...]:
    part = 0.0
    if digits[-1] in _VULGAR:
        part, digits = unicodedata.numeric(digits[-1]), digits[:-1]
    if len(digits) > _LONGEST:
        return (mean(_number(digits[:_LONGEST]) * 10.0 ** min(len(digits) - _LONGEST, 200)),)
    if not digits:
        return (part,)
    grouped = _THOUSANDS.match(digits)
    if grouped and grouped[1] != (",", ".")[not comma] and not (grouped[1] == "." and digits.startswith("0")):
        return (_number(re.sub(r"\D", "", digits)) + part,)
    return (_decimal(_SPACES.sub("", digits), comma) + part,)


def _decimal(digits: str, comma: bool) -> float:
    point = "," if comma and "," in digits else "."
    if not comma and digits.count(",") == 1 and len(digits) - digits.index(",") != 4 and "." not in digits:
        point = ","
    whole, _, rest = digits.partition(point)
    return float((re.sub(r"\D", "", whole) or "0") + "." + (re.sub(r"\D", "", rest) or "0"))


def _number(digits: str) -> float:
    return float(re.sub(r"\D", "", digits) or "0")


def _margin(text: str, start: int) -> str:
    mark = ""
    for found in _MARGIN.finditer(text, max(0, start - _REACH), start):
        if len(text[found.end() : start].strip()) <= 2:
            mark = "~" if found["about"] else "<" if found["below"] else ">"
    return mark


def _in_words(text: str, match: re.Match[str]) -> Iterator[Claim]:
    parts = re.findall(r"[a-z]+", match.group().lower())
    value = _spelled(parts)
    if value is not None:
        yield _with_tail(text, match.start(), match.end(), (value,), "")


def _spelled(parts: list[str]) -> float | None:
    total = group = 0.0
    seen = False
    if "half" in parts:
        group = 0.5
    for part in parts:
        if part in NUMERALS:
            group, seen = group + NUMERALS[part], True
        elif part == "dozen":
            group, seen = (group or 1) * 12, True
        elif part == "hundred":
            group, seen = (group or 1) * 100, True
        elif part in SCALES:
            total, group, seen = total + (group or 1) * SCALES[part], 0, True
    return total + group if seen else None


def _as_fraction(match: re.Match[str]) -> Iterator[Claim]:
    part, top = match["part"].lower(), (match["top"] or "").lower()
    if part in ORDINALS and not top:
        return
    if part in ORDINALS and top in ("a", "an", "one") and not match["of"]:
        return
    times = 1 if top in ("", "a", "an") else NUMERALS[top]
    value = mean(times * FRACTIONS[part])
    yield Claim("number", match.start(), match.end("part"), (value,), "/")
