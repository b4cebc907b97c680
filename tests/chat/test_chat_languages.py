"""Every language of the chat says everything, with the same values at hand."""

import pytest
from jinja2 import Environment, meta

from bot.app import product_folder
from bot.chat.texts import LANGUAGES, Texts
from bot.edits.grammar import read
from bot.text.templating import Templates

CHAT = product_folder() / "chat"
OTHERS = [language for language in LANGUAGES if language != "en"]


def keys(language):
    """The texts of a language, but those of the command line, which operators read in English."""
    found = (path.relative_to(CHAT / language) for path in (CHAT / language).rglob("*.j2"))
    return {str(path) for path in found if path.parts[0] != "cli"}


def variables(path):
    return meta.find_undeclared_variables(Environment().parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_texts(language):
    assert keys(language) == keys("en")


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_uses_values_that_are_there(language):
    wrong = [key for key in keys(language) if not variables(CHAT / language / key) <= variables(CHAT / "en" / key)]
    assert wrong == []


@pytest.mark.parametrize(
    ("language", "said"),
    [("de", "2 kürzer"), ("es", "2 más corto"), ("ru", "2 короче")],
)
def test_edits_are_understood_in_the_members_language(language, said):
    words = Texts(Templates(), language).words()
    assert read(said.replace("más ", ""), words) == read("2 shorter")
