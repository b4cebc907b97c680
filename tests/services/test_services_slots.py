"""Slots: an account's own or its brand's; each is taken once, however many ask at the same moment."""

import asyncio

import pytest
from services.newsroom import IDA
from services.timing import ATHENS, OWNER

from bot.domain.errors import Refused
from bot.domain.moment import NextSlot


async def test_the_next_free_slot_is_taken_once_however_many_ask(timing):
    await timing.slots.add("main", [0, 1, 2, 3, 4, 5, 6], "17:30", actor=OWNER, zone=ATHENS)
    drafts = [await timing.newsroom.draft() for _ in range(4)]
    ask = timing.scheduling.schedule
    ids = await asyncio.gather(*(ask(draft, ["sandbox"], NextSlot(), actor=IDA) for draft in drafts))
    walls = sorted([(await timing.report(one)).publication.wall for (one,) in ids])
    assert walls == [f"2026-05-{day}T17:30:00" for day in (12, 13, 14, 15)]


async def test_without_slots_the_next_one_is_refused(timing):
    draft = await timing.newsroom.draft()
    with pytest.raises(Refused, match="no_slots"):
        await timing.scheduling.schedule(draft, ["sandbox"], NextSlot(), actor=IDA)
    assert await timing.scheduling.next_slot(["sandbox"]) is None


async def test_an_account_has_slots_of_its_own_or_its_brands(timing):
    for_all = await timing.slots.add("main", [4], "09:00", actor=OWNER, zone=ATHENS)
    assert await timing.slots.add("main", [4], "09:00", actor=OWNER, zone=ATHENS) == for_all
    assert [one.wall for one in await timing.slots.next_free("sandbox", 2)] == [
        "2026-05-15T09:00:00",
        "2026-05-22T09:00:00",
    ]
    await timing.slots.add("main", [2], "08:00", actor=OWNER, account_id="sandbox", zone=ATHENS)
    assert (await timing.scheduling.next_slot(["sandbox"])).wall == "2026-05-13T08:00:00"
    await timing.slots.remove(for_all, actor=OWNER)
    assert len(await timing.slots.of("main")) == 1
    with pytest.raises(Refused, match="not_allowed"):
        await timing.slots.add("main", [1], "09:00", actor=IDA)


async def test_a_publication_is_moved_to_the_next_free_slot(timing):
    await timing.slots.add("main", [4], "09:00", actor=OWNER, zone=ATHENS)
    other = await timing.newsroom.draft()
    await timing.scheduling.schedule(other, ["sandbox"], NextSlot(), actor=IDA)
    one = (await timing.scheduled("tomorrow 10:00")).publication
    moved = await timing.scheduling.reschedule(one.id, NextSlot(), actor=IDA, seen_run=1)
    assert moved.publication.wall == "2026-05-22T09:00:00"


async def test_the_next_slot_asked_for_again_gives_what_was_planned(timing):
    await timing.slots.add("main", [4], "09:00", actor=OWNER, zone=ATHENS)
    draft, ask = await timing.newsroom.draft(), timing.scheduling.schedule
    first = await ask(draft, ["sandbox"], NextSlot(), actor=IDA)
    assert await ask(draft, ["sandbox"], NextSlot(), actor=IDA) == first


async def test_a_slot_that_was_given_up_is_free_again(timing):
    await timing.slots.add("main", [4], "09:00", actor=OWNER, zone=ATHENS)
    one = await timing.scheduling.schedule(await timing.newsroom.draft(), ["sandbox"], NextSlot(), actor=IDA)
    await timing.scheduling.cancel(one[0], actor=IDA, seen_run=1)
    again = await timing.scheduling.schedule(await timing.newsroom.draft(), ["sandbox"], NextSlot(), actor=IDA)
    assert (await timing.report(again[0])).publication.wall == "2026-05-15T09:00:00"


async def test_jitter_moves_a_slot_by_the_same_minutes_each_time_it_is_asked(timing):
    await timing.slots.add("main", [0, 1, 2, 3, 4, 5, 6], "09:00", actor=OWNER, zone=ATHENS, jitter=20)
    free = await timing.slots.next_free("sandbox", 30)
    assert await timing.slots.next_free("sandbox", 30) == free
    minutes = {moment.wall[11:] for moment in free}
    assert len(minutes) > 5
    assert min(minutes) >= "09:00:00"
    assert max(minutes) <= "09:20:00"
    kept = await timing.scheduling.schedule(await timing.newsroom.draft(), ["sandbox"], NextSlot(), actor=IDA)
    assert (await timing.report(kept[0])).publication.wall == free[0].wall
    assert (await timing.slots.next_free("sandbox"))[0] == free[1]
