"""LinkedIn's little text is escaped, but hashtags and addresses are left to work."""

from bot.platforms.linkedin import platform as linkedin
from bot.platforms.linkedin import wire
from bot.text.links import urls


def test_reserved_characters_are_escaped_outside_tags_and_addresses():
    text = "#Quay (new) costs * https://estmere.com/a_b a#b"
    assert wire.little_text(text, urls(text)) == r"#Quay \(new\) costs \* https://estmere.com/a_b a\#b"


def test_the_escaped_text_is_what_must_fit():
    assert linkedin.measure("a" * 2999 + "(").problem == "too_long"
    assert linkedin.measure("a" * 2998 + "(").length == 3000
