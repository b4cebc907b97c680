"""Every question, every remark on an answer and every finding has its sentence in every language."""

import ast
from pathlib import Path

import pytest

from bot.chat.texts import LANGUAGES
from bot.text.templating import Templates

ROOT = Path(__file__).resolve().parents[3]
VALUES = {"reason": "no"}


def words(node):
    """The texts within an argument."""
    return [one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def asked():
    """What the platform's code says by a key: template names below templates/chat/<lang>."""
    for path in sorted((ROOT / "bot/platforms/webhook").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            named = {one.arg: one.value for one in node.keywords} if called else {}
            if called == "Question":
                yield from (f"connect/webhook/{word}" for word in words(named["name"]))
            if called == "_bad":
                yield from (f"connect/webhook/bad_{word}" for word in words(node.args[1]))
            if called == "Finding":
                yield from (f"findings/{word}" for word in words(named["key"]))


def test_enough_is_asked_and_found():
    assert len(set(asked())) >= 11


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_has_its_sentence(language):
    for name in sorted(set(asked())):
        said = Templates().render(f"chat/{language}/{name}.txt.j2", chat=True, **VALUES)
        assert len(said.split()) > 2, (language, name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_there_for_nothing(language):
    folder = ROOT / "templates/chat" / language
    there = [*folder.glob("connect/webhook/*.j2"), *folder.glob("findings/webhook_*.j2")]
    assert {str(path.relative_to(folder)).removesuffix(".txt.j2") for path in there} == set(asked())
