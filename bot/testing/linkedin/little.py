"""Little text as LinkedIn reads it: elements, escapes, and the end of it at what is neither."""

import re
from typing import NamedTuple

RESERVED = frozenset("\\|{}@[]()<>#*_~")
_ADDRESS = re.compile(r"https?://\S+")
_TEMPLATE = re.compile(r"\{hashtag\|\\?([#＃])\|([^|}]+)\}")
_MENTION = re.compile(r"@\[([^\]]+)\]\(urn:li:(?:person|organization):\w+\)")
_TAG = re.compile(r"[#＃]\w+")
# What people have seen pass within an address.
_IN_ADDRESS = frozenset("_~#@")


class Read(NamedTuple):
    """What readers see, and the same with its hashtags as templates, as the API gives it back."""

    shown: str
    stored: str


def read(little: str) -> Read:
    """Read a commentary up to its end, or up to the first reserved character that means nothing."""
    addresses = [match.span() for match in _ADDRESS.finditer(little)]
    shown, stored, at = "", "", 0
    while at < len(little):
        inside = any(start <= at < end for start, end in addresses)
        seen, kept, length = _next(little, at, inside)
        if not length:
            break
        shown, stored, at = shown + seen, stored + kept, at + length
    return Read(shown, stored)


def _next(little: str, at: int, inside: bool) -> tuple[str, str, int]:
    """The next element: as seen, as given back, and how long it is in the text; 0 where the text is cut."""
    char = little[at]
    if char == "\\" and at + 1 < len(little):
        return little[at + 1], little[at : at + 2], 2
    if char not in RESERVED:
        return char, char, 1
    if inside and char in _IN_ADDRESS:
        return char, "\\" + char, 1
    return _element(little, at)


def _element(little: str, at: int) -> tuple[str, str, int]:
    template, mention, tag = (form.match(little, at) for form in (_TEMPLATE, _MENTION, _TAG))
    if template:
        return template[1] + template[2], template[0], len(template[0])
    if mention:
        return mention[1], mention[0], len(mention[0])
    if tag and (at == 0 or little[at - 1].isspace()):
        word = re.match(r"[^\W_]+", tag[0][1:])
        whole = tag[0][: 1 + len(word[0])] if word else ""
        if whole:
            return whole, f"{{hashtag|\\{whole[0]}|{whole[1:]}}}", len(whole)
    return "", "", 0
