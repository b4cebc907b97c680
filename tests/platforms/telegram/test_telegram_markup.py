"""Telegram's markup becomes text and entities; offsets are UTF-16 on the wire."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.post import Span
from bot.platforms.telegram import platform as telegram
from bot.platforms.telegram import wire
from bot.platforms.telegram.wire import Entity


@pytest.mark.parametrize(
    ("markup", "text", "entities"),
    [
        ("<b>A <i>b</i></b>", "A b", [Entity("bold", 0, 3), Entity("italic", 2, 1)]),
        ('<a href="https://e.org/?a=1&amp;b">x</a>', "x", [Entity("text_link", 0, 1, "https://e.org/?a=1&b")]),
        ("1 &lt; 2 &#x27;&nbsp;", "1 < 2 '&nbsp;", []),
        ("<p>a</p> <b>open", "<p>a</p> open", []),
        ("<b></b>a</b>", "a", []),
    ],
)
def test_markup_is_read_as_the_bot_api_reads_it(markup, text, entities):
    assert wire.parse(markup) == (text, tuple(entities))


def test_spans_become_entities_in_utf16():
    text = "🚢 Ferry at the quay"
    spans = [Span(start=2, end=7, kind="bold"), Span(start=15, end=19, kind="link", url="https://e.org")]
    found = wire.entities(text, spans)
    assert found == (Entity("bold", 3, 5), Entity("text_link", 16, 4, "https://e.org"))
    assert [one.offset for one in wire.to_code_points(text, found)] == [2, 15]


@given(st.text(max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_offsets_survive_the_way_there_and_back(text, one, other):
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    entity = Entity("bold", start, end - start)
    assert wire.to_code_points(text, wire.to_utf16(text, [entity])) == (entity,)


def test_a_caption_has_a_quarter_of_the_room():
    assert telegram.measure("a" * 1025, media=True).problem == "too_long"
    assert telegram.measure("a" * 1025).valid
