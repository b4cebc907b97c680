"""A post as Telegram shows it: its text escaped, its spans as tags. Pure."""

from collections.abc import Sequence
from html import escape

from markupsafe import Markup

from bot.domain.post import Part, Span

_TAGS = {"bold": ("<b>", "</b>"), "italic": ("<i>", "</i>")}


def part_html(part: Part, most: int = 0) -> Markup:
    """A part's text in Telegram's HTML, at most so many UTF-16 units of it where `most` is not 0."""
    end = _end(part.text, 0, most) if most else len(part.text)
    return _between(part, 0, end) + (" …" if end < len(part.text) else "")


def in_messages(part: Part, most: int) -> list[Markup]:
    """The whole of a part's text in Telegram's HTML, in pieces of at most so many UTF-16 units each."""
    text, found, at = part.text, [], 0
    while True:
        end = _end(text, at, most)
        found.append(_between(part, at, end))
        at = end + (text[end : end + 1] == " ")
        if at >= len(text):
            return found


def clipped(text: str, most: int) -> str:
    """As much of a text as so many UTF-16 units hold."""
    return text.encode("utf-16-le", "replace")[: 2 * most].decode("utf-16-le", "ignore")


def _end(text: str, start: int, most: int) -> int:
    """Where a piece that starts there ends: at a space where it can."""
    end = start + len(clipped(text[start : start + most], most))
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", start, end + 1)
    return space if space > start else end


def _between(part: Part, start: int, end: int) -> Markup:
    """A stretch of a part's text; every piece of the text is escaped."""
    spans = [one for one in part.spans if one.start < end and one.end > start]
    marks = sorted(_marks(spans, start, end), key=lambda mark: (mark[0], mark[1]))
    out, at = [], start
    for place, _, tag in marks:
        out += [escape(part.text[at:place], quote=False), tag]
        at = place
    return Markup("".join([*out, escape(part.text[at:end], quote=False)]))  # noqa: S704 - escaped here


def _marks(spans: Sequence[Span], start: int, end: int) -> list[tuple[int, int, str]]:
    """Where tags open and close; at one place what closes comes first, and what opened last closes first."""
    marks = []
    for number, span in enumerate(spans):
        opening, closing = _TAGS.get(span.kind, (f'<a href="{escape(span.url)}">', "</a>"))
        marks.append((max(span.start, start), number, opening))
        marks.append((min(span.end, end), -1000 - number, closing))
    return marks
