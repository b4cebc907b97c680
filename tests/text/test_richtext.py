"""Markup to text with spans and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.post import Span
from bot.text.richtext import from_html, to_html


def bold(start, end):
    return Span(start=start, end=end, kind="bold")


def link(start, end, url="https://h.example/a?b=1&c=2"):
    return Span(start=start, end=end, kind="link", url=url)


@pytest.mark.parametrize(
    ("markup", "text", "spans"),
    [
        ("plain", "plain", ()),
        ("<b>Tide</b> in", "Tide in", (bold(0, 4),)),
        ("<strong>a</strong><em>b</em>", "ab", (bold(0, 1), Span(start=1, end=2, kind="italic"))),
        ("&lt;b&gt; &amp; &#39;x&#39; &euro;", "<b> & 'x' €", ()),
        ('<a href="https://h.example/a?b=1&amp;c=2">Harbour</a>', "Harbour", (link(0, 7),)),
        ("<a href='https://h.example/a?b=1&amp;c=2'>Harbour</a>", "Harbour", (link(0, 7),)),
        ('<b>one <a href="https://h.example/a?b=1&amp;c=2">two</a></b>', "one two", (bold(0, 7), link(4, 7))),
        ("👩‍👩‍👧 <b>é</b>", "👩‍👩‍👧 é", (bold(6, 7),)),
        (" \n<b> Tide </b>\n", "Tide", (bold(0, 4),)),
        ("<b>open", "open", (bold(0, 4),)),
        ("stray</b>", "stray", ()),
        ("<b></b>", "", ()),
        ("one<br>two<br/>three", "one\ntwo\nthree", ()),
        ('<a href="javascript:alert(1)">x</a>', "x", ()),
        ("<script>x</script> 1 < 2 & 3", "<script>x</script> 1 < 2 & 3", ()),
        ("AT&T &nosuch; <bold>", "AT&T &nosuch; <bold>", ()),
    ],
)
def test_markup_becomes_text_and_spans(markup, text, spans):
    assert from_html(markup) == (text, spans)


def test_a_span_that_crosses_another_is_cut_in_two():
    assert to_html("abcd", [bold(0, 3), link(1, 4, "https://h.example")]) == (
        '<b>a<a href="https://h.example">bc</a></b><a href="https://h.example">d</a>'
    )


TEXT = st.text(alphabet=st.sampled_from("ab <>&\"'é👩‍\u0301;#x\n"), max_size=30)


@given(text=TEXT, edges=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=3), kind=st.booleans())
def test_back_and_forth_keeps_text_and_formatting(text, edges, kind):
    text = text.strip()
    make = bold if kind else link
    spans = [make(*sorted((min(a, len(text)), min(b, len(text))))) for a, b in edges]
    spans = [span for span in spans if span.start < span.end]
    again, kept = from_html(to_html(text, spans))
    assert again == text
    assert covered(kept) == covered(spans)


def covered(spans):
    return {(at, span.kind, span.url) for span in spans for at in range(span.start, span.end)}


def test_a_million_brackets_take_no_time():
    assert len(from_html("<a " * 300_000)[0]) == 899_999
    assert len(from_html('<a href="' * 100_000)[0]) == 900_000
    assert len(from_html("&" * 1_000_000)[0]) == 1_000_000
