"""Nothing that a feed tells is lost, nothing old is told as new: shared ids, second sources, bursts, odd answers."""

import asyncio
from datetime import timedelta

import pytest
from services.feeding import IDA, feeding, rss, story
from services.timing import OWNER

from bot.domain.errors import Refused, Unreadable
from bot.domain.feed import Quiet
from bot.services.retention import Retention
from bot.services.taking import TRIES


@pytest.fixture
async def desk(newsroom):
    async with feeding(newsroom) as found:
        yield found


def said(number, *, guid="", link="http://news.example/changes"):
    """An item that says all it has to say itself."""
    title, body = story(number)
    named = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
    return f"<title>{title}</title>{named}<link>{link}</link><description><![CDATA[{body}]]></description>"


async def states(desk, feed):
    found = await desk.items(feed)
    return sorted(one.state for one in found)


class TestIdentity:
    async def test_items_under_one_guid_are_told_apart_by_their_links(self, desk):
        told = [said(one, guid="0", link=f"http://news.example/story/{one}") for one in range(1, 6)]
        desk.site.put("/feed", rss(told[:2]))
        feed = (await desk.feeds.subscribe("http://news.example/feed", actor=IDA, brand_id="main")).feed
        for upto in (3, 4, 5):
            desk.site.put("/feed", rss(told[:upto][::-1]))
            await desk.poll(feed)
        assert await states(desk, feed) == ["drafted"] * 3 + ["seen"] * 2

    async def test_items_without_a_name_of_their_own_are_told_apart_by_their_words(self, desk):
        desk.site.put("/feed", rss([said(1)]))
        feed = (await desk.feeds.subscribe("http://news.example/feed", actor=IDA, brand_id="main")).feed
        desk.site.put("/feed", rss([said(one, link=f"http://news.example/changes#v{one}") for one in (4, 3, 2, 1)]))
        await desk.poll(feed)
        assert (await states(desk, feed)).count("drafted") == 3

    async def test_one_address_that_tells_another_thing_each_time(self, desk):
        desk.site.articles = False
        desk.site.put("/feed", rss([said(1, guid="a", link="http://news.example/alerts")]))
        feed = (await desk.feeds.subscribe("http://news.example/feed", actor=IDA, brand_id="main")).feed
        for number in (2, 3):
            desk.site.put("/feed", rss([said(number, guid=f"a{number}", link="http://news.example/alerts")]))
            await desk.poll(feed)
        assert await states(desk, feed) == ["drafted", "drafted", "seen"]
        desk.site.put("/feed", rss([said(3, guid="changed", link="http://news.example/alerts")]))
        await desk.poll(feed)
        assert await states(desk, feed) == ["drafted", "drafted", "seen"]

    async def test_an_older_item_that_comes_into_view_again_is_not_new(self, desk):
        feed = await desk.follow((10, 11, 12))
        desk.publish((8, 9, 10, 13))
        await desk.poll(feed)
        assert {one.item.guid: one.state for one in await desk.items(feed)}["item-13"] == "drafted"
        assert await states(desk, feed) == ["drafted"] + ["seen"] * 5


class TestSecondSources:
    async def test_a_story_whose_first_source_cannot_be_read_is_drafted_from_the_second(self, desk):
        one, other = await desk.follow((1,)), await desk.follow((0,), "/other")
        desk.site.put("/feed", rss(["<title>Short</title><link>http://news.example/gone</link>"]))
        desk.site.put("/other", rss([said(5, link="http://news.example/gone")]))
        await desk.feeds._polling.poll(one.id)
        await desk.feeds._polling.poll(other.id)
        assert await states(desk, other) == ["same", "seen"]
        await desk.feeds.take_due()
        await desk.feeds.take_due()
        assert (await states(desk, one), await states(desk, other)) == (["failed", "seen"], ["drafted", "seen"])

    async def test_a_story_whose_first_source_was_skipped_or_let_go_is_drafted_from_the_second(self, desk):
        one, other = await desk.follow((1,), burst=2), await desk.follow((0,), "/other", burst=50)
        desk.publish(range(1, 7))
        desk.publish(range(7), "/other", guid=None)
        await desk.poll(one)
        await desk.poll(other)
        assert (await states(desk, other)).count("same") == 5
        await desk.feeds.answer(one.id, "skip", actor=IDA)
        await desk.feeds.take_due()
        assert (await states(desk, other)).count("drafted") == 6

    async def test_what_waited_of_a_feed_that_is_let_go_of_is_told_by_another(self, desk):
        quiet = Quiet(start="00:00", end="23:59")
        one, other = await desk.follow((1,), quiet=quiet), await desk.follow((0,), "/other")
        desk.publish((1, 5))
        desk.publish((0, 5), "/other")
        await desk.poll(one)
        await desk.poll(other)
        assert await states(desk, other) == ["same", "seen"]
        await desk.feeds.unsubscribe(one.id, actor=IDA)
        await desk.feeds.take_due()
        assert await states(desk, other) == ["drafted", "seen"]


class TestBursts:
    async def test_an_answer_is_about_as_many_as_were_seen(self, desk):
        feed = await desk.follow((1,), burst=3)
        desk.publish(range(1, 8))
        await desk.poll(feed)
        desk.publish(range(1, 10))
        await desk.poll(feed)
        with pytest.raises(Refused, match="changed_since"):
            await desk.feeds.answer(feed.id, "all", actor=IDA, seen=6)
        assert len(await desk.feeds.answer(feed.id, "all", actor=IDA, seen=8)) == 8


class TestTaking:
    async def test_what_fails_as_nobody_expected_is_tried_some_times_and_told(self, desk):
        async def broken(url):
            raise RuntimeError(url)

        feeds = desk.services(read=broken)
        feed = await desk.follow((1,))
        desk.publish((1, 2))
        await feeds.poll(feed.id)
        for _ in range(TRIES + 2):
            desk.clock.pass_by(hours=1)
            await feeds.take_due()
        (failed,) = await desk.items(feed, "failed")
        assert (failed.tries, failed.why.key) == (TRIES, "item_not_drafted")
        assert len(await desk.news("feed_unread")) == 1

    async def test_a_moments_trouble_is_waited_out_before_the_feeds_own_words_are_taken(self, desk):
        feed = await desk.follow((1,))
        desk.site.put("/story/3", "", "503 Later")
        desk.publish((1, 3), full=True)
        await desk.poll(feed)
        assert await states(desk, feed) == ["new", "seen"]
        for _ in range(TRIES):
            desk.clock.pass_by(hours=3)
            await desk.feeds.take_due()
        assert await states(desk, feed) == ["drafted", "seen"]

    async def test_the_time_to_object_begins_when_there_is_a_draft(self, desk):
        feed = await desk.follow((1,), action="hold", hold=40)
        desk.site.put("/story/3", "", "503 Later")
        desk.publish((1, 3))
        await desk.poll(feed)
        del desk.site.pages["/story/3"]
        desk.clock.pass_by(minutes=30)
        await desk.feeds.take_due()
        (item,) = await desk.items(feed, "scheduled")
        assert item.at == desk.clock.now() + timedelta(minutes=40)

    async def test_a_rule_that_was_changed_meanwhile_holds(self, desk):
        feed = await desk.follow((1,), action="hold")
        intake = desk.taking._parts.read

        async def slow(url):
            await desk.feeds.set_rules(feed.id, feed.rule.model_copy(update={"action": "draft"}), actor=IDA)
            return await intake(url)

        desk.publish((1, 2))
        await desk.services(read=slow).poll(feed.id)
        assert await states(desk, feed) == ["drafted", "seen"]

    async def test_what_came_to_nothing_fills_no_place_of_the_day(self, desk):
        feed = await desk.follow((1,), action="hold", cap=1)
        desk.site.put("/feed", rss(["<title>Gone</title><link>http://news.example/nowhere</link>"]))
        await desk.poll(feed)
        desk.publish((1, 2))
        await desk.poll(feed)
        (item,) = await desk.items(feed, "scheduled")
        assert item.at == desk.clock.now() + timedelta(minutes=30)

    async def test_one_that_waits_for_the_end_of_quiet_hours_is_drafted_when_a_member_asks(self, desk):
        feed = await desk.follow((1,), quiet=Quiet(start="00:00", end="23:59"))
        desk.publish((1, 2))
        await desk.poll(feed)
        (item,) = await desk.items(feed, "new")
        assert (await desk.feeds.take(item.id, actor=IDA)).state == "drafted"


class TestSlots:
    async def test_far_slots_are_looked_at_where_the_near_ones_are_full(self, desk):
        for hour in range(24):
            await desk.timing.slots.add("main", range(7), f"{hour:02}:00", actor=OWNER)
        feed = await desk.follow((1,), action="slot", cap=1, burst=50)
        desk.publish(range(1, 8))
        await desk.poll(feed)
        assert await states(desk, feed) == ["scheduled"] * 6 + ["seen"]
        assert len({one.at.date() for one in await desk.items(feed, "scheduled")}) == 6

    async def test_two_processes_keep_to_one_cap(self, desk):
        for hour in range(24):
            await desk.timing.slots.add("main", range(7), f"{hour:02}:00", actor=OWNER)
        feed = await desk.follow((1,), action="slot", cap=1)
        desk.publish((1, 2, 3))
        await desk.feeds._polling.poll(feed.id)
        first, second = await desk.items(feed, "new")
        await asyncio.gather(desk.taking.take(first.id), desk.taking.take(second.id))
        assert len({one.at.date() for one in await desk.items(feed, "scheduled")}) == 2


class TestOddAnswers:
    @pytest.mark.parametrize("charset", ["utf8mb4", "none", "x-user-defined"])
    async def test_a_page_in_an_encoding_that_is_none(self, desk, charset):
        desk.site.put("/", "<html><![foo[x]]><p>Nothing here.", Content_Type=f"text/html; charset={charset}")
        with pytest.raises(Unreadable, match="no_feed"):
            await desk.feeds.subscribe("http://news.example/", actor=IDA, brand_id="main")

    async def test_nothing_changed_is_no_answer_to_the_first_question(self, desk):
        await desk.follow((1, 2))
        listed = await desk.feeds.list_of("main")
        (feed,) = [one.feed for one in await desk.feeds.every("main")]
        await desk.feeds.unsubscribe(feed.id, actor=IDA)
        (brought,) = (await desk.feeds.bring(listed, actor=IDA, brand_id="main")).feeds
        desk.site.put("/feed", "", "304 Not Modified")
        assert await desk.poll(brought) == "failed"
        desk.publish((1, 2, 3))
        await desk.poll(brought)
        assert await states(desk, brought) == ["seen"] * 3


class TestRules:
    async def test_a_disconnected_account_leaves_the_rule_when_it_is_changed(self, desk):
        feed = await desk.follow((1,), action="hold", accounts=("sandbox",))
        async with desk.store.begin() as connection:
            await connection.exec_driver_sql("UPDATE account SET active = false")
        changed = await desk.feeds.set_rules(feed.id, feed.rule.model_copy(update={"cap": 2}), actor=IDA)
        assert (changed.rule.accounts, changed.rule.cap) == ((), 2)

    async def test_words_are_kept_as_they_can_be_found(self, desk):
        feed = await desk.follow((1,), include=("!!!", " Ferry "), languages=("EN",))
        assert (feed.rule.include, feed.rule.languages) == (("Ferry",), ("en",))


async def test_items_that_left_their_feed_long_ago_are_let_go_of(desk):
    feed = await desk.follow((1, 2))
    sweeper = Retention(desk.store, Pictureless(), desk.clock, log_kept_for=timedelta(days=400))
    desk.clock.pass_by(days=80)
    desk.publish((2, 3))
    await desk.poll(feed)
    desk.clock.pass_by(days=20)
    desk.publish((2, 3, 4))
    await desk.poll(feed)
    assert await sweeper.sweep() == 1
    assert {one.item.guid for one in await desk.items(feed)} == {"item-2", "item-3", "item-4"}
    await desk.poll(feed)
    assert len(await desk.drafts()) == 2


class Pictureless:
    """A house without pictures."""

    async def sweep(self):
        return 0
