"""How Bluesky finds what is clickable in a text."""

from bot.text.links import Range, urls


def links(text: str) -> list[Range]:
    """Where the addresses are, in order."""
    return urls(text)
