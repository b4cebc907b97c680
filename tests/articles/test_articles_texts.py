"""Pasted texts, Markdown and files: facts survive, rubbish is named, nothing hangs."""

import json
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.articles.clean import clean
from bot.articles.intake import from_bytes, from_file, from_markdown, from_text
from bot.articles.parts import count_words
from bot.domain.article import Article
from bot.domain.errors import Unreadable

NEWS = (
    "The night ferry to Ostrey will sail again from 1 June. "
    "It costs €38 and takes seven hours, harbour chief Runa Feld said."
)


def key_of(text: str) -> str:
    with pytest.raises(Unreadable) as caught:
        from_text(text, article_id="1")
    return caught.value.key


def test_two_good_sentences_are_enough() -> None:
    article = from_text(NEWS, title=" The  ferry ", url="https://dalmerepost.example/a", article_id="1")
    assert (article.title, article.language, article.words, article.paragraphs) == ("The ferry", "en", 23, (1,))
    assert article.sentences[0].endswith("1 June.")
    assert from_text(NEWS, url="javascript:alert(1)", language="de", article_id="1").language == "de"


@pytest.mark.parametrize(
    "poison",
    ["\0", "\r", "\x1b[31m", "\u202e", "\u0600", "\ud83d", "\u200b", "\u2060", "\ufeff", "\x07 ", "{{7*7}} ", "</b> "],
)
def test_the_facts_survive_what_is_invisible_or_looks_like_code(poison: str) -> None:
    text = " ".join(
        from_text(NEWS.replace("from ", f"from {poison}").replace("€38", f"€38{poison}"), article_id="1").sentences
    )
    assert "from" in text
    assert "1 June" in text
    assert "€38" in text
    assert not set(text) & set("\0\r\x1b\u202e\u0600\ud83d\u200b\ufeff\x07")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        *(
            (" \n\t\u200b", "empty"),
            ("😀😀 ¯_(ツ)_/¯ 🚀", "no_words"),
            ("#news #sea @a @b", "no_words"),
            ("/start /start", "no_words"),
        ),
        *(("hello there", "too_short"), ("T h e m a y o r r e s i g n e d", "no_words"), ("a" * 5000, "too_short")),
        *(("https://a.example/1 https://a.example/2 post both", "only_links"), ("x" * 500_001, "too_long")),
        *(
            ("def total(x):\n    return sum(x)\nprint(total([1, 2]))", "looks_like_code"),
            ("same line here\n" * 400, "repeats"),
        ),
        *(('{"title": "The ferry sails", "words": [1, 2, 3]}', "looks_like_code"), ("and so on " * 900, "repeats")),
        ("\n".join(f"- item number {n} of the long list" for n in range(9)), "looks_like_list"),
        ("\n".join(f"Team {n} | 12 | {n} points won | none lost" for n in range(9)), "looks_like_list"),
    ],
)
def test_what_is_no_article_is_named(text: str, key: str) -> None:
    assert key_of(text) == key


@pytest.mark.parametrize(
    "unit", ["word ", "<b>", "😀", "(", '"', "\n", "x", "https://e.example/a ", "\u0301", "{", "a.\n"]
)
def test_two_million_characters_get_a_quick_answer(unit: str) -> None:
    start = time.process_time()
    key_of(unit * (2_000_000 // len(unit)))
    assert time.process_time() - start < 3


def test_an_article_in_another_script_is_read() -> None:
    article = from_text(
        "市は月曜日、新しい図書館が4月1日に開館すると発表した。総工費は18億円で、蔵書は25万冊になる。", article_id="1"
    )
    assert (article.language, len(article.sentences)) == ("ja", 2)
    assert count_words("市は月曜日に") == 3
    assert (
        from_text(
            "Мэрия сообщила, что новый мост откроют 12 июня. Он обошёлся в 3,2 млрд рублей.", article_id="1"
        ).language
        == "ru"
    )


def test_a_pasted_headline_and_byline_are_taken_apart() -> None:
    article = from_text(
        f"Night ferry returns\nBy Nils Aben and Eva Rud · Dalmere Post · 4 March 2026\n\n{NEWS}\n\n{NEWS}",
        article_id="1",
    )
    assert (article.title, article.authors) == ("Night ferry returns", ("Nils Aben", "Eva Rud"))
    assert (article.site, article.published, article.paragraphs) == ("Dalmere Post", date(2026, 3, 4), (1, 3))


def test_lines_broken_by_a_mailer_are_joined_and_verses_are_not() -> None:
    wrapped = NEWS.replace("again from", "again\nfrom")
    assert from_text(wrapped, article_id="1").sentences == from_text(NEWS, article_id="1").sentences
    assert (
        len(
            from_text(
                "The fog lay low along the quay,\nThe ferries slept, the gulls were grey.\n" * 3, article_id="1"
            ).paragraphs
        )
        == 6
    )


def test_markdown_keeps_words_and_loses_marks() -> None:
    text = (
        "---\ntitle: Ferry returns\nauthor: Nils Aben\ndate: 2026-03-04\n---\n# Ferry returns\n\n"
        f"**The** [night boat](http://a.example) sails.\n\n> {NEWS}\n\n"
        "- ![x](y.png)A *quiet* ship\n\n```\ncode()\n```\n"
    )
    article = from_markdown(text, article_id="1")
    assert (article.title, article.authors, article.published) == ("Ferry returns", ("Nils Aben",), date(2026, 3, 4))
    assert article.sentences[0] == "The night boat sails."
    assert article.sentences[-1] == "A quiet ship"
    assert not any(mark in " ".join(article.sentences) for mark in ("http", "code", "*", ">", "#"))


def test_a_file_is_read_by_its_suffix_or_its_looks(tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text(f"# Ferry returns\n\n{NEWS}")
    assert from_file(note, article_id="1").title == "Ferry returns"
    html = f"<!doctype html><html><head><title>Ferry</title></head><body><h1>Ferry</h1><p>{NEWS}</p></body></html>"
    assert from_bytes(html.encode("utf-16"), article_id="1").title == "Ferry"
    assert from_text(html, article_id="1").title == "Ferry"
    assert (
        from_bytes(b"\xef\xbb\xbf" + NEWS.encode(), name="a.txt", article_id="1").sentences[0].startswith("The night")
    )
    assert "€38" in from_bytes(NEWS.encode("cp1252"), article_id="1").sentences[1]
    with pytest.raises(OSError, match="gone"):
        from_file(tmp_path / "gone.txt", article_id="1")


@given(st.text())
def test_any_text_is_cleaned_or_refused_and_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    try:
        article = from_text(text, article_id="1")
    except Unreadable:
        return
    assert isinstance(article, Article)


@settings(deadline=None)  # what looks like a PDF takes a process of its own
@given(st.binary(max_size=300))
def test_any_bytes_get_an_answer(data: bytes) -> None:
    with suppress(Unreadable):
        from_bytes(data, article_id="1")


def test_nasty_messages_get_a_clear_answer_in_time(shared: Path) -> None:
    for line in (shared / "data/nasty.jsonl").read_text().splitlines():
        case = json.loads(line)
        text = case["text"] if case.get("text") is not None else case["repeat"][0] * case["repeat"][1]
        start = time.process_time()
        try:
            read = from_text(text, article_id="1").sentences
        except Unreadable:
            read = ()
        assert time.process_time() - start < 3, case["id"]
        assert read or case["kind"] not in {"poisoned_article", "prompt_injection"}, case["id"]
