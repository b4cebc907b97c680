"""Whether a sentence still says the same, and which of its words changed."""

import pytest

from bot.text.differing import Piece, Place, marked

HELD = "The board, led by Ida Brandt, said: “fees fall by 11.5% from 3 May – not before.”"


@pytest.mark.parametrize(
    "other",
    [
        'The board, led by Ida Brandt, said: "fees fall by 11.5% from 3 May - not before".',
        "The  board led by Ida\u00a0Brandt said: «fees fall by 11.5% from 3 May — not before»!",
        f"As was told. {HELD} And more.",
    ],
)
def test_signs_and_blanks_make_no_difference(other):
    assert Place([other]).says(HELD)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("11.5%", "11.5"),
        ("11.5", "1.15"),
        ("not before", "before"),
        ("Ida", "ida"),
        ("fall", "fell"),
        ("3 May", "-3 May"),
    ],
)
def test_a_figure_a_sign_a_not_or_a_capital_does(old, new):
    place = Place(["Another sentence.", HELD.replace(old, new)])
    assert not place.says(HELD)
    assert place.closest(HELD) == HELD.replace(old, new)


def test_a_sentence_cut_in_two_or_joined_still_stands():
    assert Place(["The board met", "in May."]).says("The board met in May.")
    assert not Place(["The 15 boats sank."]).says("5 boats sank.")
    assert not Place(["A loss of 1.5 boats."]).says("5 boats.")


def test_nothing_near_is_nothing():
    assert Place(["The library opens."]).closest(HELD) == ""
    assert Place([]).closest(HELD) == ""


def test_a_text_that_breaks_off_ends_with_a_beginning():
    assert Place(["One.", "The board led by ..."]).ends_with_beginning(HELD)
    assert not Place(["One."]).ends_with_beginning(HELD)


def test_changed_words_are_marked():
    assert marked("It cost 640 million.", "It cost 650 million, they say.") == (
        Piece("same", "It cost"),
        Piece("gone", "640"),
        Piece("new", "650"),
        Piece("same", "million,"),
        Piece("new", "they say."),
    )
