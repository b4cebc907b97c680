"""Hashtags: the story's own names and themes, or none."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.article import Article
from bot.writers.embedded.hashtags import hashtags
from bot.writers.embedded.story import Story


def tags(*sentences: str, title: str = "") -> tuple[str, ...]:
    return hashtags(Story.of(Article(id="a", title=title, language="en", sentences=sentences)))


def test_names_and_themes_become_camel_case() -> None:
    found = tags(
        "The council of Sarnholm switched on a tidal array in the Varn Strait on Monday.",
        "The tidal array belongs to Strandkraft.",
        "Sarnholm paid for the tidal array and so did Strandkraft.",
    )
    assert "#Sarnholm" in found
    assert "#TidalArray" in found
    assert not {"#Monday", "#News"} & set(found)


def test_the_victims_of_a_grave_story_are_not_tagged() -> None:
    found = tags(
        "Petra Halden, 34, was killed in a crash near Harby on Monday.",
        "Petra Halden lived in Harby, police said.",
        "The road to Harby was closed after the crash.",
    )
    assert not any("Halden" in tag for tag in found)
    assert "#Harby" in found


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=200), min_size=1, max_size=4))
def test_any_text_gives_at_most_three_well_formed_tags(sentences: list[str]) -> None:
    found = tags(*sentences)
    assert len(found) <= 3
    assert all(re.fullmatch(r"#[^\W_]+", tag) for tag in found)
