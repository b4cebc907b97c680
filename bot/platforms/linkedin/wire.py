"""LinkedIn's "little text": reserved characters must be escaped, or the post is cut at the first of them.

Reserved are \\ | { } @ [ ] ( ) < > # * _ ~ (Posts API, "little text format"). Hashtags and addresses are left alone:
an escaped "#" is no hashtag, an escaped "_" breaks the link.
"""

import re

from bot.text.counting import utf16_length
from bot.text.links import Range

_RESERVED = re.compile(r"[\\|{}@\[\]()<>#*_~]")
_RESERVED_NOT_TAG = re.compile(r"[\\|{}@\[\]()<>#*_~](?!(?:(?<=\s#)|(?<=^#))\w)")


def little_text(text: str, links: list[Range]) -> str:
    """The commentary as sent: escaped, but for hashtags and the addresses at `links`."""
    position, pieces = 0, []
    for start, end in links:
        pieces += [_escaped(text[position:start]), text[start:end]]
        position = end
    return "".join([*pieces, _escaped(text[position:])])


def length(text: str, links: list[Range]) -> int:
    """Length of the little text in UTF-16 units: whether escapes count is not documented, so they do."""
    return utf16_length(little_text(text, links) if _RESERVED.search(text) else text)


def _escaped(text: str) -> str:
    return _RESERVED_NOT_TAG.sub(r"\\\g<0>", text)
