"""Bullets are marked by house style, and soberly where the story is sad."""

import pytest

from bot.text.emoji import bullet, cheerful, emoji_in, is_emoji


@pytest.mark.parametrize("emoji", ["✅", "✍️", "👩‍👩‍👧", "👍🏽", "🇫🇷", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"])
def test_a_whole_sequence_is_one_emoji(emoji):
    assert is_emoji(emoji)
    assert list(emoji_in(f"a{emoji}b")) == [emoji]


@pytest.mark.parametrize("text", ["", "a", "1", "✅✅", "渡", "©", "▪️a"])
def test_letters_and_pairs_are_not_one_emoji(text):
    assert not is_emoji(text)


@pytest.mark.parametrize(
    ("style", "index", "sensitive", "mark"),
    [
        ("✅", 3, False, "✅"),
        ("✅", 3, True, "▪️"),
        ("🎉", 0, True, "▪️"),
        ("•", 0, True, "•"),
        ("▪️", 0, True, "▪️"),
        ("numbered", 0, True, "1️⃣"),
        ("numbered", 9, False, "🔟"),
        ("numbered", 10, False, "11."),
        ("topic", 0, True, "▪️"),
    ],
)
def test_the_house_style_marks_a_bullet(style, index, sensitive, mark):
    assert bullet(style, index, "The ferry returns", sensitive=sensitive) == mark


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("The ferry returns to the harbour", "🌊"),
        ("Doctors at the hospital ask for nurses", "🏥"),
        ("El tribunal aplazó la sentencia", "⚖️"),
        ("Суд отложил решение", "⚖️"),
        ("Der Bundestag stimmt im Parlament ab", "🏛️"),
        ("They paid €30 for it", "💶"),
        ("They paid £30 for it", "💷"),
        ("They paid $30 for it", "💵"),
        ("The search for a name goes on", "▪️"),
    ],
)
def test_a_topic_is_read_from_the_words(text, mark):
    assert bullet("topic", 0, text, sensitive=False) == mark


def test_plain_signs_are_not_cheerful_and_pictures_are():
    assert not any(map(cheerful, ["▪️", "•", "—", "1️⃣", "🔟", "➡️", ""]))
    assert all(map(cheerful, ["🎉", "✅", "😀", "⚽", "🇫🇷"]))
