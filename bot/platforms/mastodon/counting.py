"""How Mastodon counts: graphemes, an address with a scheme is 23, a remote mention only its local half."""

import re

from bot.text.counting import graphemes
from bot.text.links import Range, urls

URL_COST = 23
_REMOTE_MENTION = re.compile(r"(?<![=/\w])(@[A-Za-z0-9_]++(?:[.\-]++[A-Za-z0-9_]++)*+)@\w++(?:[.\-]++\w++)*+")


def links(text: str) -> list[Range]:
    """Where the addresses with a scheme are: those without one are plain text on Mastodon."""
    return urls(text, bare=False)


def length(text: str, found: list[Range], url_cost: int = URL_COST) -> int:
    """Length in graphemes, each address at its flat cost."""
    position, pieces = 0, []
    for start, end in found:
        pieces.append(text[position:start])
        position = end
    pieces.append(text[position:])
    plain = "x".join(pieces)
    return graphemes(nearby(plain)) + len(found) * (url_cost - 1)


def nearby(text: str) -> str:
    """The text with each remote mention as one of the same server."""
    return _REMOTE_MENTION.sub(r"\1", text) if "@" in text else text
