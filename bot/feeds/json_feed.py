"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1)."""

import html
import json
from datetime import UTC, datetime
from typing import Any

from bot.domain.errors import Unreadable
from bot.domain.feed import Fetched, Item
from bot.feeds import shaping

_VERSION = "jsonfeed.org/version/"


def looks_like(data: bytes) -> bool:
    """Whether the bytes begin as JSON does."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def parsed(data: bytes, *, url: str, now: datetime) -> Fetched:
    """The feed that the bytes are. Raises Unreadable("not_a_feed", "broken_feed")."""
    try:
        told = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable("broken_feed") from error
    if not isinstance(told, dict) or _VERSION not in _said(told, "version"):
        raise Unreadable("not_a_feed")
    items = told.get("items")
    language = _said(told, "language")
    return shaping.fetched(
        (_item(one, url, language, now) for one in (items if isinstance(items, list) else []) if isinstance(one, dict)),
        base=url,
        title=html.escape(_said(told, "title"), quote=False),
        home=_said(told, "home_page_url"),
        language=language,
    )


def _item(one: dict[str, Any], base: str, language: str, now: datetime) -> Item:
    plain = html.escape(_said(one, "content_text"), quote=False)
    return shaping.item(
        base=base,
        now=now,
        guid=_said(one, "id"),
        link=_said(one, "url") or _said(one, "external_url"),
        title=html.escape(_said(one, "title"), quote=False),
        summary=html.escape(_said(one, "summary"), quote=False),
        content=_said(one, "content_html") or plain.replace("\n\n", "<p>"),
        published=_time(_said(one, "date_published") or _said(one, "date_modified")),
        language=_said(one, "language") or language,
        author=html.escape(_author(one), quote=False),
    )


def _said(one: dict[str, Any], name: str) -> str:
    """What is said under a name; a number is as good as its text (ids often are)."""
    found = one.get(name)
    if isinstance(found, bool):
        return ""
    return found if isinstance(found, str) else str(found) if isinstance(found, int | float) else ""


def _author(one: dict[str, Any]) -> str:
    listed = one.get("authors")
    known = [*(listed if isinstance(listed, list) else []), one.get("author")]
    return next((_said(who, "name") for who in known if isinstance(who, dict) and _said(who, "name")), "")


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
