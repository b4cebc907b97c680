"""Lines, stops, and the last resort: a headline cut at a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.composer.overlap import adds_little, content, overlap
from bot.composer.shorten import shorten
from bot.composer.wording import ending, line, unstopped


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("a\nb", "a b"),
        (" a\x00b\u2028 ", "a b"),
        ("60\u00a0km", "60\u00a0km"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        ("\ufeffa\uffff", "a"),
    ],
)
def test_a_line_is_one_line_of_clean_characters(text, one):
    assert line(text) == one


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("Bills fall.", "Bills fall"),
        ("Made in the U.S.", "Made in the U.S."),
        ("Sold by Tide Inc.", "Sold by Tide Inc."),
        ("At 5 p.m.", "At 5 p.m."),
        ("Wait...", "Wait..."),
        ("港が待つ。", "港が待つ"),
        ("Why?", "Why?"),
    ],
)
def test_a_full_stop_goes_but_an_abbreviations_stays(text, without):
    assert unstopped(text) == without


@pytest.mark.parametrize(
    ("text", "language", "last", "end"),
    [
        ("Bills fall", "en", False, ";"),
        ("Bills fall", "en", True, "."),
        ("Why?", "en", False, ""),
        ("Made in the U.S.", "en", True, ""),
        ("Made in the U.S.", "en", False, ";"),
        ('He said "no!"', "en", False, ""),
        ("港が待つ", "ja", False, "；"),
        ("المدينة", "ar", False, "؛"),
    ],
)
def test_bullets_close_like_one_sentence(text, language, last, end):
    assert ending(text, language, last=last) == end


@pytest.mark.parametrize(
    ("text", "room", "cut"),
    [
        ("Harbour board weighs the turbines", 20, "Harbour board…"),
        ("Harbour pays 12 million for cod", 20, "Harbour pays…"),
        ("Harbour board, weighing", 15, "Harbour board…"),
        ("See https://harbour.example/a/b now or later", 35, "See…"),
        ("Thanks @mira.example for all of the cod", 22, "Thanks…"),
        ("東京の港で津波が発生した", 6, "東京の港で…"),
        ("Unbreakableword", 5, ""),
        ("12 34 56 78", 6, ""),
    ],
)
def test_a_headline_is_cut_at_a_word_never_at_a_number_or_address(text, room, cut):
    assert shorten(text, lambda short: len(short) <= room) == cut


@given(
    st.lists(st.text(alphabet="abc12,.é👩‍👧@", min_size=1, max_size=9), max_size=20).map(" ".join), st.integers(1, 60)
)
def test_a_cut_keeps_whole_words_only(text, room):
    cut = shorten(text, lambda short: len(short) <= room)
    assert len(cut) <= room
    assert cut == "" or text.startswith(cut[:-1])
    for kept, word in zip(cut[:-1].split(), text.split(), strict=False):
        assert kept == word or (word.startswith(kept) and not any(sign.isdigit() for sign in kept))


def test_overlap_sees_the_same_said_otherwise():
    one, other = content("The council lowered bills by 11 percent"), content("Bills lowered 11 percent by council")
    assert overlap(one, other) == 1
    assert overlap(content("津波が発生した"), content("港で津波が発生")) > 0.6
    assert overlap(one, content("Fishing crews remain opposed")) == 0
    assert adds_little(other, one)
    assert not adds_little(one | content("after divers found cracks"), one)


def test_forced_directions_are_taken_out_and_marks_of_direction_stay():
    assert line("Pay 1\u202e000\u202c crowns \u200fsoon") == "Pay 1000 crowns \u200fsoon"
