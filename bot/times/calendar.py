"""The calendar file: what is scheduled, for any calendar program (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, datetime

from icalendar import Calendar, Event

from bot.domain.frozen import Frozen

_PRODUCT = "-//Standfirst//Queue//EN"


class Entry(Frozen):
    """What goes out at an instant; `uid` stays the same for the same publication, so that a change moves its entry."""

    uid: str
    start: datetime
    title: str
    description: str = ""
    url: str = ""


def calendar_file(entries: Iterable[Entry], *, stamp: datetime, name: str = "") -> bytes:
    """The file's bytes: times in UTC, long lines folded; `stamp` is when it was made, `name` what it is called."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(entry, stamp))
    return bytes(calendar.to_ical())


def _event(entry: Entry, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("dtstart", entry.start.astimezone(UTC))
    event.add("summary", _clean(entry.title))
    if entry.description:
        event.add("description", _clean(entry.description))
    if entry.url:
        event.add("url", _clean(entry.url).replace("\n", ""))
    return event


def _clean(text: str) -> str:
    """Without the control characters that no calendar line may hold."""
    return "".join(sign for sign in text if sign in "\n\t" or sign.isprintable())
