"""The door: bytes, where they came from and what they are said to be become a feed, or an error says why not."""

from datetime import datetime

from bot.domain.errors import Unreadable
from bot.domain.feed import Fetched

MAX_BYTES = 5_000_000


def parse(data: bytes, *, url: str, content_type: str = "", now: datetime) -> Fetched:
    """Read a feed; it may take a second, so whoever has others to answer meanwhile reads in `apart`.

    Raises Unreadable: the keys are "feed_too_large", "not_a_feed", "broken_feed".
    """
    from bot.feeds import json_feed, syndication  # feedparser takes a tenth of a second to import

    require_size(data)
    if json_feed.looks_like(data):
        return json_feed.parsed(data, url=url, now=now)
    if not syndication.looks_like(data):
        raise Unreadable("not_a_feed")
    return syndication.parsed(data, url=url, content_type=content_type, now=now)


def require_size(data: bytes) -> None:
    """Raises Unreadable("feed_too_large")."""
    if len(data) > MAX_BYTES:
        raise Unreadable("feed_too_large", megabytes=MAX_BYTES // 1_000_000)
