"""Which chat an answer names, which messages an id does, and how the server cleans a text."""

import pytest

from bot.platforms.telegram import links, reading


@pytest.mark.parametrize(
    ("answer", "chat"),
    [
        ("@harbour_news", "@harbour_news"),
        (" harbour_news ", "@harbour_news"),
        ("https://t.me/harbour_news", "@harbour_news"),
        ("http://www.t.me/s/harbour_news/12", "@harbour_news"),
        ("telegram.me/harbour_news", "@harbour_news"),
        ("https://t.me/c/1234567890/55", "-1001234567890"),
        ("-1001234567890", "-1001234567890"),
        ("12345", "12345"),
        ("", ""),
        ("@no", ""),
        ("https://t.me/+AbCdEf", ""),
        ("https://t.me/joinchat/", "@joinchat"),
        ("https://t.me.example.com/harbour_news", ""),
    ],
)
def test_an_answer_names_a_chat(answer, chat):
    assert links.chat(answer) == chat


@pytest.mark.parametrize(
    ("part", "ids"),
    [("101", [101]), ("101,102", [101, 102]), ("", []), ("<part 1>", []), ("-1", []), ("1,", []), ("٣", [])],
)
def test_an_id_names_messages(part, ids):
    assert links.ids(part) == ids


def test_a_text_is_cleaned_as_the_server_does():
    assert reading.cleaned(" a\r\nb\tc\x00d\u202ee\u2028f\n") == "a\nb c def"
    assert reading.cleaned("👩\u200d👩\u200d👧 é") == "👩\u200d👩\u200d👧 é"
