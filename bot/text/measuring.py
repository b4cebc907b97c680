"""The verdict every network shares: nothing to say, half a character, too long, too many bytes."""

from bot.domain.post import Limits, Measure
from bot.text.counting import has_surrogates, utf8_length
from bot.text.links import Range

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u3164\ufeff"
)


def verdict(text: str, length: int, limits: Limits, *, media: bool, links: list[Range]) -> Measure:
    """A text whose length is known, judged by a network's limits.

    Problems, the first that applies: "empty" (unless media is attached), "invalid_characters" (lone surrogates),
    "too_long", "too_many_bytes".
    """
    limit = limits.caption if media and limits.caption is not None else limits.text
    problem = ""
    if not media and is_blank(text):
        problem = "empty"
    elif has_surrogates(text):
        problem = "invalid_characters"
    elif length > limit:
        problem = "too_long"
    elif limits.bytes is not None and utf8_length(text) > limits.bytes:
        problem = "too_many_bytes"
    urls = tuple([text[start:end] for start, end in links])
    return Measure(length=length, limit=limit, unit=limits.unit, urls=urls, problem=problem)


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing at all."""
    return not text or (not (text[0] > " " and text[0].isascii()) and not text.strip().strip(INVISIBLE).strip())
