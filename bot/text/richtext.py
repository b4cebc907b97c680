"""Small markup <-> plain text with spans: what `.html.j2` post templates may use (<b>, <i>, <a href>, entities)."""

import html
import re
from collections.abc import Iterable
from typing import NamedTuple

from bot.domain.post import Span, SpanKind

_TAG = re.compile(r"<(/?)(b|strong|i|em|a)(?:\s([^<>]*))?>|<br\s?/?>", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s{0,3}=\s{0,3}(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_KINDS: dict[str, SpanKind] = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "a": "link"}
_TAGS: dict[SpanKind, str] = {"bold": "b", "italic": "i", "link": "a"}
_SCHEMES = ("http://", "https://", "tg://", "mailto:")


class _Opened(NamedTuple):
    kind: SpanKind
    at: int
    url: str


def from_html(markup: str) -> tuple[str, tuple[Span, ...]]:
    """The text as readers see it and its spans, in code points, in order of their start.

    Any tag but <b> <strong> <i> <em> <a> <br> is taken as text. A tag left open ends with the text; a link to
    anything but http, https, tg or mailto loses its address but not its words. The text is trimmed.
    """
    pieces: list[str] = []
    opened: list[_Opened] = []
    spans: list[tuple[_Opened, int]] = []
    length = last = 0
    for token in _TAG.finditer(markup):
        pieces.append(html.unescape(markup[last : token.start()]))
        length += len(pieces[-1])
        last = token.end()
        if token[2]:
            _tag(token, length, opened, spans)
        else:
            pieces.append("\n")
            length += 1
    pieces.append(html.unescape(markup[last:]))
    length += len(pieces[-1])
    spans += [(one, length) for one in opened]
    return _trimmed("".join(pieces), spans)


def to_html(text: str, spans: Iterable[Span]) -> str:
    """The text as markup: everything escaped, spans as nested tags (one that crosses another is cut in two)."""
    ordered = sorted(spans, key=lambda span: (span.start, -span.end))
    edges = sorted({0, len(text), *(min(at, len(text)) for span in ordered for at in (span.start, span.end))})
    written: list[str] = []
    opened: list[Span] = []
    for start, end in zip(edges, [*edges[1:], len(text)], strict=True):
        opened = _close(opened, start, written)
        for span in ordered:
            if span.start == start and span.end > start:
                opened.append(span)
                written.append(_open(span))
        written.append(html.escape(text[start:end], quote=False))
    return "".join(written)


def _tag(token: re.Match[str], at: int, opened: list[_Opened], spans: list[tuple[_Opened, int]]) -> None:
    kind = _KINDS[token[2].lower()]
    if not token[1]:
        href = _HREF.search(token[3]) if token[3] else None
        opened.append(_Opened(kind, at, html.unescape(href[1] or href[2] or "").strip() if href else ""))
        return
    for place in range(len(opened) - 1, -1, -1):
        if opened[place].kind == kind:
            spans.append((opened.pop(place), at))
            return


def _trimmed(text: str, spans: Iterable[tuple[_Opened, int]]) -> tuple[str, tuple[Span, ...]]:
    lead = len(text) - len(text.lstrip())
    text = text.strip()
    kept = [
        Span(start=start, end=end, kind=kind, url=url)
        for (kind, opened_at, url), closed_at in spans
        if (start := max(0, opened_at - lead)) < (end := min(len(text), closed_at - lead))
        and (kind != "link" or url.lower().startswith(_SCHEMES))
    ]
    return text, tuple(sorted(kept, key=lambda span: (span.start, -span.end, span.kind)))


def _open(span: Span) -> str:
    if span.kind == "link":
        return f'<a href="{html.escape(span.url)}">'
    return f"<{_TAGS[span.kind]}>"


def _close(opened: list[Span], at: int, written: list[str]) -> list[Span]:
    """Close what ends here, closing and reopening whatever was opened inside it."""
    first = next((place for place, span in enumerate(opened) if span.end <= at), len(opened))
    written += [f"</{_TAGS[span.kind]}>" for span in reversed(opened[first:])]
    reopened = [span for span in opened[first:] if span.end > at]
    written += [_open(span) for span in reopened]
    return opened[:first] + reopened
