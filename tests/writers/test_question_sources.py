"""The operator's own folder overrides the questions, as it does every other template."""

import pytest

from bot.domain.article import Article
from bot.domain.errors import Refused
from bot.domain.ports import Brief
from bot.text.templating import Templates
from bot.writers.embedded import EmbeddedWriter

SENTENCES = (
    "Sarnholm switched on a tidal array of 48 turbines in the Varn Strait on Monday.",
    "The tidal array will cover about 38 percent of the city's electricity use, the council said.",
)


def asked(folder, name: str, questions: bytes, language: str = "en") -> list[str]:
    (folder / "questions" / language).mkdir(parents=True, exist_ok=True)
    (folder / "questions" / language / name).write_bytes(questions)
    article = Article(id="a", title="Sarnholm turns on its tidal array", language=language, sentences=SENTENCES)
    writer = EmbeddedWriter(Templates(folder).source)
    return [one.text for one in writer.draft(article, Brief(), draft_id="d").questions]


def test_an_operators_topic_is_asked_about_first(tmp_path):
    assert asked(tmp_path, "topics.txt", b"tidal array turbine*\nWould you live beside one?\n")[0] == (
        "Would you live beside one?"
    )


def test_an_operators_patterns_are_used_for_a_language_we_do_not_know(tmp_path):
    assert asked(tmp_path, "plain.txt", "Hvað finnst {þér} um þetta?".encode(), "is") == ["Hvað finnst {þér} um þetta?"]


def test_an_operators_broken_file_is_named(tmp_path):
    with pytest.raises(Refused) as caught:
        asked(tmp_path, "topics.txt", b"\xff\xfe")
    assert caught.value.key == "template_broken"
    assert "topics.txt" in str(caught.value.values["file"])
