"""Times moved by several at once, while a post goes out, and by who is killed: each move once or not at all."""

import asyncio
from functools import partial
from random import Random

import pytest
from services.newsroom import IDA, Newsroom
from services.timing import ATHENS, OWNER, Timing

from bot.domain.errors import Refused
from bot.domain.moment import NextSlot
from bot.store import Store


async def test_what_was_seen_before_somebody_moved_it_moves_nothing(timing):
    one = (await timing.scheduled()).publication
    await timing.scheduling.reschedule(one.id, timing.at("sat 10:00"), actor=IDA, seen_run=1)
    for move in (
        timing.scheduling.cancel(one.id, actor=IDA, seen_run=1),
        timing.scheduling.publish_now(one.id, actor=IDA, seen_run=1),
        timing.scheduling.move(one.id, "up", actor=IDA, seen_run=1),
        timing.scheduling.set_policy(one.id, late=5, actor=IDA, seen_run=1),
    ):
        with pytest.raises(Refused, match="changed_since"):
            await move


async def test_of_two_members_at_once_one_alone_moves_it(timing):
    one = (await timing.scheduled()).publication
    moves = [timing.scheduling.reschedule(one.id, timing.at(f"sat 1{n}:00"), actor=IDA, seen_run=1) for n in range(5)]
    ends = await asyncio.gather(*moves, return_exceptions=True)
    assert sum(not isinstance(end, Exception) for end in ends) == 1
    assert {end.key for end in ends if isinstance(end, Refused)} == {"changed_since"}


class Meanwhile:
    """A check that lets something happen while it is asked, and keeps nothing back."""

    name = "meanwhile"

    def __init__(self, happens):
        self.happens = happens

    async def __call__(self, report):
        await self.happens(report.publication)


@pytest.mark.parametrize("how", ["cancel", "reschedule"])
async def test_what_is_moved_while_its_sending_is_prepared_does_not_go_out(timing, how):
    one = (await timing.scheduled()).publication

    async def moved(seen):
        if how == "cancel":
            await timing.scheduling.cancel(seen.id, actor=IDA, seen_run=seen.run)
        else:
            await timing.scheduling.reschedule(seen.id, timing.at("sun 10:00"), actor=IDA, seen_run=seen.run)

    timing.newsroom.clock.instant = one.at
    state = await timing.deliver(one.id, checks=[Meanwhile(moved)])
    assert state == {"cancel": "cancelled", "reschedule": "scheduled"}[how]
    assert await timing.newsroom.out(one.id) == []


async def test_what_goes_out_first_cannot_be_taken_back(timing):
    one = (await timing.scheduled()).publication
    timing.newsroom.clock.instant = one.at
    assert await timing.deliver(one.id) == "published"
    for move in (timing.scheduling.cancel, timing.scheduling.publish_now):
        with pytest.raises(Refused, match="on_its_way"):
            await move(one.id, actor=IDA, seen_run=one.run)


async def test_of_two_times_at_once_one_is_kept_and_the_other_refused(timing):
    draft = await timing.newsroom.draft()
    times = [timing.at(text) for text in ("fri 9:00", "fri 10:00", "fri 11:00")]
    asked = (timing.scheduling.schedule(draft, ["sandbox"], when, actor=IDA) for when in times)
    ends = await asyncio.gather(*asked, return_exceptions=True)
    (kept,) = [end for end in ends if not isinstance(end, Exception)]
    assert {end.key for end in ends if end is not kept} == {"already_scheduled"}
    assert {end.values["id"] for end in ends if end is not kept} == set(kept)


@pytest.mark.parametrize("move", ["reschedule", "publish_now", "move"])
async def test_a_move_that_is_killed_in_between_has_not_happened(timing, move):
    first, second = [await timing.scheduled(text) for text in ("fri 9:00", "fri 17:00")]
    timing.queue.breaks = 1
    seen = {"actor": IDA, "seen_run": 1}
    given = {"reschedule": (timing.at("sat 10:00"),), "move": ("up",)}.get(move, ())
    with pytest.raises(ConnectionError):
        await getattr(timing.scheduling, move)(second.publication.id, *given, **seen)
    assert [await timing.report(one.publication.id) for one in (first, second)] == [first, second]
    assert await timing.newsroom.happened(second.publication.id) == ["planned"]


async def test_neighbours_moved_from_both_sides_at_once_keep_their_times_among_them(timing):
    several = [(await timing.scheduled(f"fri {hour}:00")).publication for hour in range(9, 14)]
    moves = [
        timing.scheduling.move(one.id, "up" if number % 2 else "down", actor=IDA, seen_run=1)
        for number, one in enumerate(several)
    ]
    ends = await asyncio.gather(*moves, return_exceptions=True)
    assert {end.key for end in ends if isinstance(end, Exception)} <= {"changed_since"}
    now = [(await timing.report(one.id)).publication for one in several]
    assert sorted(one.at for one in now) == [one.at for one in several]
    assert now != several


async def test_slots_and_times_are_taken_once_by_several_processes(database_url, newsroom):
    """Each with a database connection of its own, as several processes have."""
    await newsroom.accounts.prepare()
    await Timing(newsroom).slots.add("main", [0, 1, 2, 3, 4, 5, 6], "17:30", actor=OWNER, zone=ATHENS)
    drafts = [await newsroom.draft() for _ in range(9)]
    async with Store(database_url) as second, Store(database_url) as third:
        rooms = [Timing(newsroom), Timing(Newsroom(second)), Timing(Newsroom(third))]
        asked = [
            rooms[number % 3].scheduling.schedule(draft, ["sandbox"], NextSlot(), actor=IDA)
            for number, draft in enumerate(drafts)
        ]
        await asyncio.gather(*asked)
        due = await rooms[0].scheduling.queue()
        assert [one.publication.wall[8:10] for one in due] == [f"{day}" for day in range(12, 21)]
        first = due[0].publication
        moves = [room.scheduling.cancel(first.id, actor=IDA, seen_run=first.run) for room in rooms]
        ends = await asyncio.gather(*moves, return_exceptions=True)
        assert sum(not isinstance(end, Exception) for end in ends) == 1


async def test_whatever_several_processes_do_at_once_each_move_happens_or_is_refused(database_url, newsroom):
    """None waits for another for ever, and no draft is in the queue twice."""
    await newsroom.accounts.prepare()
    await Timing(newsroom).slots.add("main", [0, 1, 2, 3, 4, 5, 6], "17:30", actor=OWNER, zone=ATHENS)
    drafts, chance = [await newsroom.draft() for _ in range(4)], Random(7)
    async with Store(database_url) as second, Store(database_url) as third:
        rooms = [Timing(newsroom), Timing(Newsroom(second)), Timing(Newsroom(third))]
        ends = await asyncio.gather(*(_busy(room, drafts, Random(chance.random())) for room in rooms * 2))
        assert {error.key for errors in ends for error in errors} <= {
            *("already_scheduled", "changed_since", "on_its_way", "slot_taken")
        }
        due = [one for one in await rooms[0].scheduling.queue() if one.publication.state == "scheduled"]
        assert len({one.draft_id for one in due}) == len(due)
        for one in due:
            assert one.publication.run == 1 + (await newsroom.happened(one.publication.id)).count("rescheduled")


async def _busy(room, drafts, chance):
    """Does what comes to mind, several times; what was refused."""
    refused = []
    for _ in range(12):
        try:
            await _something(room, chance.choice(drafts), chance)
        except Refused as error:
            refused.append(error)
    return refused


async def _something(room, draft, chance):
    waiting = await room.scheduling.queue()
    if not waiting or chance.random() < 0.3:
        await room.scheduling.schedule(draft, ["sandbox"], NextSlot(), actor=IDA)
        return
    one, moves = chance.choice(waiting).publication, room.scheduling
    seen = {"actor": IDA, "seen_run": one.run}
    await chance.choice(
        (
            partial(moves.move, one.id, "up", **seen),
            partial(moves.move, one.id, "down", **seen),
            partial(moves.reschedule, one.id, NextSlot(), **seen),
            partial(moves.reschedule, one.id, room.at("fri 9:00"), **seen),
            partial(moves.set_policy, one.id, late=chance.randrange(1, 99), **seen),
            partial(moves.cancel, one.id, **seen),
        )
    )()
