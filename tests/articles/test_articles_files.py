"""Files that need a parser: what a PDF or a Word document says, and why another cannot be read."""

import io
import time
import zipfile

import docx
import pytest
from articles.papers import LEAD, MORE, TITLE, paper, pdf, rows, word
from docx.oxml import parse_xml

from bot.articles import apart, intake
from bot.articles import pdf as pdf_files
from bot.articles.printed import Line, paragraphs
from bot.domain.errors import Unreadable

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def why(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        intake.from_bytes(data, article_id="a")
    return refused.value.key


def test_a_pdf_becomes_an_article_with_title_whole_words_and_no_running_heads():
    article = intake.from_bytes(paper(), name="misleading.txt", article_id="a")
    assert article.title == TITLE
    text = " ".join(article.sentences)
    assert "all of its forty-eight turbines" in text
    assert "will cover 38 percent of the use." in text
    assert "Gazette" not in text
    assert "Page" not in text
    assert len(article.paragraphs) == 2


def test_a_hyphen_that_belongs_to_the_word_stays():
    lines = ["The well-known clock is known well. It was well-", "known before, and all the electric-", "ity failed."]
    _, found = paragraphs([[Line(text) for text in lines]])
    assert found == ("The well-known clock is known well. It was well-known before, and all the electricity failed.",)


def test_a_sentence_goes_on_over_the_page():
    _, found = paragraphs([[Line("The council will", 72, 100, 11)], [Line("meet on Friday.", 72, 700, 11)]])
    assert found == ("The council will meet on Friday.",)


def test_indents_and_gaps_begin_paragraphs():
    long = "The council met on Friday to talk about the new harbour wall."
    page = [Line(long, 72, 700, 11), Line(long, 90, 686, 11), Line(long, 72, 672, 11), Line(long, 72, 640, 11)]
    assert len(paragraphs([page])[1]) == 3


def test_the_title_a_file_claims_is_believed_where_its_page_says_it():
    said = "Two ferries stay in the harbour"
    told = rows([said, *LEAD], 700)
    assert pdf_files.parts_of(pdf([told], title=said)).title == said
    assert pdf_files.parts_of(pdf([told], title="Microsoft Word - final_v3.doc")).title == ""


def test_a_word_document_keeps_title_tables_and_tracked_changes():
    document = docx.Document(io.BytesIO(word([" ".join(LEAD[:2]), " ".join(MORE)])))
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Turbines", "48"
    changed = document.add_paragraph("The exclusion zone is ")
    changed._p.append(parse_xml(f"<w:ins {W}><w:r><w:t>14</w:t></w:r></w:ins>"))
    changed._p.append(parse_xml(f"<w:del {W}><w:r><w:delText>7</w:delText></w:r></w:del>"))
    changed.add_run(" square kilometres.")
    out = io.BytesIO()
    document.save(out)
    article = intake.from_bytes(out.getvalue(), article_id="a")
    assert article.title == TITLE
    assert "The exclusion zone is 14 square kilometres." in article.sentences
    assert "Turbines | 48" in article.sentences


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name.replace("__", "/") + ".xml", body)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (pdf([rows(LEAD, 700)], password="geheim"), "locked_pdf"),
        (pdf([[], []]), "scanned_pdf"),
        (pdf([rows(LEAD, 700)] * (pdf_files.MOST_PAGES + 1)), "too_many_pages"),
        (pdf([rows(["Nothing here"], 700)]), "too_short"),
        (paper()[:400], "broken_file"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 500, "broken_file"),
        (b"%PDF-" + b"x" * 10_000_000, "too_large"),
        (word()[:-200], "broken_file"),
        (zipped(word__document=b"<a/>"), "broken_file"),
        (zipped(word__document=b"0" * 61_000_000), "unpacks_too_large"),
        (zipped(sheet=b"<a/>"), "not_text"),
    ],
    ids=["password", "scan", "pages", "short", "cut", "noise", "large", "cut word", "no word", "bomb", "zip"],
)
def test_a_file_that_is_no_article_says_why(data, key):
    assert why(data) == key


def test_a_pdf_that_anybody_may_open_is_read_though_it_is_encrypted():
    told = [*rows([TITLE], 760, size=20), *rows(["By Mira Lund"], 735), *rows(LEAD, 700)]
    parts = pdf_files.parts_of(pdf([told], owner="geheim"))
    assert parts.title == TITLE
    assert parts.authors == ("Mira Lund",)
    assert parts.paragraphs[0].startswith("Sarnholm switched on")


def test_two_columns_are_read_one_after_the_other():
    left = rows(["The council of Hulm met on Friday and", "talked about the harbour wall, which the"], 700, x=60)
    right = rows(["storms of March had broken in two places.", "It costs 4 million euros."], 700, x=310)
    (text,) = pdf_files.parts_of(pdf([[*left, *right]])).paragraphs
    assert "which the storms of March had broken in two places. It costs" in text


def test_a_parser_that_does_not_end_is_stopped(monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 0.05)
    began = time.monotonic()
    assert why(paper()) == "too_hard"
    assert time.monotonic() - began < 2
