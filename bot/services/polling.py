"""Reading feeds when it is time: asked only for what has changed, and less often while that fails."""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal, Protocol

from bot.domain.errors import LONGEST_WAIT, Missing, StandfirstError, Unreadable, UnusableDatabase
from bot.domain.feed import Feed, FeedItem, Fetched
from bot.domain.ports import Clock
from bot.domain.publication import Failure
from bot.feeds.apart import Read, reader
from bot.feeds.deciding import earliest, latest
from bot.net.client import NOT_CHANGED, Page
from bot.services.knowing import Knowing
from bot.services.owners import this_owner
from bot.store import Connection, Store, events, feeds, notices

_LOG = logging.getLogger(__name__)
# Who reads a feed has so many seconds for it; then another may.
HELD = 300.0
A_DAY = timedelta(days=1)
GONE = 410
# So many feeds are read in one go, so many of them at once.
MOST, AT_ONCE = 400, 6

Outcome = Literal["new", "nothing", "unchanged", "failed", "gone", "busy"]


class Fetch(Protocol):
    """Fetches an address, guarded; see `net.client.GuardedClient.fetch`."""

    def __call__(self, url: str, *, etag: str = "", modified: str = "") -> Awaitable[Page]:
        """The page, with status 304 where it has not changed."""
        ...


@dataclass(frozen=True, slots=True)
class Polled:
    """What came of reading a feed: the feed as it is now, and what was new in it."""

    feed: Feed
    outcome: Outcome
    items: tuple[FeedItem, ...] = ()


class Polling:
    """Reads feeds; killed anywhere, nothing is lost and nothing told twice."""

    def __init__(self, store: Store, fetch: Fetch, clock: Clock) -> None:
        self._store = store
        self._fetch = fetch
        self._clock = clock
        self._knowing = Knowing(store)
        # Whoever taps meanwhile waits for one feed that is written down, not for all that are being read.
        self._turn = asyncio.Lock()

    async def poll(self, feed_id: str) -> Polled:
        """Read a feed now. Raises Missing("unknown_feed"); that it cannot be read is in what is answered."""
        async with reader() as read:
            return await self._claimed(feed_id, read)

    async def due(self, most: int = MOST, at_once: int = AT_ONCE) -> list[Polled]:
        """Read the feeds whose time has come, so many at once; what befalls one keeps no other from being read."""
        async with self._store.read() as connection:
            ids = await feeds.due(connection, self._clock.now(), most)
        if not ids:
            return []
        places = asyncio.Semaphore(at_once)

        async def one(feed_id: str, read: Read) -> Polled:
            async with places:
                return await self._claimed(feed_id, read)

        async with reader() as read:
            found = await asyncio.gather(*(one(feed_id, read) for feed_id in ids), return_exceptions=True)
        return _polled(ids, found)

    async def _claimed(self, feed_id: str, read: Read) -> Polled:
        me = this_owner()
        async with self._turn, self._store.begin() as connection:
            mine = await feeds.claim(connection, feed_id, me, self._clock.now(), HELD)
            feed = await feeds.by_id(connection, feed_id)
        if feed is None:
            raise Missing("unknown_feed", id=feed_id)
        if not mine:
            return Polled(feed, "busy")
        return await self._read(feed, read, me)

    async def _read(self, feed: Feed, read: Read, me: str) -> Polled:
        try:
            page = await self._fetch(feed.url, etag=feed.etag, modified=feed.modified)
            if page.status == NOT_CHANGED and not (feed.etag or feed.modified):
                raise Unreadable("broken_feed")  # an answer to a question that was not asked
            digest = digest_of(page)
            if page.status == NOT_CHANGED or digest == feed.digest:
                return await self._record(feed, page, None, me)
            fetched = await read(page.body, url=page.url, content_type=page.content_type, now=self._clock.now())
        except UnusableDatabase:
            raise
        except StandfirstError as error:
            return await self._failed(feed, error, me)
        except Exception:  # the boundary of a strange feed: it is told like any other that cannot be read
            _LOG.exception("feed %s", feed.id)
            return await self._failed(feed, Unreadable("broken_feed"), me)
        return await self._record(feed, page, fetched, me)

    async def _record(self, feed: Feed, page: Page, fetched: Fetched | None, me: str) -> Polled:
        """Keep what came in one transaction: the new items, with what was decided of each, and how the feed is."""
        told = await self._knowing.told(feed, fetched) if fetched else []
        async with self._turn, self._store.begin() as connection:
            known = await feeds.by_id(connection, feed.id, hold=True)
            if known is None:
                return Polled(feed, "nothing")
            now = self._clock.now()
            made: list[FeedItem] = []
            if fetched:
                made = await self._knowing.keep(connection, known, told, now, language=fetched.language)
            changed = succeeded(known, page, fetched, now)
            if changed.url != known.url and await _taken(connection, changed):
                changed = changed.model_copy(update={"url": known.url})
            await feeds.change(connection, changed)
            await feeds.release(connection, feed.id, me)
        new = any(one.state in ("new", "burst") for one in made)
        return Polled(changed, "new" if new else "nothing" if fetched else "unchanged", tuple(made))

    async def _failed(self, feed: Feed, error: StandfirstError, me: str) -> Polled:
        """Keep that it failed, and ask again later; one that is gone for good is told, and asked no more."""
        gone = error.values.get("status") == GONE
        async with self._turn, self._store.begin() as connection:
            known = await feeds.by_id(connection, feed.id, hold=True)
            if known is None:
                return Polled(feed, "nothing")
            now = self._clock.now()
            changed = failed(known, error, now)
            if gone and known.state != "gone":
                changed = changed.model_copy(update={"state": "gone"})
                detail = {"feed": feed.name, "member": feed.rule.member_id or feed.added_by}
                await notices.add(connection, now, "feed_gone", f"feed/{feed.id}", **detail)
                await events.add(connection, now, "standfirst", "feed_gone", f"feed/{feed.id}", url=feed.url)
            await feeds.change(connection, changed)
            await feeds.release(connection, feed.id, me)
        return Polled(changed, "gone" if gone else "failed")


def succeeded(feed: Feed, page: Page, fetched: Fetched | None, now: datetime) -> Feed:
    """The feed after it was read, or found unchanged (None)."""
    changes: dict[str, object] = {"checked": now, "succeeded": now, "failures": 0, "error": None}
    changes["next"] = now + feed.every + _jitter(feed, now)
    if page.moved:
        changes["url"] = page.url
    if page.status != NOT_CHANGED:
        changes |= {"etag": page.etag, "modified": page.modified, "digest": digest_of(page)}
    if fetched:
        changes |= {"home": fetched.home, "newest": latest(fetched) or feed.newest, "changed": now}
        if feed.succeeded is None:
            changes["oldest"] = earliest(fetched)
        changes["title"] = fetched.title or feed.title
    return feed.model_copy(update=changes)


def failed(feed: Feed, error: StandfirstError, now: datetime) -> Feed:
    """The feed after it could not be read: the wait doubles up to a day, and is no shorter than its server asks for."""
    failures = feed.failures + 1
    wait = min(feed.every * 2 ** min(failures, 20), max(A_DAY, feed.every))
    wait = max(wait + _jitter(feed, now), _asked_for(error, now))
    why = Failure(key=error.key, values=error.values)
    return feed.model_copy(update={"checked": now, "failures": failures, "error": why, "next": now + wait})


def digest_of(page: Page) -> str:
    """By what an unchanged body is known where its server does not say so."""
    return hashlib.sha256(page.body).hexdigest()[:32]


def _asked_for(error: StandfirstError, now: datetime) -> timedelta:
    """How long a server asks to be left alone: seconds, or an HTTP date; a day at most."""
    said = str(error.values.get("retry_after", "")).strip()
    if said.isascii() and said.isdigit():
        return timedelta(seconds=min(int(said[:9]), LONGEST_WAIT))
    try:
        at = parsedate_to_datetime(said) if said else now
    except (ValueError, TypeError):
        return timedelta()
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(at - now, timedelta()), timedelta(seconds=LONGEST_WAIT))


def _jitter(feed: Feed, now: datetime) -> timedelta:
    """Up to a tenth of the interval, so that feeds added together are not read together for ever."""
    share = hashlib.sha256(f"{feed.id} {now.isoformat()}".encode()).digest()[0] / 255
    return feed.every * 0.1 * share


async def _taken(connection: Connection, feed: Feed) -> bool:
    return any(one.url == feed.url and one.id != feed.id for one in await feeds.every(connection, feed.brand_id))


def _polled(ids: Sequence[str], found: Sequence[Polled | BaseException]) -> list[Polled]:
    """What was read; what befell others, and nobody expected, is in the log."""
    for feed_id, one in zip(ids, found, strict=True):
        if isinstance(one, BaseException) and not isinstance(one, Missing):
            _LOG.warning("feed %s was not read", feed_id, exc_info=one)
    return [one for one in found if isinstance(one, Polled)]
