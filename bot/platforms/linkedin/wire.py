"""LinkedIn's "little text", and a post as the Posts API takes it and gives it back.

In little text reserved characters must be escaped, or the post is cut at the first of them: \\ | { } @ [ ] ( ) < > # *
_ ~ (Posts API, "little text format"). Hashtags are left alone, for an escaped "#" is no hashtag. In addresses "_", "~",
"#" and "@" are left alone, since an escaped one breaks the link; the others are escaped there too, since they cut.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.ports import Outgoing
from bot.domain.post import Card
from bot.text.counting import utf16_length
from bot.text.links import Range, urls

_RESERVED = re.compile(r"[\\|{}@\[\]()<>#*_~]")
_RESERVED_NOT_TAG = re.compile(r"[\\|{}@\[\]()<>#*_~](?!(?:(?<=\s#)|(?<=^#))\w)")
_RESERVED_IN_ADDRESS = re.compile(r"[\\|{}\[\]()<>*]")
# What comes back: an escaped character, a hashtag's template, a mention.
_ELEMENT = re.compile(r"\\(.)|\{hashtag\|\\?([#＃])\|((?:\\.|[^|}\\])*)\}|@\[((?:\\.|[^\]\\])*)\]\([^)]*\)", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def little_text(text: str, links: list[Range]) -> str:
    """The commentary as sent: escaped, but for hashtags and what makes the addresses at `links`."""
    position, pieces = 0, []
    for start, end in links:
        pieces += [_escaped(text[position:start]), _RESERVED_IN_ADDRESS.sub(r"\\\g<0>", text[start:end])]
        position = end
    return "".join([*pieces, _escaped(text[position:])])


def commentary(text: str) -> str:
    """A part's text as little text."""
    return little_text(text, urls(text, bare=False))


def plain(little: str) -> str:
    """The text that readers see of a commentary that LinkedIn gives back."""
    return _ELEMENT.sub(_shown, little)


def same(little: str, text: str) -> bool:
    """Whether a commentary says this text, however blanks and composed letters came through."""
    return _even(plain(little)) == _even(text)


def length(text: str) -> int:
    """Length of the commentary in UTF-16 units: whether escapes count is not documented, so they do."""
    return utf16_length(commentary(text) if _RESERVED.search(text) else text)


def post(author: str, text: str, content: Mapping[str, Any] | None) -> dict[str, Any]:
    """The body that creates a public post of `author`, a URN."""
    body: dict[str, Any] = {
        "author": author,
        "commentary": commentary(text),
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    return {**body, "content": dict(content)} if content else body


def change(text: str) -> dict[str, Any]:
    """The body of a partial update: the commentary is all that can be changed."""
    return {"patch": {"$set": {"commentary": commentary(text)}}}


def pictured(images: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The content of a post with pictures: (image URN, alt text) in order."""
    shown = [{"id": urn, "altText": alt} if alt else {"id": urn} for urn, alt in images]
    return {"media": shown[0]} if len(shown) == 1 else {"multiImage": {"images": shown}}


def linked(card: Card, thumbnail: str) -> dict[str, Any]:
    """The content of a post with a link card; LinkedIn reads nothing of the page itself."""
    article = {"source": card.url, "title": card.title, "description": card.description, "thumbnail": thumbnail}
    return {"article": {name: value for name, value in article.items() if value}}


def published(outgoing: Outgoing, element: Mapping[str, Any], not_before: float) -> bool:
    """Whether a listed post is this part: its words, made no earlier than that (Unix milliseconds), no other's."""
    made, said = element.get("createdAt"), element.get("commentary")
    if not isinstance(made, int) or not isinstance(said, str) or element.get("lifecycleState") == "DRAFT":
        return False
    return made >= not_before and element.get("id") not in outgoing.others and same(said, outgoing.part.text)


def _escaped(text: str) -> str:
    return _RESERVED_NOT_TAG.sub(r"\\\g<0>", text)


def _shown(element: re.Match[str]) -> str:
    escaped, sign, tag, name = element.groups()
    return escaped or (sign + _ESCAPE.sub(r"\1", tag) if sign else _ESCAPE.sub(r"\1", name))


def _even(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
