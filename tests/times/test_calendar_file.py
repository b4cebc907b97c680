"""The calendar file, parsed back."""

from datetime import UTC, datetime

from icalendar import Calendar

from bot.times.calendar import Entry, calendar_file

STAMP = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
START = datetime.fromisoformat("2026-11-27T14:30:00+02:00")
ENTRY = Entry(
    uid="p1@standfirst",
    start=START,
    title="Sarnholm turns on Europe's largest tidal array; bills, it says, fall 🌊 " * 3,
    description="X\nhttps://harbour.example/tidal",
    url="https://harbour.example/tidal?a=1,2;b",
)


def parsed(data):
    return Calendar.from_ical(data).walk("VEVENT")


def test_every_entry_comes_back_as_it_was():
    (event,) = parsed(calendar_file([ENTRY], stamp=STAMP))
    assert event["uid"] == ENTRY.uid
    assert event.decoded("dtstart") == START
    assert event.decoded("dtstamp") == STAMP
    assert str(event["summary"]) == ENTRY.title
    assert str(event["description"]) == ENTRY.description
    assert str(event["url"]) == ENTRY.url


def test_lines_are_folded_and_times_are_in_utc():
    data = calendar_file([ENTRY], stamp=STAMP, name="Harbour")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"DTSTART:20261127T123000Z" in data
    assert b"X-WR-CALNAME:Harbour" in data


def test_the_same_entries_give_the_same_bytes():
    assert calendar_file([ENTRY], stamp=STAMP) == calendar_file([ENTRY], stamp=STAMP)


def test_a_title_cannot_smuggle_in_a_line():
    sly = ENTRY.model_copy(update={"title": "a\r\nBEGIN:VEVENT\rX:\x00\x1b", "url": "https://x.example/\r\nX-Y:1"})
    (event,) = parsed(calendar_file([sly], stamp=STAMP))
    assert str(event["summary"]) == "a\nBEGIN:VEVENTX:"
    assert "x-y" not in event


def test_an_empty_queue_is_a_calendar_too():
    assert parsed(calendar_file([], stamp=STAMP)) == []
