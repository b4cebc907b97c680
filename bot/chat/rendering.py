"""A post as Telegram shows it: its text escaped, its spans as tags. Pure."""

from html import escape

from markupsafe import Markup

from bot.domain.post import Part, Span

_TAGS = {"bold": ("<b>", "</b>"), "italic": ("<i>", "</i>")}


def part_html(part: Part, most: int = 0) -> Markup:
    """A part's text in Telegram's HTML, at most so many characters of it where `most` is not 0."""
    text = part.text
    cut = bool(most) and len(text) > most
    end = text.rfind(" ", 0, most) if cut else len(text)
    end = end if end > 0 else most
    marks = sorted(_marks(part.spans, end), key=lambda mark: (mark[0], mark[1]))
    out, at = [], 0
    for place, _, tag in marks:
        out += [escape(text[at:place], quote=False), tag]
        at = place
    whole = "".join([*out, escape(text[at:end], quote=False), " …" if cut else ""])
    return Markup(whole)  # noqa: S704 - every piece of the text was escaped above


def _marks(spans: tuple[Span, ...], end: int) -> list[tuple[int, int, str]]:
    """Where tags open and close; at one place what closes comes first, and what opened last closes first."""
    marks = []
    for number, span in enumerate(one for one in spans if one.start < end):
        opening, closing = _TAGS.get(span.kind, (f'<a href="{escape(span.url)}">', "</a>"))
        marks.append((span.start, number, opening))
        marks.append((min(span.end, end), -1000 - number, closing))
    return marks
