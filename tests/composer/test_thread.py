"""Threads: split by idea, every part valid and readable alone, the link in one of them."""

import re

import pytest

from bot.composer import compose
from bot.composer.thread import leans
from bot.domain.brand import HouseStyle
from bot.domain.draft import Bullet, Passage

THREAD = HouseStyle(thread=True)


def test_a_story_that_fits_stays_one_part(sarnholm, network, templates):
    assert len(compose(sarnholm, network(2000), style=THREAD, templates=templates).parts) == 1


@pytest.mark.parametrize("room", [190, 230, 280, 300])
@pytest.mark.parametrize("shape", ["brief", "full"])
def test_parts_follow_the_ideas_and_count_their_numbers(sarnholm, network, templates, room, shape):
    post = compose(sarnholm, network(room, shape), style=THREAD, templates=templates)
    texts = [part.text for part in post.parts]
    assert post.valid
    assert [re.search(r"\((\d)/(\d)\)$", text).groups() for text in texts] == [
        (str(at), str(len(texts))) for at in range(1, len(texts) + 1)
    ]
    assert texts[0].startswith(sarnholm.headline.text)
    assert texts[-1].startswith(sarnholm.question.text)
    assert [sarnholm.link in text for text in texts].index(True) == len(texts) - 1
    assert post.notes[0].values == {"parts": len(texts), "link_part": len(texts)}
    assert all(bullet.text in "".join(texts) for bullet in sarnholm.bullets)


def test_a_thread_has_no_more_parts_than_the_network_allows(sarnholm, network, templates):
    post = compose(sarnholm, network(280, parts=3), style=THREAD, templates=templates)
    assert len(post.parts) == 3
    assert {"left_out_bullets", "left_out_context"} & {note.key for note in post.notes}
    with_reply = THREAD.model_copy(update={"link": "first_reply"})
    assert len(compose(sarnholm, network(280, parts=4), style=with_reply, templates=templates).parts) == 4


def test_no_part_begins_with_a_word_that_leans_on_the_one_before(sarnholm, network, templates):
    context = tuple(
        Passage(text=text, sentences=(20 + at,))
        for at, text in enumerate(
            [
                "And the ferry line has asked for a wider channel before the winter timetable comes in.",
                "Mollvik Marine has built mounts for three other straits since the yard in Ostby reopened.",
                "He wants the survey published in full, with every raw count, before any new turbine is ordered.",
            ]
        )
    )
    draft = sarnholm.model_copy(update={"context": context})
    post = compose(draft, network(200), style=THREAD, templates=templates)
    starts = [part.text.split()[0] for part in post.parts]
    assert not {"And", "He"} & set(starts)
    assert {"left_out_context"} <= {note.key for note in post.notes}


def test_numbered_bullets_go_on_counting_across_parts(sarnholm, network, templates):
    style = HouseStyle(thread=True, bullet="numbered")
    post = compose(sarnholm, network(190), style=style, templates=templates)
    assert "".join(re.findall("([0-9])\ufe0f\u20e3", "".join(part.text for part in post.parts))) == "123"


def test_without_a_question_the_link_joins_the_last_part(sarnholm, network, templates):
    draft = sarnholm.model_copy(update={"question": None, "hashtags": ()})
    texts = [part.text for part in compose(draft, network(280), style=THREAD, templates=templates).parts]
    assert [draft.link in text for text in texts].count(True) == 1
    assert len(texts[-1]) > len(draft.link) + 20


def test_a_bullet_too_long_for_any_part_is_left_out_aloud(sarnholm, network, templates):
    long = Bullet(text="The council says " + "very " * 60 + "little", sentences=(30,))
    draft = sarnholm.model_copy(update={"bullets": (*sarnholm.bullets, long)})
    post = compose(draft, network(230), style=THREAD, templates=templates)
    assert {note.key: note.values for note in post.notes}["left_out_bullets"] == {"count": 1}


@pytest.mark.parametrize(
    ("text", "language", "leaning"),
    [
        ("And the ferry waits.", "en", True),
        ('"But it works," she said.', "en", True),
        ("Andover waits.", "en", False),
        ("which the council expects.", "en", True),
        ("Aber der Hafen wartet.", "de", True),
        ("Но порт ждёт.", "ru", True),
        ("48 turbines wait.", "en", False),
        ("港が待つ。", "ja", False),
        ("", "en", True),
    ],
)
def test_a_leaning_sentence_is_known(text, language, leaning):
    assert leans(text, language) is leaning
