"""Numbers, money and percentages in a text: written in digits of any script, in words, or in both."""

import re
from collections.abc import Collection, Iterator

from bot.domain.facts import FactKind
from bot.facts.claims import Claim, mean
from bot.facts.lexicon import CURRENCIES, DOLLARS, FRACTIONS, NUMERALS, ORDINALS, PERCENT, QUALIFIED, SCALES
from bot.facts.numerals import VULGAR, in_digits, in_words

_UNCASED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_HAN_SCALES = "万萬만億亿억兆조千百"
_GAP = " \u00a0\u202f"


def either(spelled: Collection[str]) -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(map(re.escape, sorted(spelled, key=len, reverse=True)))


_SIGNS = "$€£¥₹₽₩₺₴₪"
_CODES = either([name for name in CURRENCIES if name.isascii() and len(name) == 3 and name not in ("yen", "try")])
DIGIT = re.compile(rf"[\d{VULGAR}]")
_NUMERAL = re.compile(
    rf"[\d{VULGAR}](?<![^\W_{_UNCASED}].)(?<![^\W_\D].)"
    rf"(?:(?<=\d)\d*+(?:[.,'’\u00a0\u202f]\d++| \d{{3}}(?!\d))*+[{VULGAR}]?)?"
)
_SIGN = re.compile(rf"(?:(?:(?<![^\W_])[a-z]{{1,2}})?[{_SIGNS}]|(?<![^\W_])(?:{_CODES}|rs\.?))[{_GAP}]?\Z")
_SCALED = either([name for name in SCALES if name not in _HAN_SCALES])
_TAIL = re.compile(
    rf"(?:(?:st|nd|rd|th)(?![^\W_]))?"
    rf"(?:(?P<scale>[{_GAP}\-]?(?:{_SCALED})(?![^\W\d_])|[{_HAN_SCALES}])(?:\.(?=\s+[^\W\d_]))?)?"
    rf"(?:[{_GAP}\-]?(?P<points>(?:%|percent|per cent|percentage)[ \-]points?)(?!\w)"
    rf"|[{_GAP}\-]?(?P<percent>{either(PERCENT)})(?!\w)"
    rf"|[{_GAP}\-]?(?P<unit>(?:(?:{either(QUALIFIED)}) )?(?:{either(CURRENCIES)}))(?![^\W\d_]))?"
)
_BIG = ("hundred", "thousand", "million", "billion", "trillion", "dozen")
_MORE = re.compile(rf"(?:[ \-](?:and )?(?:{either((*NUMERALS, *_BIG))})(?![^\W_]))*+")
_AHEAD = re.compile(rf"[ \-](?:a[ \-])?(?:{'|'.join(_BIG)})(?![^\W_])")
_ROUND = re.compile(rf"\b(a|half)(?=[ \-](?:a[ \-])?(?:{'|'.join(_BIG)})(?![^\W_]))")
_WORD = re.compile(r"[a-z]++")
_FRACTION = re.compile(
    rf"(?<![^\W_])(?:(?P<top>an?|one|two|three|four|five|six|seven|eight|nine)[ \-])?"
    rf"(?P<part>{either(FRACTIONS)})(?![^\W_])(?P<of>(?=[,.;:!?]|\s*$|\s+(?:of|during|in|since|more|less|fewer|from|after|by|between|than|to|as|and|or)\b))?"
)
_SLASHED = re.compile(r"(?<![\w/.,])([1-9])/([2-9]|10)(?![\w/]|[.,]\d)")
_SPELLED = frozenset(NUMERALS)
_OPENING = frozenset((*NUMERALS, *_BIG))
_BIG_WORDS = frozenset(_BIG)
_PARTS = frozenset(FRACTIONS)
AMOUNT_WORDS = _OPENING | _PARTS
_MARGIN = re.compile(
    r"(?P<about>about|around|roughly|approximately|approx\.?|some|circa|ca\.?|~|etwa|rund|environ|unos|unas)"
    r"|(?P<below>nearly|almost|just under|close to|less than|fewer than|under|up to|fast|knapp|près de|casi)"
    r"|(?P<above>more than|over|above|at least|upwards of|mehr als|über|plus de|más de)"
)
_REACH = 18


def amounts(text: str, words: Collection[str], *, comma: bool = False) -> Iterator[Claim]:
    """Every amount of a text, not in order; some lie within others.

    `words` are its folded words; `comma`: decimals are set off by a comma in this language.
    """
    low = text.lower() if "İ" not in text else text.replace("İ", "I").lower()
    if DIGIT.search(low):
        for match in _NUMERAL.finditer(low):
            yield _written(low, match, comma=comma)
        for match in _SLASHED.finditer(low) if "/" in low else ():
            if int(match[1]) < int(match[2]):
                yield Claim("number", match.start(), match.end(), (mean(int(match[1]) / int(match[2])),), "/")
    if not _OPENING.isdisjoint(words):
        yield from _spelled(low, words)
    if not _PARTS.isdisjoint(words):
        for match in _FRACTION.finditer(low):
            yield from _as_fraction(match)


def _written(low: str, match: re.Match[str], *, comma: bool) -> Claim:
    start, end = match.span()
    value = in_digits(match.group(), comma=comma)
    before = low[max(0, start - 5) : start]
    sign = _SIGN.search(before) if before and (before[-1] in _SIGNS or before[-1] in _GAP) else None
    if before.endswith(".") and not before[-2:-1].isalnum():
        value, start = value / 10 ** (end - start), start - 1
    return _with_tail(low, start - len(sign.group()) if sign else start, end, value, sign.group() if sign else "")


def _spelled(low: str, words: Collection[str]) -> Iterator[Claim]:
    floor = 0
    for start, word in sorted(_openings(low, words)):
        end = start + len(word)
        if start < floor or not _is_word(low, start, end):
            continue
        opening = _AHEAD.match(low, end) if word == "half" else None
        rest = _MORE.match(low, opening.end() if opening else end)
        floor = rest.end() if rest else end
        yield _with_tail(low, start, floor, in_words(_WORD.findall(low, start, floor)), "")


def _openings(low: str, words: Collection[str]) -> Iterator[tuple[int, str]]:
    """Where a number in words may begin."""
    for word in _SPELLED.intersection(words):
        at = low.find(word)
        while at >= 0:
            yield at, word
            at = low.find(word, at + 1)
    if not _BIG_WORDS.isdisjoint(words):
        yield from ((match.start(), match[1]) for match in _ROUND.finditer(low))


def _is_word(low: str, start: int, end: int) -> bool:
    return not low[start - 1 : start].isalnum() and not low[end : end + 1].isalnum()


def _with_tail(low: str, start: int, end: int, value: float, sign: str) -> Claim:
    values: tuple[float, ...] = (value,)
    unit = currency(sign)
    tail = _TAIL.match(low, end)
    if tail is not None and tail.end() > end:
        values = _scaled(value, tail["scale"], money=bool(sign))
        if tail["unit"] == "p" and tail.group() != "p":
            tail = None
        else:
            unit = "pp" if tail["points"] else "%" if tail["percent"] else unit or currency(tail["unit"] or "")
            end = max(tail.end("scale"), tail.end("points"), tail.end("percent"), tail.end("unit"), end)
    kind: FactKind = "percent" if unit in ("%", "pp") else "money" if unit else "number"
    return Claim(kind, start, end, tuple(map(mean, values)), unit, _margin(low, start))


def _scaled(value: float, scale: str | None, *, money: bool) -> tuple[float, ...]:
    if not scale:
        return (value,)
    name = scale.strip(_GAP + "-")
    scaled = value * SCALES[name]
    return (scaled,) if money or len(name) > 1 or not name.isascii() else (scaled, value)


def currency(written: str) -> str:
    """The currency a sign, code or word stands for; "" when it is none."""
    name = written.strip(_GAP + ".")
    if not name:
        return ""
    first, _, last = name.partition(" ")
    if last:
        return QUALIFIED[first] if CURRENCIES[last] in DOLLARS else CURRENCIES[last]
    return CURRENCIES.get(name) or CURRENCIES.get(name[-1], "")


def _margin(low: str, start: int) -> str:
    mark = ""
    for found in _MARGIN.finditer(low, max(0, start - _REACH), start):
        if start - found.end() <= 2:
            mark = "~" if found["about"] else "<" if found["below"] else ">"
    return mark


def _as_fraction(match: re.Match[str]) -> Iterator[Claim]:
    part, top = match["part"], match["top"] or ""
    if part in ORDINALS and (not top or (top in ("a", "an", "one") and match["of"] is None)):
        return
    value = FRACTIONS[part] * (1 if top in ("", "a", "an") else NUMERALS[top])
    yield Claim("number", match.start(), match.end("part"), (mean(value),), "/")
