"""Free slots: by each one's own clock, none twice, in order, through the changes of clocks."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain.slot import Slot
from bot.times.slots import free_slots

DAILY = tuple(range(7))


def slot(wall, *, name="s", weekdays=DAILY, **more):
    return Slot(id=name, brand_id="b", wall=wall, weekdays=weekdays, **more)


def at(text):
    return datetime.fromisoformat(text).astimezone(UTC)


def times(slots, taken=(), after="2026-11-25T10:00:00+02:00", count=3, zone="Europe/Athens", **more):
    return [free.at for free in free_slots(slots, map(at, taken), at(after), count, zone=zone, **more)]


def test_slots_come_in_order_whatever_order_they_are_given_in():
    found = times([slot("17:30"), slot("09:00", name="t", weekdays=(3,))])
    assert found == [
        at("2026-11-25T17:30:00+02:00"),
        at("2026-11-26T09:00:00+02:00"),
        at("2026-11-26T17:30:00+02:00"),
    ]


def test_a_slot_that_begins_now_is_over():
    assert times([slot("10:00")], count=1) == [at("2026-11-26T10:00:00+02:00")]


def test_a_taken_slot_is_left_out():
    assert times([slot("17:30")], taken=["2026-11-25T17:30:00+02:00"], count=1) == [at("2026-11-26T17:30:00+02:00")]


def test_a_post_at_another_time_takes_no_slot():
    assert times([slot("17:30")], taken=["2026-11-25T17:31:00+02:00"], count=1) == [at("2026-11-25T17:30:00+02:00")]


def test_a_slot_keeps_its_own_zone():
    assert times([slot("09:00", zone="America/New_York")], count=1) == [at("2026-11-25T09:00:00-05:00")]


def test_a_slot_that_clocks_jump_over_is_left_out_that_day():
    found = times([slot("03:30")], after="2027-03-27T12:00:00+02:00", count=1)
    assert found == [at("2027-03-29T03:30:00+03:00")]


def test_of_a_slot_shown_twice_the_first_counts():
    found = times([slot("03:30")], after="2026-10-24T12:00:00+03:00", count=2)
    assert found == [at("2026-10-25T03:30:00+03:00"), at("2026-10-26T03:30:00+02:00")]


def test_two_slots_at_one_instant_are_one():
    both = [slot("09:00"), slot("08:00", name="t", zone="Europe/Berlin")]
    assert times(both, count=2) == [at("2026-11-26T09:00:00+02:00"), at("2026-11-27T09:00:00+02:00")]


def test_jitter_is_the_same_for_the_same_seed_and_differs_between_seeds():
    jittered = [slot("09:00", jitter=60)]
    assert times(jittered, seed="a", count=9) == times(jittered, seed="a", count=9)
    assert times(jittered, seed="a", count=9) != times(jittered, seed="b", count=9)


def test_a_slot_is_taken_by_a_post_within_its_jitter():
    jittered = [slot("17:30", jitter=20)]
    planned = times(jittered, seed="a", count=1)[0]
    assert times(jittered, taken=[planned.isoformat()], seed="b", count=1)[0] > planned + timedelta(hours=20)


def test_nothing_is_free_when_everything_is_taken():
    one = slot("09:00", weekdays=(0,))
    taken = [free.at.isoformat() for free in free_slots([one], (), at("2026-11-25T10:00:00+02:00"), 99, zone="UTC")]
    assert 50 < len(taken) < 99
    assert times([one], taken=taken, zone="UTC") == []
    assert times([]) == []


@given(st.lists(st.integers(0, 1439), min_size=2, max_size=8, unique=True), st.integers(0, 120), st.text(max_size=9))
def test_jitter_keeps_the_order_and_the_bound(minutes, jitter, seed):
    slots = [slot(f"{minute // 60:02}:{minute % 60:02}", name=str(minute), jitter=jitter) for minute in minutes]
    found = free_slots(slots, (), at("2026-11-25T10:00:00+02:00"), 20, zone="Europe/Athens", seed=seed)
    assert all(earlier.at < later.planned for earlier, later in pairwise(found))
    assert all(timedelta() <= free.at - free.planned <= timedelta(minutes=jitter) for free in found)


@pytest.mark.parametrize("wall", ["9:00", "24:00", "09:60", "noon", ""])
def test_a_slot_needs_a_clock(wall):
    with pytest.raises(ValidationError):
        slot(wall)
