"""The last resort: a headline cut at a word's end, never inside a number, a URL, a mention or a character."""

import re
from collections.abc import Callable

from bot.text.counting import grapheme_cuts

ELLIPSIS = "…"
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# A cut may not come right after a number, a currency sign, a URL or a mention: what follows may belong to it.
_HELD = re.compile(r"[\d#@€$£¥₹%]|://|\.\w")
_LOOSE = ",;:.-–—/&(«“\"'、，；："


def shorten(text: str, fits: Callable[[str], bool]) -> str:
    """The longest beginning of the text that fits with "…" after it; "" where not even one word does."""
    cuts = _cuts(text)
    low, high = 0, len(cuts)
    while low < high:
        middle = (low + high) // 2
        if fits(_cut(text, cuts[middle])):
            low = middle + 1
        else:
            high = middle
    return _cut(text, cuts[low - 1]) if low else ""


def _cut(text: str, at: int) -> str:
    return text[:at].rstrip(_LOOSE + " ") + ELLIPSIS


def _cuts(text: str) -> list[int]:
    """Offsets where the text may end: after a word that stands alone, or between two ideographs."""
    cuts = [
        found.end()
        for found in re.finditer(r"\S+", text)
        if found.end() < len(text) and not _HELD.search(found[0]) and found[0].rstrip(_LOOSE)
    ]
    if _DENSE.search(text):
        ends = [at for at in grapheme_cuts(text) if 0 < at < len(text)]
        cuts += [at for at in ends if _DENSE.match(text[at - 1]) and _DENSE.match(text[at])]
    return sorted(set(cuts))
