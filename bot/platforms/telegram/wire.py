"""Telegram's formatting: its HTML read into text and entities, entities in UTF-16 as the Bot API wants them.

Tags are those of the Bot API's "HTML style": b strong i em u ins s strike del tg-spoiler span(tg-spoiler) a code pre
blockquote tg-emoji; of the named character references only lt, gt, amp and quot. Offsets here are code points until
`to_utf16`; a long text is sent as text with entities, never as markup that a cut could break.
"""

import re
from collections.abc import Iterable, Sequence
from html import unescape
from typing import NamedTuple

from bot.domain.post import Span
from bot.text.counting import code_points, utf16_length, utf16_offsets

MOST_ENTITIES = 100
_KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}  # fmt: skip
_TOKEN = re.compile(
    r"<(?P<close>/?)(?P<tag>[a-z][a-z\-]{0,15})(?P<attributes>\s[^<>]*|)>|&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-f]{1,6});",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""([a-z\-]+)=(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_SPAN_KINDS = {"bold": "bold", "italic": "italic", "link": "text_link"}


class Entity(NamedTuple):
    """Formatting of a range. `value` is a link's address or a custom emoji's id."""

    kind: str
    offset: int
    length: int
    value: str = ""


class _Open(NamedTuple):
    tag: str
    place: int


def parse(markup: str) -> tuple[str, tuple[Entity, ...]]:
    """Text and entities of Telegram's HTML, outer before inner, in code points. What is no known tag stays text."""
    pieces: list[str] = []
    opened: list[_Open] = []
    found: list[Entity] = []
    size = last = 0
    for token in _TOKEN.finditer(markup):
        known = token["tag"] is None or token["tag"].lower() in _KINDS
        piece = markup[last : token.start() if known else token.end()]
        if token["tag"] is None:
            piece += unescape(token[0])
        pieces.append(piece)
        size, last = size + len(piece), token.end()
        if token["tag"] and known:
            _turn(token, size, opened, found)
    pieces.append(markup[last:])
    return "".join(pieces), tuple(entity for entity in found if entity.length)


def to_utf16(text: str, entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """The entities with offset and length in UTF-16 units, same order."""
    edges = iter(utf16_offsets(text, [at for one in entities for at in (one.offset, one.offset + one.length)]))
    return tuple(
        one._replace(offset=start, length=next(edges) - start) for one, start in zip(entities, edges, strict=False)
    )


def to_code_points(text: str, entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """Entities as Telegram sends them, back to code points, same order."""
    edges = iter(code_points(text, [at for one in entities for at in (one.offset, one.offset + one.length)]))
    return tuple(
        one._replace(offset=start, length=next(edges) - start) for one, start in zip(entities, edges, strict=False)
    )


def concat(parts: Iterable[tuple[str, Sequence[Entity]]]) -> tuple[str, tuple[Entity, ...]]:
    """Parts joined, their entities (UTF-16) moved along."""
    pieces: list[str] = []
    moved: list[Entity] = []
    size = 0
    for text, entities in parts:
        moved += [entity._replace(offset=entity.offset + size) for entity in entities]
        pieces.append(text)
        size += utf16_length(text)
    return "".join(pieces), tuple(moved)


def entities(text: str, spans: Iterable[Span]) -> tuple[Entity, ...]:
    """A part's spans as Telegram's entities, in UTF-16, at most the 100 that take effect."""
    found = [Entity(_SPAN_KINDS[span.kind], span.start, span.end - span.start, span.url) for span in spans]
    return to_utf16(text, found[:MOST_ENTITIES])


def _turn(token: re.Match[str], at: int, opened: list[_Open], found: list[Entity]) -> None:
    tag = token["tag"].lower()
    if not token["close"]:
        attributes = {
            name.lower(): unescape(double or single) for name, double, single in _ATTRIBUTE.findall(token["attributes"])
        }
        opened.append(_Open(tag, len(found)))
        found.append(Entity(_KINDS[tag], at, 0, attributes.get("href") or attributes.get("emoji-id", "")))
    elif opened and opened[-1].tag == tag:
        place = opened.pop().place
        found[place] = found[place]._replace(length=at - found[place].offset)
