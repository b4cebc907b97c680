"""Scheduling: a time kept as wall time, zone and instant; moved, swapped and taken back while nobody else did."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from services.desk import MIRA, OTTO, Desk
from services.newsroom import IDA, NOON
from services.timing import ATHENS, Timing

from bot import platforms
from bot.domain.errors import Refused
from bot.domain.facts import Fact
from bot.domain.moment import NextSlot, Unclear
from bot.services.checks import Punctual, PutAway
from bot.store import publications
from bot.testing.faulty import Faulty


async def test_a_time_is_kept_as_wall_time_zone_and_instant_and_queued_for_it(timing):
    one = (await timing.scheduled()).publication
    assert (one.wall, one.zone) == ("2026-05-15T14:30:00", ATHENS)
    assert one.at == datetime(2026, 5, 15, 11, 30, tzinfo=UTC)
    assert timing.queue.put_in == [(one.id, 1, one.at)]
    assert (await timing.newsroom.owner().deliver(one.id)).publication.state == "scheduled"
    timing.newsroom.clock.instant = one.at
    assert (await timing.newsroom.owner().deliver(one.id)).publication.state == "published"


async def test_the_same_again_gives_the_same_and_another_time_is_to_be_moved(timing):
    draft = await timing.newsroom.draft()
    ask = timing.scheduling.schedule
    first = await ask(draft, ["sandbox"], timing.at("fri 14:30"), actor=IDA)
    assert await ask(draft, ["sandbox"], timing.at("fri 14:30"), actor=IDA) == first
    with pytest.raises(Refused, match="already_scheduled"):
        await ask(draft, ["sandbox"], timing.at("fri 15:30"), actor=IDA)
    moment = timing.at("fri 14:30").model_copy(update={"at": NOON - timedelta(minutes=1)})
    with pytest.raises(Refused, match="time_past"):
        await ask(draft, ["sandbox"], moment, actor=IDA)


async def test_what_is_moved_goes_out_at_its_new_time_alone(timing):
    one = (await timing.scheduled(void_minutes=60)).publication
    moved = await timing.scheduling.reschedule(one.id, timing.at("sat 10:00"), actor=IDA, seen_run=one.run)
    assert (moved.publication.run, moved.publication.wall) == (2, "2026-05-16T10:00:00")
    assert moved.publication.void == moved.publication.at + timedelta(minutes=60)
    timing.newsroom.clock.instant = one.at
    turn = timing.newsroom.owner(queue=timing.queue).turn
    assert await turn(one.id, 1, longest=timedelta(minutes=5)) is None
    assert (await timing.report(one.id)).publication.state == "scheduled"
    timing.newsroom.clock.instant = moved.publication.at
    assert await turn(one.id, 2, longest=timedelta(minutes=5)) is None
    assert (await timing.report(one.id)).publication.state == "published"
    with pytest.raises(Refused, match=r"changed_since|on_its_way"):
        await timing.scheduling.reschedule(one.id, timing.at("sun 10:00"), actor=IDA, seen_run=2)


async def test_what_is_cancelled_does_not_go_out_and_may_be_scheduled_anew(timing):
    one = await timing.scheduled()
    await timing.scheduling.cancel(one.publication.id, actor=IDA, seen_run=1)
    timing.newsroom.clock.instant = one.publication.at
    assert (await timing.newsroom.owner().deliver(one.publication.id)).publication.state == "cancelled"
    (again,) = await timing.scheduling.schedule(one.draft_id, ["sandbox"], timing.at("sun 10:00"), actor=IDA)
    assert again != one.publication.id
    timing.newsroom.clock.instant = (await timing.report(again)).publication.at
    assert (await timing.newsroom.owner().deliver(again)).publication.state == "published"


async def test_publish_now_sends_at_once(timing):
    one = (await timing.scheduled()).publication
    await timing.scheduling.publish_now(one.id, actor=IDA, seen_run=1)
    assert (await timing.newsroom.owner().deliver(one.id)).publication.state == "published"


async def test_neighbours_in_the_queue_swap_their_times(timing):
    first, second = [(await timing.scheduled(text)).publication for text in ("fri 9:00", "fri 17:00")]
    await timing.scheduling.move(second.id, "up", actor=IDA, seen_run=1)
    now = [(await timing.report(one.id)).publication for one in (first, second)]
    assert [one.at for one in now] == [second.at, first.at]
    assert [one.wall for one in now] == [second.wall, first.wall]
    assert [one.run for one in now] == [2, 2]
    assert (await timing.scheduling.move(second.id, "up", actor=IDA, seen_run=2)).publication.at == first.at


async def test_a_newer_wording_takes_the_place_of_what_was_scheduled(timing):
    old = await timing.scheduled()
    await timing.newsroom.revise(old.draft_id, 1, "The quay opens again")
    (new,) = await timing.scheduling.schedule(old.draft_id, ["sandbox"], timing.at("sat 10:00"), actor=IDA)
    assert (await timing.report(old.publication.id)).publication.state == "cancelled"
    assert (await timing.report(new)).publication.state == "scheduled"


async def test_a_change_of_a_zones_rules_moves_the_instant_and_not_the_wall_time(timing):
    one = (await timing.scheduled()).publication
    stale = one.model_copy(update={"at": one.at + timedelta(hours=1)})
    async with timing.newsroom.store.begin() as connection:
        assert await publications.change(connection, stale, one)
    assert await timing.scheduling.retime() == [one.id]
    now = (await timing.report(one.id)).publication
    assert (now.at, now.wall, now.run) == (one.at, one.wall, 2)
    assert await timing.scheduling.retime() == []


async def test_times_that_must_be_asked_about_are_never_guessed(timing):
    for text in ("tomorrow at 7", "sun 3:30 28 mar 2027", "yesterday 9am", "soon"):
        assert isinstance(timing.scheduling.read(text, member_zone=ATHENS), Unclear), text
    assert isinstance(timing.scheduling.read("next slot", member_zone=ATHENS), NextSlot)


async def test_the_week_and_the_calendar_file_show_what_is_due(timing):
    one = await timing.scheduled("fri 0:30")
    days = await timing.scheduling.week(date(2026, 5, 12), zone=ATHENS)
    assert [day.day.day for day in days] == [12, 13, 14, 15, 16, 17, 18]
    assert [[each.publication.id for each in day.reports] for day in days][3] == [one.publication.id]
    file = (await timing.scheduling.calendar(name="Main")).decode()
    assert f"UID:{one.publication.id}@standfirst" in file
    assert "DTSTART:20260514T213000Z" in file


async def test_now_is_a_time(timing):
    moment = timing.at("now")
    timing.newsroom.clock.pass_by(seconds=20)
    (one,) = await timing.scheduling.schedule(
        await timing.newsroom.draft(), ["sandbox"], moment, actor=IDA, late=1, void_minutes=0
    )
    assert await timing.deliver(one) == "published"


async def test_what_has_failed_waits_for_its_new_time_and_goes_out_then(timing):
    timing.newsroom.platform = Faulty(platforms.get("sandbox"), publish=["refused"])
    one = (await timing.scheduled()).publication
    timing.newsroom.clock.instant = one.at
    assert await timing.deliver(one.id) == "failed"
    moved = await timing.scheduling.reschedule(one.id, timing.at("sun 10:00"), actor=IDA, seen_run=one.run)
    assert (moved.publication.state, moved.publication.error) == ("scheduled", None)
    timing.newsroom.clock.instant = moved.publication.at
    assert await timing.deliver(one.id) == "published"


async def test_what_is_held_for_being_late_waits_for_its_new_time(timing):
    one = (await timing.scheduled(late=10)).publication
    timing.newsroom.clock.instant = one.at + timedelta(minutes=11)
    checks = [Punctual(timing.newsroom.clock)]
    assert await timing.deliver(one.id, checks=checks) == "held"
    await timing.scheduling.reschedule(one.id, timing.at("sun 10:00"), actor=IDA, seen_run=one.run)
    timing.newsroom.clock.instant = timing.at("sun 10:00").at
    assert await timing.deliver(one.id, checks=checks) == "published"


async def test_the_second_of_two_equal_wall_times_stays_the_second(timing):
    timing.newsroom.clock.instant = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
    first, second = timing.scheduling.read("tomorrow 3:30", member_zone=ATHENS).choices
    assert (first.wall, second.at - first.at) == (second.wall, timedelta(hours=1))
    draft = await timing.newsroom.draft()
    (one,) = await timing.scheduling.schedule(draft, ["sandbox"], second, actor=IDA)
    assert await timing.scheduling.retime() == []
    assert (await timing.report(one)).publication.at == second.at


async def test_a_zone_that_is_known_no_more_keeps_its_instants(timing):
    gone, other = [(await timing.scheduled(text)).publication for text in ("fri 9:00", "fri 10:00")]
    wrong = other.model_copy(update={"at": other.at + timedelta(hours=1)})
    async with timing.newsroom.store.begin() as connection:
        assert await publications.change(connection, gone.model_copy(update={"zone": "Mars/Olympus"}), gone)
        assert await publications.change(connection, wrong, other)
    assert await timing.scheduling.retime() == [other.id]


async def test_policies_are_kept_and_logged(timing):
    one = (await timing.scheduled()).publication
    kept = await timing.scheduling.set_policy(one.id, late=5, void_minutes=90, actor=IDA, seen_run=1)
    assert (kept.publication.late, kept.publication.void) == (5, one.at + timedelta(minutes=90))
    never = await timing.scheduling.set_policy(one.id, void_minutes=0, actor=IDA, seen_run=1)
    assert (never.publication.late, never.publication.void) == (5, None)
    assert await timing.newsroom.happened(one.id) == ["planned", "policy_set", "policy_set"]


async def test_the_queue_is_told_in_order_and_by_account_and_brand(timing):
    later, sooner = [(await timing.scheduled(text)).publication.id for text in ("fri 17:00", "fri 9:00")]
    told = timing.scheduling.queue
    assert [one.publication.id for one in await told()] == [sooner, later]
    assert len(await told(account_id="sandbox")) == len(await told(brand_id="main")) == 2
    assert await told(account_id="elsewhere") == await told(brand_id="other") == []
    assert b"VEVENT" not in await timing.scheduling.calendar(brand_id="other")


async def test_an_entry_of_the_calendar_moves_with_its_publication(timing):
    one = (await timing.scheduled()).publication
    before = await timing.scheduling.calendar()
    await timing.scheduling.reschedule(one.id, timing.at("sat 10:00"), actor=IDA, seen_run=1)
    after = await timing.scheduling.calendar()
    names = [re.findall(rb"UID:(.*?)\r\n", file) for file in (before, after)]
    assert names[0] == names[1]
    assert re.findall(rb"DTSTART:(.*?)\r\n", after) == [b"20260516T070000Z"]


async def test_an_approved_time_is_moved_to_no_other_without_a_new_yes(newsroom):
    desk = await Desk.open(newsroom, approval="other_editor")
    timing, friday = Timing(newsroom), Timing(newsroom).at("fri 14:30")
    asked = await desk.approving.ask(desk.draft, ["sandbox"], actor=MIRA, at=friday.at)
    await desk.approving.approve(asked.id, actor=OTTO)
    (one,) = await timing.scheduling.schedule(desk.draft, ["sandbox"], friday, actor=MIRA)
    moves = timing.scheduling
    for move in (
        moves.reschedule(one, timing.at("sat 10:00"), actor=MIRA, seen_run=1),
        moves.publish_now(one, actor=MIRA, seen_run=1),
    ):
        with pytest.raises(Refused, match="time_not_approved"):
            await move
    await moves.cancel(one, actor=MIRA, seen_run=1)
    newsroom.clock.pass_by(minutes=1)
    asked = await desk.approving.ask(desk.draft, ["sandbox"], actor=MIRA, at=timing.at("sat 10:00").at)
    await desk.approving.approve(asked.id, actor=OTTO)
    (anew,) = await moves.schedule(desk.draft, ["sandbox"], timing.at("sat 10:00"), actor=MIRA)
    assert anew != one


async def test_a_newer_wording_that_cannot_go_out_keeps_no_older_one_from_being_moved(timing):
    one = await timing.scheduled()
    fact = Fact(text="€1", kind="money", start=0, end=2)
    await timing.newsroom.revise(one.draft_id, 1, "The quay cost €1", untraced=[fact])
    moved = await timing.scheduling.reschedule(one.publication.id, timing.at("sat 10:00"), actor=IDA, seen_run=1)
    assert moved.publication.state == "scheduled"


async def test_what_was_planned_of_a_discarded_draft_is_held_and_goes_out_by_a_persons_word(newsroom):
    desk = await Desk.open(newsroom)
    timing = Timing(newsroom)
    (one,) = await timing.scheduling.schedule(desk.draft, ["sandbox"], timing.at("fri 14:30"), actor=MIRA)
    await desk.editing.discard(desk.draft, 1, actor=MIRA, cause="test")
    newsroom.clock.instant = timing.at("fri 14:30").at
    owner = newsroom.owner(checks=[PutAway(newsroom.drafting)])
    held = (await owner.deliver(one)).publication
    assert (held.state, held.error.key) == ("held", "put_away")
    assert (await owner.again(one, actor=MIRA)).publication.state == "published"


async def test_what_was_deleted_is_scheduled_anew_by_that_word_alone(timing):
    room = timing.newsroom
    gone = await room.published()
    await room.corrector().delete(gone, actor=IDA)
    draft, ask = (await timing.report(gone)).draft_id, timing.scheduling.schedule
    assert await ask(draft, ["sandbox"], timing.at("fri 14:30"), actor=IDA) == [gone]
    (anew,) = await ask(draft, ["sandbox"], timing.at("fri 14:30"), actor=IDA, anew=[gone])
    assert (await timing.report(anew)).publication.edition == 2
