"""Sensitivity: suffering is told from sport, politics and figures of speech."""

import json
from pathlib import Path

import pytest

from bot.domain.article import Article
from bot.text.sentences import split
from bot.writers.embedded.sensitive import is_sensitive
from bot.writers.embedded.story import Story


def judged(text: str, title: str = "", language: str = "en") -> bool:
    sentences = tuple(sentence for paragraph in split(text, language) for sentence in paragraph)
    return is_sensitive(Story.of(Article(id="a", title=title, language=language, sentences=sentences)))


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Harby poet Ida Krogh dies aged 81", "The poet Ida Krogh has died at her home, her family said."),
        (
            "Two held after stabbing in Varn",
            "A man was stabbed to death outside a bar. Police arrested two suspects on Monday.",
        ),
        ("", "At least 40 people were killed when a bomb exploded at a market in Harby, officials said."),
        (
            "Flood leaves hundreds homeless",
            "Rescuers searched for survivors after the flood. The death toll rose to nine.",
        ),
        (
            "Teacher charged with abusing pupils",
            "A teacher was charged with sexual assault of two children, prosecutors said.",
        ),
        ("Union chair takes own life", "The chair was found dead on Sunday. He had killed himself, the police said."),
    ],
)
def test_suffering_is_sensitive(title: str, text: str) -> None:
    assert judged(text, title)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Sarnholm turns on tidal array",
            "The city switched on 48 turbines on Monday. Bills should fall by 11 percent.",
        ),
        ("Varn striker out for six weeks", "The striker has a knee injury and will miss the next match of the season."),
        (
            "Hackers attack Strandkraft",
            "A virus hit the firm's computers. The cyber-attack spread by email, the company said.",
        ),
        (
            "Ministers clash over budget battle",
            "The minister attacked the plan in parliament before the election, and MPs will vote.",
        ),
        ("", "The band will release its new album and play a concert in Harby this summer."),
    ],
)
def test_sport_politics_and_cyber_attacks_are_normal(title: str, text: str) -> None:
    assert not judged(text, title)


@pytest.mark.parametrize(
    ("language", "grave", "normal"),
    [
        (
            "es",
            "Tres personas murieron en un incendio en Villamar. Hay dos heridos.",
            "Villamar inaugura una planta de mareas.",
        ),
        ("fr", "Trois morts dans une explosion. Les victimes sont des ouvriers.", "La ville ouvre un nouveau marché."),
        (
            "de",
            "Drei Tote bei einem Unfall in Harby. Zwei Menschen wurden verletzt.",
            "Harby eröffnet ein neues Schwimmbad.",
        ),
        ("pt", "Três pessoas morreram num acidente. Há dois feridos.", "A cidade abre um novo mercado."),
        ("it", "Tre morti in un incidente. Due feriti sono gravi.", "La città apre un nuovo mercato."),
        ("ru", "Три человека погибли при взрыве. Двое пострадали.", "Город открыл новый рынок."),
    ],
)
def test_six_more_languages_are_judged(language: str, grave: str, normal: str) -> None:
    assert judged(grave, language=language)
    assert not judged(normal, language=language)


def test_nine_in_ten_clear_cases_are_right(shared: Path) -> None:
    lines = (shared / "data/sensitive.jsonl").read_text("utf-8").splitlines()
    cases = [case for case in map(json.loads, lines) if not case.get("borderline")]
    right = sum(judged(case["text"], case["title"]) == (case["expect"] == "sensitive") for case in cases)
    assert right >= 0.95 * len(cases)
