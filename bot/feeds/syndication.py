"""RSS 0.9x, 1.0 and 2.0, and Atom, well formed or not."""

import calendar
import io
import re
import warnings
from datetime import UTC, datetime
from typing import Any

import feedparser

from bot.domain.errors import Unreadable
from bot.domain.feed import Fetched, Item
from bot.feeds import shaping

_ROOT = re.compile(rb"<(?:[a-z]{1,20}:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)
_HEAD = 20_000


def looks_like(data: bytes) -> bool:
    """Whether the bytes begin as such a feed does, in any encoding that names its tags."""
    head = data[:_HEAD]
    return bool(_ROOT.search(head) or _ROOT.search(head.replace(b"\0", b"")))


def parsed(data: bytes, *, url: str, content_type: str, now: datetime) -> Fetched:
    """The feed that the bytes are. Raises Unreadable("not_a_feed", "broken_feed")."""
    found = _taken_apart(data, content_type)
    head, entries = found.get("feed", {}), found.get("entries", [])
    if not (found.get("version") or entries):
        raise Unreadable("broken_feed" if found.get("bozo") else "not_a_feed")
    language = _said(head, "language")
    return shaping.fetched(
        (_item(entry, url, now) for entry in entries),
        base=url,
        title=_said(head, "title"),
        home=_said(head, "link"),
        language=language,
    )


def _taken_apart(data: bytes, content_type: str) -> dict[str, Any]:
    # Without the feed's own address: it would be put before ids too, which then change when a feed moves.
    headers = {"content-type": content_type or "application/xml"}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return dict(
                feedparser.parse(  # bytes in a stream are never taken for an address or a file's name
                    io.BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
                )
            )
    except Exception as error:  # it stumbles over what no feed has
        raise Unreadable("broken_feed") from error


def _item(entry: Any, base: str, now: datetime) -> Item:
    content = max((_text(one) for one in _listed(entry, "content")), key=len, default="")
    return shaping.item(
        base=base,
        now=now,
        guid=_said(entry, "id"),
        link=_link(entry),
        title=_said(entry, "title"),
        summary=_said(entry, "summary"),
        content=content,
        published=_time(entry),
        language=_language(entry),
        author=_said(entry, "author"),
    )


def _said(entry: Any, name: str) -> str:
    """What an entry says under a name, "" for anything but text."""
    found = entry.get(name)
    return found if isinstance(found, str) else ""


def _listed(entry: Any, name: str) -> list[Any]:
    found = entry.get(name)
    return found if isinstance(found, list) else []


def _text(one: Any) -> str:
    kind, value = one.get("type", ""), one.get("value", "")
    return value if isinstance(value, str) and ("html" in kind or "text" in kind or not kind) else ""


def _link(entry: Any) -> str:
    for one in _listed(entry, "links"):
        if one.get("rel") == "alternate" and isinstance(one.get("href"), str):
            return str(one["href"])
    link = _said(entry, "link")
    # An id that is no address stands in for a missing link.
    return "" if entry.get("guidislink") and link == _said(entry, "id") and ":" not in link else link


def _language(entry: Any) -> str:
    details = entry.get("title_detail"), entry.get("summary_detail"), *_listed(entry, "content")
    return next((one["language"] for one in details if one and isinstance(one.get("language"), str)), "")


def _time(entry: Any) -> datetime | None:
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        # `in` and `get` differ there: asking for "updated" answers with "published", and warns.
        told = dict.get(entry, name)
        if told:
            try:
                return datetime.fromtimestamp(calendar.timegm(told), UTC)
            except (ValueError, OverflowError, OSError, TypeError):
                continue
    return None
