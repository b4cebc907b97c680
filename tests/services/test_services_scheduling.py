"""Scheduling: a time kept as wall time, zone and instant; moved, swapped and taken back while nobody else did."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from services.newsroom import IDA, NOON

from bot.domain.errors import Refused
from bot.domain.ids import new_id
from bot.domain.moment import Moment, NextSlot, Unclear
from bot.domain.ports import NoQueue
from bot.domain.publication import When
from bot.domain.recurrence import Recurrence
from bot.services.recurring import Recurring
from bot.services.scheduling import Scheduling
from bot.services.slots import Slots
from bot.store import publications

OWNER = IDA.model_copy(update={"role": "owner"})
ATHENS = "Europe/Athens"


class Noted(NoQueue):
    """Remembers what was put into it, and when it is due."""

    def __init__(self):
        self.put_in = []

    async def put(self, transaction, publication, at=None):
        self.put_in.append((publication.id, publication.run, at or publication.at))


class Desk:
    """The services of time over a newsroom."""

    def __init__(self, newsroom):
        self.newsroom, self.queue = newsroom, Noted()
        newsroom.publishing._queue = self.queue
        self.slots = Slots(newsroom.store, newsroom.clock, new_id)
        of = (newsroom.store, newsroom.offers, newsroom.publishing)
        self.scheduling = Scheduling(*of, self.slots, self.queue, newsroom.clock)
        self.recurring = Recurring(newsroom.store, newsroom.drafting, newsroom.publishing, newsroom.clock, new_id)

    async def scheduled(self, text="fri 14:30", **more):
        draft = await self.newsroom.draft()
        (one,) = await self.scheduling.schedule(draft, ["sandbox"], self.at(text), actor=IDA, **more)
        return await self.report(one)

    def at(self, text):
        found = self.scheduling.read(text, member_zone=ATHENS)
        assert isinstance(found, Moment), found
        return found

    async def report(self, publication):
        return await self.newsroom.publishing.report(publication)


@pytest.fixture
async def desk(newsroom):
    await newsroom.accounts.prepare()
    return Desk(newsroom)


async def test_a_time_is_kept_as_wall_time_zone_and_instant_and_queued_for_it(desk):
    one = (await desk.scheduled()).publication
    assert (one.wall, one.zone) == ("2026-05-15T14:30:00", ATHENS)
    assert one.at == datetime(2026, 5, 15, 11, 30, tzinfo=UTC)
    assert desk.queue.put_in == [(one.id, 1, one.at)]
    assert (await desk.newsroom.owner().deliver(one.id)).publication.state == "scheduled"
    desk.newsroom.clock.instant = one.at
    assert (await desk.newsroom.owner().deliver(one.id)).publication.state == "published"


async def test_the_same_again_gives_the_same_and_another_time_is_to_be_moved(desk):
    draft = await desk.newsroom.draft()
    ask = desk.scheduling.schedule
    first = await ask(draft, ["sandbox"], desk.at("fri 14:30"), actor=IDA)
    assert await ask(draft, ["sandbox"], desk.at("fri 14:30"), actor=IDA) == first
    with pytest.raises(Refused, match="already_scheduled"):
        await ask(draft, ["sandbox"], desk.at("fri 15:30"), actor=IDA)
    moment = desk.at("fri 14:30").model_copy(update={"at": NOON - timedelta(minutes=1)})
    with pytest.raises(Refused, match="time_past"):
        await ask(draft, ["sandbox"], moment, actor=IDA)


async def test_what_is_moved_goes_out_at_its_new_time_alone(desk):
    one = (await desk.scheduled(void_minutes=60)).publication
    moved = await desk.scheduling.reschedule(one.id, desk.at("sat 10:00"), actor=IDA, seen_run=one.run)
    assert (moved.publication.run, moved.publication.wall) == (2, "2026-05-16T10:00:00")
    assert moved.publication.void == moved.publication.at + timedelta(minutes=60)
    desk.newsroom.clock.instant = one.at
    turn = desk.newsroom.owner(queue=desk.queue).turn
    assert await turn(one.id, 1, longest=timedelta(minutes=5)) is None
    assert (await desk.report(one.id)).publication.state == "scheduled"
    desk.newsroom.clock.instant = moved.publication.at
    assert await turn(one.id, 2, longest=timedelta(minutes=5)) is None
    assert (await desk.report(one.id)).publication.state == "published"
    with pytest.raises(Refused, match=r"changed_since|on_its_way"):
        await desk.scheduling.reschedule(one.id, desk.at("sun 10:00"), actor=IDA, seen_run=2)


async def test_what_was_seen_before_somebody_moved_it_moves_nothing(desk):
    one = (await desk.scheduled()).publication
    await desk.scheduling.reschedule(one.id, desk.at("sat 10:00"), actor=IDA, seen_run=1)
    for move in (
        desk.scheduling.cancel(one.id, actor=IDA, seen_run=1),
        desk.scheduling.publish_now(one.id, actor=IDA, seen_run=1),
        desk.scheduling.move(one.id, "up", actor=IDA, seen_run=1),
        desk.scheduling.set_policy(one.id, late=5, actor=IDA, seen_run=1),
    ):
        with pytest.raises(Refused, match="changed_since"):
            await move


async def test_of_two_members_at_once_one_alone_moves_it(desk):
    one = (await desk.scheduled()).publication
    moves = [desk.scheduling.reschedule(one.id, desk.at(f"sat 1{n}:00"), actor=IDA, seen_run=1) for n in range(5)]
    ends = await asyncio.gather(*moves, return_exceptions=True)
    assert sum(not isinstance(end, Exception) for end in ends) == 1
    assert {end.key for end in ends if isinstance(end, Refused)} == {"changed_since"}


async def test_what_is_cancelled_does_not_go_out_and_may_be_scheduled_anew(desk):
    one = await desk.scheduled()
    await desk.scheduling.cancel(one.publication.id, actor=IDA, seen_run=1)
    desk.newsroom.clock.instant = one.publication.at
    assert (await desk.newsroom.owner().deliver(one.publication.id)).publication.state == "cancelled"
    (again,) = await desk.scheduling.schedule(one.draft_id, ["sandbox"], desk.at("sun 10:00"), actor=IDA)
    assert again != one.publication.id
    desk.newsroom.clock.instant = (await desk.report(again)).publication.at
    assert (await desk.newsroom.owner().deliver(again)).publication.state == "published"


async def test_publish_now_sends_at_once(desk):
    one = (await desk.scheduled()).publication
    await desk.scheduling.publish_now(one.id, actor=IDA, seen_run=1)
    assert (await desk.newsroom.owner().deliver(one.id)).publication.state == "published"


async def test_neighbours_in_the_queue_swap_their_times(desk):
    first, second = [(await desk.scheduled(text)).publication for text in ("fri 9:00", "fri 17:00")]
    await desk.scheduling.move(second.id, "up", actor=IDA, seen_run=1)
    now = [(await desk.report(one.id)).publication for one in (first, second)]
    assert [one.at for one in now] == [second.at, first.at]
    assert [one.wall for one in now] == [second.wall, first.wall]
    assert [one.run for one in now] == [2, 2]
    assert (await desk.scheduling.move(second.id, "up", actor=IDA, seen_run=2)).publication.at == first.at


async def test_a_newer_wording_takes_the_place_of_what_was_scheduled(desk):
    old = await desk.scheduled()
    await desk.newsroom.revise(old.draft_id, 1, "The quay opens again")
    (new,) = await desk.scheduling.schedule(old.draft_id, ["sandbox"], desk.at("sat 10:00"), actor=IDA)
    assert (await desk.report(old.publication.id)).publication.state == "cancelled"
    assert (await desk.report(new)).publication.state == "scheduled"


async def test_a_change_of_a_zones_rules_moves_the_instant_and_not_the_wall_time(desk):
    one = (await desk.scheduled()).publication
    stale = one.model_copy(update={"at": one.at + timedelta(hours=1)})
    async with desk.newsroom.store.begin() as connection:
        assert await publications.change(connection, stale, one)
    assert await desk.scheduling.retime() == [one.id]
    now = (await desk.report(one.id)).publication
    assert (now.at, now.wall, now.run) == (one.at, one.wall, 2)
    assert await desk.scheduling.retime() == []


async def test_times_that_must_be_asked_about_are_never_guessed(desk):
    for text in ("tomorrow at 7", "sun 3:30 28 mar 2027", "yesterday 9am", "soon"):
        assert isinstance(desk.scheduling.read(text, member_zone=ATHENS), Unclear), text
    assert isinstance(desk.scheduling.read("next slot", member_zone=ATHENS), NextSlot)


async def test_the_next_free_slot_is_taken_once_however_many_ask(desk):
    await desk.slots.add("main", [0, 1, 2, 3, 4, 5, 6], "17:30", actor=OWNER, zone=ATHENS)
    drafts = [await desk.newsroom.draft() for _ in range(4)]
    ask = desk.scheduling.schedule
    ids = await asyncio.gather(*(ask(draft, ["sandbox"], NextSlot(), actor=IDA) for draft in drafts))
    walls = sorted([(await desk.report(one)).publication.wall for (one,) in ids])
    assert walls == [f"2026-05-{day}T17:30:00" for day in (12, 13, 14, 15)]


async def test_without_slots_the_next_one_is_refused(desk):
    draft = await desk.newsroom.draft()
    with pytest.raises(Refused, match="no_slots"):
        await desk.scheduling.schedule(draft, ["sandbox"], NextSlot(), actor=IDA)
    assert await desk.scheduling.next_slot(["sandbox"]) is None


async def test_an_account_has_slots_of_its_own_or_its_brands(desk):
    for_all = await desk.slots.add("main", [4], "09:00", actor=OWNER, zone=ATHENS)
    assert await desk.slots.add("main", [4], "09:00", actor=OWNER, zone=ATHENS) == for_all
    assert [one.wall for one in await desk.slots.next_free("sandbox", 2)] == [
        "2026-05-15T09:00:00",
        "2026-05-22T09:00:00",
    ]
    await desk.slots.add("main", [2], "08:00", actor=OWNER, account_id="sandbox", zone=ATHENS)
    assert (await desk.scheduling.next_slot(["sandbox"])).wall == "2026-05-13T08:00:00"
    await desk.slots.remove(for_all, actor=OWNER)
    assert len(await desk.slots.of("main")) == 1
    with pytest.raises(Refused, match="not_allowed"):
        await desk.slots.add("main", [1], "09:00", actor=IDA)


async def test_the_week_and_the_calendar_file_show_what_is_due(desk):
    one = await desk.scheduled("fri 0:30")
    days = await desk.scheduling.week(date(2026, 5, 12), zone=ATHENS)
    assert [day.day.day for day in days] == [12, 13, 14, 15, 16, 17, 18]
    assert [[each.publication.id for each in day.reports] for day in days][3] == [one.publication.id]
    file = (await desk.scheduling.calendar(name="Main")).decode()
    assert f"UID:{one.publication.id}@standfirst" in file
    assert "DTSTART:20260514T213000Z" in file


def rule(**more):
    given = {"every": "day", "wall": "09:00", "zone": ATHENS, "start": date(2026, 5, 13)}
    return Recurrence(**{**given, **more})


async def occurrences(desk, one):
    found = await desk.newsroom.publishing.of_draft(one.draft_id)
    return [each.publication for each in found if each.publication.series_id == one.id]


async def test_a_series_plans_one_occurrence_ahead_to_its_end(desk):
    draft = await desk.newsroom.draft()
    one = await desk.recurring.repeat(draft, ["sandbox"], rule(count=3), actor=IDA)
    out = []
    for _ in range(6):
        waiting = [each for each in await occurrences(desk, one) if each.state == "scheduled"]
        assert len(waiting) <= 1
        for each in waiting:
            desk.newsroom.clock.instant = each.at
            assert (await desk.newsroom.owner().deliver(each.id)).publication.state == "published"
            out.append(each.wall)
        desk.newsroom.clock.pass_by(minutes=1)
        await desk.recurring.advance()
        await desk.recurring.advance()
    assert out == [f"2026-05-{day}T09:00:00" for day in (13, 14, 15)]
    assert (await desk.recurring.one(one.id)).state == "ended"
    assert len(await desk.newsroom.out((await occurrences(desk, one))[0].id)) == 1


async def test_a_series_that_was_killed_between_plan_and_note_plans_nothing_twice(desk):
    draft = await desk.newsroom.draft()
    one = await desk.recurring.repeat(draft, ["sandbox"], rule(), actor=IDA)
    (planned,) = await occurrences(desk, one)
    when = When(at=planned.at, wall=planned.wall, zone=planned.zone, series_id=one.id)
    assert await desk.newsroom.publishing.plan(draft, ["sandbox"], actor=IDA, when=when) == [planned.id]


async def test_a_paused_series_takes_back_what_it_planned_and_goes_on_when_resumed(desk):
    draft = await desk.newsroom.draft()
    one = await desk.recurring.repeat(draft, ["sandbox"], rule(), actor=IDA)
    await desk.recurring.pause(one.id, actor=IDA)
    assert [each.state for each in await occurrences(desk, one)] == ["cancelled"]
    assert await desk.recurring.advance() == []
    desk.newsroom.clock.pass_by(days=3)
    await desk.recurring.resume(one.id, actor=IDA)
    assert [(each.wall, each.state) for each in await occurrences(desk, one)][-1] == (
        "2026-05-16T09:00:00",
        "scheduled",
    )
    await desk.recurring.end(one.id, actor=IDA)
    assert await desk.recurring.every() == []


async def test_a_series_keeps_its_wall_time_when_clocks_change(desk):
    desk.newsroom.clock.instant = datetime(2026, 10, 24, 4, 0, tzinfo=UTC)
    draft = await desk.newsroom.draft()
    one = await desk.recurring.repeat(draft, ["sandbox"], rule(start=date(2026, 10, 24)), actor=IDA)
    for _ in range(2):
        desk.newsroom.clock.instant = (await desk.recurring.one(one.id)).next + timedelta(seconds=1)
        await desk.recurring.advance()
    found = await occurrences(desk, one)
    assert {each.wall[11:] for each in found} == {"09:00:00"}
    assert [each.at.hour for each in found] == [6, 7, 7]


async def test_a_series_whose_draft_was_changed_pauses_and_says_so(desk):
    draft = await desk.newsroom.draft()
    one = await desk.recurring.repeat(draft, ["sandbox"], rule(), actor=IDA)
    await desk.newsroom.revise(draft, 1, "The quay opens again")
    desk.newsroom.clock.instant = one.next + timedelta(seconds=1)
    await desk.recurring.advance()
    paused = await desk.recurring.one(one.id)
    assert (paused.state, paused.why) == ("paused", "draft_changed")
