"""A PDF taken apart into lines and paragraphs. Slow and hungry for hostile files: runs in a process of its own."""

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from bot.articles.clean import clean_line
from bot.articles.markup import from_text
from bot.articles.parts import Parts, count_words
from bot.articles.printed import Line, paragraphs
from bot.domain.errors import Unreadable

MOST_PAGES = 60
# Longer than any article; what comes after is refused by `judge` anyway.
MOST_CHARACTERS = 600_000
_LONGEST_TITLE = 200


def parts_of(data: bytes) -> Parts:
    """The parts of a PDF. Raises Unreadable ("locked_pdf", "scanned_pdf", "broken_file", "too_many_pages")."""
    try:
        return _parts(PdfReader(io.BytesIO(data)))
    except (DependencyError, FileNotDecryptedError) as error:
        raise Unreadable("locked_pdf") from error
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError, RecursionError, OSError) as error:
        # A damaged file breaks the reader in whatever way it is damaged.
        raise Unreadable("broken_file", format="PDF") from error


def _parts(reader: PdfReader) -> Parts:
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable("locked_pdf")
    count = len(reader.pages)
    if count > MOST_PAGES:
        raise Unreadable("too_many_pages", pages=count, most=MOST_PAGES)
    pages, room = [], MOST_CHARACTERS
    for page in reader.pages:
        lines = list(_lines(page))
        room -= sum(len(line.text) for line in lines)
        pages.append(lines)
        if room < 0:
            break
    title, texts = paragraphs(pages)
    if not texts and not title:
        raise Unreadable("scanned_pdf", pages=count)
    return from_text("\n\n".join(texts), title=_claimed_title(reader, title, texts) or title)


def _lines(page: PageObject) -> Iterator[Line]:
    chunks: list[tuple[str, float, float, float]] = []

    def visit(text: str, around: list[float], own: list[float], _font: Any, size: float) -> None:
        x = own[4] * around[0] + own[5] * around[2] + around[4]
        y = own[4] * around[1] + own[5] * around[3] + around[5]
        chunks.append((text, x, y, size * (abs(own[3] * around[3]) or 1.0)))

    page.extract_text(visitor_text=visit)
    pending: list[tuple[str, float, float, float]] = []
    for text, *where in chunks:
        pieces = text.split("\n")
        for number, piece in enumerate(pieces):
            if piece.strip() or pending:
                pending.append((piece, where[0], where[1], where[2]))
            if number < len(pieces) - 1:
                yield from _line(pending)
                pending = []
    yield from _line(pending)


def _line(chunks: list[tuple[str, float, float, float]]) -> Iterator[Line]:
    text = clean_line("".join(chunk[0] for chunk in chunks))
    if text:
        largest = max(chunks, key=lambda chunk: len(chunk[0]))
        yield Line(text, round(chunks[0][1], 1), round(chunks[0][2], 1), round(largest[3], 1))


def _claimed_title(reader: PdfReader, shown: str, texts: tuple[str, ...]) -> str:
    """The title the file claims, believed only where its pages say it too; many name the file it was made from."""
    claimed = clean_line((reader.metadata.title or "") if reader.metadata else "")
    said = " ".join((shown, *texts[:3])).casefold()
    fit = count_words(claimed) > 2 and len(claimed) <= _LONGEST_TITLE and claimed.casefold() in said
    return claimed if fit else ""
