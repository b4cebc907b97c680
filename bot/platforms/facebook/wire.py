"""What Facebook Pages make of a text and a link."""

from urllib.parse import urlsplit

from bot.text.counting import utf16_length

_OWN = ("facebook.com", "fb.com", "fb.me", "fb.watch")


def length(text: str) -> int:
    """Length as counted here: UTF-16 units, the strictest reading, as the unit is not documented."""
    return utf16_length(text)


def takes_card(url: str) -> bool:
    """Whether a link may be the post's card: Facebook refuses its own addresses (error 1609008)."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return False
    return bool(host) and not any(host == own or host.endswith(f".{own}") for own in _OWN)
