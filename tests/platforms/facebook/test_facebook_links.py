"""Facebook takes any web link as a card but its own."""

import pytest

from bot.platforms.facebook import wire


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("https://estmere.com/quay", True),
        ("https://notfacebook.com/", True),
        ("https://www.facebook.com/estmere", False),
        ("https://m.facebook.com/estmere", False),
        ("https://fb.me/x", False),
        ("not a link", False),
        ("http://[broken", False),
    ],
)
def test_its_own_addresses_are_refused_as_cards(url, taken):
    assert wire.takes_card(url) is taken
