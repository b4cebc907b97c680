"""Addresses, handles and hashtags of a text, looked up in the article."""

import re
from collections.abc import Iterator

from bot.domain.facts import FactKind
from bot.facts.folding import folded
from bot.facts.index import SourceIndex
from bot.text.links import urls

_HANDLE = re.compile(r"(?<![\w@/.])[@＠](\w++(?:[.\-]\w++)*+(?:@\w++(?:[.\-]\w++)*+)?)")
_EMAIL = re.compile(r"(?<![\w.+\-])[\w+\-]++(?:\.[\w+\-]++)*+@\w++(?:[.\-]\w++)++")
_HASHTAG = re.compile(r"(?<![\w&/])[#＃](\w+)")
_CAMEL = re.compile(r"\d+|[^\W\d_a-z]+(?![a-z])|[^\W\d_]?[^\W\d_A-Z]+|[^\W_]")
_SCHEME = re.compile(r"https?://(?:www\.)?|www\.", re.IGNORECASE)
_WITH_SCHEME = re.compile(r"https?://[^\s<>\"“”«»|]++", re.IGNORECASE)
_CAMPAIGN = re.compile(r"(?<=[?&])utm_[^&#\s]*+&?", re.IGNORECASE)
Mark = tuple[FactKind, int, int, int | None]


def marks(text: str, index: SourceIndex) -> Iterator[Mark]:
    """Addresses and handles with the sentence that has them; the article's own address is in sentence 0."""
    if "." in text:
        taken = -1
        for match in _EMAIL.finditer(text) if "@" in text else ():
            taken = match.end()
            yield "url", match.start(), match.end(), index.find_raw(match.group())
        for start, end in _addresses(text):
            if start >= taken:
                taken = end
                yield "url", start, end, _address(text[start:end], index)
    if "@" in text or "＠" in text:
        for match in _HANDLE.finditer(text):
            yield "handle", match.start(), match.end(), _whole(match[1], "@", index)


def hashtags(text: str, index: SourceIndex) -> Iterator[Mark]:
    """Hashtags with the sentence that has their words."""
    if "#" not in text and "＃" not in text:
        return
    for match in _HASHTAG.finditer(text):
        if not match[1].isdigit():
            yield "name", match.start(), match.end(), _tagged(match[1], index)


def _addresses(text: str) -> list[tuple[int, int]]:
    """Addresses in order: with a scheme whatever the domain, without one when its top-level domain exists."""
    found = urls(text)
    if "://" in text:
        found += [
            (match.start(), match.start() + len(match.group().rstrip(".,;:!?)]’'…")))
            for match in _WITH_SCHEME.finditer(text)
        ]
    return sorted(found, key=lambda span: (span[0], -span[1]))


def _address(url: str, index: SourceIndex) -> int | None:
    bare = _CAMPAIGN.sub("", _SCHEME.sub("", url, count=1)).rstrip("/?&")
    return _whole(bare, "", index)


def _whole(text: str, before: str, index: SourceIndex) -> int | None:
    found = re.search(rf"(?<![\w@]){before}{re.escape(text.casefold())}(?![\w/]*\w)", index.raw)
    if found is None:
        return None
    number = index.raw.count("\n", 0, found.start())
    return number if number < len(index.sentences) else 0


def _tagged(tag: str, index: SourceIndex) -> int | None:
    parts = [folded(part) for part in _CAMEL.findall(tag)]
    joined = "".join(parts)
    for run in (parts, [joined], [joined + "s"], [joined.removesuffix("s")]):
        if (found := index.find(run)) is not None:
            return found
    at = index.tight.find(joined)
    if at >= 0 and len(joined) > 3:
        return next((number for number, tight in enumerate(index.tights) if joined in tight), 0)
    if parts and all(len(part) > 1 and part in index.vocabulary for part in parts):
        return index.find(parts[:1])
    return 0 if joined in index.initials else None
