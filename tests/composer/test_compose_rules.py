"""What the composer promises: nothing twice, nothing silent, the link once, the house style kept."""

import time

import pytest

from bot.composer import compose, compose_all, decorate
from bot.domain.brand import HouseStyle
from bot.domain.draft import Bullet, Passage
from bot.domain.errors import Refused
from bot.text.templating import Templates

PLAIN = HouseStyle()


def noted(post) -> dict[str, dict[str, str | int]]:
    return {note.key: note.values for note in post.notes}


def text_of(post) -> str:
    return "\n".join(part.text for part in post.parts)


def test_with_room_nothing_is_left_out(sarnholm, network, templates):
    post = compose(sarnholm, network(2000), style=PLAIN, templates=templates)
    assert post.notes == ()
    parts = [sarnholm.headline, sarnholm.standfirst, *sarnholm.bullets, sarnholm.question]
    assert all(part.text in text_of(post) for part in parts)


@pytest.mark.parametrize("room", range(110, 700, 37))
@pytest.mark.parametrize("shape", ["brief", "full", "long"])
def test_whatever_is_missing_is_noted(sarnholm, network, templates, room, shape):
    post = compose(sarnholm, network(room, shape), style=PLAIN, templates=templates)
    text, notes = text_of(post), noted(post)
    assert post.valid
    assert post.parts[0].length <= room
    assert ("left_out_question" in notes) == (sarnholm.question.text not in text)
    assert sarnholm.link in text
    shown = text.count("✅")
    assert notes.get("left_out_bullets", {}).get("count", 0) == len(sarnholm.bullets) - shown
    if shape != "brief":
        assert ("left_out_standfirst" in notes) == (sarnholm.standfirst.text not in text)


def test_a_shorter_length_is_taken_rather_than_no_bullet(sarnholm, network, templates):
    post = compose(sarnholm, network(285, "brief"), style=PLAIN, templates=templates)
    assert noted(post)["shortened_bullets"] == {"count": 2}
    assert "Bills should fall by 11 percent from October" in text_of(post)


def test_three_bullets_without_a_question_where_they_say_more(sarnholm, network, templates):
    texts = ("Bills fall by 11 percent", "Divers found cracks in nine mounts", "Seals were counted twice")
    draft = sarnholm.model_copy(
        update={"bullets": tuple(Bullet(text=text, sentences=(at,)) for at, text in enumerate(texts, 2))}
    )
    post = compose(draft, network(205, "brief"), style=PLAIN, templates=templates)
    assert text_of(post).count("✅") == 3
    assert "left_out_question" in noted(post)


def test_no_bullet_says_what_the_standfirst_says(sarnholm, network, templates):
    again = Bullet(text="Sarnholm switched on 48 tidal turbines in the Varn Strait on Monday", sentences=(1,))
    draft = sarnholm.model_copy(
        update={"bullets": (again, *sarnholm.bullets[:2]), "candidates": sarnholm.candidates[1:]}
    )
    full = compose(draft, network(2000), style=PLAIN, templates=templates)
    assert again.text not in text_of(full).replace(draft.standfirst.text, "")
    assert noted(full) == {"replaced_bullets": {"count": 1}}
    assert text_of(full).count("✅") == 3
    brief = compose(draft, network(2000, "brief"), style=PLAIN, templates=templates)
    assert again.text in text_of(brief)


def test_no_bullet_repeats_the_headline(sarnholm, network, templates):
    again = Bullet(text="Sarnholm turned on Europe's largest tidal array after a delay", sentences=(0,))
    draft = sarnholm.model_copy(update={"bullets": (*sarnholm.bullets[:2], again), "candidates": ()})
    post = compose(draft, network(2000), style=PLAIN, templates=templates)
    assert noted(post) == {"left_out_bullets": {"count": 1}}


def test_a_standfirst_that_repeats_the_headline_is_left_out_aloud(sarnholm, network, templates):
    again = Passage(text="Sarnholm turned on Europe's largest tidal array after two-year delay.", sentences=(1,))
    draft = sarnholm.model_copy(update={"standfirst": again})
    post = compose(draft, network(2000), style=PLAIN, templates=templates)
    assert again.text not in text_of(post)
    assert noted(post) == {"standfirst_said_already": {}}


def test_the_long_form_says_no_sentence_twice(sarnholm, network, templates):
    context = (Passage(text="The €640 million plant will cover about 38 percent of electricity.", sentences=(2,)),)
    draft = sarnholm.model_copy(update={"context": (*context, *sarnholm.context)})
    post = compose(draft, network(3000, "long"), style=PLAIN, templates=templates)
    assert text_of(post).count("€640 million") == 1


def test_the_sentence_that_goes_on_from_the_standfirst_is_its_second_line(sarnholm, network, templates):
    second = "Strandkraft expects the turbines to turn for nineteen hours of every day."
    context = (Passage(text=f"{second} Nobody has run so many in one strait.", sentences=(2, 3)), *sarnholm.context)
    draft = sarnholm.model_copy(update={"context": context})
    text = text_of(compose(draft, network(3000, "long"), style=PLAIN, templates=templates))
    assert f"{sarnholm.standfirst.text}\n{second}\n\nIn short:" in text
    assert "\n\nNobody has run so many" in text
    brief = text_of(compose(draft, network(3000, "full"), style=PLAIN, templates=templates))
    assert second not in brief


def test_the_least_goes_first(sarnholm, network, templates):
    order = [
        {key for key in noted(compose(sarnholm, network(room, "long"), style=PLAIN, templates=templates))}
        for room in (1200, 800, 330, 110)
    ]
    assert order[0] == set()
    assert order[1] == {"left_out_context"}
    assert "left_out_question" not in order[2]
    assert {"left_out_bullets", "left_out_question", "left_out_standfirst"} <= order[3]


def test_a_headline_too_long_is_cut_at_a_word_and_noted(sarnholm, network, templates):
    headline = "Sarnholm's harbour board weighs 48 turbines against cod " * 8
    draft = sarnholm.model_copy(update={"headline": Passage(text=headline)})
    post = compose(draft, network(120, "brief"), style=PLAIN, templates=templates)
    cut = post.parts[0].text.split("\n")[0]
    assert post.valid
    assert "shortened_headline" in noted(post)
    assert cut.endswith("…")
    assert headline.startswith(cut[:-1])
    assert headline[len(cut) - 1] == " "


def test_a_headline_of_a_million_words_takes_no_time(sarnholm, network, templates):
    draft = sarnholm.model_copy(update={"headline": Passage(text="Sarnholm waits " * 500_000)})
    began = time.process_time()
    assert compose(draft, network(300), style=PLAIN, templates=templates).valid
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("update", "problem"),
    [
        ({"link": "https://harbour.example/" + "a" * 200}, "link_too_long"),
        ({"headline": "W" * 200}, "headline_too_long"),
    ],
)
def test_what_fits_nowhere_makes_an_invalid_post_with_the_reason(sarnholm, network, templates, update, problem):
    if "headline" in update:
        update = {"headline": Passage(text=update["headline"])}
    post = compose(sarnholm.model_copy(update=update), network(120), style=PLAIN, templates=templates)
    assert not post.valid
    assert problem in post.problems


def test_a_card_carries_the_link_instead_of_the_text(sarnholm, network, templates):
    post = compose(
        sarnholm, network(card=True), style=PLAIN, templates=templates, image="https://harbour.example/i.jpg"
    )
    assert sarnholm.link not in text_of(post)
    assert (post.card.url, post.card.title, post.card.image) == (
        sarnholm.link, sarnholm.headline.text, "https://harbour.example/i.jpg"
    )  # fmt: skip
    assert "link_in_card" in noted(post)
    without = compose(sarnholm.model_copy(update={"link": ""}), network(card=True), style=PLAIN, templates=templates)
    assert without.card is None


def test_the_link_goes_into_a_reply_where_the_brand_wants_it_there(sarnholm, network, templates):
    style = HouseStyle(link="first_reply")
    post = compose(sarnholm, network(2000), style=style, templates=templates)
    assert [sarnholm.link in part.text for part in post.parts] == [False, True]
    assert noted(post) == {"link_in_reply": {"part": 2}}
    alone = compose(sarnholm, network(2000, parts=1), style=style, templates=templates)
    assert noted(alone) == {"link_in_text": {}}
    assert sarnholm.link in alone.parts[0].text
    none = compose(sarnholm, network(2000), style=HouseStyle(link="none"), templates=templates)
    assert sarnholm.link not in text_of(none)


def test_house_style_marks_numbers_and_signature(sarnholm, network, templates):
    style = HouseStyle(bullet="numbered", signature="Harbour desk", question=False, hashtags=False)
    text = text_of(compose(sarnholm, network(2000), style=style, templates=templates))
    assert [line[:3] for line in text.split("\n") if "\u20e3" in line] == ["1️⃣", "2️⃣", "3️⃣"]
    assert text.endswith("Harbour desk")
    assert sarnholm.question.text not in text
    assert "#Sarnholm" not in text


def test_no_marks_where_the_brand_wants_none(sarnholm, network, templates):
    text = text_of(compose(sarnholm, network(2000), style=HouseStyle(bullet=""), templates=templates))
    assert "\nThe €640 million plant" in text


def test_a_sad_story_gets_sober_marks(sarnholm):
    sad = decorate(sarnholm.model_copy(update={"sensitive": True}), HouseStyle(bullet="🎉"))
    assert "🎉" not in {bullet.emoji for bullet in (*sad.bullets, *sad.candidates)}
    glad = decorate(sarnholm, HouseStyle(bullet="🎉", question=False, hashtags=False))
    assert {bullet.emoji for bullet in glad.bullets} == {"🎉"}
    assert (glad.question, glad.hashtags) == (None, ())


def test_a_members_template_decides_what_is_shown(sarnholm, network, tmp_path):
    (tmp_path / "posts").mkdir()
    mine = tmp_path / "posts" / "plainnet.txt.j2"
    mine.write_text("{{ headline | upper }}\n{% for bullet in bullets %}- {{ bullet.text }}\n{% endfor %}{{ link }}")
    post = compose(sarnholm, network(320), style=PLAIN, templates=Templates(tmp_path))
    assert text_of(post).startswith("SARNHOLM TURNS ON")
    assert text_of(post).count("\n- ") == 3
    assert "left_out_question" not in noted(post)


def test_a_broken_template_is_an_error_alone_and_a_problem_among_others(sarnholm, network, tmp_path):
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "plainnet.txt.j2").write_text("{{ headlin }}")
    templates = Templates(tmp_path)
    with pytest.raises(Refused, match="template_broken"):
        compose(sarnholm, network(), style=PLAIN, templates=templates)
    posts = compose_all(sarnholm, [network(), network(name="other")], style=PLAIN, templates=templates)
    assert posts["plainnet"].problems == ("template_broken",)
    assert noted(posts["plainnet"])["template_broken"]["line"] == 1
    assert posts["other"].valid
