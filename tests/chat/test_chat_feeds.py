"""Feeds in the chat: followed by an address or a list, their rules by taps and by words, bursts answered."""

from dataclasses import replace

import pytest
from chat.test_chat_publish import says, told
from chat.test_chat_schedule import offers

from bot.app.feeds import following
from bot.chat.buttons import pack
from bot.chat.screens.feed_views import VERBS, WORDS, FeedTurn, seen_of
from bot.domain.clock import SystemClock
from bot.domain.errors import Unreadable
from bot.domain.feed import Quiet
from bot.domain.ids import new_id
from bot.net.client import Page
from bot.services.feeds import Feeds

URL = "https://harbour.example/feed.xml"
ITEM = "<item><guid>{n}</guid><title>{title}</title><link>https://harbour.example/{n}</link></item>"
TITLES = ("The wall is rebuilt", "Ferry strike ends", "Library opens late", "Bridge tolls double", "Divers find cracks")
TITLES += ("Mayor resigns at noon", "Storm empties the quay", "New tram line approved")


def rss(count):
    items = "".join(ITEM.format(n=n, title=TITLES[n]) for n in range(count))
    return f"<rss version='2.0'><channel><title>Harbour Gazette</title>{items}</channel></rss>".encode()


class Site:
    """What the feeds' addresses answer."""

    def __init__(self, count=2):
        self.pages = {URL: rss(count)}

    async def fetch(self, url, **known):
        if url not in self.pages:
            raise Unreadable("http_status", host="harbour.example", status=404)
        return Page(url, 200, "application/rss+xml", self.pages[url])


@pytest.fixture
def site(chat):
    """The chat's feeds read this instead of the network."""
    made, office = Site(), chat.bot.bot_data["office"]
    taking = following(chat.house)._taking
    service = Feeds(chat.house.store, made.fetch, taking, SystemClock(), new_id)

    async def read(url):
        raise Unreadable("looks_like_feed")

    chat.bot.bot_data["office"] = replace(office, feeds=service, read=read)
    chat.feeds = service
    return made


async def followed(chat, who):
    """The card of a feed that is followed."""
    who.write(f"/feeds {URL}")
    return (await who.sees("I follow Harbour Gazette from now on", within=20)).id


async def only(chat):
    (one,) = await chat.feeds.every()
    return one.feed


async def test_without_feeds_that_is_said_with_what_to_do(chat, site):
    ana = await chat.owner()
    ana.write("/feeds")
    assert (await ana.sees("No feeds yet")).buttons == []


async def test_an_address_is_followed_and_listed_with_its_health(chat, site):
    ana = await chat.owner()
    card = await followed(chat, ana)
    assert "Draft for approval" in ana.message(card).buttons
    ana.tap(card, "Feeds")
    seen = await says(ana, card, "1 · Harbour Gazette")
    assert "✅ Read today" in seen.text
    assert seen.buttons == ["1", "Export"]
    ana.write(f"/feeds {URL}")
    await ana.sees("watched already", within=20)
    assert len(await chat.feeds.every()) == 1


async def test_a_link_that_is_a_feed_offers_to_watch_it(chat, site):
    ana = await chat.owner()
    ana.write(URL)
    seen = await ana.wait(lambda: next((one for one in ana.from_bot if "Watch this feed" in one.buttons), None), "no")
    ana.tap(seen.id, "Watch this feed")
    await ana.wait(lambda: "I follow Harbour Gazette" in ana.message(seen.id).text, "not followed", within=20)
    assert (await only(chat)).url == URL


async def test_what_is_no_feed_is_said(chat, site):
    ana = await chat.owner()
    ana.write("/feeds https://harbour.example/nothing")
    await ana.sees("404", within=20)
    assert await chat.feeds.every() == []


async def test_a_rule_is_set_by_taps(chat, site):
    ana = await chat.owner()
    card = await followed(chat, ana)
    ana.tap(card, "Draft for approval")
    await offers(ana, card, "Hold, then publish")
    ana.tap(card, "Hold: 30 min")
    await offers(ana, card, "Hold: 60 min")
    ana.tap(card, "A day: no limit")
    await offers(ana, card, "A day: 1")
    ana.tap(card, "Read every 30 min")
    await offers(ana, card, "Read every 1 h")
    feed = await only(chat)
    rule = feed.rule
    assert (rule.action, rule.hold, rule.cap, feed.interval, rule.accounts) == ("hold", 60, 1, 60, ("sandbox",))


async def test_a_rule_is_set_by_words_and_what_is_none_is_asked_for_again(chat, site):
    ana = await chat.owner()
    card = await followed(chat, ana)
    ana.tap(card, "Quiet hours")
    await says(ana, card, "In which hours")
    ana.write("at night")
    await ana.sees("I cannot set")
    ana.write("22:00-7:00")
    await says(ana, card, "Quiet: 22:00–07:00")
    ana.tap(card, "Never with")
    await says(ana, card, "is an item left out")
    ana.write("horoscope, lottery")
    await says(ana, card, "Never with: horoscope, lottery")
    rule = (await only(chat)).rule
    assert (rule.quiet, rule.exclude) == (Quiet(start="22:00", end="07:00"), ("horoscope", "lottery"))


async def test_accounts_are_ticked(chat, site):
    ana = await chat.owner()
    card = await followed(chat, ana)
    ana.tap(card, "Accounts")
    await offers(ana, card, "▫️ Sandbox")
    ana.tap(card, "▫️ Sandbox")
    await offers(ana, card, "✓ Sandbox")
    assert (await only(chat)).rule.accounts == ("sandbox",)
    ana.tap(card, "Back")
    await says(ana, card, "Accounts: Sandbox")


async def test_a_burst_is_asked_about_and_answered_once(chat, site):
    ana = await chat.owner()
    card = await followed(chat, ana)
    site.pages[URL] = rss(8)
    await chat.feeds.poll((await only(chat)).id)
    ana.tap(card, "Feeds")
    await says(ana, card, "1 · Harbour Gazette")
    ana.tap(card, "1")
    seen = await says(ana, card, "has 6 new items at once")
    assert seen.buttons[:3] == ["All", "Newest only", "Skip"]
    skip = seen.rows[0][2]["callback_data"]
    ana.tap(card, "Newest only")
    await ana.wait(lambda: "All" not in ana.message(card).buttons, "still asked")
    await told(ana, ana.tap_data(card, skip), "changed since")


async def test_paused_resumed_and_let_go_after_a_question(chat, site):
    ana = await chat.owner()
    card = await followed(chat, ana)
    ana.tap(card, "Pause")
    await says(ana, card, "Paused")
    ana.tap(card, "Resume")
    await offers(ana, card, "Pause")
    ana.tap(card, "Unsubscribe")
    await says(ana, card, "Stop following Harbour Gazette?")
    ana.tap(card, "Unsubscribe")
    await says(ana, card, "No feeds yet")
    assert await chat.feeds.every() == []


async def test_a_list_of_feeds_comes_in_and_goes_out(chat, site):
    ana = await chat.owner()
    await followed(chat, ana)
    ana.write("/feeds")
    listed = await ana.sees("1 · Harbour Gazette")
    ana.tap(listed.id, "Export")
    seen = await ana.wait(lambda: "document" in ana.last.message and ana.last, "no file")
    _, data = chat.server.world.files[seen.message["document"]["file_id"]]
    ana.send_document("feeds.opml", data)
    await ana.sees("0 feeds added, 1 known already")
    ana.send_document("feeds.opml", data.replace(b"/feed.xml", b"/other.xml"))
    await ana.sees("1 feeds added, 0 known already")
    assert len(await chat.feeds.every()) == 2
    ana.send_document("feeds.opml", b"nothing of the kind")
    await ana.sees("is no list of feeds")


@pytest.mark.parametrize("role", ["viewer", "writer"])
async def test_who_may_not_publish_looks_and_changes_nothing(chat, site, role):
    ana = await chat.owner()
    other = await chat.member(ana, "Otto", role)
    await followed(chat, ana)
    feed = await only(chat)
    other.write("/feeds")
    listed = (await other.sees("1 · Harbour Gazette")).id
    other.tap(listed, "1")
    assert (await says(other, listed, URL)).buttons == ["Feeds"]
    for verb in (*VERBS[1:], *WORDS, "action-slot", "cap-3", "every-15", "acc-sandbox"):
        await told(other, other.tap_data(listed, pack(FeedTurn(feed.id, seen_of(feed), verb))), "role")
    other.write(f"/feeds {URL}x")
    await other.sees("role")
    assert await only(chat) == feed


async def test_a_tap_on_what_changed_since_does_nothing(chat, site):
    ana = await chat.owner()
    card = await followed(chat, ana)
    feed = await only(chat)
    await chat.feeds.pause(feed.id, actor=next(one for one in await chat.house.members.every() if one.role == "owner"))
    await told(ana, ana.tap(card, "A day: no limit"), "changed since")
    await says(ana, card, "Paused")
    assert (await only(chat)).rule == feed.rule
    for verb in ("cap-7", "nosuch", "every-7", "acc-nosuch"):
        await told(ana, ana.tap_data(card, pack(FeedTurn(feed.id, seen_of(await only(chat)), verb))), "changed since")
