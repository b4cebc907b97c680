"""Recurring times: the days of a rule, its clock through the year, its end, and how people type it."""

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import app
from bot.domain.moment import Unclear
from bot.domain.recurrence import Recurrence
from bot.times.recurrence import next_after, upcoming
from bot.times.recurring import read_recurrence

NOW = datetime.fromisoformat("2026-11-25T10:00:00+02:00")  # a Wednesday


def rule(every="day", *, wall="09:00", start="2026-11-25", zone="Europe/Athens", **more):
    return Recurrence(every=every, wall=wall, zone=zone, start=date.fromisoformat(start), **more)


def local(rule, count=3, after="2026-11-25T10:00:00+02:00"):
    from zoneinfo import ZoneInfo

    found = upcoming(rule, datetime.fromisoformat(after), count)
    return [at.astimezone(ZoneInfo(rule.zone)).isoformat() for at in found]


def test_every_day_at_the_same_clock():
    assert local(rule(), 2) == ["2026-11-26T09:00:00+02:00", "2026-11-27T09:00:00+02:00"]


def test_every_third_day_counts_from_the_start():
    assert local(rule(step=3), 2, after="2027-01-01T00:00:00+02:00") == [
        "2027-01-03T09:00:00+02:00",
        "2027-01-06T09:00:00+02:00",
    ]


def test_working_days_skip_the_weekend():
    found = local(rule("week", weekdays=(0, 1, 2, 3, 4)), 3)
    assert [at[:10] for at in found] == ["2026-11-26", "2026-11-27", "2026-11-30"]


def test_every_other_week_on_two_days():
    found = local(rule("week", step=2, weekdays=(0, 3)), 4)
    assert [at[:10] for at in found] == ["2026-11-26", "2026-12-07", "2026-12-10", "2026-12-21"]


def test_a_short_month_has_its_last_day():
    found = local(rule("month", day=31), 5)
    assert [at[:10] for at in found] == ["2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31"]


def test_the_clock_stays_when_clocks_change():
    found = local(rule(), 3, after="2027-03-26T10:00:00+02:00")
    assert found == ["2027-03-27T09:00:00+02:00", "2027-03-28T09:00:00+03:00", "2027-03-29T09:00:00+03:00"]


def test_a_clock_that_is_jumped_over_is_the_first_after_the_jump():
    found = local(rule(wall="03:30"), 2, after="2027-03-27T10:00:00+02:00")
    assert found == ["2027-03-28T04:00:00+03:00", "2027-03-29T03:30:00+03:00"]
    half = rule(wall="02:15", zone="Australia/Lord_Howe")
    assert local(half, 1, after="2027-10-02T09:00:00+10:30") == ["2027-10-03T02:30:00+11:00"]


def test_a_clock_that_is_shown_twice_is_the_first():
    found = local(rule(wall="03:30", start="2026-10-20"), 2, after="2026-10-24T10:00:00+03:00")
    assert found == ["2026-10-25T03:30:00+03:00", "2026-10-26T03:30:00+02:00"]


def test_it_ends_after_its_count():
    three = rule(start="2026-11-26", count=3)
    assert len(local(three, 9)) == 3
    assert next_after(three, datetime.fromisoformat("2026-11-28T09:00:00+02:00")) is None


def test_it_ends_with_its_last_day():
    assert [at[:10] for at in local(rule(until=date(2026, 11, 27)), 9)] == ["2026-11-26", "2026-11-27"]


def test_while_paused_there_is_none():
    assert next_after(rule(paused=True), NOW) is None


def test_it_ends_with_the_calendar():
    assert next_after(rule(start="9999-12-30"), datetime(9999, 12, 31, 20, tzinfo=UTC)) is None


@given(
    st.sampled_from(["day", "week", "month"]),
    st.integers(1, 366),
    st.integers(1, 31),
    st.sets(st.integers(0, 6)),
    st.integers(1_577_836_800, 2_208_988_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.sampled_from(["Europe/Athens", "Australia/Lord_Howe", "America/Santiago", "Pacific/Chatham", "Pacific/Apia"]),
)
def test_the_next_time_is_always_later_and_never_before_the_start(every, step, day, weekdays, now, zone):
    found = next_after(rule(every, step=step, day=day, weekdays=tuple(weekdays), zone=zone, wall="02:30"), now)
    assert found is not None
    assert found > now
    assert found.date() >= date(2026, 11, 24)


WEEK = {"every": "week", "step": 1}
READ = [
    ("every weekday at 9am", "09:00", {**WEEK, "weekdays": (0, 1, 2, 3, 4), "start": date(2026, 11, 26)}),
    ("on weekdays 17:30", "17:30", {**WEEK, "weekdays": (0, 1, 2, 3, 4), "start": date(2026, 11, 25)}),
    ("every monday 14:30 until 24 dec", "14:30", {**WEEK, "weekdays": (0,), "until": date(2026, 12, 24)}),
    ("every monday until 24 dec at 14:30", "14:30", {**WEEK, "weekdays": (0,), "until": date(2026, 12, 24)}),
    ("daily 08:00 10 times", "08:00", {"every": "day", "count": 10, "start": date(2026, 11, 26)}),
    ("every day at noon", "12:00", {"every": "day", "start": date(2026, 11, 25)}),
    ("every morning at 9", "09:00", {"every": "day", "start": date(2026, 11, 26)}),
    ("every 3 days at 9am", "09:00", {"every": "day", "step": 3, "start": date(2026, 11, 26)}),
    ("every other day 9am", "09:00", {"every": "day", "step": 2}),
    ("every monday and thursday at 9:00", "09:00", {**WEEK, "weekdays": (0, 3)}),
    ("mondays 9am", "09:00", {**WEEK, "weekdays": (0,)}),
    ("every 2 weeks on friday 14:30", "14:30", {"every": "week", "step": 2, "weekdays": (4,)}),
    ("every month on the 31st at 10:00", "10:00", {"every": "month", "day": 31, "start": date(2026, 11, 30)}),
    ("monthly on the 15th 9am until 1 mar", "09:00", {"every": "month", "day": 15, "until": date(2027, 3, 1)}),
    ("every day at noon london time", "12:00", {"every": "day", "zone": "Europe/London"}),
    ("jeden Montag um 9 Uhr", "09:00", {**WEEK, "weekdays": (0,)}),
    ("cada lunes a las 10:00", "10:00", {**WEEK, "weekdays": (0,)}),
    ("каждый понедельник в 12:00", "12:00", {**WEEK, "weekdays": (0,)}),
]


@pytest.mark.parametrize(("text", "wall", "parts"), READ)
def test_a_typed_rule_is_read(text, wall, parts):
    found = read_recurrence(text, NOW, "Europe/Athens")
    assert isinstance(found, Recurrence), found
    assert found.wall == wall
    assert {name: getattr(found, name) for name in parts} == parts


ASKED = [
    ("every day at 9", "ambiguous"),
    ("every friday midnight", "ambiguous"),
    ("every day at 9am and 5pm", "ambiguous"),
    ("every day", "unclear"),
    ("tomorrow 9am", "unclear"),
    ("every year at 9am", "unclear"),
    ("every week 9am", "unclear"),
    ("every 0 days 9am", "unclear"),
    ("every day at 9am EST", "unclear"),
    ("every day at 9am until", "unclear"),
    ("every monday 9am until whenever", "unclear"),
    ("every monday 9am until 20 nov", "past"),
    ("every monday 9am until 31 april", "nonexistent"),
    ("every tuesday 9am until 03/04", "ambiguous"),
    ("daily daily 9am", "unclear"),
    ("every day at 9am 99999 times", "unclear"),
    ("", "unclear"),
]


@pytest.mark.parametrize(("text", "reason"), ASKED)
def test_a_rule_that_is_not_sure_is_asked_about(text, reason):
    found = read_recurrence(text, NOW, "Europe/Athens")
    assert isinstance(found, Unclear), found
    assert found.reason == reason


@given(st.lists(st.sampled_from("every day week 2 monday 9am until dec 31 times other monthly 15th at".split())))
def test_reading_a_rule_never_fails(words):
    assert isinstance(read_recurrence(" ".join(words), NOW, "Europe/Athens"), Recurrence | Unclear)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("every mon-fri 9:00", (0, 1, 2, 3, 4)),
        ("mondays to fridays 9:00", (0, 1, 2, 3, 4)),
        ("every fri – mon 9:00", (0, 4, 5, 6)),
        ("cada lunes a viernes 9:00", (0, 1, 2, 3, 4)),
        ("каждый пн-пт 9:00", (0, 1, 2, 3, 4)),
        ("every mon-wed and sat 9:00", (0, 1, 2, 5)),
        ("every mon, wed and fri 9:00", (0, 2, 4)),
        ("every sat or sun 9:00", None),
    ],
)
def test_a_range_of_weekdays_is_all_of_its_days(text, days):
    rule = read_recurrence(text, datetime(2026, 11, 23, 8, tzinfo=UTC), "UTC")
    assert getattr(rule, "weekdays", None) == days


@pytest.mark.parametrize("language", ["en", "de", "es", "ru"])
@pytest.mark.parametrize(
    "name", ["slots/add.html.j2", "slots/list.html.j2", "errors/bad_slot.txt.j2", "series/ask.html.j2"]
)
def test_the_examples_that_the_chat_gives_are_understood(language, name):
    said = (app.product_folder() / "chat" / language / name).read_text(encoding="utf-8")
    every = (app.product_folder() / "chat" / language / "slots" / "every.txt.j2").read_text(encoding="utf-8").strip()
    examples = [one for one in re.findall('[“„«"]([^“”„»"]*\\d[^“”„»"]*)[”“»"]', said) if "{" not in one]
    assert examples
    now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    for one in examples:
        read = [read_recurrence(text, now, "UTC") for text in (one, f"{every} {one}")]
        assert any(isinstance(rule, Recurrence) for rule in read), one
