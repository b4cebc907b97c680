"""How Bluesky reads a text: facets, the ranges that are clickable, in UTF-8 bytes.

The server detects nothing: what has no facet is dead text (lexicon app.bsky.richtext.facet). Detection follows the
network's own client library: an address or mention follows a space or "(", a tag a space; one trailing mark of
punctuation and an unmatched ")" stay outside an address; tags hold at most 64 characters and are not all digits.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

import regex

from bot.domain.post import Span
from bot.platforms.bluesky.syntax import is_handle
from bot.text.counting import utf8_offsets
from bot.text.links import Range
from bot.text.tlds import tlds

MOST_TAG = 64
_URL = re.compile(
    r"(?:^|(?<=[\s(]))(?:https?://\S+|([a-z][a-z0-9]*+(?:\.[a-z0-9]++)++)\S*)", re.IGNORECASE | re.MULTILINE
)
_LINKED = re.compile(r"\w\.\w|://")
_MENTION = re.compile(r"(?:^|(?<=[\s(]))@([a-zA-Z0-9.\-]+)\b")
_GAP = "\u00ad\u2060\u200a\u200b\u200c\u200d\u20e2"
_TAG = regex.compile(rf"(?:^|(?<=\s))[#＃](?!\ufe0f)([^\s{_GAP}]+)")
_TAG_LETTER = regex.compile(r"[^\d\s\p{P}]")
_CASHTAG = re.compile(r"(?:^|(?<=[\s(]))\$([A-Za-z][A-Za-z0-9]{0,4})(?=\s|$|[.,;:!?)\"'\u2019])")
_CLOSING = regex.compile(r"\p{P}+\Z")

FacetKind = Literal["link", "mention", "tag"]


class Facet(NamedTuple):
    """A clickable range in UTF-8 bytes, end exclusive. `value` is an address, a tag, or a handle without its DID."""

    start: int
    end: int
    kind: FacetKind
    value: str


class _Found(NamedTuple):
    start: int
    end: int
    kind: FacetKind
    value: str


def facets(text: str, spans: Iterable[Span] = ()) -> tuple[Facet, ...]:
    """Facets of a text in order, none overlapping; links given as spans go before what is detected."""
    named = [_Found(span.start, span.end, "link", span.url) for span in spans if span.kind == "link"]
    found = _apart([*named, *_mentions(text), *_links(text), *_tags(text), *_cashtags(text)])
    offsets = iter(utf8_offsets(text, [at for facet in found for at in (facet.start, facet.end)]))
    return tuple(
        Facet(start, next(offsets), kind, value) for start, (_, _, kind, value) in zip(offsets, found, strict=False)
    )


def to_json(found: Iterable[Facet], dids: Mapping[str, str]) -> list[dict[str, object]]:
    """Facets as the record holds them; a mention whose handle has no DID is left as plain text."""
    written: list[dict[str, object]] = []
    for facet in found:
        if facet.kind == "mention" and facet.value not in dids:
            continue
        feature = {"$type": f"app.bsky.richtext.facet#{facet.kind}"}
        feature |= {
            "link": {"uri": facet.value},
            "mention": {"did": dids.get(facet.value, "")},
            "tag": {"tag": facet.value},
        }[facet.kind]
        written.append({"index": {"byteStart": facet.start, "byteEnd": facet.end}, "features": [feature]})
    return written


def links(text: str) -> list[Range]:
    """Where the addresses are, in code points, in order."""
    return [(found.start, found.end) for found in _links(text)] if _LINKED.search(text) else []


def _links(text: str) -> Iterator[_Found]:
    for match in _URL.finditer(text):
        if match[1] and not _has_tld(match[1]):
            continue
        shown = match[0]
        if shown[-1] in ".,;:!?":
            shown = shown[:-1]
        if shown.endswith(")") and "(" not in shown:
            shown = shown[:-1]
        address = f"https://{shown}" if match[1] else shown
        yield _Found(match.start(), match.start() + len(shown), "link", address)


def _has_tld(domain: str) -> bool:
    return domain[domain.rfind(".") + 1 :] in tlds()


def _mentions(text: str) -> Iterator[_Found]:
    for match in _MENTION.finditer(text):
        if is_handle(match[1]) and (_has_tld(match[1]) or match[1].endswith(".test")):
            yield _Found(match.start(), match.end(), "mention", match[1])


def _tags(text: str) -> Iterator[_Found]:
    for match in _TAG.finditer(text):
        tag = _CLOSING.sub("", match[1])
        if 0 < len(tag) <= MOST_TAG and _TAG_LETTER.search(match[1]):
            yield _Found(match.start(), match.start() + 1 + len(tag), "tag", tag)


def _cashtags(text: str) -> Iterator[_Found]:
    for match in _CASHTAG.finditer(text):
        yield _Found(match.start(), match.end(), "tag", f"${match[1].upper()}")


def _apart(found: list[_Found]) -> list[_Found]:
    kept: list[_Found] = []
    for facet in sorted(found, key=lambda facet: facet.start):
        if not kept or facet.start >= kept[-1].end:
            kept.append(facet)
    return kept
