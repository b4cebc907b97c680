"""The HTML that Mastodon makes of a text: links in three pieces, hashtags, mentions of people it knows, paragraphs."""

import re
from collections.abc import Callable
from html import escape
from re import Match
from urllib.parse import quote

from bot.testing.mastodon.counting import HASHTAG, MENTION, addresses

# Of an address readers see so many characters.
SHOWN = 30
_PREFIX = re.compile(r"https?://(?:www\.)?")


def content(text: str, host: str, page: Callable[[str], str | None]) -> str:
    """A status's content; `page` is the address of the person whom a mention names, None for nobody known."""
    if not text.strip():
        return ""
    made, position = [], 0
    for start, end in addresses(text):
        made += [_words(text[position:start], host, page), _link(text[start:end])]
        position = end
    made.append(_words(text[position:], host, page))
    return _paragraphs("".join(made))


def _link(address: str) -> str:
    found = _PREFIX.match(address)
    prefix = found[0] if found else ""
    shown, rest = address[len(prefix) :][:SHOWN], address[len(prefix) :][SHOWN:]
    pieces = (("invisible", prefix), ("ellipsis" if rest else "", shown), ("invisible", rest))
    inside = "".join(f'<span class="{kind}">{_escaped(piece)}</span>' for kind, piece in pieces)
    return f'<a href="{_escaped(address)}" target="_blank" rel="nofollow noopener" translate="no">{inside}</a>'


def _words(text: str, host: str, page: Callable[[str], str | None]) -> str:
    """Text between addresses: mentions and hashtags are links, the rest is escaped."""

    def mention(found: Match[str]) -> str:
        where = page(found[0])
        if where is None:
            return _escaped(found[0])
        name = f"@<span>{found['user']}</span>"
        return f'<span class="h-card" translate="no"><a href="{where}" class="u-url mention">{name}</a></span>'

    def hashtag(found: Match[str]) -> str:
        tag = found["tag"]
        where = f"https://{host}/tags/{quote(tag)}"
        return f'<a href="{where}" class="mention hashtag" rel="tag">#<span>{_escaped(tag)}</span></a>'

    made, position = [], 0
    spots = [(found, mention) for found in MENTION.finditer(text)]
    spots += [(found, hashtag) for found in HASHTAG.finditer(text)]
    for found, turned in sorted(spots, key=lambda spot: spot[0].start()):
        if found.start() >= position:
            made += [_escaped(text[position : found.start()]), turned(found)]
            position = found.end()
    return "".join(made) + _escaped(text[position:])


def _paragraphs(html: str) -> str:
    """Rails' simple_format without line ends: a blank line parts paragraphs, a single one is a <br>."""
    parted = re.split(r"\n\n+", re.sub(r"\r\n?", "\n", html))
    return "".join(f"<p>{one}</p>" for one in (part.replace("\n", "<br />") for part in parted))


def _escaped(text: str) -> str:
    """As ERB does it."""
    return escape(text, quote=False).replace('"', "&quot;").replace("'", "&#39;")
