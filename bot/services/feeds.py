"""The feeds of a brand: followed and let go, what is done with their items, how they are, and answers to a burst."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from bot.domain.brand import Member
from bot.domain.errors import Missing, Refused, Unreadable
from bot.domain.feed import LEAST_INTERVAL, MOST_INTERVAL, Feed, FeedItem, Fetched, ItemState, Rule
from bot.domain.ports import Clock
from bot.domain.rights import require
from bot.feeds import opml
from bot.feeds.apart import reader
from bot.feeds.discover import feeds_of
from bot.feeds.markup import words
from bot.net.client import Page
from bot.services.knowing import OFFERED, Knowing, timed
from bot.services.polling import Fetch, Polled, Polling, succeeded
from bot.services.taking import Taking
from bot.store import Connection, Store, accounts, brands, events, feeds

__all__ = ["Answer", "Feeds", "Health", "Imported", "Polled", "Subscribed"]

Answer = Literal["all", "newest", "skip"]
# A brand follows so many feeds at most.
MOST = 2000
# Of a page's own feeds so many are tried.
TRIED = 3
# Feeds of a list are read one after the other, so many seconds apart.
APART = 2
LEFT: tuple[ItemState, ...] = ("seen", "refused", "skipped", "failed", "burst")


@dataclass(frozen=True, slots=True)
class Health:
    """How a feed is: itself, how many of its items are in which state."""

    feed: Feed
    counts: Mapping[ItemState, int] = field(default_factory=dict)

    @property
    def asked(self) -> int:
        """How many items of a burst wait for an answer."""
        return self.counts.get("burst", 0)


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A feed that is followed from now on, and its newest items, which may be drafted by hand."""

    feed: Feed
    offered: tuple[FeedItem, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a list: the feeds that are new, and how many there were already or could not be taken."""

    feeds: tuple[Feed, ...]
    known: int = 0
    refused: int = 0


class Feeds:
    """Follows feeds. Whoever may publish may say what is followed and what becomes of it."""

    def __init__(self, store: Store, fetch: Fetch, taking: Taking, clock: Clock, new_id: Callable[[], str]) -> None:
        self._store = store
        self._fetch = fetch
        self._taking = taking
        self._clock = clock
        self._new_id = new_id
        self._knowing = Knowing(store)
        self._polling = Polling(store, fetch, clock)

    async def subscribe(self, url: str, *, actor: Member, brand_id: str) -> Subscribed:
        """Follow the feed at an address, or the one that the page there names; what is in it already has been seen.

        Raises Refused("not_allowed", "unsafe_url", "feed_known", "too_many_feeds"), Missing("unknown_brand"),
        Unreadable("no_feed") and as fetching does.
        """
        require(actor, "publish")
        page, fetched = await self._found(_address(url))
        now = self._clock.now()
        base = Feed(
            id=self._new_id(),
            brand_id=brand_id,
            url=page.url,
            asked=url.strip(),
            added_by=actor.id,
            added=now,
            next=now,
        )
        told = await self._knowing.told(base, fetched)
        async with self._store.begin() as connection:
            await self._room(connection, brand_id, page.url)
            await feeds.add(connection, base)
            await self._knowing.keep(connection, base, told, now, language=fetched.language)
            feed = succeeded(base, page, fetched, now)
            await feeds.change(connection, feed)
            await self._log(connection, feed, actor, "feed_added", url=page.url)
            offered = await feeds.items(connection, feed.id, most=MOST)
        return Subscribed(feed, tuple(_newest(offered)))

    async def _found(self, url: str) -> tuple[Page, Fetched]:
        page = await self._fetch(url)
        async with reader() as read:

            async def parsed(one: Page) -> Fetched:
                return await read(one.body, url=one.url, content_type=one.content_type, now=self._clock.now())

            try:
                return page, await parsed(page)
            except Unreadable as error:
                if error.key not in ("not_a_feed", "broken_feed"):
                    raise
            for address in feeds_of(_page(page), url=page.url)[:TRIED]:
                try:
                    named = await self._fetch(address)
                    return named, await parsed(named)
                except (Unreadable, Refused):
                    continue
        raise Unreadable("no_feed")

    async def _room(self, connection: Connection, brand_id: str, url: str) -> None:
        """See that the brand may follow one more feed, and does not follow this one. Raises as `subscribe`."""
        await _brand(connection, brand_id)
        await feeds.lock(connection, brand_id)
        known = await feeds.every(connection, brand_id)
        same = next((one for one in known if url in (one.url, one.asked)), None)
        if same:
            raise Refused("feed_known", title=same.name)
        if len(known) >= MOST:
            raise Refused("too_many_feeds", most=MOST)

    async def unsubscribe(self, feed_id: str, *, actor: Member) -> None:
        """Follow a feed no more; what was drafted of it stays. Raises Refused("not_allowed"), Missing."""
        require(actor, "publish")
        async with self._store.begin() as connection:
            feed = await _held(connection, feed_id)
            undone = [one.id for one in await feeds.items(connection, feed_id, states=_UNDONE, most=MOST)]
            await feeds.remove(connection, feed_id)
            await feeds.tell_anew(connection, feed.brand_id, undone, self._clock.now())
            await self._log(connection, feed, actor, "feed_removed", url=feed.url)

    async def pause(self, feed_id: str, *, actor: Member) -> Feed:
        """Do not read a feed until it is resumed. Raises as `unsubscribe`."""
        return await self._changed(feed_id, actor, "feed_paused", state="paused")

    async def resume(self, feed_id: str, *, actor: Member) -> Feed:
        """Read a feed again, one that was gone too, soon. Raises as `unsubscribe`."""
        fresh = {"state": "active", "failures": 0, "error": None, "next": self._clock.now()}
        return await self._changed(feed_id, actor, "feed_resumed", **fresh)

    async def set_rules(self, feed_id: str, rule: Rule, *, actor: Member) -> Feed:
        """What is done with new items from now on; whoever sets it answers for what it publishes.

        Raises Refused("not_allowed", "other_brands_account"), Missing.
        """
        require(actor, "publish")
        kept = rule.model_copy(update={**_plain(rule), "member_id": actor.id})
        async with self._store.read() as connection:
            feed = await feeds.by_id(connection, feed_id)
            known = {one.id: one for one in await accounts.every(connection)}
            brand = await brands.by_id(connection, feed.brand_id) if feed else None
        before = feed.rule.accounts if feed else ()
        gone = {one for one in before if one not in known or not known[one].active}
        kept = kept.model_copy(update={"accounts": tuple(one for one in kept.accounts if one not in gone)})
        for account_id in kept.accounts:
            if account_id not in known:
                raise Missing("unknown_account", name=account_id, known="")
            if feed and known[account_id].brand_id != feed.brand_id:
                raise Refused("other_brands_account", account=account_id, brand=brand.name if brand else "")
        return await self._changed(feed_id, actor, "feed_rules", rule=kept)

    async def set_interval(self, feed_id: str, minutes: int, *, actor: Member) -> Feed:
        """Read a feed every so many minutes. Raises Refused("feed_interval") and as `unsubscribe`."""
        if not LEAST_INTERVAL <= minutes <= MOST_INTERVAL:
            raise Refused("feed_interval", least=LEAST_INTERVAL, most=MOST_INTERVAL)
        soon = self._clock.now() + timedelta(minutes=minutes)
        return await self._changed(feed_id, actor, "feed_interval", interval=minutes, next=soon)

    async def one(self, feed_id: str) -> Health:
        """How a feed is. Raises Missing("unknown_feed")."""
        async with self._store.read() as connection:
            feed = await feeds.by_id(connection, feed_id)
            counts = await feeds.counts(connection, [feed_id])
        if feed is None:
            raise Missing("unknown_feed", id=feed_id)
        return Health(feed, counts.get(feed_id, {}))

    async def every(self, brand_id: str = "") -> list[Health]:
        """How all feeds are, or a brand's."""
        async with self._store.read() as connection:
            found = await feeds.every(connection, brand_id)
            counts = await feeds.counts(connection)
        return [Health(feed, counts.get(feed.id, {})) for feed in found]

    async def items(self, feed_id: str, *, states: Sequence[ItemState] = (), most: int = 10) -> list[FeedItem]:
        """What was found in a feed, and why it was taken or not; those found last first."""
        async with self._store.read() as connection:
            return await feeds.items(connection, feed_id, states=states, most=most)

    async def poll(self, feed_id: str) -> Polled:
        """Read a feed now, and take what is new and due. Raises Missing("unknown_feed")."""
        polled = await self._polling.poll(feed_id)
        await self._taking.due()
        return polled

    async def poll_due(self, most: int = 400, at_once: int = 6) -> list[Polled]:
        """Read every feed whose time has come, so many at once, and take what is new and due."""
        found = await self.read_due(most, at_once)
        await self.take_due()
        return found

    async def read_due(self, most: int = 400, at_once: int = 6) -> list[Polled]:
        """Read every feed whose time has come, so many at once; what is new waits for `take_due`."""
        return await self._polling.due(most, at_once)

    async def take_due(self) -> list[FeedItem]:
        """Take what is new and due: articles may take long, so feeds are read beside this."""
        return await self._taking.due()

    async def take(self, item_id: str, *, actor: Member) -> FeedItem:
        """Draft an item that the rule left, for a member; it is drafted alone, never published by itself.

        An item that was drafted already is given back. Raises Refused("not_allowed"), Missing("unknown_item"),
        Unreadable("unread_item") where its article cannot be read.
        """
        require(actor, "draft")
        async with self._store.begin() as connection:
            item = await feeds.item(connection, item_id, hold=True)
            if item is None:
                raise Missing("unknown_item", id=item_id)
            if item.state in LEFT or (item.state == "new" and not item.tries):
                anew = {"state": "new", "by": actor.id, "due": self._clock.now(), "at": None, "tries": 0, "why": None}
                await feeds.change_item(connection, item.model_copy(update=anew))
        done = await self._taking.take(item_id) or await self._item(item_id)
        if done.state in ("failed", "new"):
            raise Unreadable("unread_item", title=done.item.title, link=done.item.link)
        return done

    async def _item(self, item_id: str) -> FeedItem:
        async with self._store.read() as connection:
            found = await feeds.item(connection, item_id)
        if found is None:
            raise Missing("unknown_item", id=item_id)
        return found

    async def answer(self, feed_id: str, answer: Answer, *, actor: Member, seen: int | None = None) -> list[FeedItem]:
        """What becomes of a burst: all of it is taken, the newest item alone, or nothing; those that are taken.

        `seen` is how many the member knows of. Raises Refused("changed_since") where there are others by now, or
        nothing waits for an answer any more; Refused("not_allowed"), Missing.
        """
        require(actor, "publish")
        now = self._clock.now()
        async with self._store.begin() as connection:
            feed = await _held(connection, feed_id)
            waiting = await feeds.items(connection, feed_id, states=_BURST, most=MOST)
            if not waiting or (seen is not None and len(waiting) != seen):
                raise Refused("changed_since")
            ranked = sorted(waiting, key=_age)
            wanted = {"all": ranked, "newest": ranked[-1:], "skip": []}[answer]
            chosen = [one.model_copy(update={"state": "new"}) for one in wanted]
            taken = await timed(connection, feed, chosen, now)
            ids = {one.id for one in taken}
            left = [one.model_copy(update={"state": "skipped"}) for one in ranked if one.id not in ids]
            for one in (*taken, *left):
                await feeds.change_item(connection, one)
            await feeds.tell_anew(connection, feed.brand_id, [one.id for one in left], now)
            await self._log(connection, feed, actor, "feed_burst_answered", answer=answer, count=len(waiting))
        return taken

    async def bring(self, data: bytes, *, actor: Member, brand_id: str) -> Imported:
        """Follow the feeds of a list (OPML); each is read when its turn comes, and what is in it then has been seen.

        Raises Refused("not_allowed"), Missing("unknown_brand"), Unreadable("no_opml").
        """
        require(actor, "publish")
        try:
            outlines = opml.read(data)
        except Unreadable as error:
            raise Unreadable("no_opml") from error
        now, made = self._clock.now(), list[Feed]()
        async with self._store.begin() as connection:
            await _brand(connection, brand_id)
            await feeds.lock(connection, brand_id)
            already = await feeds.every(connection, brand_id)
            known = {url for one in already for url in (one.url, one.asked)}
            wanted = [one for one in outlines if one.url not in known]
            for outline in wanted[: max(0, MOST - len(already))]:
                due = now + timedelta(seconds=APART * len(made))
                added = now + timedelta(microseconds=len(made))  # so that they stay in their order
                of = {"url": outline.url, "asked": outline.url, "title": outline.title, "home": outline.home}
                new = Feed(id=self._new_id(), brand_id=brand_id, added_by=actor.id, added=added, next=due, **of)
                await feeds.add(connection, new)
                await self._log(connection, new, actor, "feed_added", url=new.url)
                made.append(new)
        return Imported(tuple(made), len(outlines) - len(wanted), len(wanted) - len(made))

    async def list_of(self, brand_id: str = "", *, title: str = "Standfirst") -> bytes:
        """The feeds as a list for other readers (OPML)."""
        async with self._store.read() as connection:
            found = await feeds.every(connection, brand_id)
        return opml.write([opml.Outline(one.url, one.title, one.home) for one in found], title=title)

    async def _changed(self, feed_id: str, actor: Member, action: str, **changes: object) -> Feed:
        require(actor, "publish")
        async with self._store.begin() as connection:
            feed = (await _held(connection, feed_id)).model_copy(update=changes)
            await feeds.change(connection, feed)
            rule = {"rule": feed.rule.model_dump(mode="json")} if "rule" in changes else {}
            await self._log(connection, feed, actor, action, **rule)
        return feed

    async def _log(self, connection: Connection, feed: Feed, actor: Member, action: str, **detail: object) -> None:
        await events.add(connection, self._clock.now(), actor.id, action, f"feed/{feed.id}", **detail)


_WORDS = ("include", "exclude", "languages")
_BURST: tuple[ItemState, ...] = ("burst",)
# What another feed may tell in its place when the feed is followed no more.
_UNDONE: tuple[ItemState, ...] = ("new", "burst", "failed", "skipped")


def _plain(rule: Rule) -> dict[str, tuple[str, ...]]:
    """A rule's words as they can be found: each once, none without a letter or figure; languages in small letters."""
    said = {name: tuple(dict.fromkeys(filter(words, map(str.strip, getattr(rule, name))))) for name in _WORDS}
    return said | {"languages": tuple(dict.fromkeys(one.lower() for one in said["languages"]))}


def _page(page: Page) -> str:
    """A page's text; what it says of its encoding may be nonsense."""
    try:
        return page.body.decode(page.charset or "utf-8", "replace")
    except LookupError:
        return page.body.decode("utf-8", "replace")


async def _brand(connection: Connection, brand_id: str) -> None:
    """See that there is such a brand. Raises Missing("unknown_brand")."""
    if await brands.by_id(connection, brand_id) is None:
        raise Missing("unknown_brand", name=brand_id)


async def _held(connection: Connection, feed_id: str) -> Feed:
    found = await feeds.by_id(connection, feed_id, hold=True)
    if found is None:
        raise Missing("unknown_feed", id=feed_id)
    return found


def _address(url: str) -> str:
    """The address as it is fetched: people type names, and some sites write feed:."""
    url = url.strip()
    if url.lower().startswith("feed:"):
        url = url[5:].removeprefix("//")
    return url if "://" in url else f"https://{url}"


def _newest(items: Sequence[FeedItem]) -> list[FeedItem]:
    return sorted(items, key=_age, reverse=True)[:OFFERED]


def _age(one: FeedItem) -> tuple[datetime, datetime, str]:
    return (one.item.published or one.found, one.found, one.id)
