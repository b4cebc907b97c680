"""Feeds, the items found in them, and by what an item is known again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.feed import Feed, FeedItem, ItemState
from bot.store.feed_tables import feed, feed_item, feed_key

# So many keys are asked for at once; SQLite takes no more than 32,766 values.
_A_WEEK = timedelta(days=7)
_AT_ONCE = 500


class Trace(NamedTuple):
    """What tells an item again: its feed, its wording, its guid and title, as it was kept; and what became of it."""

    feed_id: str
    wording: str
    state: ItemState
    guid: str
    title: str


async def lock(connection: AsyncConnection, brand_id: str) -> None:
    """Let nobody else add items of this brand until this transaction ends; on SQLite it is alone anyway."""
    if connection.dialect.name == "postgresql":
        await connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"feeds {brand_id}"))))


async def add(connection: AsyncConnection, new: Feed) -> None:
    """Keep a new feed."""
    await connection.execute(feed.insert().values(id=new.id, brand_id=new.brand_id, **_columns(new)))


async def change(connection: AsyncConnection, changed: Feed) -> None:
    """Keep a feed as it is now."""
    await connection.execute(update(feed).where(feed.c.id == changed.id).values(_columns(changed)))


async def remove(connection: AsyncConnection, feed_id: str) -> bool:
    """Forget a feed and what was found in it; False when it is gone already."""
    mine = select(feed_item.c.id).where(feed_item.c.feed_id == feed_id)
    await connection.execute(delete(feed_key).where(feed_key.c.item_id.in_(mine)))
    await connection.execute(delete(feed_item).where(feed_item.c.feed_id == feed_id))
    return bool((await connection.execute(delete(feed).where(feed.c.id == feed_id))).rowcount)


async def by_id(connection: AsyncConnection, feed_id: str, *, hold: bool = False) -> Feed | None:
    """The feed of that id; with `hold` nobody else changes it until this transaction ends."""
    wanted = select(feed.c.body).where(feed.c.id == feed_id)
    body = (await connection.execute(wanted.with_for_update() if hold else wanted)).scalar()
    return Feed.model_validate(body) if body else None


async def every(connection: AsyncConnection, brand_id: str = "") -> list[Feed]:
    """All feeds, or a brand's, by the order in which they were added."""
    wanted = select(feed.c.body).where(feed.c.brand_id == brand_id) if brand_id else select(feed.c.body)
    found = map(Feed.model_validate, (await connection.execute(wanted)).scalars())
    return sorted(found, key=lambda one: (one.added, one.id))


async def due(connection: AsyncConnection, now: datetime, most: int) -> list[str]:
    """The ids of feeds that it is time to read and nobody reads, the longest due first."""
    free = or_(feed.c.held_until.is_(None), feed.c.held_until <= now)
    wanted = select(feed.c.id).where(feed.c.state == "active", feed.c.next <= now, free)
    return list((await connection.execute(wanted.order_by(feed.c.next, feed.c.id).limit(most))).scalars())


async def claim(connection: AsyncConnection, feed_id: str, holder: str, now: datetime, seconds: float) -> bool:
    """Take a feed in hand for so many seconds; False when another has it."""
    free = or_(feed.c.held_until.is_(None), feed.c.held_until <= now)
    values = {"holder": holder, "held_until": now + timedelta(seconds=seconds)}
    return bool((await connection.execute(update(feed).where(feed.c.id == feed_id, free).values(values))).rowcount)


async def release(connection: AsyncConnection, feed_id: str, holder: str) -> None:
    """Let another have it."""
    mine = update(feed).where(feed.c.id == feed_id, feed.c.holder == holder)
    await connection.execute(mine.values(holder="", held_until=None))


async def keep(
    connection: AsyncConnection, new: Sequence[tuple[FeedItem, str]], keys: Mapping[str, Iterable[str]]
) -> None:
    """Keep new items, each with its wording, and the keys by which they are known again, by item id."""
    if not new:
        return
    rows = [
        {"id": one.id, "feed_id": one.feed_id, "brand_id": one.brand_id, "wording": wording, **_item(one)}
        for one, wording in new
    ]
    await connection.execute(feed_item.insert(), rows)
    known = [
        {"brand_id": one.brand_id, "key": key, "item_id": one.id}
        for one, _ in new
        for key in dict.fromkeys(keys[one.id])
    ]
    if known:
        await connection.execute(feed_key.insert(), known)


async def known(connection: AsyncConnection, brand_id: str, keys: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The ids of the brand's items that are known by each of these keys."""
    found: dict[str, tuple[str, ...]] = {}
    for some in _some(sorted(keys)):
        wanted = select(feed_key.c.key, feed_key.c.item_id)
        wanted = wanted.where(feed_key.c.brand_id == brand_id, feed_key.c.key.in_(some)).order_by(feed_key.c.item_id)
        for key, item_id in await connection.execute(wanted):
            found[key] = (*found.get(key, ()), item_id)
    return found


async def traces(connection: AsyncConnection, item_ids: Collection[str]) -> dict[str, Trace]:
    """What tells these items again, by id."""
    found = {}
    for some in _some(sorted(item_ids)):
        said = feed_item.c.body["item"]
        named = said["guid"].as_string().label("guid"), said["title"].as_string().label("title")
        wanted = select(feed_item.c.id, feed_item.c.feed_id, feed_item.c.wording, feed_item.c.state, *named)
        for row in await connection.execute(wanted.where(feed_item.c.id.in_(some))):
            found[row.id] = Trace(row.feed_id, row.wording, row.state, row.guid or "", row.title or "")
    return found


async def still_there(connection: AsyncConnection, item_ids: Collection[str], now: datetime) -> None:
    """Note that these items are in their feed yet; to a week, since nobody needs it closer."""
    for some in _some(sorted(item_ids)):
        old = or_(feed_item.c.there.is_(None), feed_item.c.there < now - _A_WEEK)
        await connection.execute(update(feed_item).where(feed_item.c.id.in_(some), old).values(there=now))


async def let_go(connection: AsyncConnection, feed_id: str, before: datetime, most: int) -> int:
    """Forget items that are done and were last seen in their feed before then; how many."""
    done = feed_item.c.state.not_in(("new", "burst")), func.coalesce(feed_item.c.there, feed_item.c.found) < before
    some = select(feed_item.c.id).where(feed_item.c.feed_id == feed_id, *done).order_by(feed_item.c.id).limit(most)
    ids = list((await connection.execute(some)).scalars())
    for part in _some(ids):
        await connection.execute(delete(feed_key).where(feed_key.c.item_id.in_(part)))
        await connection.execute(delete(feed_item).where(feed_item.c.id.in_(part)))
    return len(ids)


async def tell_anew(connection: AsyncConnection, brand_id: str, item_ids: Collection[str], now: datetime) -> int:
    """Let another feed tell what came to nothing in these items: one of each story becomes new; how many."""
    released: set[str] = set()
    other = feed_item.c.body["same_as"].as_string()
    for some in _some(sorted(item_ids)):
        told = feed_item.c.brand_id == brand_id, feed_item.c.state == "same", other.in_(some)
        found = select(feed_item.c.body).where(*told).order_by(feed_item.c.found, feed_item.c.id)
        for one in map(FeedItem.model_validate, (await connection.execute(found)).scalars()):
            if one.same_as not in released:
                released.add(one.same_as)
                await change_item(connection, one.model_copy(update={"state": "new", "same_as": "", "due": now}))
    return len(released)


async def item(connection: AsyncConnection, item_id: str, *, hold: bool = False) -> FeedItem | None:
    """The item of that id; with `hold` nobody else changes it until this transaction ends."""
    wanted = select(feed_item.c.body).where(feed_item.c.id == item_id)
    body = (await connection.execute(wanted.with_for_update() if hold else wanted)).scalar()
    return FeedItem.model_validate(body) if body else None


async def change_item(connection: AsyncConnection, changed: FeedItem) -> None:
    """Keep an item as it is now."""
    await connection.execute(update(feed_item).where(feed_item.c.id == changed.id).values(_item(changed)))


async def items(
    connection: AsyncConnection, feed_id: str, *, states: Collection[ItemState] = (), most: int = 100
) -> list[FeedItem]:
    """What was found in a feed, those found last first; in these states where any are named."""
    wanted = select(feed_item.c.body).where(feed_item.c.feed_id == feed_id)
    if states:
        wanted = wanted.where(feed_item.c.state.in_(states))
    wanted = wanted.order_by(feed_item.c.found.desc(), feed_item.c.id.desc()).limit(most)
    return [FeedItem.model_validate(body) for body in (await connection.execute(wanted)).scalars()]


async def waiting(connection: AsyncConnection, now: datetime, most: int) -> list[FeedItem]:
    """New items whose time has come, of feeds that are not paused, the longest due first."""
    wanted = select(feed_item.c.body).join(feed, feed.c.id == feed_item.c.feed_id)
    wanted = wanted.where(feed_item.c.state == "new", feed_item.c.due <= now, feed.c.state != "paused")
    wanted = wanted.order_by(feed_item.c.due, feed_item.c.found, feed_item.c.id).limit(most)
    return [FeedItem.model_validate(body) for body in (await connection.execute(wanted)).scalars()]


async def times(connection: AsyncConnection, feed_id: str, since: datetime, *, but: str = "") -> list[datetime]:
    """When what was taken from a feed goes out, from an instant on; all items but the one of that id."""
    mine = feed_item.c.feed_id == feed_id, feed_item.c.at >= since, feed_item.c.id != but
    wanted = select(feed_item.c.at).where(*mine)
    return sorted(at for at in (await connection.execute(wanted)).scalars() if at is not None)


async def counts(connection: AsyncConnection, feed_ids: Collection[str] = ()) -> dict[str, dict[ItemState, int]]:
    """How many items of each feed are in which state."""
    columns = (feed_item.c.feed_id, feed_item.c.state, func.count())
    wanted = select(*columns).group_by(feed_item.c.feed_id, feed_item.c.state)
    if feed_ids:
        wanted = wanted.where(feed_item.c.feed_id.in_(list(feed_ids)))
    found: dict[str, dict[ItemState, int]] = {}
    for feed_id, state, count in await connection.execute(wanted):
        found.setdefault(feed_id, {})[state] = count
    return found


def _some(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[at : at + _AT_ONCE] for at in range(0, len(values), _AT_ONCE))


def _columns(one: Feed) -> dict[str, object]:
    return {"state": one.state, "next": one.next, "body": one.model_dump(mode="json")}


def _item(one: FeedItem) -> dict[str, object]:
    columns = {"state": one.state, "found": one.found, "due": one.due, "at": one.at}
    return {**columns, "body": one.model_dump(mode="json")}
