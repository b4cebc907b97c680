"""How long a text is to Mastodon: graphemes, an address as so many, a mention by its local half (its length validator).

Written from its documentation and validator, apart from whatever a platform of ours does; only the list of top-level
domains is shared, since an address under none of them is no address to Mastodon either.
"""

from collections.abc import Callable
from re import Match

import regex

from bot.text.tlds import tlds

_CLOSING = ".,;:!?'\"”’…"
ADDRESS = regex.compile(
    r"(?<![\w@$#])https?://(?:[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?\.)+(?P<top>\p{L}{2,})(?::\d+)?(?:[/?][^\s<>\"]*)?",
    regex.I,
)
MENTION = regex.compile(r"(?<![=/\w])@(?P<user>[a-z0-9_]+(?:[a-z0-9_.-]*[a-z0-9_])?)(?P<far>@[\w.-]*\w)?", regex.I)
HASHTAG = regex.compile(r"(?<![/\w)])#(?P<tag>[\w·]*[\p{L}\p{M}_·][\w·]*)", regex.I)


def length(text: str, spoiler: str, address_cost: int) -> int:
    """How many characters a status has, its content warning with it."""
    counted = replaced(text, lambda address: "x" * address_cost, lambda mention: "@" + mention["user"])
    return len(regex.findall(r"\X", spoiler + counted))


def replaced(text: str, address: Callable[[str], str], mention: Callable[[Match[str]], str]) -> str:
    """The text with something else for its addresses, and for the mentions outside them."""
    made, position = [], 0
    for start, end in addresses(text):
        made.append(MENTION.sub(mention, text[position:start]))
        made.append(address(text[start:end]))
        position = end
    return "".join(made) + str(MENTION.sub(mention, text[position:]))


def addresses(text: str) -> list[tuple[int, int]]:
    """Where the addresses with a scheme are, closing punctuation outside."""
    return [
        (found.start(), found.start() + len(_trimmed(found[0])))
        for found in ADDRESS.finditer(text)
        if found["top"].lower() in tlds()
    ]


def _trimmed(address: str) -> str:
    while address and (address[-1] in _CLOSING or (address[-1] == ")" and address.count("(") < address.count(")"))):
        address = address[:-1]
    return address
