"""X counts by weight."""

import pytest

from bot.platforms.x import entities
from bot.platforms.x import platform as x


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Ferry", 5),
        ("“Ferry” – now", 13),
        ("Ferry…", 7),
        ("• Ferry", 8),
        ("渡し船", 6),
        ("✅ Ferry", 8),
        ("👩‍👩‍👧", 2),
        ("👍🏽🇫🇷1️⃣", 6),
        ("é", 1),
        ("e\u0301", 1),
        ("see estmere.com now", 31),
        ("see https://estmere.com/a/very/long/path?with=query now", 31),
        ("wait e.g. here", 14),
        ("node.js", 7),
        ("ilda@estmere.com", 16),
    ],
)
def test_a_text_weighs_what_the_network_says(text, length):
    assert x.measure(text).length == length


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a" * 280, ""),
        ("a" * 281, "too_long"),
        ("船" * 140, ""),
        ("船" * 141, "too_long"),
        ("a\ufeff", "invalid_characters"),
    ],
)
def test_a_text_is_valid_up_to_280(text, problem):
    assert x.measure(text).problem == problem


def test_a_hashtag_inside_an_address_is_none():
    assert [tag.text for tag in entities.hashtags("#quay https://estmere.com/#pier #Ferry2")] == ["quay", "Ferry2"]
