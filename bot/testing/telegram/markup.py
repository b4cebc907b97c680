"""Telegram's HTML: which tags there are, what they become, what does not parse. Offsets are in UTF-16 units."""

import re
from html import unescape
from typing import Any, NamedTuple

_SPLIT = re.compile(r"(<[^<>]*>?)")
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)((?:\s+[\w-]+(?:=(?:\"[^\"]*\"|'[^']*'))?)*)\s*>")
_ATTRIBUTE = re.compile(r"([\w-]+)(?:=(?:\"([^\"]*)\"|'([^']*)'))?")
_AMPERSAND = re.compile(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)")
_KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "code": "code", "pre": "pre", "blockquote": "blockquote", "a": "text_link", "span": "spoiler",
}  # fmt: skip


class Unparsable(Exception):
    """Telegram would answer "can't parse entities" with this reason."""


class _Open(NamedTuple):
    tag: str
    offset: int
    attributes: dict[str, str]


def units(text: str) -> int:
    """The length Telegram counts: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def parsed(html: str) -> tuple[str, list[dict[str, Any]]]:
    """The text and its entities. Raises Unparsable."""
    text, at, stack, entities = "", 0, list[_Open](), list[dict[str, Any]]()
    for piece in _SPLIT.split(html):
        if not piece.startswith("<"):
            plain = unescape(piece)
            text += plain
            at += units(plain)
            continue
        match = _TAG.fullmatch(piece)
        if match is None or match[2].lower() not in _KINDS:
            raise Unparsable(f'Unsupported start tag "{piece[1:20]}" at byte offset {len(text.encode())}')
        tag = match[2].lower()
        if not match[1]:
            stack.append(_Open(tag, at, _attributes(match[3])))
            continue
        if not stack or stack[-1].tag != tag:
            raise Unparsable(f"Unexpected end tag at byte offset {len(text.encode())}")
        entities.append(_entity(stack.pop(), at))
    if stack:
        raise Unparsable(f'Can\'t find end tag corresponding to start tag "{stack[-1].tag}"')
    return _stripped(text, [one for one in entities if one["length"]])


def _attributes(text: str) -> dict[str, str]:
    return {name: unescape(double or single) for name, double, single in _ATTRIBUTE.findall(text)}


def _entity(opened: _Open, at: int) -> dict[str, Any]:
    kind = "expandable_blockquote" if "expandable" in opened.attributes else _KINDS[opened.tag]
    made: dict[str, Any] = {"type": kind, "offset": opened.offset, "length": at - opened.offset}
    if kind == "text_link":
        if not opened.attributes.get("href"):
            return {**made, "length": 0}
        made["url"] = opened.attributes["href"]
    return made


def _stripped(text: str, entities: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """Telegram takes white space off both ends; entities shrink with it."""
    left = units(text) - units(text.lstrip())
    kept = text.strip()
    most, shrunk = units(kept), []
    for one in entities:
        start = max(0, one["offset"] - left)
        end = min(most, one["offset"] - left + one["length"])
        if end > start:
            shrunk.append({**one, "offset": start, "length": end - start})
    return kept, sorted(shrunk, key=lambda one: (one["offset"], -one["length"]))
