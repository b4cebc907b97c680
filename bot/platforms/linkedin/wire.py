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

Json = Mapping[str, Any]

# What LinkedIn takes of a link card's words, in characters.
MOST_TITLE, MOST_DESCRIPTION = 400, 4000
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
    title, description = _within(card.title, MOST_TITLE), _within(card.description, MOST_DESCRIPTION)
    article = {"source": card.url, "title": title, "description": description, "thumbnail": thumbnail}
    return {"article": {name: value for name, value in article.items() if value}}


def candidates(outgoing: Outgoing, posts: Sequence[Json], not_before: float) -> list[Json]:
    """The listed posts that may be this part: its words and pictures, not older (Unix milliseconds), no other's.

    Where some have its very words and its link card, those alone.
    """
    possible = [post for post in posts if _may_be(outgoing, post, not_before)]
    exact = [post for post in possible if plain(post["commentary"]) == outgoing.part.text and is_carded(outgoing, post)]
    return exact or possible


def is_carded(outgoing: Outgoing, post: Json) -> bool:
    """Whether a post has the link card of this part, or none as it has none; pictures leave no place for one."""
    card = outgoing.card if not outgoing.part.images else None
    return _source(post) == (card.url if card else "")


def _may_be(outgoing: Outgoing, post: Json, not_before: float) -> bool:
    made, said = post.get("createdAt"), post.get("commentary")
    if not isinstance(made, int) or not isinstance(said, str) or post.get("lifecycleState") == "DRAFT":
        return False
    if made < not_before or _pictures(post) != len(outgoing.part.images):
        return False
    return post.get("id") not in outgoing.others and same(said, outgoing.part.text)


def _pictures(post: Json) -> int:
    """How many pictures a post has."""
    several = _inside(_inside(post, "content"), "multiImage").get("images")
    return len(several) if isinstance(several, list) else int(bool(_inside(_inside(post, "content"), "media")))


def _source(post: Json) -> str:
    """The address of a post's link card; "" where it has none."""
    return str(_inside(_inside(post, "content"), "article").get("source") or "")


def _inside(said: Json, name: str) -> Json:
    found = said.get(name)
    return found if isinstance(found, dict) else {}


def _within(text: str, most: int) -> str:
    """A text of at most so many characters, cut at the end of a word where one ends in its second half."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    whole = kept if text[most - 1].isspace() else kept[: max(0, *(kept.rfind(blank) for blank in " \n\t"))]
    return (whole if len(whole) > most // 2 else kept).rstrip() + "…"


def _escaped(text: str) -> str:
    return _RESERVED_NOT_TAG.sub(r"\\\g<0>", text)


def _shown(element: re.Match[str]) -> str:
    escaped, sign, tag, name = element.groups()
    return escaped or (sign + _ESCAPE.sub(r"\1", tag) if sign else _ESCAPE.sub(r"\1", name))


def _even(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
