"""The watch over the queue: what nobody has is queued again, what stands still is freed, a lag is told once."""

from collections import Counter
from datetime import timedelta

import pytest
from services.newsroom import IDA
from services.timing import Noted
from sqlalchemy import text, update

from bot.domain.draft import Picture
from bot.jobs.queue import PUBLISH, SCHEMA, DurableQueue, job_id
from bot.services.halting import Halting
from bot.services.watching import Watching
from bot.store import deliveries, duties, events
from bot.store.tables import post, publication

TEN = timedelta(seconds=10)


class Watch:
    """The watch of a newsroom whose jobs are the engine's own rows; nobody works on them."""

    def __init__(self, newsroom):
        self.newsroom, self.store, self.clock = newsroom, newsroom.store, newsroom.clock
        self.queue, self.cancelled = Noted(), []
        self.watching = self.another()

    def another(self):
        """The watch of one more process."""
        of = (self.store, self.newsroom.publishing, self.queue, self.clock)
        return Watching(*of, jobs=(PUBLISH, SCHEMA), patience=60)

    async def cancel(self, jobs):
        self.cancelled.extend(jobs)

    async def job(self, name, status, begun=None):
        """The engine's row of the job of a publication's current run."""
        one = (await self.newsroom.publishing.report(name)).publication
        table = f"{SCHEMA}.workflow_status" if self.store.file is None else "workflow_status"
        row = {"id": job_id(one), "status": status, "begun": int(begun.timestamp() * 1000) if begun else None}
        async with self.store.begin() as connection:
            await connection.execute(text(f"DELETE FROM {table} WHERE workflow_uuid = :id"), {"id": row["id"]})
            new = f"INSERT INTO {table} (workflow_uuid, status, started_at_epoch_ms) VALUES (:id, :status, :begun)"
            await connection.execute(text(new), row)

    async def told(self):
        """The alarms so far: how many posts each named."""
        async with self.store.read() as connection:
            rows = await connection.execute(text("SELECT count(*) FROM notice WHERE kind = 'lag'"))
            last = await events.last(connection, "queue/lag")
        return rows.scalar(), last and last.detail["count"]

    async def sending(self, name, **changes):
        """A part that was begun now."""
        row = (await self.newsroom.publishing.report(name)).deliveries[0]
        async with self.store.begin() as connection:
            await deliveries.claim(connection, row.id, "elsewhere/1/0", self.clock.now())
            await connection.execute(update(publication).where(publication.c.id == name).values(state="publishing"))
            if changes:
                await deliveries.give_back(connection, row.id, "elsewhere/1/0", "planned", **changes)


@pytest.fixture
async def watch(newsroom):
    await newsroom.accounts.prepare()
    await DurableQueue.prepared(newsroom.store)
    return Watch(newsroom)


class TestStrays:
    async def test_what_is_due_and_has_no_job_is_queued_as_its_next_run(self, watch):
        one = await watch.newsroom.planned()
        assert await watch.watching.strays() == [one]
        assert [(name, run) for name, run, _ in watch.queue.put_in] == [(one, 2)]
        assert (await watch.newsroom.happened(one))[-1] == "taken_up"
        assert watch.watching.taken_up == Counter(stray=1)

    @pytest.mark.parametrize("status", ["ENQUEUED", "PENDING", "DELAYED"])
    async def test_what_has_a_living_job_is_left_to_it(self, watch, status):
        one = await watch.newsroom.planned()
        await watch.job(one, status)
        assert await watch.watching.strays() == []

    @pytest.mark.parametrize("status", ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"])
    async def test_a_job_that_ended_and_left_it_undone_is_followed_by_another(self, watch, status):
        one = await watch.newsroom.planned()
        await watch.job(one, status)
        assert await watch.watching.strays() == [one]

    async def test_what_waits_for_its_time_a_person_or_the_brake_is_no_stray(self, watch):
        one = await watch.newsroom.planned()
        watch.clock.pass_by(minutes=-5)
        assert await watch.watching.strays() == []
        watch.clock.pass_by(minutes=5)
        await Halting(watch.store, watch.clock, watch.queue).halt(actor=IDA)
        assert await watch.watching.strays() == []
        await Halting(watch.store, watch.clock).resume(actor=IDA)
        async with watch.store.begin() as connection:
            await connection.execute(update(publication).values(state="held"))
        assert await watch.watching.strays() == []
        assert (await watch.newsroom.happened(one))[-1] != "taken_up"


class TestStandingStill:
    async def test_a_job_that_begins_nothing_more_is_cancelled_and_followed_by_another(self, watch):
        one = await watch.newsroom.planned()
        await watch.job(one, "PENDING", watch.clock.now())
        await watch.sending(one)
        watch.clock.pass_by(seconds=149)
        assert await watch.watching.still(watch.cancel) == []
        watch.clock.pass_by(seconds=2)
        assert await watch.watching.still(watch.cancel) == [one]
        assert watch.cancelled == [f"{PUBLISH}/{one}/1"]
        assert [(name, run) for name, run, _ in watch.queue.put_in] == [(one, 2)]
        assert await watch.watching.still(watch.cancel) == []

    async def test_who_began_a_part_of_late_is_at_it(self, watch):
        one = await watch.newsroom.planned()
        await watch.job(one, "PENDING", watch.clock.now())
        watch.clock.pass_by(seconds=151)
        await watch.sending(one)
        assert await watch.watching.still(watch.cancel) == []

    async def test_who_waits_by_a_networks_word_is_left_in_peace(self, watch):
        one = await watch.newsroom.planned()
        await watch.job(one, "PENDING", watch.clock.now())
        await watch.sending(one, retry_at=watch.clock.now() + timedelta(minutes=4))
        watch.clock.pass_by(seconds=151)
        assert await watch.watching.still(watch.cancel) == []
        watch.clock.pass_by(minutes=4)
        assert await watch.watching.still(watch.cancel) == [one]

    async def test_pictures_take_longer(self, watch):
        one = await watch.newsroom.planned()
        said = (await watch.newsroom.publishing.report(one)).post
        images = (Picture(media_id="m1"), Picture(media_id="m2"))
        parts = tuple(part.model_copy(update={"images": images}) for part in said.parts)
        async with watch.store.begin() as connection:
            body = said.model_copy(update={"parts": parts}).model_dump(mode="json")
            await connection.execute(update(post).values(body=body))
        await watch.job(one, "PENDING", watch.clock.now())
        await watch.sending(one)
        watch.clock.pass_by(seconds=389)
        assert await watch.watching.still(watch.cancel) == []
        watch.clock.pass_by(seconds=2)
        assert await watch.watching.still(watch.cancel) == [one]

    async def test_a_job_that_waits_its_turn_does_not_stand_still(self, watch):
        one = await watch.newsroom.planned()
        await watch.job(one, "ENQUEUED")
        watch.clock.pass_by(hours=1)
        assert await watch.watching.still(watch.cancel) == []


class TestLag:
    async def test_it_is_told_after_two_minutes_and_once(self, watch):
        one = await watch.newsroom.planned()
        watch.clock.pass_by(minutes=2)
        assert await watch.watching.lag() == []
        watch.clock.pass_by(seconds=1)
        assert await watch.watching.lag() == [one]
        assert (await watch.newsroom.happened(one))[-1] == "lagged"
        watch.clock.pass_by(hours=1)
        assert await watch.another().lag() == []
        assert await watch.told() == (1, 1)

    async def test_several_are_told_in_one_alarm_and_what_joins_in_the_next(self, watch):
        await watch.newsroom.planned()
        await watch.newsroom.planned()
        watch.clock.pass_by(minutes=3)
        assert len(await watch.watching.lag()) == 2
        third = await watch.newsroom.planned()
        watch.clock.pass_by(minutes=14)
        assert await watch.watching.lag() == []
        watch.clock.pass_by(minutes=1)
        assert await watch.watching.lag() == [third]
        assert await watch.told() == (2, 1)

    async def test_what_is_taken_up_and_lags_again_is_told_again(self, watch):
        one = await watch.newsroom.planned()
        watch.clock.pass_by(minutes=3)
        assert await watch.watching.lag() == [one]
        await watch.watching.strays()
        watch.clock.pass_by(minutes=16)
        assert await watch.watching.lag() == [one]

    async def test_what_waits_by_a_networks_word_is_no_lag(self, watch):
        one = await watch.newsroom.planned()
        await watch.sending(one, retry_at=watch.clock.now() + timedelta(minutes=10))
        watch.clock.pass_by(minutes=3)
        assert await watch.watching.lag() == []
        watch.clock.pass_by(minutes=8)
        assert await watch.watching.lag() == [one]

    async def test_what_is_out_or_with_a_person_is_no_lag(self, watch):
        await watch.newsroom.published()
        held = await watch.newsroom.planned()
        async with watch.store.begin() as connection:
            await connection.execute(update(publication).where(publication.c.id == held).values(state="held"))
        watch.clock.pass_by(minutes=3)
        assert await watch.watching.lag() == []

    async def test_while_halted_nothing_lags_and_after_it_there_is_time_to_catch_up(self, watch):
        one, brake = await watch.newsroom.planned(), Halting(watch.store, watch.clock)
        await brake.halt(actor=IDA)
        watch.clock.pass_by(minutes=10)
        assert await watch.watching.lag() == []
        await brake.resume(actor=IDA)
        assert await watch.watching.lag() == []
        watch.clock.pass_by(minutes=2)
        assert await watch.watching.lag() == [one]

    async def test_after_downtime_there_is_time_to_catch_up_however_often_it_starts(self, watch):
        one = await watch.newsroom.planned()
        watch.clock.pass_by(hours=1)
        for _ in range(4):
            assert await watch.another().on_duty("lag", TEN)
            assert await watch.watching.lag() == []
            watch.clock.pass_by(seconds=30)
        assert await watch.another().on_duty("lag", TEN)
        assert await watch.watching.lag() == [one]


class TestDuties:
    async def test_of_several_one_does_it_and_not_before_its_time(self, watch):
        others = [watch.another() for _ in range(3)]
        assert [await one.on_duty("sweep", TEN) for one in others] == [True, False, False]
        watch.clock.pass_by(seconds=9)
        assert not any([await one.on_duty("sweep", TEN) for one in others])
        assert await others[0].on_duty("another", TEN)
        watch.clock.pass_by(seconds=1)
        assert [await one.on_duty("sweep", TEN) for one in others] == [True, False, False]

    async def test_who_saw_it_free_and_comes_second_does_not_do_it_too(self, watch):
        now = watch.clock.now()
        async with watch.store.begin() as connection:
            assert await duties.claim(connection, "sweep", now, TEN)
            assert not await duties.claim(connection, "sweep", now, TEN)
            assert await duties.claim(connection, "sweep", now + TEN, TEN)

    async def test_a_clock_that_went_ahead_and_was_put_right_stops_no_duty(self, watch):
        watch.clock.pass_by(days=400)
        assert await watch.watching.on_duty("sweep", TEN)
        watch.clock.pass_by(days=-400)
        assert await watch.watching.on_duty("sweep", TEN)
        assert not await watch.watching.on_duty("sweep", TEN)


async def test_what_is_taken_from_a_worker_that_is_gone_is_in_its_story(watch):
    one = await watch.newsroom.planned()
    await watch.watching.worker_gone([one, "unknown"])
    async with watch.store.read() as connection:
        last = await events.last(connection, f"publication/{one}")
    assert (last.action, last.detail) == ("taken_up", {"because": "worker_gone", "run": 1})
