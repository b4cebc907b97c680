# ruff: noqa: E501 - paragraphs of an article are lines
"""The embedded writer's bullets: whole, self-contained, in the article's words, each with its sentence."""

import asyncio
import gzip
import json
import re
from pathlib import Path

import pytest

from bot.domain.article import Article
from bot.domain.errors import Unreadable
from bot.domain.ports import Brief
from bot.text.sentences import split
from bot.writers.embedded import EmbeddedWriter
from bot.writers.embedded.gate import stands
from bot.writers.embedded.naming import named
from bot.writers.embedded.prose import prose
from bot.writers.embedded.speech import spoken
from bot.writers.embedded.splitting import halves
from bot.writers.embedded.statements import statements
from bot.writers.embedded.story import Story
from bot.writers.embedded.trimming import faithful, shorter

TIDAL = """Sarnholm switched on 48 tidal turbines in the Varn Strait on Monday, making the port city of 210,000 people home to Europe's largest tidal power array. The €640 million plant will cover about 38 percent of the city's electricity use, according to the operator, Strandkraft.

The array was due to open in spring 2024. Divers found cracks in nine turbine mounts during tests that January, and the supplier, Mollvik Marine, replaced all 48 at its own cost. "We would rather be late than sorry," Strandkraft's chief executive, Jonas Reyle, told reporters at the quay.

Electricity bills in Sarnholm should fall by 11 percent from October, the city council said, because the plant sells to the local grid at a fixed price for 20 years. Households outside the city limits will not benefit until a second cable is laid, which the council expects in 2028.

Fishing crews remain opposed. The strait's cod catch fell by a fifth during construction, and the Varn Fishers' Union says the exclusion zone, at 14 square kilometres, is twice what was promised. "They got their turbines, we got a fence in the sea," said the union's chair, Petra Halden. The council has offered the union €3.2 million a year until 2031.
"""
TITLE = "Sarnholm turns on Europe's largest tidal array after two-year delay"
LONG = (
    "The Varn Fishers' Union took the harbour council of Sarnholm to court over the exclusion zone around the new tidal array, "
    "and the council's lawyers told the judges that the zone was needed to keep divers and crews safe from the turbines."
)


def article(text: str, title: str = "", language: str = "en") -> Article:
    paragraphs = split(text, language)
    starts = [1 + sum(map(len, paragraphs[:place])) for place in range(len(paragraphs))]
    sentences = tuple(sentence for paragraph in paragraphs for sentence in paragraph)
    return Article(
        id="a", title=title, language=language, sentences=sentences, paragraphs=tuple(starts), words=len(text.split())
    )


def test_a_draft_says_the_story_and_names_its_sentences() -> None:
    source = article(TIDAL, TITLE)
    draft = asyncio.run(EmbeddedWriter().write(source, Brief(), draft_id="d"))
    assert draft.headline.text == TITLE
    assert 3 <= len(draft.bullets) <= 4
    assert draft.standfirst
    assert draft.standfirst.text.startswith("Sarnholm switched on 48 tidal turbines")
    assert len(draft.candidates) >= 2
    assert draft.context
    for part in (*draft.bullets, *draft.candidates):
        words = set(re.findall(r"\w+", part.text))
        assert words <= set(re.findall(r"\w+", " ".join(source.sentence(number) for number in part.sentences)))
        assert stands(part.text, 200, cut=False)
        assert [len(form) for form in part.shorter] == sorted((len(form) for form in part.shorter), reverse=True)


def test_bullets_and_context_are_in_reading_order_and_do_not_repeat() -> None:
    draft = EmbeddedWriter().draft(article(TIDAL, TITLE), Brief(), draft_id="d")
    numbers = [bullet.sentences[0] for bullet in draft.bullets]
    assert numbers == sorted(numbers)
    used = {*numbers, *(draft.standfirst.sentences if draft.standfirst else ())}
    assert used.isdisjoint(number for passage in draft.context for number in passage.sentences)


@pytest.mark.parametrize("most", [90, 140, 200])
def test_no_bullet_is_longer_than_the_brief_asks(most: int) -> None:
    draft = EmbeddedWriter().draft(article(TIDAL, TITLE), Brief(max_bullet=most), draft_id="d")
    assert all(len(bullet.text) <= most for bullet in (*draft.bullets, *draft.candidates))


@pytest.mark.parametrize(
    "text",
    [
        "He said the array was the largest in the whole of Europe.",
        "But the council offered the union €3.2 million a year until 2031.",
        "This will cost the harbour city of Sarnholm €640 million by 2029.",
        "Households outside the limits will not benefit until the",
        '"We would rather be late than sorry, and we will be late again," he said.',
        "Will the council of Sarnholm pay the crews €3.2 million a year?",
        "We think the council of Sarnholm should pay the crews more money.",
        "Click here for more pictures of the Sarnholm tidal array in action.",
        "There are things you never say.",
        "Share, and your gift will be multiplied by the Sarnholm fund.",
        "After the second cable to the city of Sarnholm was laid in 2028.",
        "The council (which met in Sarnholm on Monday offered the union money.",
    ],
)
def test_what_spoils_a_post_does_not_stand(text: str) -> None:
    assert not stands(text, 200)


def test_a_long_lede_becomes_two_whole_bullets() -> None:
    first, second = statements(LONG, 1, 200, "en")
    assert first.text.endswith("around the new tidal array.")
    assert second.text.startswith("The council's lawyers told the judges")
    assert (first.half, second.half) == (0, 1)


@pytest.mark.parametrize(
    ("text", "second"),
    [
        (
            "Petra Halden led the union through the long dispute and accused the council of breaking its promise to the crews.",
            "Petra Halden accused the council of breaking its promise to the crews.",
        ),
        (
            "The work was delayed for months by Mollvik Marine, which replaced all of the turbine mounts at its own cost.",
            "Mollvik Marine replaced all of the turbine mounts at its own cost.",
        ),
        (
            "Jonas Reyle was taken to the harbour hospital on Monday after he fell from the quay during the opening.",
            "Jonas Reyle fell from the quay during the opening.",
        ),
    ],
)
def test_a_half_says_its_subject_again(text: str, second: str) -> None:
    assert second in [half for _, half in halves(text)]


def test_safe_shortening_drops_reason_and_source_of_a_plain_figure() -> None:
    forms = shorter(
        "Electricity bills in Sarnholm should fall by 11 percent from October, the city council said, because the plant sells to "
        "the local grid at a fixed price.",
        lambda form: stands(form, 200),
    )
    assert forms[-1] == "Electricity bills in Sarnholm should fall by 11% from October."


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Police in Sarnholm arrested a diver accused of theft, according to police.", "according to police"),
        ("Jonas Reyle allegedly paid two officials €9,000, prosecutors said.", "allegedly"),
        ("The council will pay the union €3.2 million, but not the crews, until 2031.", "but not the crews"),
        ("The array, which cost €640 million, opened in the Varn Strait on Monday.", "€640 million"),
        ("Strandkraft plans 30 more turbines in the strait, unless seals are harmed by them.", "unless"),
    ],
)
def test_doubts_negations_conditions_and_numbers_are_never_trimmed_off(text: str, kept: str) -> None:
    assert all(kept in form for form in shorter(text, lambda form: True))


def test_an_opening_pronoun_gets_its_name_only_where_one_person_can_be_meant() -> None:
    text = "Jonas Reyle opened the array in Sarnholm. He praised the divers. Petra Halden met Jonas Reyle there. She left early."
    story = Story.of(article(text))
    assert named(story, 2).text == "Jonas Reyle praised the divers."
    assert named(story, 4).text == "She left early."


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Sarnholm (CNN)The array opened on Monday at noon.", "The array opened on Monday at noon."),
        ("SARNHOLM, May 12 (Reuters) - The array opened on Monday.", "The array opened on Monday."),
        ("The council claims to . have paid the crews.", "The council claims to have paid the crews."),
        (
            "The union?s chair called it ?a fence in the sea? on Monday.",
            "The union’s chair called it “a fence in the sea” on Monday.",
        ),
    ],
)
def test_datelines_wraps_and_mangled_signs_go(raw: str, clean: str) -> None:
    assert prose(raw) == clean


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "de",
            "Sarnholm hat am Montag 48 Turbinen eingeschaltet. Die Rechnungen sinken um elf Prozent. Die Fischer klagen weiter.",
        ),
        (
            "ru",
            "Сарнхольм включил 48 турбин в проливе. Счета упадут на 11 процентов с октября. Рыбаки по-прежнему против.",
        ),
        (
            "ja",
            "サルンホルム市は月曜日に48基の潮力タービンを始動した。電気料金は10月から11%下がる見込みだ。漁師たちは今も反対している。",
        ),
    ],
)
def test_other_languages_get_whole_sentences_and_no_invented_words(language: str, text: str) -> None:
    source = article(text, language=language)
    draft = EmbeddedWriter().draft(source, Brief(), draft_id="d")
    assert draft.bullets
    assert all(bullet.text in source.sentences and not bullet.shorter for bullet in draft.bullets)


def test_a_short_article_gives_fewer_bullets_rather_than_bad_ones() -> None:
    draft = EmbeddedWriter().draft(
        article("The harbour of Sarnholm opened a tidal array on Monday. It is large."), Brief(), draft_id="d"
    )
    assert len(draft.bullets) <= 1


def test_nothing_to_say_is_said() -> None:
    with pytest.raises(Unreadable):
        EmbeddedWriter().draft(Article(id="a", language="en", sentences=()), Brief(), draft_id="d")


def test_real_articles_give_three_bullets_or_four(shared: Path) -> None:
    with gzip.open(shared / "data" / "cnndm_highlights.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines][::16]
    drafts = [EmbeddedWriter().draft(article(record["article"]), Brief(), draft_id="d") for record in records]
    enough = sum(3 <= len(draft.bullets) <= 4 for draft in drafts)
    assert enough >= 0.97 * len(drafts)


@pytest.mark.parametrize(
    "text",
    [
        "Jonas Reyle opened the array in Sarnholm. He stumbled, but Petra Halden caught him and Reyle laughed.",
        "Jonas Reyle opened the array in Sarnholm. He stumbled, but the driver caught him on the quay.",
        "Jonas Reyle met Petra Halden at the array in Sarnholm. He praised the divers.",
    ],
)
def test_a_pronoun_keeps_its_place_where_anybody_else_is_spoken_of(text: str) -> None:
    story = Story.of(article(text))
    assert named(story, 2).text == story.article.sentences[1]


def test_a_name_put_in_is_traced_to_the_sentence_it_is_from() -> None:
    story = Story.of(
        article("Jonas Reyle opened the array in Sarnholm. He praised the divers for eleven months of work.")
    )
    found = named(story, 2)
    [statement] = statements(found.text, 2, 200, "en", by=found.by)
    assert statement.numbers == (1, 2)


@pytest.mark.parametrize(
    "text",
    [
        "The council opened the array in Sarnholm on Monday. Petra Halden had asked it to wait.",
        "The union wants the zone to shrink by half,? said Petra Halden of the Varn Fishers' Union.",
        "The council of Sarnholm will pay the Varn crews ?500,000 a year until 2031.",
    ],
)
def test_run_on_sentences_and_lost_signs_do_not_stand(text: str) -> None:
    assert not stands(text, 200, cut=False)


@pytest.mark.parametrize(
    ("form", "text", "kept"),
    [
        ("The plant opened in May.", "The plant opened in May, at a cost of 640 million euros.", False),
        ("The council broke its word.", "The council broke its word, the union’s chair said.", False),
        ("The plant opened at noon.", "The plant opened at noon, the city council said.", True),
        ("The chair attacked the council.", "The chair attacked the council, police said.", False),
        ("The hall, the quay.", "The hall, the quay, and the old mill open in May.", False),
    ],
)
def test_a_short_form_keeps_figures_lists_and_the_speaker_of_an_opinion(form: str, text: str, kept: bool) -> None:
    assert faithful(form, text) is kept


def test_what_lies_within_anothers_speech_is_no_statement() -> None:
    text = "Petra Halden spoke. “The council lied to us. The zone doubled in size. We saw it coming,” she said. Crews left."
    source = Article(id="a", language="en", sentences=tuple(re.split(r"(?<=[.]) (?=[A-Z“])", text)))
    assert {3, 4} <= spoken(Story.of(source))
    assert 1 not in spoken(Story.of(source))


def test_the_same_subject_again_does_not_turn_a_wish_into_a_fact() -> None:
    text = "The Varn Fishers’ Union wants the crews to give up their boats in May and have the money delivered by the council."
    assert not [second for _, second in halves(text) if "have the money" in second]


@pytest.mark.parametrize(
    ("text", "bullet"),
    [
        (
            "Facing pressure from the fishing crews to give up a part of the new exclusion zone around the tidal array, the harbour "
            "council of Sarnholm is negotiating with the Varn Fishers' Union over a payment of €3.2 million a year.",
            "The harbour council of Sarnholm is negotiating with the Varn Fishers' Union over a payment of €3.2 million a year.",
        ),
        (
            "The harbour council of Sarnholm has banned fishing boats and sailing yachts from the whole of the Varn Strait until the "
            "opening of the second power station due to the danger of floating cables, a council official said on Monday.",
            "a council official said.",
        ),
        (
            "“We would rather be late than sorry, and we would rather replace every mount than lose a diver to a turbine that came "
            "loose in a winter storm. Nobody in the whole of the city of Sarnholm will forget that night,” Jonas Reyle told reporters.",
            "winter storm,” Jonas Reyle told reporters.",
        ),
    ],
)
def test_a_long_sentence_loses_its_opening_or_its_end_but_never_its_speaker(text: str, bullet: str) -> None:
    found = statements(text, 2, 200, "en")
    assert len(found) == 1
    assert found[0].text.endswith(bullet)


@pytest.mark.parametrize(
    "text",
    [
        "The council said it may have found the cracks too late, but it promised to replace every mount before the winter storms.",
        "The Varn administration withdrew the order after the letter angered the crews and was torn apart at the harbour meeting.",
    ],
)
def test_no_half_says_what_was_only_granted_or_said_of_another(text: str) -> None:
    assert not any(first.endswith("too late.") or "administration was torn" in second for first, second in halves(text))


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("A study of three ports: Sarnholm.", "A study of three ports: Sarnholm, Varn and Mollvik."),
        ("The crews marched two weeks.", "The crews marched two weeks after the opening of the array."),
        ("Boats on “narrow”.", "Boats on “narrow”, crowded lanes burned more fuel."),
        ("A woman identified.", "A woman identified as Petra Halden spoke to the council."),
    ],
)
def test_a_cut_that_breaks_a_list_or_a_phrase_is_not_faithful(form: str, text: str) -> None:
    assert not faithful(form, text)


def test_a_name_with_its_acronym_is_no_dateline_and_a_heading_run_into_a_sentence_goes() -> None:
    assert (
        prose("The Varn Fishers Union (VFU) today went to court.")
        == "The Varn Fishers Union (VFU) today went to court."
    )
    assert prose("COUNCIL VOTEThe harbour council met on Monday.") == "The harbour council met on Monday."


@pytest.mark.parametrize(
    "before",
    [
        "Miss Halden gave evidence for an hour.",
        "Reyle met Petra Halden at the quay. Halden gave evidence for an hour.",
        "Reyle said the union was wrong. The Halden family was in court.",
    ],
)
def test_a_pronoun_that_may_mean_another_stays(before: str) -> None:
    text = f"Jonas Reyle runs Strandkraft. {before} He also threatened to close the plant in the strait."
    story = Story.of(article(text))
    assert named(story, len(story.article.sentences)).by == 0


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("There are 48 turbines in the Varn Strait, and nine of them had cracks.", True),
        ("“We want the council of Sarnholm to keep its promise to the crews,” Halden said in a statement.", True),
        ("Divers saw the cracks in the mounts.It is not clear who made them in Mollvik.", False),
        ("i.krogh@harbour.exampleThe council of Sarnholm met the crews on Monday.", False),
        ("An ongoing study on how much fuel the crews of Sarnholm waste.", False),
    ],
)
def test_what_stands_alone(text: str, whole: bool) -> None:
    assert stands(text, 200) is whole


def test_the_rest_of_a_line_that_broke_off_is_no_statement() -> None:
    lines = (
        "Jonas Reyle told the council that Petra Halden, of the crews' union in .",
        "Sarnholm, was a liar and a thief in the strait.",
    )
    story = Story.of(Article(id="a", language="en", sentences=lines))
    assert statements(named(story, 2).text, 2, 200, "en") == []


def test_a_day_taken_out_leaves_the_comma_that_closes_an_aside() -> None:
    text = "The crews, led by members of the Varn union, on Monday gathered outside the harbour council in Sarnholm."
    assert "union, gathered" in shorter(text, lambda form: True)[0]
