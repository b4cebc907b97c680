"""LinkedIn's little text is escaped, but hashtags and addresses are left to work; what comes back is read again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.linkedin import platform as linkedin
from bot.platforms.linkedin import wire
from bot.testing.linkedin import little
from bot.text.links import urls

AWKWARD = st.text(st.sampled_from("ab 1.\n\\|{}@[]()<>#*_~#＃:/?&=–✅é日") | st.characters(codec="utf-8"), max_size=80)
PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "https://en.wikipedia.example.org/wiki/Quay_(harbour)#Plan",
                "https://a.example.com/~b/c_d?e=[1]",
                "#Quay",
            ),
            *("#", "@renn", "(new)", "\\", "{hashtag|\\#|x}", "@[Renn](urn:li:person:1)", "a_b.example.com/c_d", "✅"),
        ]
    ),
    max_size=8,
).map(" ".join)


def test_reserved_characters_are_escaped_outside_tags_and_addresses():
    text = "#Quay (new) costs * https://estmere.com/a_b a#b"
    assert wire.little_text(text, urls(text)) == r"#Quay \(new\) costs \* https://estmere.com/a_b a\#b"


def test_what_would_cut_the_post_is_escaped_in_addresses_too():
    text = "See https://estmere.com/wiki/Quay_(harbour)?a=1#plan."
    assert wire.commentary(text) == r"See https://estmere.com/wiki/Quay_\(harbour\)?a=1#plan."


@given(AWKWARD | PIECES)
def test_readers_see_every_text_whole_and_what_is_given_back_says_the_same(text):
    read = little.read(wire.commentary(text))
    assert read.shown == text
    assert wire.plain(read.stored) == text
    assert wire.same(read.stored, text)


@pytest.mark.parametrize("text", ["(", "a (b", "x_y", "5 > 4", "a # b", "mail@renn.example"])
def test_the_double_cuts_what_is_not_escaped(text):
    assert little.read(text).shown == text[: next(at for at, char in enumerate(text) if char in little.RESERVED)]


def test_mentions_and_tags_come_back_as_their_words():
    assert wire.plain(r"{hashtag|\#|Quay} \(new\) by @[Port of Brenn](urn:li:organization:2414)") == (
        "#Quay (new) by Port of Brenn"
    )


def test_another_text_is_not_the_same():
    assert not wire.same("The quay is open.", "The quay is open again.")
    assert wire.same("The quay\nis  open", "The quay is open\n")
    assert wire.same("cafe\u0301", "café")


def test_the_escaped_text_is_what_must_fit():
    assert linkedin.measure("a" * 2999 + "(").problem == "too_long"
    assert linkedin.measure("a" * 2998 + "(").length == 3000
