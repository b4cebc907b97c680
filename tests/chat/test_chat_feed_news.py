"""What feeds brought is told to whoever set the rule, with a button to go on from there."""

from datetime import timedelta

from bot.domain.feed import Feed, FeedItem, Item
from bot.store import feeds, notices


async def told(chat, kind, subject, **detail):
    async with chat.house.store.begin() as connection:
        now = chat.house.halting._clock.now()
        await notices.add(connection, now, kind, subject, feed="Harbour <Gazette>", title="Tide & <time>", **detail)


async def test_a_draft_of_a_feed_is_told_with_why_it_matched_and_opens(chat):
    ana = await chat.owner()
    await chat.card(ana)
    ((kept, _),) = await chat.house.drafting.open(1)
    await told(chat, "feed_draft", f"draft/{kept.draft.id}", words=["tide"], at="", why=None, link="", member="")
    message = await ana.sees("Tide & <time>")
    assert "tide" in message.text
    ana.tap(message.id, "Open it")
    await ana.wait(lambda: len([one for one in ana.from_bot if kept.draft.headline.text in one.text]) > 1, "not open")


async def test_a_draft_that_may_not_go_out_by_itself_says_why_and_one_that_may_says_when(chat):
    ana = await chat.owner()
    await chat.card(ana)
    ((kept, _),) = await chat.house.drafting.open(1)
    subject, at = f"draft/{kept.draft.id}", chat.house.halting._clock.now() + timedelta(hours=2)
    why = {"key": "no_slots", "values": {}}
    await told(chat, "feed_draft", subject, words=[], at="", why=why, link="", member="")
    await ana.sees("not scheduled")
    await told(chat, "feed_draft", subject, words=[], at=at.isoformat(), why=None, link="", member="")
    assert "in 2 h" in (await ana.sees("It goes out")).text


async def test_a_burst_is_answered_where_it_is_told_and_an_answered_one_is_not_told(chat):
    ana = await chat.owner()
    brand, now = await chat.house.accounts.brand(), chat.house.halting._clock.now()
    feed = Feed(id="f1", brand_id=brand.id, url="https://harbour.example/feed", added=now, next=now)
    item = Item(guid="1", title="Tide", link="https://harbour.example/1")
    found = FeedItem(id="i1", feed_id="f1", brand_id=brand.id, item=item, found=now, state="burst")
    async with chat.house.store.begin() as connection:
        await feeds.add(connection, feed)
        await feeds.keep(connection, [(found, "")], {"i1": ["g1"]})
    await told(chat, "feed_burst", "feed/f1", count=7, titles=["Tide", "Ebb"], member="")
    message = await ana.sees("1 new items at once")
    assert {"• Tide", "• Ebb"} <= set(message.text.splitlines())
    assert ana.tap(message.id, "Newest only")
    async with chat.house.store.begin() as connection:
        await feeds.change_item(connection, found.model_copy(update={"state": "skipped"}))
    await told(chat, "feed_burst", "feed/f1", count=8, titles=[], member="")
    await told(chat, "feed_gone", "feed/f1", member="")
    await ana.sees("gone for good")
    assert not [one for one in ana.from_bot if "8 new items" in one.text]


async def test_a_story_that_cannot_be_read_is_told_with_its_link(chat):
    ana = await chat.owner()
    why = {"key": "timed_out", "values": {"host": "harbour.example", "seconds": 30}}
    await told(chat, "feed_unread", "feed/f1", link="https://harbour.example/1", why=why, member="")
    assert "harbour.example did not answer" in (await ana.sees("I could not read it")).text
