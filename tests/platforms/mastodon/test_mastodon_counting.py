"""Mastodon counts graphemes, addresses flat, remote mentions by their local half."""

import pytest

from bot.domain.post import Limits
from bot.platforms.mastodon import Mastodon
from bot.platforms.mastodon import platform as mastodon


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("https://estmere.com/a-long-path-to-the-quay", 23),
        ("estmere.com/a-long-path-to-the-quay", 35),
        ("by @ilda@harbour.social!", 9),
        ("mail ilda@harbour.social", 24),
        ("https://harbour.social/@ilda@estmere.com", 23),
        ("👩‍👩‍👧 é", 3),
    ],
)
def test_a_text_counts_as_on_the_network(text, length):
    assert mastodon.measure(text).length == length


def test_another_instance_has_its_own_limits():
    roomy = Mastodon(Limits(text=5000, unit="graphemes", url=30))
    measure = roomy.measure("https://estmere.com")
    assert (measure.length, measure.limit) == (30, 5000)


def test_the_spoiler_counts_with_the_text():
    assert mastodon.measure("a" * 490, spoiler="b" * 11).problem == "too_long"
