"""Series: one occurrence ahead by a rule, none twice, none left out, to the end or until something keeps it."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from services.desk import MIRA, OTTO, Desk
from services.newsroom import IDA
from services.timing import ATHENS, Timing

from bot.chat.texts import Texts
from bot.domain.errors import Missing, Refused
from bot.domain.facts import Fact
from bot.domain.recurrence import Recurrence
from bot.store import notices
from bot.text.templating import Templates


def rule(**more):
    given = {"every": "day", "wall": "09:00", "zone": ATHENS, "start": date(2026, 5, 13)}
    return Recurrence(**{**given, **more})


async def occurrences(timing, one):
    found = await timing.newsroom.publishing.of_draft(one.draft_id)
    return [each.publication for each in found if each.publication.series_id == one.id]


async def test_a_series_plans_one_occurrence_ahead_to_its_end(timing):
    draft = await timing.newsroom.draft()
    one = await timing.recurring.repeat(draft, ["sandbox"], rule(count=3), actor=IDA)
    out = []
    for _ in range(6):
        waiting = [each for each in await occurrences(timing, one) if each.state == "scheduled"]
        assert len(waiting) <= 1
        for each in waiting:
            timing.newsroom.clock.instant = each.at
            assert (await timing.newsroom.owner().deliver(each.id)).publication.state == "published"
            out.append(each.wall)
        timing.newsroom.clock.pass_by(minutes=1)
        await timing.recurring.advance()
        await timing.recurring.advance()
    assert out == [f"2026-05-{day}T09:00:00" for day in (13, 14, 15)]
    assert (await timing.recurring.one(one.id)).state == "ended"
    assert len(await timing.newsroom.out((await occurrences(timing, one))[0].id)) == 1


async def test_a_series_that_is_killed_while_it_plans_plans_the_same_once_when_it_is_asked_again(timing):
    draft = await timing.newsroom.draft()
    one = await timing.recurring.repeat(draft, ["sandbox"], rule(), actor=IDA)
    timing.newsroom.clock.instant = one.next + timedelta(seconds=1)
    timing.queue.breaks = 1
    with pytest.raises(ConnectionError):
        await timing.recurring.advance()
    assert await timing.recurring.one(one.id) == one
    assert len(await occurrences(timing, one)) == 1
    assert await timing.recurring.advance() == [one.id]
    assert await timing.recurring.advance() == []
    assert [each.wall[8:10] for each in await occurrences(timing, one)] == ["13", "14"]


async def test_of_several_that_advance_at_once_one_plans_the_occurrence(timing):
    draft = await timing.newsroom.draft()
    one = await timing.recurring.repeat(draft, ["sandbox"], rule(), actor=IDA)
    timing.newsroom.clock.instant = one.next + timedelta(seconds=1)
    went = await asyncio.gather(*(timing.recurring.advance() for _ in range(4)))
    assert sum(map(len, went)) == 1
    assert len(await occurrences(timing, one)) == 2
    assert (await timing.recurring.one(one.id)).made == 2


async def test_a_series_that_may_not_begin_leaves_nothing(timing):
    draft = await timing.newsroom.draft()
    with pytest.raises(Refused, match="series_over"):
        await timing.recurring.repeat(draft, ["sandbox"], rule(until=date(2026, 5, 11)), actor=IDA)
    with pytest.raises(Missing, match="unknown_account"):
        await timing.recurring.repeat(draft, ["nowhere"], rule(), actor=IDA)
    timing.queue.breaks = 1
    with pytest.raises(ConnectionError):
        await timing.recurring.repeat(draft, ["sandbox"], rule(), actor=IDA)
    assert await timing.recurring.every() == []
    assert await timing.newsroom.publishing.of_draft(draft) == []


async def test_a_paused_series_takes_back_what_it_planned_and_goes_on_when_resumed(timing):
    draft = await timing.newsroom.draft()
    one = await timing.recurring.repeat(draft, ["sandbox"], rule(), actor=IDA)
    await timing.recurring.pause(one.id, actor=IDA)
    assert [each.state for each in await occurrences(timing, one)] == ["cancelled"]
    assert await timing.recurring.advance() == []
    timing.newsroom.clock.pass_by(days=3)
    await timing.recurring.resume(one.id, actor=IDA)
    assert [(each.wall, each.state) for each in await occurrences(timing, one)][-1] == (
        "2026-05-16T09:00:00",
        "scheduled",
    )
    await timing.recurring.end(one.id, actor=IDA)
    assert await timing.recurring.every() == []


async def test_a_series_keeps_its_wall_time_when_clocks_change(timing):
    timing.newsroom.clock.instant = datetime(2026, 10, 24, 4, 0, tzinfo=UTC)
    draft = await timing.newsroom.draft()
    one = await timing.recurring.repeat(draft, ["sandbox"], rule(start=date(2026, 10, 24)), actor=IDA)
    for _ in range(2):
        timing.newsroom.clock.instant = (await timing.recurring.one(one.id)).next + timedelta(seconds=1)
        await timing.recurring.advance()
    found = await occurrences(timing, one)
    assert {each.wall[11:] for each in found} == {"09:00:00"}
    assert [each.at.hour for each in found] == [6, 7, 7]


async def test_a_series_whose_draft_was_changed_pauses_and_says_so(timing):
    draft = await timing.newsroom.draft()
    one = await timing.recurring.repeat(draft, ["sandbox"], rule(), actor=IDA)
    await timing.newsroom.revise(draft, 1, "The quay opens again")
    timing.newsroom.clock.instant = one.next + timedelta(seconds=1)
    await timing.recurring.advance()
    paused = await timing.recurring.one(one.id)
    assert (paused.state, paused.why) == ("paused", "draft_changed")
    async with timing.newsroom.store.read() as connection:
        (told,) = [notice for notice in await notices.untold(connection) if notice.kind == "series_paused"]
    for language in ("en", "de", "es", "ru"):
        texts = Texts(Templates(), language)
        said = texts.html("news/series_paused", headline="", report=None, **told.detail)
        assert texts.say("errors/draft_changed") in said
    with pytest.raises(Refused, match="draft_changed"):
        await timing.recurring.resume(one.id, actor=IDA)
    assert (await timing.recurring.one(one.id)).state == "paused"


async def test_whatever_keeps_an_occurrence_from_being_planned_pauses_its_series_alone(timing):
    several = [
        await timing.recurring.repeat(await timing.newsroom.draft(), ["sandbox"], rule(), actor=IDA) for _ in range(3)
    ]
    fact = Fact(text="€1", kind="money", start=0, end=2)
    await timing.newsroom.revise(several[1].draft_id, 1, "The quay cost €1", untraced=[fact])
    timing.newsroom.clock.instant = several[0].next + timedelta(seconds=1)
    assert set(await timing.recurring.advance()) == {several[0].id, several[2].id}
    assert [(await timing.recurring.one(one.id)).state for one in several] == ["active", "paused", "active"]


async def test_a_series_resumed_on_the_same_day_leaves_no_occurrence_out_and_plans_none_twice(timing):
    draft = await timing.newsroom.draft()
    one = await timing.recurring.repeat(draft, ["sandbox"], rule(count=2), actor=IDA)
    assert await timing.recurring.resume(one.id, actor=IDA) == one
    paused = await timing.recurring.pause(one.id, actor=IDA)
    assert (paused.made, paused.next) == (0, None)
    assert await timing.recurring.pause(one.id, actor=IDA) == paused
    again = await timing.recurring.resume(one.id, actor=IDA)
    assert (again.made, again.next) == (1, one.next)
    assert [each.state for each in await occurrences(timing, one)] == ["cancelled", "scheduled"]


async def test_an_occurrence_that_goes_out_while_its_series_is_paused_stays_out(timing):
    draft = await timing.newsroom.draft()
    one = await timing.recurring.repeat(draft, ["sandbox"], rule(), actor=IDA)
    timing.newsroom.clock.instant = one.next
    (planned,) = await occurrences(timing, one)
    assert await timing.deliver(planned.id) == "published"
    paused = await timing.recurring.pause(one.id, actor=IDA)
    assert (paused.made, paused.next) == (1, one.next)
    assert [each.state for each in await occurrences(timing, one)] == ["published"]


async def test_a_cancelled_occurrence_is_left_out_and_the_series_goes_on(timing):
    draft = await timing.newsroom.draft()
    one = await timing.recurring.repeat(draft, ["sandbox"], rule(), actor=IDA)
    (planned,) = await occurrences(timing, one)
    await timing.scheduling.cancel(planned.id, actor=IDA, seen_run=planned.run)
    assert await timing.recurring.advance() == []
    timing.newsroom.clock.instant = one.next + timedelta(seconds=1)
    assert await timing.recurring.advance() == [one.id]
    assert [each.state for each in await occurrences(timing, one)] == ["cancelled", "scheduled"]


async def test_a_yes_to_the_first_occurrence_covers_those_after_it(newsroom):
    desk = await Desk.open(newsroom, approval="other_editor")
    timing = Timing(newsroom)
    with pytest.raises(Refused, match="approval_needed"):
        await timing.recurring.repeat(desk.draft, ["sandbox"], rule(), actor=MIRA)
    first = datetime(2026, 5, 13, 6, 0, tzinfo=UTC)
    asked = await desk.approving.ask(desk.draft, ["sandbox"], actor=MIRA, at=first)
    await desk.approving.approve(asked.id, actor=OTTO)
    one = await timing.recurring.repeat(desk.draft, ["sandbox"], rule(), actor=MIRA)
    newsroom.clock.instant = one.next + timedelta(seconds=1)
    assert await timing.recurring.advance() == [one.id]
    assert [each.member_id for each in await occurrences(timing, one)] == ["mira", "mira"]
