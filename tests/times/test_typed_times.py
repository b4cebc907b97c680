"""A typed time is one instant or a question: a table of cases worked out by hand, and what holds for any text."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.app import product_folder
from bot.chat.texts import LANGUAGES, Texts
from bot.chat.times import choice_said, moment_said, question_said
from bot.domain.moment import Moment, NextSlot, Unclear
from bot.text.templating import Templates
from bot.times import read_time
from bot.times.phrases import _table


def table():
    """Every line of the table with the zone and the instant above it."""
    zone = now = ""
    for line in (Path(__file__).parent / "typed.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("@ ") and "|" not in line:
            _, zone, now = line.split()
        elif line:
            text, _, wanted = line.rpartition(" | ")
            yield pytest.param(text, zone, now, wanted, id=f"{text} at {now[:10]} {zone}")


def answer(found):
    if isinstance(found, Moment):
        return found.at
    return found.reason if isinstance(found, Unclear) else "slot"


@pytest.mark.parametrize(("text", "zone", "now", "wanted"), list(table()))
def test_a_typed_time(text, zone, now, wanted):
    found = answer(read_time(text, datetime.fromisoformat(now), zone))
    if wanted[0].isdigit():
        at = datetime.fromisoformat(wanted)
        wanted = (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    assert found == wanted


ZONES = [
    "Europe/Athens",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Africa/Cairo",
    "Pacific/Chatham",
    "Asia/Kolkata",
    "UTC",
]
WORDS = sorted({word for phrase in _table("") for word in phrase})
PIECES = ["9", "9am", "14:30", "25:00", "3/4", "03.04.2027", "2027-02-30", "-", "+", "@", "unix 5", "15th", "31", "2h"]
NOWS = st.integers(1_767_225_600, 1_893_456_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(st.text(max_size=220), NOWS, st.sampled_from(ZONES))
@example("9" * 199, datetime(2026, 1, 1, tzinfo=UTC), "UTC")
@example("in 999999 years 9am", datetime(2026, 1, 1, tzinfo=UTC), "UTC")
@example("in 999999 hours", datetime(2026, 1, 1, tzinfo=UTC), "UTC")
@example("31 dec 9999 23:59 PST", datetime(2026, 1, 1, tzinfo=UTC), "Pacific/Chatham")
@example("1 jan 0001 00:01 JST", datetime(2026, 1, 1, tzinfo=UTC), "Pacific/Chatham")
@example("0000-00-00 00:00", datetime(2026, 1, 1, tzinfo=UTC), "UTC")
@example("٣:٣٠ pm", datetime(2026, 1, 1, tzinfo=UTC), "UTC")
@example("9²pm", datetime(2026, 1, 1, tzinfo=UTC), "UTC")
def test_any_text_is_answered(text, now, zone):
    assert isinstance(read_time(text, now, zone), Moment | Unclear | NextSlot)


@given(st.lists(st.sampled_from(WORDS + PIECES * 20), max_size=7), NOWS, st.sampled_from(ZONES))
def test_a_moment_is_ahead_and_its_wall_time_gives_it_again(words, now, zone):
    found = read_time(" ".join(words), now, zone)
    if isinstance(found, Moment):
        assert found.at > now or (
            found.at == now and {"now", "jetzt", "ahora", "maintenant", "сейчас", "сеичас"} & set(words)
        )
        assert found.anew() == found.at
    if isinstance(found, Unclear):
        assert all(choice.at > now for choice in found.choices)


DAYS = "today tomorrow mon tue fri sunday|25 dec|1 march|next monday|the 7th|2027-03-28|friday next week".split("|")
CLOCKS = ["9am", "14:30", "2:15", "3:30", "23:45", "00:00", "12pm", "9:05 pm"]


@given(
    st.sampled_from(DAYS[0].split() + DAYS[1:]), st.sampled_from(CLOCKS), st.booleans(), NOWS, st.sampled_from(ZONES)
)
def test_what_is_repeated_is_read_as_the_same_instant(day, clock, clock_first, now, zone):
    found = read_time(f"{clock} {day}" if clock_first else f"{day} {clock}", now, zone)
    for moment in (found,) if isinstance(found, Moment) else found.choices:
        said = moment_said(Texts(Templates()), moment, now, "cli/when").rsplit(", ", 1)[0]
        repeated = read_time(said.replace(f"{moment.zone} UTC", "UTC"), now, "Asia/Tokyo")
        assert isinstance(repeated, Moment), said
        assert repeated.at == moment.at


def test_a_moment_moves_with_the_rules_of_its_zone():
    moment = read_time("28 mar 2027 9am", datetime(2026, 11, 25, tzinfo=UTC), "Europe/Athens")
    older = moment.model_copy(update={"at": moment.at + timedelta(hours=1)})
    assert older.anew() == moment.at


def test_a_fixed_offset_is_kept_as_an_instant_in_the_members_zone():
    found = read_time("tomorrow 9am EST", datetime(2026, 11, 25, 12, tzinfo=UTC), "Europe/Athens")
    assert (found.zone, found.wall) == ("Europe/Athens", "2026-11-26T16:00:00")


def test_the_second_of_two_equal_clocks_is_kept_apart():
    found = read_time("25 oct 2026 3:30", datetime(2026, 10, 1, tzinfo=UTC), "Europe/Athens")
    early, late = found.choices
    assert (early.wall, early.fold, late.fold) == (late.wall, 0, 1)
    assert late.anew() - early.anew() == timedelta(hours=1)


def walls(text, now="2026-11-25T10:00:00+02:00", zone="Europe/Athens"):
    return [choice.wall[:16] for choice in read_time(text, datetime.fromisoformat(now), zone).choices]


def test_a_question_offers_what_may_be_meant():
    assert walls("tomorrow at 7") == ["2026-11-26T07:00", "2026-11-26T19:00"]
    assert walls("next friday 9am") == ["2026-11-27T09:00", "2026-12-04T09:00"]
    assert walls("03/04 10:00") == ["2027-03-04T10:00", "2027-04-03T10:00"]
    assert walls("tomorrow midnight") == ["2026-11-26T00:00", "2026-11-27T00:00"]
    assert walls("28 mar 3:30") == ["2027-03-28T02:30", "2027-03-28T04:30"]
    assert walls("9am or 11am tomorrow") == ["2026-11-26T09:00", "2026-11-26T11:00"]
    assert walls("soon") == walls("today 9am") == []


def test_the_jump_of_clocks_is_told():
    found = read_time("3 oct 2:15", datetime(2027, 9, 1, tzinfo=UTC), "Australia/Lord_Howe")
    assert (f"{found.jump.start:%d %H:%M}", f"{found.jump.end:%d %H:%M}") == ("03 02:00", "03 02:30")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_a_time_and_every_question(language):
    texts = Texts(Templates(), language)
    now = datetime.fromisoformat("2026-11-25T09:30:00+02:00")
    said = [
        moment_said(texts, read_time(text, now, "Europe/Athens"), now) for text in ("fri 14:30", "5 jan 8am", "in 5m")
    ]
    assert "14:30" in said[0]
    assert "2027" in said[1]
    for text in ("at 7", "28 mar 3:30", "31 april 9am", "today 8am", "soon", "9am CST"):
        asked = read_time(text, now, "Europe/Athens")
        sentence = question_said(texts, asked, now)
        assert all(choice_said(texts, choice, now) in sentence for choice in asked.choices)
        assert (product_folder() / f"chat/{language}/times/ask_{asked.reason}.txt.j2").is_file()


def test_the_chat_says_the_city_and_the_distance():
    now = datetime.fromisoformat("2026-11-25T09:30:00+02:00")
    found = read_time("fri 14:30", now, "Europe/Athens")
    assert moment_said(Texts(Templates()), found, now) == "Fri 27 Nov, 14:30 Athens time, in 2 days 5 h"
