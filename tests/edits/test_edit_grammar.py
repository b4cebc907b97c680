"""What a member may say to change a draft, and what is not understood."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.edits import edit as edits
from bot.edits.grammar import read

HEADLINE = edits.SetHeadline(text="Quay, and then some")
ONE, TWO = edits.SetBullet(number=1, text="One"), edits.SetBullet(number=2, text="Two")


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("2 shorter", [edits.ShortenBullet(number=2)]),
        ("Make bullet 2 shorter.", [edits.ShortenBullet(number=2)]),
        ("drop bullet 3", [edits.DropBullet(number=3)]),
        ("drop bullets 2 and 4", [edits.DropBullet(number=4), edits.DropBullet(number=2)]),
        ("swap 1 and 3", [edits.SwapBullets(first=1, second=3)]),
        ("move 3 to the top", [edits.MoveBullet(number=3, to=1)]),
        ("no emoji", [edits.SetMark(mark="")]),
        ("numbered", [edits.SetMark(mark="numbered")]),
        ("use 🔹", [edits.SetMark(mark="🔹")]),
        ("add hashtag #tides", [edits.AddHashtag(hashtag="#tides")]),
        ("no #tides", [edits.DropHashtag(hashtag="#tides")]),
        ("please no hashtags", [edits.DropHashtag()]),
        ("no question", [edits.SetQuestion()]),
        ("question 2", [edits.SetQuestion(choice=2)]),
        ("link in first reply", [edits.PlaceLink(place="first_reply")]),
        ("2 shorter, no emoji", [edits.ShortenBullet(number=2), edits.SetMark(mark="")]),
        ("drop 2 and no question", [edits.DropBullet(number=2), edits.SetQuestion()]),
        ("shorter", ["shorter"]),
        ("undo", ["undo"]),
        ("headline: Bills fall, a bit: no more", [edits.SetHeadline(text="Bills fall, a bit: no more")]),
        ("question: Who pays?", [edits.SetQuestion(text="Who pays?")]),
        ("bullet 2: The quay, and 3 shorter", [edits.SetBullet(number=2, text="The quay, and 3 shorter")]),
        ("Make 2 shorter and 3 shorter", [edits.ShortenBullet(number=2), edits.ShortenBullet(number=3)]),
        ("no #Tide and #Quay", [edits.DropHashtag(hashtag="#Tide"), edits.DropHashtag(hashtag="#Quay")]),
        ("add #Öl, #Quay", [edits.AddHashtag(hashtag="#Öl"), edits.AddHashtag(hashtag="#Quay")]),
        ("no emoji, longer", [edits.SetMark(mark=""), "longer"]),
        ("no emoji, headline: Quay, and then some", [edits.SetMark(mark=""), HEADLINE]),
        ("no emoji and headline: Quay, and then some", [edits.SetMark(mark=""), HEADLINE]),
        ("headline: Quay, and then some\nno emoji", [HEADLINE, edits.SetMark(mark="")]),
        ("headline: Quay, and then some, question: Who pays?", [HEADLINE, edits.SetQuestion(text="Who pays?")]),
        ("headline: Quay, and then some and question: Who?", [HEADLINE, edits.SetQuestion(text="Who?")]),
        ("headline: Quay,\nand then some", [HEADLINE]),
        ("1: One\n- 2: Two\n\nno 3", [ONE, TWO, edits.DropBullet(number=3)]),
        ("add bullet: The quay opens in May", [edits.AddBullet(text="The quay opens in May")]),
    ],
)
def test_a_request_in_plain_words_is_understood(said, asked):
    assert list(read(said).asked) == asked


def test_a_request_may_be_for_one_account():
    wish = read("for x only: headline: Bills fall")
    assert (wish.account, wish.asked) == ("x", (edits.SetHeadline(text="Bills fall"),))


@pytest.mark.parametrize(
    "said",
    [
        "hello there",
        "no emoji, headline:",
        "sing, headline: Quay",
        "2 shorter, and be funny",
        "make it great",
        "drop",
        "",
        "  ,, ",
    ],
)
def test_a_request_is_understood_wholly_or_not_at_all(said):
    wish = read(said)
    assert not wish.asked
    assert wish.unclear in said
    assert "be funny" not in said or wish.unclear == "be funny"


def test_words_of_another_language_are_turned_into_the_same_requests():
    words = {"kürzer": "shorter", "lösche": "drop", "punkt": "bullet", "überschrift": "headline"}
    assert read("2 kürzer, lösche Punkt 3", words) == read("2 shorter, drop bullet 3")
    assert read("Überschrift: Lösche nichts", words).asked == (edits.SetHeadline(text="Lösche nichts"),)


PIECES = [
    "no emoji",
    "2 shorter",
    "sing",
    "headline: Quay",
    "3: Two",
    "undo",
    "#Öl",
    ",",
    " and ",
    "\n",
    ":",
    "for x only:",
    " ",
]


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=8).map("".join)))
def test_whatever_is_said_is_either_asked_for_or_unclear(said):
    wish = read(said)
    assert bool(wish.asked) != bool(wish.unclear) or not said.strip()


def test_a_very_long_message_is_read_at_once():
    for piece in ("drop ", "no emoji, ", "headline: a, ", ": ", "#a ", "drop 1, 2 and ", "for x ", "a\n", "1: a\n"):
        begun = time.monotonic()
        read(piece * 100_000)
        assert time.monotonic() - begun < 1
