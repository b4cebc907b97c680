"""Marks that a broken encoding turned into "?" come back; honest question marks stay."""

import pytest

from bot.articles.intake import from_text
from bot.articles.marks import mended


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("The harbour?s crane and the city?s quay.", "The harbour’s crane and the city’s quay."),
        ("The crane?s owner called it ?safe? and left.", "The crane’s owner called it “safe” and left."),
        ("?We waited,? said the crew?s speaker.", "“We waited,” said the crew’s speaker."),
        ("Two cranes ? one new ? stand on the city?s quay. ?Good.?",
         "Two cranes – one new – stand on the city’s quay. “Good.”"),
        ("It opened on?Friday, the city?s board and the crew?s speaker said.",
         "It opened on Friday, the city’s board and the crew’s speaker said."),
    ],
)  # fmt: skip
def test_lost_marks_come_back_where_their_place_tells_them(broken: str, whole: str) -> None:
    assert mended(broken) == whole


@pytest.mark.parametrize(
    "text",
    [
        "Is it so? We think so. Who pays?",
        "See harbour.example/page?id=3 and harbour.example/list?sort=new for more.",
        "What now? The council's answer is not known.",
        "",
    ],
)
def test_a_sound_text_is_left_alone(text: str) -> None:
    assert mended(text) == text


def test_an_article_with_lost_marks_is_read_with_them() -> None:
    read = from_text(
        "The harbour?s new crane opened on Monday in Harby. ?It lifts 40 tonnes,? said the board?s chair, Ana Lund. "
        "The old crane will be sold in May.",
        article_id="a",
    )
    assert read.sentences[1] == "“It lifts 40 tonnes,” said the board’s chair, Ana Lund."
