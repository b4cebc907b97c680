"""Emoji: what counts as one, and which one opens a bullet."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

_PLAIN = r"[\p{Emoji}--[\x00-\x7f\u00a9\u00ae\u2122\u265f]--\p{Emoji_Modifier_Base}--\p{Regional_Indicator}]"
_SIGN = r"[\u00a9\u00ae\u2122\u265f]\ufe0f"
_BODY = r"\p{Emoji_Modifier_Base}(?:\p{Emoji_Modifier}|\ufe0f|(?!\ufe0e))"
_UNIT = rf"(?:{_BODY}|{_PLAIN}(?:\ufe0f|(?!\ufe0e))|{_SIGN})"
_CAPABLE = re.compile(
    "[\u00a9\u00ae\u200d\u203c\u2049\u20e3\u2100-\u2bff\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U000e007f]+"
)

PLAIN = "▪️"
Lexicon = dict[str, tuple[int, str]]
_NUMBERS = (*(f"{figure}\ufe0f\u20e3" for figure in "123456789"), "🔟")
_SOBER = frozenset("▪▫◾◽◼◻⬛⬜⚫⚪🔹🔷🔸🔶➡▶⏩ℹ📌📍📄📰🗞🕯🔎📎🔟")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SHORTEST_STEM, _LONGEST_STEM = 3, 14
_MONEY = (
    (re.compile(r"€|\beuros?\b|\bEUR\b|\bевро\b", re.IGNORECASE), "💶"),
    (re.compile(r"£|\bsterling\b|\bGBP\b", re.IGNORECASE), "💷"),
    (re.compile(r"\$|\bd[oóò]l+ar\w*\b|\bUSD\b|\bдоллар\w*", re.IGNORECASE), "💵"),
    (
        re.compile(r"¥|₽|₹|₩|\b(?:yen|yuan|rubl\w+|рубл\w+|bank\w*|banc\w+|банк\w*|budget\w*|tax\w*)\b", re.IGNORECASE),
        "💰",
    ),
)


@cache
def _emoji() -> Any:
    """One whole emoji: keycap, flag, or a base with its skin tone, variation and joined bases (Unicode UTS 51)."""
    import regex  # loaded late: most texts of a command line never need it

    return regex.compile(
        r"[0-9#*]\ufe0f?\u20e3|\p{Regional_Indicator}{2}|\U0001f3f4[\U000e0020-\U000e007e]++\U000e007f"
        rf"|{_UNIT}(?:\u200d{_UNIT})*+",
        flags=regex.VERSION1,
    )


def emoji_in(text: str) -> Iterator[str]:
    """Every whole emoji of a text, in order."""
    if not text.isascii():
        for run in _CAPABLE.finditer(text):
            yield from _emoji().findall(text, max(0, run.start() - 1), run.end())


def is_emoji(text: str) -> bool:
    """Whether the text is exactly one emoji."""
    return _emoji().fullmatch(text) is not None


def cheerful(emoji: str) -> bool:
    """Whether this mark could jar on a story of death or harm: any picture but a plain sign, arrow, figure or lamp."""
    return any(found.rstrip("\ufe0f") not in _SOBER and "\u20e3" not in found for found in emoji_in(emoji))


def bullet(style: str, index: int, text: str, *, sensitive: bool) -> str:
    """The mark before the bullet at `index` (from 0), by house style.

    `style` is "numbered" (keycaps, from 11 on "11."), "topic" (what the text is about, else a plain square) or the
    mark itself. A sensitive story gets a plain square for a topic and for any mark that is `cheerful`.
    """
    if style == "numbered":
        return _NUMBERS[index] if index < len(_NUMBERS) else f"{index + 1}."
    if style == "topic":
        return PLAIN if sensitive else topic(text) or PLAIN
    return PLAIN if sensitive and cheerful(style) else style


def topic(text: str) -> str:
    """The emoji of what a text is about, by its words and currency signs; "" when nothing tells."""
    exact, stems = _lexicon()
    counts = Counter(_topics_of(text.lower(), exact, stems))
    if counts:
        best = max(counts.values())
        return min((place, emoji) for (place, emoji), count in counts.items() if count == best)[1]
    return next((emoji for pattern, emoji in _MONEY if pattern.search(text)), "")


def _topics_of(text: str, exact: "Lexicon", stems: "Lexicon") -> Iterator[tuple[int, str]]:
    for word in _WORD.findall(text):
        if word in exact:
            yield exact[word]
            continue
        for size in range(min(len(word), _LONGEST_STEM), _SHORTEST_STEM - 1, -1):
            if word[:size] in stems:
                yield stems[word[:size]]
                break


@cache
def _lexicon() -> tuple["Lexicon", "Lexicon"]:
    exact: Lexicon = {}
    stems: Lexicon = {}
    listing = resources.files("bot.text").joinpath("data/topics.txt").read_text(encoding="utf-8")
    for place, line in enumerate(line for line in listing.splitlines() if not line.startswith("#")):
        emoji, _, words = line.partition(":")
        for word in words.split():
            (stems if word.endswith("*") else exact).setdefault(word.rstrip("*"), (place, emoji))
    return exact, stems
