"""A passage reworded wherever a draft keeps it; every other part stays as it is."""

import pytest

from bot.domain.draft import Bullet, Draft, Passage, Variant
from bot.domain.errors import Refused
from bot.edits.apply import apply
from bot.edits.edit import Reword

DRAFT = Draft(
    id="d",
    article_id="a",
    headline=Passage(text="Fees fall", sentences=(1,)),
    headlines=(Passage(text="Fees fall", sentences=(1,)), Passage(text="Quays open")),
    bullets=(Bullet(text="48 boats came", shorter=("48 boats",), sentences=(2,)), Bullet(text="Fees fall")),
    question=Passage(text="Who pays?"),
    hashtags=("#Quay",),
    variants=(Variant(account_id="x", question=Passage(text="Fees fall")),),
)


def test_it_is_reworded_everywhere_and_keeps_its_sentences():
    after = apply(DRAFT, Reword(old="Fees fall", new=" Fees rise\n"))
    assert (after.headline, after.headlines[0]) == (Passage(text="Fees rise", sentences=(1,)),) * 2
    assert after.bullets == (DRAFT.bullets[0], Bullet(text="Fees rise"))
    assert after.variant("x").question == Passage(text="Fees rise")
    assert (after.question, after.hashtags, after.headlines[1]) == (DRAFT.question, DRAFT.hashtags, DRAFT.headlines[1])


@pytest.mark.parametrize(
    ("old", "text", "shorter"),
    [("48 boats came", "49 boats", ()), ("48 boats", "48 boats came", ("49 boats",))],
)
def test_a_reworded_bullet_loses_the_shortenings_of_its_former_words(old, text, shorter):
    bullet = apply(DRAFT, Reword(old=old, new="49 boats")).bullets[0]
    assert (bullet.text, bullet.shorter, bullet.sentences) == (text, shorter, (2,))


@pytest.mark.parametrize(
    ("new", "key"), [("  ", "nothing_written"), ("x" * 3001, "too_long"), ("Gone", "nothing_changed")]
)
def test_nothing_written_too_much_and_what_is_not_there_are_refused(new, key):
    with pytest.raises(Refused, match=key):
        apply(DRAFT, Reword(old="Fees fall" if key != "nothing_changed" else "Not there", new=new))
