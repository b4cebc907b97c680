"""The engagement question: of this story, in its language, sober where the story is grave."""

import re
from pathlib import Path

import pytest

from bot.domain.article import Article
from bot.writers.embedded.question import patterns, questions
from bot.writers.embedded.story import Story

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


def test_it_names_the_storys_theme_and_the_sentence_it_is_from() -> None:
    found = questions(story(*TIDAL), headline="", sensitive=False)
    assert len(found) == 3
    assert "the tidal array" in found[0].text
    assert found[0].sentences == (1,)


def test_the_same_article_gets_the_same_question() -> None:
    assert questions(story(*TIDAL), headline="", sensitive=False) == questions(
        story(*TIDAL), headline="", sensitive=False
    )


def test_a_grave_story_is_asked_about_help_and_lessons_only() -> None:
    allowed = {*patterns("en", "sober_plain"), *(one.format(theme="the fire") for one in patterns("en", "sober"))}
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
    for pattern in path.read_text("utf-8").splitlines():
        assert pattern.rstrip().endswith(("?", "？", "؟", ";", "。")), pattern
        assert not re.search(r"\d", pattern)
        assert set(re.findall(r"\{.*?\}", pattern)) <= {"{theme}"}
        if path.parent.name == "en":
            assert pattern.split()[0] in ("What", "How", "Who", "Which", "Where")


def test_common_kinds_have_a_dozen_patterns() -> None:
    kinds = (
        "politics",
        "business",
        "technology",
        "science",
        "health",
        "sport",
        "culture",
        "environment",
        "world",
        "news",
    )
    assert all(len(patterns("en", kind)) >= 12 for kind in kinds)
