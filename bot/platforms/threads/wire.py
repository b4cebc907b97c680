"""How Threads counts: characters, but an emoji as many as its UTF-8 bytes (Threads API, "Posts")."""

from bot.text.counting import utf8_length
from bot.text.emoji import EMOJI


def length(text: str) -> int:
    """Length of a text as Threads counts it."""
    if text.isascii():
        return len(text)
    return len(text) + sum(utf8_length(found[0]) - len(found[0]) for found in EMOJI.finditer(text))
