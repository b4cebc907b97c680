"""Headline cards: every headline that has letters is set whole, balanced, on its own side."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, features

from bot.domain.errors import Refused
from bot.media.card import NIGHT, PAPER, SIZE, headline_card
from bot.media.lettering import drawable, set_in
from bot.media.opening import inspect

HEADLINE = "Harbour ferry to run again in March after two winters of repairs"
BOX = (1008, 343)


def ink(data, ground):
    """The box around everything that is not the ground."""
    shown = Image.open(io.BytesIO(data)).convert("RGB")
    return ImageChops.difference(shown, Image.new("RGB", SIZE, ground)).getbbox()


@pytest.mark.parametrize("palette", [PAPER, NIGHT])
def test_a_card_is_a_picture_of_its_size_with_a_margin_on_every_side(palette):
    data = headline_card(HEADLINE, "The Quay Courier", palette=palette)
    assert inspect(data) == ("image/png", *SIZE)
    left, top, right, bottom = ink(data, palette.ground)
    assert min(left, top, SIZE[0] - right, SIZE[1] - bottom) > 80


@given(st.lists(st.text("abcdefghijklmnoprstuvwäéøßжгд", min_size=1, max_size=14), min_size=1, max_size=30))
@settings(max_examples=40, deadline=None)
def test_every_word_is_set_in_order_within_the_box(words):
    setting = set_in(" ".join(words), *BOX)
    assert " ".join(setting.lines).split() == words
    assert all(setting.font.getlength(line) <= BOX[0] for line in setting.lines)
    assert len(setting.lines) * setting.leading <= BOX[1]


def test_lines_are_about_equally_long():
    setting = set_in(HEADLINE, *BOX)
    lengths = [setting.font.getlength(line) for line in setting.lines]
    assert len(lengths) > 1
    assert min(lengths) > 0.6 * max(lengths)


def test_a_shorter_headline_is_set_larger():
    assert set_in("Ferry returns", *BOX).font.size > set_in(HEADLINE * 2, *BOX).font.size


def test_emoji_are_left_out_and_other_signs_kept():
    assert drawable("⚓️ Fares up 5 % – “at last”, 🚢 says\nRenn 👩‍🔧 🇫🇷") == "Fares up 5 % – “at last”, says Renn"


@pytest.mark.parametrize(
    ("headline", "key"),
    [
        ("港口渡轮三月恢复", "cannot_draw"),
        ("🚢🚢", "cannot_draw"),
        ("", "cannot_draw"),
        ("word " * 600, "too_long_to_draw"),
    ],
)
def test_what_cannot_be_drawn_is_refused(headline, key):
    with pytest.raises(Refused) as caught:
        headline_card(headline)
    assert caught.value.key == key


def test_a_site_that_cannot_be_drawn_is_left_out():
    assert headline_card("Ferry returns", "渡轮") == headline_card("Ferry returns")


@pytest.mark.skipif(not (features.check("raqm") and features.check("fribidi")), reason="Pillow found no FriBiDi")
def test_text_from_right_to_left_begins_on_the_right():
    left, _, right, _ = ink(headline_card("تعود العبارة"), PAPER.ground)
    assert SIZE[0] - right < 110 < 300 < left
