"""A Word document (.docx) taken apart into paragraphs. Its zip is judged first: it runs in a process of its own too."""

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError

from bot.articles.clean import clean_line
from bot.articles.markup import from_text
from bot.articles.parts import Parts, count_words
from bot.domain.errors import Unreadable

MOST_FILES = 3_000
MOST_UNPACKED = 60_000_000
MOST_PARAGRAPHS = 20_000
_LONGEST_TITLE = 200
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
# What is struck out, and text boxes, which are said twice and stand beside the text.
_PASSED_OVER = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", f"{_W}instrText"})


def parts_of(data: bytes) -> Parts:
    """The parts of a document. Raises Unreadable ("broken_file", "unpacks_too_large", "not_text")."""
    try:
        _require_tractable(zipfile.ZipFile(io.BytesIO(data)))
        return _parts(docx.Document(io.BytesIO(data)))
    except (OpcError, LxmlError, zipfile.BadZipFile, ValueError, LookupError, AttributeError, OSError) as error:
        # A damaged file breaks the reader in whatever way it is damaged.
        raise Unreadable("broken_file", format="Word") from error


def _require_tractable(archive: zipfile.ZipFile) -> None:
    """Refuse an archive that is no document, or one that fills the memory."""
    files = archive.infolist()
    if not any(file.filename.startswith("word/") for file in files):
        raise Unreadable("not_text", format="archive")
    if len(files) > MOST_FILES or sum(file.file_size for file in files) > MOST_UNPACKED:
        raise Unreadable("unpacks_too_large", megabytes=MOST_UNPACKED // 1_000_000)


def _parts(document: Document) -> Parts:
    title = ""
    texts: list[str] = []
    for number, (style, text) in enumerate(_texts(document)):
        if number >= MOST_PARAGRAPHS:
            break
        if not title and style in ("title", "heading 1") and number < 10 and not "".join(texts):
            title = clean_line(text)
        else:
            texts.append(text)
    claimed = clean_line(document.core_properties.title or "")
    said = " ".join(texts[:3]).casefold()
    if not title and count_words(claimed) > 2 and len(claimed) <= _LONGEST_TITLE and claimed.casefold() in said:
        title = claimed
    return from_text("\n\n".join(texts), title=title)


def _texts(document: Document) -> Iterator[tuple[str, str]]:
    """Each paragraph's style and text; a table's row is one paragraph."""
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            yield _style(block), _text(block)
        elif isinstance(block, Table):
            for row in block.rows:
                yield "", " | ".join(dict.fromkeys(" ".join(map(_text, cell.paragraphs)) for cell in row.cells))


def _style(paragraph: Paragraph) -> str:
    return (paragraph.style.name or "").lower() if paragraph.style is not None else ""


def _text(paragraph: Paragraph) -> str:
    """The text as it stands once every change is taken: what was put in is there, what was struck out is not."""
    return "".join(_pieces(paragraph._p)).strip()  # the library's own text leaves inserted words out


def _pieces(element: object) -> Iterator[str]:
    for child in element:  # type: ignore[attr-defined] # lxml's elements are not typed here
        tag = child.tag
        if tag in _PASSED_OVER:
            continue
        if tag == f"{_W}t":
            yield child.text or ""
        elif tag in _BREAKS:
            yield _BREAKS[tag]
        else:
            yield from _pieces(child)
