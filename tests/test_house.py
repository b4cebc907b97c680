"""House rules: sizes, every platform complete, every message key has its sentence, no sentence in chat code."""

import ast
import re
from pathlib import Path

import pytest

from bot import platforms
from bot.domain import errors
from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "bot").rglob("*.py"))
ERRORS = {name for name in vars(errors) if name[0].isupper()}


def trees() -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in MODULES]


def functions() -> list[tuple[str, int]]:
    return [
        (f"{path.relative_to(ROOT)}:{node.name}", node.end_lineno - node.lineno + 1)
        for path, tree in trees()
        if "migrations" not in path.parts  # a schema in one piece is easier to read than in ten
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def first_strings(names: set[str]) -> set[str]:
    """The literal first arguments of calls to any of these names."""
    found = set()
    for _, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if called in names and isinstance(node.args[0].value, str):
                    found.add(node.args[0].value)
    return found


def test_no_module_is_longer_than_400_lines():
    long = {str(path.relative_to(ROOT)): n for path in MODULES if (n := path.read_text().count("\n")) > 400}
    assert long == {}


def test_no_function_is_longer_than_50_lines():
    assert [(name, lines) for name, lines in functions() if lines > 50] == []


def test_nine_of_ten_functions_are_within_30_lines():
    sizes = [lines for _, lines in functions()]
    assert sum(lines <= 30 for lines in sizes) >= 0.9 * len(sizes)


def test_every_module_says_what_it_is():
    assert [str(path) for path, tree in trees() if not ast.get_docstring(tree)] == []


@pytest.mark.parametrize("kind", ["errors", "notes"])
def test_every_message_key_has_its_sentence(kind):
    keys = first_strings(ERRORS) if kind == "errors" else first_strings({"Note", "note"})
    there = {path.name.removesuffix(".txt.j2") for path in (ROOT / "templates/chat/en" / kind).iterdir()}
    assert keys - there == set()


def test_every_platform_is_complete():
    folders = {path.name for path in (ROOT / "bot/platforms").iterdir() if (path / "__init__.py").exists()}
    assert folders == set(platforms.names()) & folders
    assert all((ROOT / "bot/platforms" / name / "wire.py").exists() for name in folders)
    assert all((ROOT / "tests/platforms" / name).is_dir() for name in folders)


def not_for_members(tree):
    """What goes to the log, to a programmer, or is recognised in what Telegram says."""
    for node in ast.walk(tree):
        logged = isinstance(node, ast.Call) and ast.unparse(node.func).startswith("_LOG.")
        recognised = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).startswith("_")
        if logged or recognised or isinstance(node, ast.Raise):
            yield from map(id, ast.walk(node))


def test_no_sentence_stands_in_chat_code():
    said = [
        (path.name, node.value)
        for path, tree in trees()
        if "chat" in path.parts
        for others in [set(not_for_members(tree))]
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value.split()) > 3
        if id(node) not in others
    ]
    documented = {
        ast.get_docstring(node, clean=False)
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert [found for found in said if found[1] not in documented] == []


def test_every_setting_is_explained():
    explained = (ROOT / ".env.example").read_text()
    assert [name for name in Settings.model_fields if f"STANDFIRST_{name.upper()}=" not in explained] == []
    named = set(re.findall(r"^STANDFIRST_(\w+)=", explained, re.MULTILINE))
    assert named == {name.upper() for name in Settings.model_fields}
