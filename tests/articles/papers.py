"""PDF and Word files for tests, made line by line as a printing program would."""

import io
from collections.abc import Sequence

import docx
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

TITLE = "Sarnholm turns on its tidal array"
LEAD = [
    "Sarnholm switched on its tidal array on Tuesday, two years later than",
    "planned, after engineers replaced corroded bearings in all of its forty-",
    "eight turbines. The plant cost 640 million euros and will cover 38 per-",
    "cent of the use.",
]
MORE = ["Bills should fall by 11 percent from October, the council said, but only for", "households in the city."]
Row = tuple[float, float, float, str]


def rows(lines: Sequence[str], top: float, *, size: float = 11, x: float = 72) -> list[Row]:
    return [(x, top - 14 * number, size, line) for number, line in enumerate(lines)]


def pdf(pages: Sequence[Sequence[Row]], *, title: str = "", password: str = "", owner: str = "") -> bytes:
    writer = PdfWriter()
    font = DictionaryObject(
        {NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
         NameObject("/BaseFont"): NameObject("/Helvetica")}
    )  # fmt: skip
    for page_rows in pages:
        page = writer.add_blank_page(595, 842)
        shown = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): shown})
        stream = DecodedStreamObject()
        told = (
            f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({text.replace('(', '').replace(')', '')}) Tj ET"
            for x, y, size, text in page_rows
        )
        stream.set_data("\n".join(told).encode("latin-1"))
        page[NameObject("/Contents")] = writer._add_object(stream)
    if title:
        writer.add_metadata({"/Title": title})
    if password or owner:
        writer.encrypt(password, owner or None, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def paper() -> bytes:
    head = [(72.0, 800.0, 9.0, "Harbour Gazette"), (500.0, 800.0, 9.0, "12 May")]
    first = [*head, *rows([TITLE], 760, size=20), *rows(LEAD, 720), (290.0, 40.0, 9.0, "Page 1 of 2")]
    second = [*head, *rows(MORE, 760), (290.0, 40.0, 9.0, "Page 2 of 2")]
    return pdf([first, second])


def word(paragraphs: Sequence[str] = (" ".join(MORE),), *, title: str = TITLE) -> bytes:
    document = docx.Document()
    if title:
        document.add_heading(title, 0)
    for text in paragraphs:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
