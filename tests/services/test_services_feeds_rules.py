"""What rules do with new items: held and published, put into slots, kept to caps and quiet hours, or left as drafts."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from services.feeding import IDA, feeding
from services.timing import OWNER

from bot.domain.errors import Refused
from bot.domain.feed import Quiet
from bot.store import feeds, members


@pytest.fixture
async def desk(newsroom):
    async with feeding(newsroom) as found:
        (account,) = await newsroom.accounts.every()
        found.account = account.id
        yield found


async def scheduled(desk, feed):
    """When the feed's items go out, by publication, in order."""
    reports = [await desk.newsroom.publishing.of_draft(one.draft_id) for one in await desk.items(feed, "scheduled")]
    return sorted(report.publication.at for some in reports for report in some)


async def test_a_held_item_goes_out_after_so_many_minutes_and_that_is_told(desk):
    feed = await desk.follow((1,), action="hold", hold=30, accounts=(desk.account,))
    desk.publish((1, 2))
    await desk.poll(feed)
    (at,) = await scheduled(desk, feed)
    assert at - desk.clock.now() == timedelta(minutes=30)
    (told,) = await desk.news("feed_draft")
    assert datetime.fromisoformat(told.detail["at"]) == at
    (draft,) = await desk.drafts()
    (report,) = await desk.newsroom.publishing.of_draft(draft.draft.id)
    assert (report.publication.state, report.publication.member_id) == ("scheduled", "ida")


async def test_without_an_account_named_it_goes_out_on_all_of_the_brand(desk):
    feed = await desk.follow((1,), action="hold")
    desk.publish((1, 2))
    await desk.poll(feed)
    assert len(await scheduled(desk, feed)) == 1


async def test_items_keep_their_distance_their_cap_and_the_quiet_hours(desk):
    quiet = Quiet(start="13:00", end="15:00")
    feed = await desk.follow((1,), action="hold", hold=5, spacing=30, cap=3, quiet=quiet, burst=50)
    desk.publish(range(1, 7))
    await desk.poll(feed)
    day = datetime(2026, 5, 12, tzinfo=UTC)
    found = [round((at - day).total_seconds() / 60) for at in await scheduled(desk, feed)]
    assert found == [725, 755, 900, 1440, 1470]


async def test_drafts_wait_for_the_end_of_the_quiet_hours_too(desk):
    feed = await desk.follow((1,), quiet=Quiet(start="11:00", end="14:00"))
    desk.publish((1, 2))
    await desk.poll(feed)
    assert await desk.drafts() == []
    desk.clock.pass_by(hours=2, minutes=1)
    await desk.feeds.poll_due()
    assert len(await desk.drafts()) == 1


async def test_what_waits_is_drafted_though_its_feed_is_gone_and_not_while_it_is_paused(desk):
    feed = await desk.follow((1,), quiet=Quiet(start="11:00", end="14:00"))
    desk.publish((1, 2))
    await desk.poll(feed)
    desk.site.put("/feed", "", "410 Gone")
    assert await desk.poll(feed) == "gone"
    desk.clock.pass_by(hours=3)
    await desk.feeds.pause(feed.id, actor=IDA)
    assert await desk.feeds.take_due() == []
    await desk.feeds.resume(feed.id, actor=IDA)
    await desk.poll(feed)
    assert (await desk.feeds.one(feed.id)).feed.state == "gone"
    assert len(await desk.drafts()) == 1


async def test_items_take_the_next_free_slots_that_the_rule_allows(desk):
    for wall in ("14:00", "16:00", "18:00"):
        await desk.timing.slots.add("main", range(7), wall, actor=OWNER)
    quiet = Quiet(start="15:00", end="17:00")
    feed = await desk.follow((1,), action="slot", quiet=quiet, burst=50)
    desk.publish((1, 2, 3))
    await desk.poll(feed)
    assert [at.strftime("%d %H:%M") for at in await scheduled(desk, feed)] == ["12 14:00", "12 18:00"]


async def test_what_may_not_go_out_by_itself_is_a_draft_with_the_reason(desk):
    feed = await desk.follow((1,), action="slot")
    desk.publish((1, 2))
    await desk.poll(feed)
    (told,) = await desk.news("feed_draft")
    assert told.detail["why"]["key"] == "no_slots"
    assert await scheduled(desk, feed) == []


async def test_a_member_who_may_publish_no_more_publishes_nothing_by_a_rule(desk):
    feed = await desk.follow((1,), action="hold")
    async with desk.store.begin() as connection:
        await members.change(connection, IDA.model_copy(update={"role": "writer"}))
    desk.publish((1, 2))
    await desk.poll(feed)
    (told,) = await desk.news("feed_draft")
    assert told.detail["why"]["key"] == "not_allowed"
    assert (await desk.items(feed, "drafted"))[0].why.key == "not_allowed"


async def test_where_a_brand_demands_approval_a_feed_gets_none_by_itself(desk):
    brand = await desk.newsroom.accounts.brand()
    await desk.newsroom.accounts.restyle(brand.id, actor=OWNER, style=brand.style, approval="other_editor")
    feed = await desk.follow((1,), action="hold")
    desk.publish((1, 2))
    await desk.poll(feed)
    (told,) = await desk.news("feed_draft")
    assert told.detail["why"]["key"].startswith("approval")
    assert await scheduled(desk, feed) == []


class Killed(BaseException):
    """The process is no more."""


class Dying:
    """Stands before a service and kills the process before or after one of its calls."""

    def __init__(self, inner, name, *, after):
        self.inner, self.name, self.after = inner, name, after

    def __getattr__(self, name):
        found = getattr(self.inner, name)
        if name != self.name:
            return found

        async def call(*args, **more):
            if self.after:
                await found(*args, **more)
            raise Killed

        return call


@pytest.mark.parametrize(
    ("part", "call", "after"),
    [
        ("drafting", "draft", False),
        ("drafting", "draft", True),
        ("scheduling", "schedule", False),
        ("scheduling", "schedule", True),
    ],
)
async def test_killed_anywhere_an_item_is_drafted_once_and_goes_out_once(desk, part, call, after):
    feed = await desk.follow((1,), action="hold", hold=20)
    desk.publish((1, 2))
    inner = {"drafting": desk.newsroom.drafting, "scheduling": desk.timing.scheduling}[part]
    dying = desk.services(**{part: Dying(inner, call, after=after)})
    with pytest.raises(Killed):
        await dying.poll(feed.id)
    desk.services()
    alive = desk.services()
    await alive.poll_due()
    assert await desk.news("feed_draft") == []
    desk.clock.pass_by(minutes=11)
    await alive.poll_due()
    assert len(await desk.drafts()) == 1
    assert len(await scheduled(desk, feed)) == 1
    assert len(await desk.news("feed_draft")) == 1
    desk.clock.pass_by(minutes=40)
    await alive.poll_due()
    assert len(await desk.drafts()) == 1


async def test_two_processes_read_a_feed_and_draft_its_items_once(desk):
    feed = await desk.follow((1,))
    desk.publish((1, 2, 3))
    desk.clock.pass_by(minutes=40)
    others = [desk.services(), desk.services()]
    await asyncio.gather(*(one.poll_due() for one in others))
    await asyncio.gather(*(one.poll_due() for one in others))
    assert len(await desk.drafts()) == 2
    assert len(await desk.news("feed_draft")) == 2
    assert len(desk.site.asked("/feed")) == 2
    assert len(await desk.items(feed, "drafted")) == 2


async def test_who_dies_while_reading_a_feed_keeps_it_from_nobody_for_long(desk):
    feed = await desk.follow((1,))
    desk.clock.pass_by(hours=1)
    async with desk.store.begin() as connection:
        assert await feeds.claim(connection, feed.id, "gone", desk.clock.now(), 300)
    assert await desk.feeds.poll_due() == []
    assert (await desk.feeds.poll(feed.id)).outcome == "busy"
    desk.clock.pass_by(minutes=6)
    assert [one.outcome for one in await desk.feeds.poll_due()] == ["unchanged"]


async def test_a_story_that_a_member_drafted_from_its_link_is_not_drafted_again(desk):
    feed = await desk.follow((1,))
    article = await desk.taking._parts.read("http://news.example/story/2")
    brand = await desk.newsroom.accounts.brand()
    made = await desk.newsroom.drafting.draft(article, brand, [], actor="ida")
    desk.publish((1, 2))
    await desk.poll(feed)
    (same,) = await desk.items(feed, "same")
    assert same.draft_id == made.draft.id
    assert len(await desk.drafts()) == 1


async def test_a_writer_may_have_an_item_drafted_and_a_viewer_may_not(desk):
    feed = await desk.follow((1, 2), action="hold")
    (item, *_) = await desk.items(feed)
    with pytest.raises(Refused, match="not_allowed"):
        await desk.feeds.take(item.id, actor=IDA.model_copy(update={"role": "viewer"}))
    done = await desk.feeds.take(item.id, actor=IDA.model_copy(update={"role": "writer"}))
    assert done.state == "drafted"
    assert await scheduled(desk, feed) == []
