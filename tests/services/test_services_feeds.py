"""Feeds over real HTTP on loopback: followed, asked only for what changed, each new item drafted once."""

from datetime import timedelta

import pytest
from services.feeding import IDA, entry, feeding, rss, story

from bot.domain.errors import Missing, Refused, Unreadable
from bot.domain.feed import Rule


@pytest.fixture
async def desk(newsroom):
    async with feeding(newsroom) as found:
        yield found


async def test_what_is_in_a_feed_when_it_is_followed_has_been_seen_and_the_last_three_are_offered(desk):
    desk.publish(range(1, 9))
    found = await desk.feeds.subscribe("http://news.example/feed", actor=IDA, brand_id="main")
    assert (found.feed.title, found.feed.home, found.feed.well) == ("Gazette", "http://news.example/", True)
    assert [one.item.guid for one in found.offered] == ["item-8", "item-7", "item-6"]
    assert {one.state for one in await desk.items(found.feed)} == {"seen"}
    assert await desk.poll(found.feed) == "unchanged"
    assert await desk.drafts() == []
    drafted = await desk.feeds.take(found.offered[0].id, actor=IDA)
    assert drafted.state == "drafted"
    assert (await desk.drafts())[0].draft.id == drafted.draft_id
    assert (await desk.feeds.take(found.offered[0].id, actor=IDA)).draft_id == drafted.draft_id


async def test_every_new_item_is_drafted_once_and_told_with_why_it_matched(desk):
    feed = await desk.follow((1, 2), include=("harbour", "library", "bridge"))
    desk.publish(range(1, 6))
    assert await desk.poll(feed) == "new"
    states = {one.item.guid: (one.state, one.match.words) for one in await desk.items(feed)}
    assert states["item-3"] == ("drafted", ("library",))
    assert states["item-4"] == ("refused", ())
    (told,) = await desk.news("feed_draft")
    (kept,) = await desk.drafts()
    assert (told.subject, told.detail["words"]) == (f"draft/{kept.draft.id}", ["library"])
    assert kept.actor == "ida"
    for _ in range(3):
        desk.clock.pass_by(minutes=40)
        desk.publish(range(1, 6))
        await desk.poll(feed)
    assert len(await desk.drafts()) == 1
    assert len(await desk.news("feed_draft")) == 1


async def test_a_page_leads_to_its_feed_and_one_without_says_so(desk):
    desk.publish((1, 2), "/atom.xml")
    desk.site.put("/", "<html><head><link rel=alternate type=application/rss+xml href=/atom.xml></head></html>")
    desk.site.put("/bare", "<html><body>Nothing here.</body></html>")
    found = await desk.feeds.subscribe("http://news.example/", actor=IDA, brand_id="main")
    assert found.feed.url == "http://news.example/atom.xml"
    with pytest.raises(Refused, match="feed_known"):
        await desk.feeds.subscribe("feed://news.example/atom.xml".replace("feed", "http"), actor=IDA, brand_id="main")
    with pytest.raises(Unreadable, match="no_feed"):
        await desk.feeds.subscribe("http://news.example/bare", actor=IDA, brand_id="main")
    with pytest.raises(Refused, match="unsafe_url"):
        await desk.feeds.subscribe("http://127.0.0.1/feed", actor=IDA, brand_id="main")
    writer = IDA.model_copy(update={"role": "writer"})
    with pytest.raises(Refused, match="not_allowed"):
        await desk.feeds.subscribe("http://news.example/atom.xml", actor=writer, brand_id="main")


async def test_only_what_changed_is_sent_and_an_unchanged_body_is_not_read_again(desk):
    feed = await desk.follow((1, 2))
    assert await desk.poll(feed) == "unchanged"
    assert "If-None-Match" in desk.site.asked("/feed")[-1]
    desk.site.put("/plain", rss([entry(9, desk.clock.now())]))
    plain = (await desk.feeds.subscribe("http://news.example/plain", actor=IDA, brand_id="main")).feed
    assert await desk.poll(plain) == "unchanged"
    assert "If-None-Match" not in desk.site.asked("/plain")[-1]


async def test_a_feed_that_fails_is_asked_less_and_less_up_to_a_day_and_is_well_again_at_once(desk):
    feed = await desk.follow((1,))
    desk.site.put("/feed", "", "500 Oh")
    waits = []
    for _ in range(9):
        assert await desk.poll(feed) == "failed"
        health = (await desk.feeds.one(feed.id)).feed
        waits.append((health.next - desk.clock.now()).total_seconds() / 60)
    assert 60 <= waits[0] < 66
    assert 120 <= waits[1] < 126
    assert max(waits) < 24 * 60 + 6
    assert (health.failures, health.error.key, health.well) == (9, "http_status", False)
    desk.publish((1, 2))
    assert await desk.poll(feed) == "new"
    health = (await desk.feeds.one(feed.id)).feed
    assert health.well
    assert health.next - desk.clock.now() <= timedelta(minutes=33)


@pytest.mark.parametrize("said", ["18000", "Tue, 12 May 2026 17:00:00 GMT"])
async def test_a_server_that_names_a_time_is_left_alone_until_then(desk, said):
    feed = await desk.follow((1,))
    desk.site.put("/feed", "", "429 Slow", Retry_After=said)
    assert await desk.poll(feed) == "failed"
    health = (await desk.feeds.one(feed.id)).feed
    assert health.next - desk.clock.now() == timedelta(hours=5)


async def test_a_feed_that_is_gone_is_told_once_and_asked_no_more(desk):
    feed = await desk.follow((1,))
    desk.site.put("/feed", "", "410 Gone")
    assert [await desk.poll(feed), await desk.poll(feed)] == ["gone", "gone"]
    (told,) = await desk.news("feed_gone")
    assert told.detail["feed"] == "Gazette"
    desk.clock.pass_by(days=2)
    assert await desk.feeds.poll_due() == []
    desk.publish((1,))
    await desk.feeds.resume(feed.id, actor=IDA)
    assert [one.outcome for one in await desk.feeds.poll_due()] == ["nothing"]


async def test_an_address_moved_for_good_is_kept_and_one_moved_for_now_is_not(desk):
    feed = await desk.follow((1,))
    desk.publish((1,), "/new")
    desk.site.put("/feed", "", "302 Found", Location="/new")
    await desk.poll(feed)
    assert (await desk.feeds.one(feed.id)).feed.url.endswith("/feed")
    desk.site.put("/feed", "", "301 Moved", Location="/new")
    await desk.poll(feed)
    assert (await desk.feeds.one(feed.id)).feed.url.endswith("/new")


async def test_a_burst_is_asked_about_once_and_answered_as_told(desk):
    feed = await desk.follow((1,), burst=3)
    desk.publish(range(1, 9))
    await desk.poll(feed)
    assert await desk.drafts() == []
    (asked,) = await desk.news("feed_burst")
    assert (asked.subject, asked.detail["count"]) == (f"feed/{feed.id}", 7)
    assert (await desk.feeds.one(feed.id)).asked == 7
    desk.publish(range(1, 10))
    await desk.poll(feed)
    assert len(await desk.news("feed_burst")) == 1
    (newest,) = await desk.feeds.answer(feed.id, "newest", actor=IDA)
    assert newest.item.guid == "item-9"
    await desk.feeds.poll_due()
    assert len(await desk.drafts()) == 1
    assert len(await desk.items(feed, "skipped")) == 7
    with pytest.raises(Refused, match="changed_since"):
        await desk.feeds.answer(feed.id, "all", actor=IDA)


async def test_all_of_a_burst_is_drafted_when_told_so(desk):
    feed = await desk.follow((1,), burst=1)
    desk.publish(range(1, 5))
    await desk.poll(feed)
    assert len(await desk.feeds.answer(feed.id, "all", actor=IDA)) == 3
    await desk.feeds.poll_due()
    assert len(await desk.drafts()) == 3


async def test_a_feed_that_names_all_its_items_anew_floods_nobody(desk):
    feed = await desk.follow(range(1, 7))
    now = desk.clock.now()
    desk.site.put("/feed", rss([entry(one, now, guid=f"new-{one}") for one in range(1, 7)]))
    assert await desk.poll(feed) == "nothing"
    renamed = [entry(one, now, guid=f"x{one}", link=f"http://news.example/archive?id={one}") for one in range(1, 7)]
    desk.site.put("/feed", rss(renamed))
    assert await desk.poll(feed) == "nothing"
    assert await desk.news("feed_burst") == []


async def test_items_that_share_an_address_are_told_apart(desk):
    feed = await desk.follow((1,))
    now = desk.clock.now()
    home = "http://news.example/status"
    desk.site.put("/feed", rss([entry(one, now, link=home, full=True) for one in (2, 3, 4)]))
    desk.site.put("/status", "<html><body>Now.</body></html>")
    await desk.poll(feed)
    assert {one.item.guid: one.state for one in await desk.items(feed)} == {
        "item-1": "seen",
        **dict.fromkeys(("item-2", "item-3", "item-4"), "drafted"),
    }


async def test_the_same_story_from_two_feeds_is_one_draft_and_the_second_source_is_noted(desk):
    one, other = await desk.follow((1,)), await desk.follow((0,), "/other")
    desk.publish((1, 5))
    desk.publish((0, 5), "/other", guid="theirs", link="http://agency.example/5?utm_source=feed")
    await desk.poll(one)
    await desk.poll(other)
    (drafted,) = await desk.items(one, "drafted")
    (same,) = await desk.items(other, "same")
    assert same.same_as == drafted.id
    assert drafted.told == (other.id,)
    assert len(await desk.drafts()) == 1
    await desk.poll(other)
    assert len(await desk.items(other, "same")) == 1


async def test_what_one_feeds_rule_refused_another_feed_may_still_tell(desk):
    one, other = await desk.follow((1,), exclude=("ferry", "tramway")), await desk.follow((0,), "/other")
    desk.publish((1, 5))
    desk.publish((0, 5), "/other")
    await desk.poll(one)
    await desk.poll(other)
    assert story(5)[0].startswith("The tramway")
    assert [len(await desk.items(one, "refused")), len(await desk.items(other, "drafted"))] == [1, 1]


async def test_an_article_that_cannot_be_read_is_drafted_from_the_feeds_own_text_or_told(desk):
    feed = await desk.follow((1,))
    desk.site.articles = False
    desk.publish((1, 2), full=True)
    await desk.poll(feed)
    assert len(await desk.items(feed, "drafted")) == 1
    desk.site.put("/feed", rss(["<title>Short</title><link>http://news.example/story/77</link>"]))
    await desk.poll(feed)
    (failed,) = await desk.items(feed, "failed")
    assert failed.why.key == "http_status"
    (told,) = await desk.news("feed_unread")
    assert told.detail["link"] == "http://news.example/story/77"


async def test_what_cannot_be_read_just_now_is_tried_again(desk):
    feed = await desk.follow((1,))
    desk.site.put("/story/3", "", "503 Later")
    desk.site.put("/feed", rss(["<title>Later</title><link>http://news.example/story/3</link>"]))
    await desk.poll(feed)
    assert [one.tries for one in await desk.items(feed, "new")] == [1]
    await desk.feeds.poll_due()
    assert desk.reads == ["http://news.example/story/3"]
    del desk.site.pages["/story/3"]
    desk.clock.pass_by(minutes=11)
    await desk.feeds.poll_due()
    assert len(await desk.items(feed, "drafted")) == 1


async def test_a_list_of_feeds_goes_out_and_comes_back_and_floods_nobody(desk):
    await desk.follow((1, 2))
    data = await desk.feeds.list_of("main")
    assert b'xmlUrl="http://news.example/feed"' in data
    again = await desk.feeds.bring(data, actor=IDA, brand_id="main")
    assert (again.feeds, again.known) == ((), 1)
    (feed,) = [one.feed for one in await desk.feeds.every("main")]
    await desk.feeds.unsubscribe(feed.id, actor=IDA)
    (brought,) = (await desk.feeds.bring(data, actor=IDA, brand_id="main")).feeds
    assert (brought.title, brought.url) == ("Gazette", feed.url)
    assert [one.outcome for one in await desk.feeds.poll_due()] == ["nothing"]
    assert {one.state for one in await desk.items(brought)} == {"seen"}
    with pytest.raises(Unreadable, match="no_opml"):
        await desk.feeds.bring(b"<html/>", actor=IDA, brand_id="main")


async def test_a_feed_is_paused_resumed_and_let_go(desk):
    feed = await desk.follow((1,))
    await desk.feeds.pause(feed.id, actor=IDA)
    desk.clock.pass_by(hours=2)
    assert await desk.feeds.poll_due() == []
    await desk.feeds.resume(feed.id, actor=IDA)
    assert len(await desk.feeds.poll_due()) == 1
    with pytest.raises(Refused, match="feed_interval"):
        await desk.feeds.set_interval(feed.id, 4, actor=IDA)
    assert (await desk.feeds.set_interval(feed.id, 5, actor=IDA)).interval == 5
    await desk.feeds.unsubscribe(feed.id, actor=IDA)
    with pytest.raises(Missing, match="unknown_feed"):
        await desk.feeds.poll(feed.id)
    assert await desk.happened(f"feed/{feed.id}") == [
        *("feed_items", "feed_added", "feed_paused", "feed_resumed", "feed_interval", "feed_removed")
    ]


async def test_a_rule_names_accounts_of_the_brand_and_each_word_once(desk):
    feed = await desk.follow((1,))
    with pytest.raises(Missing, match="unknown_account"):
        await desk.feeds.set_rules(feed.id, Rule(action="slot", accounts=("nowhere",)), actor=IDA)
    kept = await desk.feeds.set_rules(feed.id, Rule(include=(" tide ", "", "tide")), actor=IDA)
    assert (kept.rule.include, kept.rule.member_id) == (("tide",), "ida")
