"""Threads counts an emoji by its bytes and allows five links."""

import pytest

from bot.platforms.threads import platform as threads


@pytest.mark.parametrize(("text", "length"), [("😀", 4), ("👩‍👩‍👧‍👧", 25), ("é“", 2), ("船", 1), ("1 2", 3)])
def test_an_emoji_costs_its_bytes(text, length):
    assert threads.measure(text).length == length


def test_a_sixth_link_is_too_many_but_a_repeated_one_is_not():
    links = [f"https://estmere.com/{count}" for count in range(6)]
    assert threads.measure(" ".join(links)).problem == "too_many_links"
    assert threads.measure(" ".join([*links[:5], links[0]])).valid
