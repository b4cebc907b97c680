"""The engagement question: of this story, in its language, sober where the story is grave."""

import re
from pathlib import Path

import pytest

from bot.domain.article import Article
from bot.writers.embedded.question import patterns, questions
from bot.writers.embedded.story import Story
from bot.writers.embedded.topics import topic_questions

ROOT = Path(__file__).parents[2] / "templates" / "questions"
TIDAL = (
    "Sarnholm switched on a tidal array of 48 turbines in the Varn Strait on Monday.",
    "The tidal array will cover about 38 percent of the city's electricity use, the council said.",
    "Fishing crews in Sarnholm say the tidal array has cost them a fifth of their catch.",
)
FIRE = (
    "Three people died in a fire at a flour mill in Harby on Sunday.",
    "The fire began in a store room, the Harby fire service said.",
    "A memorial for the dead will be held in Harby on Friday.",
)


def story(*sentences: str, title: str = "", language: str = "en") -> Story:
    return Story.of(Article(id="a", title=title, language=language, sentences=sentences))


def test_the_topic_goes_first_and_the_storys_own_theme_is_offered_with_its_sentence() -> None:
    found = questions(story(*TIDAL), headline="Sarnholm turns on its tidal array", sensitive=False)
    assert len(found) == 3
    assert found[0].text in topic_questions(story(*TIDAL), "Sarnholm turns on its tidal array", sober=False)
    themed = next(one for one in found if "tidal array" in one.text)
    assert themed.sentences == (1,)


@pytest.mark.parametrize(
    ("headline", "sober", "word"),
    [
        ("Mortgage lenders in Harby raise interest rates", False, "interest rates"),
        ("Hackers take passwords of Harby ferry passengers", False, "online"),
        ("Voters queue in Harby on election day", False, "vote"),
        ("Flood water cuts off Harby for a third day", True, "flood"),
    ],
)
def test_a_topic_is_known_by_its_words(headline: str, sober: bool, word: str) -> None:
    found = topic_questions(story("Harby was busy."), headline, sober=sober)
    assert any(word in question for question in found)


def test_one_word_alone_is_no_topic() -> None:
    assert topic_questions(story("The bank of the Harn was busy."), "A ferry for Harby", sober=False) == ()


def test_a_person_or_a_bare_word_is_never_asked_about() -> None:
    told = story(
        "Petra Halden opened the door.", "Petra Halden said Petra Halden was glad.", title="Petra Halden is glad"
    )
    assert not any(
        "Halden" in found.text for found in questions(told, headline="Petra Halden is glad", sensitive=False)
    )


def test_the_same_article_gets_the_same_question() -> None:
    assert questions(story(*TIDAL), headline="", sensitive=False) == questions(
        story(*TIDAL), headline="", sensitive=False
    )


def test_a_grave_story_is_asked_about_help_and_lessons_only() -> None:
    bank = {line for line in (ROOT / "en/topics_sober.txt").read_text("utf-8").splitlines() if line.endswith("?")}
    slots = (one.format(theme="the fire") for one in patterns("en", "sober"))
    allowed = {*bank, *patterns("en", "sober_plain"), *slots}
    found = questions(story(*FIRE), headline="", sensitive=True)
    assert found
    assert {passage.text for passage in found} <= allowed


@pytest.mark.parametrize("language", ["es", "fr", "de", "pt", "it", "ru"])
@pytest.mark.parametrize("sensitive", [False, True])
def test_six_more_languages_ask_in_their_own(language: str, sensitive: bool) -> None:
    found = questions(story("Sarnholm 48 Sarnholm.", language=language), headline="", sensitive=sensitive)
    own = {pattern for kind in ("plain", "sober") for pattern in patterns(language, kind)}
    assert found
    assert found[-1].text in own


def test_an_unknown_language_gets_no_question() -> None:
    assert questions(story("Sarnholm 48.", language="xx"), headline="", sensitive=False) == ()


def test_another_language_has_no_question_on_a_grave_story() -> None:
    assert questions(story("Sarnholm 48.", language="nl"), headline="", sensitive=True) == ()


@pytest.mark.parametrize("path", sorted(ROOT.glob("*/*.txt")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_pattern_is_an_open_question_without_numbers(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    if path.stem.startswith("topics"):
        blocks = [block.splitlines() for block in "\n".join(lines).split("\n\n") if not block.startswith("#")]
        assert all(len(block) >= 3 and "?" not in block[0] for block in blocks)
        lines = [line for block in blocks for line in block[1:]]
    for pattern in lines:
        assert pattern.rstrip().endswith(("?", "？", "؟", ";", "。")), pattern
        assert not re.search(r"\d", pattern)
        assert set(re.findall(r"\{.*?\}", pattern)) <= {"{theme}"}
        if path.parent.name == "en":
            assert pattern.split()[0] in ("What", "How", "Who", "Which", "Where", "When")


def test_every_kind_that_is_asked_about_has_questions_that_need_no_theme() -> None:
    kinds = ("politics", "business", "technology", "science", "health", "sport", "environment")
    assert all(len(patterns("en", f"plain_{kind}")) >= 2 for kind in kinds)
