"""The same item is known by guid, link or wording; another story is not."""

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.feed import Item
from bot.feeds.identity import BINS, alike, bands, marks, sketch, sketch_of

STORY = (
    "The council of Sarnholm voted on Tuesday to rebuild the harbour wall after two winters of floods. The work will "
    "cost 42 million euros and protect 600 homes, according to the council. Engineers found 14 cracks in the old wall "
    "last spring, and residents had collected 2,300 signatures. Construction begins in March and should end in 2028."
)


def item(**told) -> Item:
    return Item(**{"guid": "1", "link": "https://harbour.example/a", "title": "Harbour wall", "content": STORY, **told})


def test_a_link_is_the_same_whatever_tracking_clings_to_it():
    links = ["https://www.harbour.example/a/?utm_source=feed", "http://harbour.example/a#top"]
    assert len({marks(item(link=link, guid=""))[0] for link in [*links, "https://harbour.example/a"]}) == 1
    assert marks(item(link="https://harbour.example/b", guid="")) != marks(item(guid=""))


def test_an_item_without_guid_and_link_is_known_by_what_it_says():
    bare = item(guid="", link="")
    assert marks(bare) == marks(bare)
    assert marks(bare) != marks(item(guid="", link="", title="Another"))


def test_the_same_story_from_another_house_is_alike_and_found_by_a_band():
    other = item(title="The harbour wall", content=f"<p>{STORY.replace('on Tuesday ', '')}</p><p>More to follow.</p>")
    one, two = sketch(item()), sketch(other)
    assert alike(one, two)
    assert set(bands(one)) & set(bands(two))


def test_another_story_in_the_same_form_is_not_alike():
    other = STORY.replace("Sarnholm", "Lindmoor").replace("harbour wall", "town library").replace("floods", "rain")
    other = other.replace("Engineers found 14 cracks in the old wall", "Readers missed 900 books on the old shelves")
    other = other.replace("rebuild", "close").replace("protect 600 homes", "save nine jobs")
    assert not alike(sketch_of(STORY), sketch_of(other))


def test_a_heading_that_recurs_is_no_story():
    assert sketch(item(title="Morning briefing", content="All you need to know")) == ""
    assert not alike("", "")


def test_how_alike_texts_are_follows_what_they_share():
    chance = random.Random(7)
    words = [f"word{number}" for number in range(300)]
    near = far = 0
    for _ in range(60):
        text = chance.sample(words, 200)
        near += alike(sketch_of(" ".join(text)), sketch_of(" ".join(text[:190] + chance.sample(words, 10))))
        far += alike(sketch_of(" ".join(text)), sketch_of(" ".join(text[:60] + chance.sample(words, 140))))
    assert near >= 55
    assert far == 0


def test_a_text_without_spaces_between_words_has_a_sketch():
    text = (
        "市議会は火曜日に二度の冬の洪水の後で港の壁を再建することを決めた。工事には四千二百万ユーロかかる見込みである。"
    )
    assert sketch_of(text)
    assert alike(sketch_of(text), sketch_of(text + "続報を待つ。"))


@given(st.text(max_size=400))
def test_any_text_has_a_sketch_of_one_length_or_none(text):
    assert len(sketch_of(text)) in (0, 4 * BINS)


def test_a_long_text_costs_little():
    began = time.perf_counter()
    for number in range(200):
        sketch_of(f"{number} " + "tidal harbour wall flood spring council vote " * 3_000)
    assert time.perf_counter() - began < 5
