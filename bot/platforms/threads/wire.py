"""How Threads counts: characters, but an emoji as many as its UTF-8 bytes (Threads API, "Posts")."""

from bot.text.counting import utf8_length
from bot.text.emoji import emoji_in


def length(text: str) -> int:
    """Length of a text as Threads counts it."""
    return len(text) + sum(utf8_length(found) - len(found) for found in emoji_in(text))
