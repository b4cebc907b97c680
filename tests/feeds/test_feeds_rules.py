"""What a rule wants, and when it lets it out: literal words, quiet hours, caps and spacing in the brand's own zone."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.feed import Item, Quiet, Rule
from bot.feeds.matching import match
from bot.feeds.placing import allowed, place

WALL = Item(title="Harbour wall to be rebuilt", summary="<p>The council of Málaga voted for the new quay.</p>")
NIGHT = Quiet(start="22:00", end="07:00")
ZONE = "Europe/Athens"
NOON = datetime(2026, 11, 23, 10, tzinfo=UTC)  # 12:00 in Athens


@pytest.mark.parametrize(
    ("words", "there"),
    [
        ("harbour", True),
        ("HARBOUR WALL", True),
        ("harbour  wall", True),
        ("harbou", False),
        ("arbour", False),
        ("wall harbour", False),
        ("malaga", True),
        ("new quay", True),
        (".*", False),
        ("", False),
        ("p", False),
    ],
)
def test_words_and_phrases_are_whole_and_literal(words, there):
    said = match(Rule(include=(words,)), WALL)
    assert (said.reason == "") is there
    assert said.words == ((words,) if there else ())


def test_an_excluded_word_wins_and_is_named():
    said = match(Rule(include=("harbour",), exclude=("quay",)), WALL)
    assert (said.reason, said.words) == ("excluded", ("quay",))


def test_language_and_length_are_judged_and_told():
    assert match(Rule(languages=("de",)), WALL).reason == "language"
    assert match(Rule(languages=("en",)), WALL).reason == ""
    short = match(Rule(least=200), WALL)
    assert (short.reason, short.count) == ("too_short", 14)


def test_a_script_without_blanks_is_searched_anywhere():
    said = match(Rule(include=("洪水",)), Item(title="二度の冬の洪水の後で"))
    assert said.words == ("洪水",)


def test_many_words_in_a_long_text_cost_little():
    words = tuple(f"{'a ' * 40}word{number}" for number in range(100))
    long = Item(title="x", content="a " * 90_000)
    began = time.perf_counter()
    assert match(Rule(include=words), long).reason == "not_included"
    assert time.perf_counter() - began < 5


def test_quiet_hours_are_those_of_the_brand_and_go_over_midnight():
    rule = Rule(quiet=NIGHT)
    late = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)  # 23:30 in Athens
    assert place(rule, late, (), zone=ZONE) == datetime(2026, 11, 24, 5, tzinfo=UTC)
    early = datetime(2026, 11, 24, 3, tzinfo=UTC)
    assert place(rule, early, (), zone=ZONE) == datetime(2026, 11, 24, 5, tzinfo=UTC)
    assert place(rule, NOON, (), zone=ZONE) == NOON


def test_quiet_hours_end_by_the_clock_when_clocks_change():
    before = datetime(2027, 3, 27, 22, tzinfo=UTC)  # the night in which Athens goes to summer time
    assert place(Rule(quiet=NIGHT), before, (), zone=ZONE) == datetime(2027, 3, 28, 4, tzinfo=UTC)


def test_spacing_is_kept_to_what_comes_before_and_after():
    rule = Rule(spacing=60)
    taken = [NOON - timedelta(minutes=30), NOON + timedelta(minutes=50)]
    assert place(rule, NOON, taken, zone=ZONE) == NOON + timedelta(minutes=110)


def test_a_full_day_moves_to_the_next_one_of_the_brand():
    taken = [NOON - timedelta(hours=3), NOON - timedelta(hours=1)]
    assert place(Rule(cap=2), NOON, taken, zone=ZONE) == datetime(2026, 11, 23, 22, tzinfo=UTC)
    assert place(Rule(cap=3), NOON, taken, zone=ZONE) == NOON


def test_a_rule_that_leaves_no_place_has_none():
    assert place(Rule(cap=1, quiet=Quiet(start="00:00", end="23:59"), spacing=1440), NOON, (), zone=ZONE) is not None
    assert place(Rule(cap=1), NOON, [NOON + timedelta(days=n) for n in range(70)], zone=ZONE) is None


@given(
    st.integers(0, 1440),
    st.integers(0, 5),
    st.lists(st.integers(-3000, 3000), max_size=20),
    st.sampled_from([None, NIGHT, Quiet(start="12:00", end="13:30")]),
    st.integers(0, 10_000),
)
def test_what_was_placed_is_allowed_and_not_before_it_was_wanted(spacing, cap, taken, quiet, after):
    rule = Rule(spacing=spacing, cap=cap, quiet=quiet)
    others = [NOON + timedelta(minutes=minute) for minute in taken]
    wanted = NOON + timedelta(minutes=after)
    at = place(rule, wanted, others, zone=ZONE)
    assert at is None or (at >= wanted and allowed(rule, at, others, zone=ZONE))
