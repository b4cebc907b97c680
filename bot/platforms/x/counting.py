"""How X counts a text: twitter-text configuration v3.

Scale 100, at most 280, weight 100 for U+0000-10FF, U+2000-200D, U+2010-201F and U+2032-2037, else 200; an address
costs 23 and a whole emoji 2, after normalising to NFC. U+FFFE, U+FEFF and U+FFFF are not allowed.
"""

import re
from unicodedata import normalize

from bot.text.emoji import emoji_in
from bot.text.links import Range, urls

URL_COST = 23
INVALID = re.compile("[\ufffe\ufeff\uffff\ud800-\udfff]")
_HEAVY = re.compile("[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]+")


def read(text: str) -> tuple[str, list[Range]]:
    """The text as X stores it (NFC) and where its addresses are, in code points of that text."""
    stored = text if text.isascii() else normalize("NFC", text)
    return stored, urls(stored)


def weigh(stored: str, links: list[Range]) -> int:
    """Weighted length of a text that `read` has read."""
    length = URL_COST * len(links)
    if stored.isascii():
        return length + len(stored) - sum(end - start for start, end in links)
    position = 0
    for start, end in links:
        length += _weigh_plain(stored[position:start])
        position = end
    return length + _weigh_plain(stored[position:])


def _weigh_plain(text: str) -> int:
    weight = _weight(text)
    return weight if weight == len(text) else weight - sum(_weight(found) - 2 for found in emoji_in(text))


def _weight(text: str) -> int:
    return len(text) + sum(map(len, _HEAVY.findall(text)))
