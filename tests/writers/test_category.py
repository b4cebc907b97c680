"""The category: one of a small set, "News" when in doubt."""

import gzip
import json
from pathlib import Path

import pytest

from bot.domain.article import Article
from bot.text.sentences import split
from bot.writers.embedded.category import CATEGORIES, category
from bot.writers.embedded.story import Story


def story(text: str, title: str = "", language: str = "en") -> Story:
    sentences = tuple(sentence for paragraph in split(text, language) for sentence in paragraph)
    return Story.of(Article(id="a", title=title, language=language, sentences=sentences))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The striker scored twice as Harby won the cup final. The coach praised the team after the match.", "Sport"),
        ("Shares in Strandkraft fell after profits dropped. Analysts expect sales to recover.", "Business"),
        ("The minister told parliament that Labour and Tory MPs will vote before the election.", "Politics"),
        ("The film won the award for best actor. The band's music had prizes at the festival.", "Culture"),
    ],
)
def test_a_plain_story_finds_its_place(text: str, wanted: str) -> None:
    assert category(story(text)) == wanted


@pytest.mark.parametrize("language", ["de", "zh", "ru"])
def test_other_languages_are_news(language: str) -> None:
    assert category(story("Sarnholm.", language=language)) == "News"


def test_nothing_to_go_by_is_news() -> None:
    assert category(story("Hello there.")) == "News"


def test_the_trained_classes_hold_on_the_evaluation_data(shared: Path) -> None:
    with gzip.open(shared / "data/bbc_headlines.jsonl.gz", "rt", encoding="utf-8") as lines:
        items = [json.loads(line) for place, line in enumerate(lines) if place % 8 == 0]
    names = {
        "business": "Business",
        "entertainment": "Culture",
        "politics": "Politics",
        "sport": "Sport",
        "tech": "Technology",
    }
    found = [category(story(item["article"], item["headline"])) for item in items]
    assert set(found) <= set(CATEGORIES)
    assert sum(
        one == names.get(item["category"], item["category"].title()) for one, item in zip(found, items, strict=True)
    ) > 0.9 * len(items)
