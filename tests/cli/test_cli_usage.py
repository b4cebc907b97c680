"""Wrong usage is told, never silently ignored; settings that cannot be used are named with their value."""

import ast
from pathlib import Path

import pytest

import bot.cli

STRAY = [
    (["read", "--jsonl", "-", "{article}"], "SOURCE"),
    (["read", "--jsonl", "-", "--json"], "--json"),
    (["facts", "--jsonl", "-", "{article}"], "ARTICLE"),
    (["facts", "-", "-"], "-"),
    (["facts", "", "{article}"], "facts"),
    (["count", "--jsonl", "-", "A line."], "TEXT"),
    (["count", "--jsonl", "-", "--media"], "--media"),
    (["count", "--jsonl", "-", "--spoiler", "Heat"], "--spoiler"),
    (["count"], "count"),
    (["compose", "--jsonl", "-", "{article}", "--json"], "SOURCE, --json"),
    (["compose", "--jsonl", "-", "--brand", "Main"], "--brand"),
    (["compose", "{article}", "--for", " , "], "--for"),
    (["compose", "{article}", "--brand", ""], "--brand"),
    (["compose", "{article}", "--writer", "quill"], "quill"),
    (["compose", "-", "-"], "-"),
    (["compose", "{article}", ""], "compose"),
    (["publish", "k3f9m2x8bd", "--to", ","], "--to"),
    (["replies", "--json", "--export", "csv"], "--json"),
    (["replies", "--export", ""], "--export"),
    (["rehearse", "k3f9m2x8bd"], "--delete"),
    (["rehearse", "k3f9m2x8bd", "Good.", "--delete"], "TEXT"),
    (["rehearse", "k3f9m2x8bd", "--delete", "--edit"], "--edit"),
    (["rehearse", "k3f9m2x8bd", "--delete", "--author", "@mira.example"], "--author"),
    (["rehearse", "k3f9m2x8bd", "Good.", "--edit", "--author", "@mira.example"], "--author"),
    (["--debug"], "COMMAND"),
]


@pytest.mark.parametrize(("arguments", "named"), STRAY)
def test_what_a_command_would_ignore_is_wrong_usage(run, article, arguments, named):
    done = run(*(argument.format(article=article) for argument in arguments))
    assert (done.code, done.out, named in done.err) == (2, "", True)


@pytest.mark.parametrize(
    ("setting", "value", "remedy"),
    [
        ("TEMPLATES", "/nosuch/folder", "Make it"),
        ("TIME_ZONE", "Mars/Olympus", "Europe/Athens"),
        ("TIME_ZONE", "../../etc/hosts", "Europe/Athens"),
        ("LANGUAGE", "tlh", "Name one of"),
        ("HOME", "~nobody-is-called-so/data", "folder"),
        ("HOME", __file__, "folder"),
        ("FETCH_TIMEOUT", "900", "120"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_its_value_and_what_to_do(run, monkeypatch, setting, value, remedy):
    monkeypatch.setenv(f"STANDFIRST_{setting}", value)
    done = run("queue")
    assert (done.code, done.out) == (2, "")
    assert f"STANDFIRST_{setting} is {value}" in done.err
    assert remedy in done.err


def test_every_setting_that_cannot_be_used_is_named_at_once(run, monkeypatch):
    monkeypatch.setenv("STANDFIRST_TEMPLATES", "/nosuch/folder")
    monkeypatch.setenv("STANDFIRST_FETCH_TIMEOUT", "soon")
    said = run("queue").err
    assert "STANDFIRST_TEMPLATES" in said
    assert "STANDFIRST_FETCH_TIMEOUT" in said


def test_a_language_of_the_operators_own_is_spoken(run, home, monkeypatch):
    words = home / "templates" / "chat" / "eo" / "cli"
    words.mkdir(parents=True)
    (words / "queue_empty.txt.j2").write_text("Nenio atendas.")
    monkeypatch.setenv("STANDFIRST_TEMPLATES", str(home / "templates"))
    monkeypatch.setenv("STANDFIRST_LANGUAGE", "eo")
    assert run("queue").out == "Nenio atendas.\n"


def literals(tree):
    """Strings of the code, but for docstrings and the help of options, which are read without any template."""
    helped = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg in ("help", "epilog")
              for inner in ast.walk(node)}  # fmt: skip
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in helped | told:
            yield node.value


def test_no_sentence_stands_in_the_code_of_the_command_line():
    said = [
        text
        for path in sorted(Path(bot.cli.__file__).parent.glob("*.py"))
        for text in literals(ast.parse(path.read_text(encoding="utf-8")))
        if len(text.split()) > 3 and text.isprintable()
    ]
    assert said == []
