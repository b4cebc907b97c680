"""What a member may say to change a draft, and what is not understood."""

import pytest

from bot.edits import edit as edits
from bot.edits.grammar import read


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
        ("add bullet: The quay opens in May", [edits.AddBullet(text="The quay opens in May")]),
    ],
)
def test_a_request_in_plain_words_is_understood(said, asked):
    assert list(read(said).asked) == asked


def test_a_request_may_be_for_one_account():
    wish = read("for x only: headline: Bills fall")
    assert (wish.account, wish.asked) == ("x", (edits.SetHeadline(text="Bills fall"),))


@pytest.mark.parametrize("said", ["hello there", "2 shorter, and be funny", "make it great", "drop", "", "  ,, "])
def test_a_request_is_understood_wholly_or_not_at_all(said):
    wish = read(said)
    assert not wish.asked
    assert wish.unclear == "be funny" or wish.unclear == said.strip() or wish.unclear in said.lower()


def test_words_of_another_language_are_turned_into_the_same_requests():
    words = {"kürzer": "shorter", "lösche": "drop", "punkt": "bullet", "überschrift": "headline"}
    assert read("2 kürzer, lösche Punkt 3", words) == read("2 shorter, drop bullet 3")
    assert read("Überschrift: Lösche nichts", words).asked == (edits.SetHeadline(text="Lösche nichts"),)


def test_a_very_long_message_is_read_at_once():
    assert not read("drop " * 100_000).asked
