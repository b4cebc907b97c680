"""From what a feed says to items that can be relied upon: addresses absolute, times sound, lengths bounded."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

from bot.domain.feed import Fetched, Item
from bot.domain.publication import storable
from bot.feeds.markup import line

ITEMS = 500
TITLE = 500
GUID = 1000
ADDRESS = 2048
CONTENT = 200_000
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_AHEAD = timedelta(days=366)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


def absolute(link: str, base: str) -> str:
    """The http or https address that a link leads to from a place, "" where it is none."""
    link = storable(link).strip()
    try:
        found = urljoin(base, link) if link else ""
        parts = urlsplit(found)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and len(found) <= ADDRESS
    except ValueError:
        return ""
    return found if sound and not any(char.isspace() or char < " " for char in found) else ""


def item(
    *,
    base: str,
    now: datetime,
    guid: str = "",
    link: str = "",
    title: str = "",
    summary: str = "",
    content: str = "",
    published: datetime | None = None,
    language: str = "",
    author: str = "",
) -> Item:
    """An item of what a feed says; a time to come is now, one of before feeds or a year ahead is none."""
    if published is not None:
        published = min(published, now) if _EARLIEST <= published <= now + _AHEAD else None
    guid = " ".join(storable(guid).split())[:GUID]
    found = absolute(link, base) or absolute(guid if guid.startswith(("http://", "https://")) else "", base)
    return Item(
        guid=guid,
        link=found,
        title=storable(line(title, TITLE)),
        summary=storable(summary)[:CONTENT],
        content=storable(content)[:CONTENT],
        published=published,
        language=code(language),
        author=storable(line(author, 200)),
    )


def code(language: str) -> str:
    """The ISO 639 code of what a feed calls its language, "" for none."""
    said = language.strip().lower().replace("_", "-").partition("-")[0]
    return said if _LANGUAGE.fullmatch(said) else ""


def fetched(items: Iterable[Item], *, base: str, title: str = "", home: str = "", language: str = "") -> Fetched:
    """A feed of what it says: items that say nothing are left out, the newest come first, 500 at most."""
    told = [one for one in items if one.title or one.link or one.summary or one.content]
    dated = sorted(enumerate(told), key=_rank)
    return Fetched(
        title=storable(line(title, 200)),
        home=absolute(home, base),
        language=code(language),
        items=tuple(one for _, one in dated[:ITEMS]),
    )


def _rank(numbered: tuple[int, Item]) -> tuple[float, int]:
    """The newest first; without a time, in the feed's own order, at the top."""
    number, one = numbered
    return (-one.published.timestamp() if one.published else float("-inf"), number)
