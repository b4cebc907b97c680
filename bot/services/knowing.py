"""What of the items of a feed is known, and the keeping of those that are not, with what was decided of each."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from bot.domain.feed import Feed, FeedItem, Fetched, Item, ItemState
from bot.domain.ids import derived_id
from bot.feeds.deciding import Decision, Identified, Known, Story, decide, identified, worded
from bot.feeds.placing import place
from bot.store import Connection, Store, brands, events, feeds, notices

# What another feed told and nobody took is told anew by this one.
LEFT: tuple[ItemState, ...] = ("seen", "refused", "skipped", "failed")
# So many of the newest items that were there before are kept whole: they are offered.
OFFERED = 3
# What is said of a burst.
TITLES = 3
_BACK = timedelta(days=2)


class Knowing:
    """Tells what is new in a feed."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def told(self, feed: Feed, fetched: Fetched) -> list[Identified]:
        """The items with all they are known by; the wording of those alone that are not known exactly."""
        items = await asyncio.to_thread(identified, fetched, feed.id)
        async with self._store.read() as connection:
            known = await _known(connection, feed, items)
        return await asyncio.to_thread(worded, items, known, feed.id)

    async def keep(
        self, connection: Connection, feed: Feed, items: Sequence[Identified], now: datetime, *, language: str
    ) -> list[FeedItem]:
        """Decide about the items and keep those that are new, in the caller's transaction; the new ones.

        A burst is told. All there is has been seen where the feed was never read before.
        """
        await feeds.lock(connection, feed.brand_id)
        known = await _known(connection, feed, items)
        asked = (await feeds.counts(connection, [feed.id])).get(feed.id, {}).get("burst", 0)
        first = feed.succeeded is None
        decisions = decide(items, known, feed, language=language, first=first, asked=bool(asked))
        fresh = [one for one in decisions if one.verdict != "known"]
        await feeds.still_there(
            connection, {one.other for one in decisions if one.verdict == "known" and one.other}, now
        )
        offered = len(fresh) - OFFERED
        made = [_made(one, feed, now, whole=number >= offered) for number, one in enumerate(fresh)]
        made = await timed(connection, feed, made, now)
        await _keep(connection, made, fresh)
        await _second_sources(connection, feed, made)
        if not asked:
            await _ask(connection, feed, [one for one in made if one.state == "burst"], now)
        if made:
            await events.add(connection, now, "standfirst", "feed_items", f"feed/{feed.id}", **_counted(made))
        return made


async def timed(connection: Connection, feed: Feed, items: Sequence[FeedItem], now: datetime) -> list[FeedItem]:
    """The items with the times at which those that are new are drafted and go out, as the rule has it."""
    if not any(one.state == "new" for one in items):
        return list(items)
    brand = await brands.by_id(connection, feed.brand_id)
    zone = brand.time_zone if brand else "UTC"
    taken = await feeds.times(connection, feed.id, now - _BACK)
    found = []
    for number, one in enumerate(items):
        if one.state == "new":
            one = placed(one, feed, taken, now, zone)
            taken = [*taken, one.at] if one.at else taken
            # What is found together is taken in its order.
            sooner = timedelta(microseconds=len(items) - number)
            one = one.model_copy(update={"due": one.due - sooner if one.due else None})
        found.append(one)
    return found


def placed(one: FeedItem, feed: Feed, taken: Sequence[datetime], now: datetime, zone: str) -> FeedItem:
    """A new item with its times. One asked for by a member waits for nothing."""
    rule = feed.rule
    if one.by or rule.action == "slot":
        return one.model_copy(update={"due": now, "at": None})
    if rule.action == "hold":
        at = place(rule, now + timedelta(minutes=rule.hold), taken, zone=zone)
        return one.model_copy(update={"due": now, "at": at})
    at = place(rule, now, taken, zone=zone)
    return one.model_copy(update={"due": at or now, "at": at})


async def _known(connection: Connection, feed: Feed, items: Sequence[Identified]) -> Known:
    keys = {key for one in items for key in (*one.keys, *one.bands)}
    ids = await feeds.known(connection, feed.brand_id, keys)
    found = await feeds.traces(connection, {item_id for some in ids.values() for item_id in some})
    stories = {
        item_id: Story(id=item_id, feed_id=one.feed_id, wording=one.wording, guid=one.guid, title=one.title)
        for item_id, one in found.items()
        if one.feed_id == feed.id or one.state not in LEFT
    }
    return Known(ids=ids, stories=stories)


def _made(decision: Decision, feed: Feed, now: datetime, *, whole: bool) -> FeedItem:
    item, state = decision.identified.item, cast(ItemState, decision.verdict)
    return FeedItem(
        id=derived_id(feed.id, decision.identified.keys[0]),
        feed_id=feed.id,
        brand_id=feed.brand_id,
        item=item if whole or state in ("new", "burst", "same") else bare(item),
        found=now,
        state=state,
        match=decision.match,
        same_as=decision.other if state == "same" else "",
    )


def bare(item: Item) -> Item:
    """An item without its text, of which nothing more is to be made."""
    return item.model_copy(update={"summary": "", "content": ""})


async def _keep(connection: Connection, made: Sequence[FeedItem], decisions: Sequence[Decision]) -> None:
    rows, keys = [], {}
    for one, decision in zip(made, decisions, strict=True):
        rows.append((one, decision.identified.wording))
        keys[one.id] = (*decision.identified.keys, *decision.identified.bands)
    await feeds.keep(connection, rows, keys)


async def _second_sources(connection: Connection, feed: Feed, made: Sequence[FeedItem]) -> None:
    """Note with the item that told a story first which other feeds tell it too."""
    for one in made:
        first = await feeds.item(connection, one.same_as, hold=True) if one.same_as else None
        if first and feed.id not in first.told:
            await feeds.change_item(connection, first.model_copy(update={"told": (*first.told, feed.id)}))


async def _ask(connection: Connection, feed: Feed, burst: Sequence[FeedItem], now: datetime) -> None:
    """Tell that so many items came at once that a person is asked."""
    if burst:
        titles = [one.item.title or one.item.link for one in burst[-TITLES:]]
        detail = {"feed": feed.name, "count": len(burst), "titles": titles, "member": feed.rule.member_id}
        await notices.add(connection, now, "feed_burst", f"feed/{feed.id}", **detail)


def _counted(made: Sequence[FeedItem]) -> dict[str, int]:
    return dict(Counter(one.state for one in made))
