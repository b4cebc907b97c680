"""From an item of a feed to a draft, and on to where the feed's rule wants it: each once, wherever it is killed."""

import asyncio
import html
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.articles import intake
from bot.domain.article import Article
from bot.domain.brand import Member
from bot.domain.errors import Missing, Refused, StandfirstError, Unreadable, UnusableDatabase
from bot.domain.feed import Feed, FeedItem
from bot.domain.ids import derived_id
from bot.domain.moment import Moment, NextSlot
from bot.domain.ports import Clock
from bot.domain.publication import Failure
from bot.domain.rights import require
from bot.domain.wall import shown
from bot.feeds.placing import allowed
from bot.services.accounts import Accounts
from bot.services.drafting import Drafting
from bot.services.knowing import bare, placed
from bot.services.offers import Lookup, chosen
from bot.services.publishing import Publishing
from bot.services.scheduling import Scheduling
from bot.services.slots import COMPARED, Slots
from bot.store import Connection, Store, brands, drafts, events, feeds, members, notices
from bot.store.drafts import Kept

_LOG = logging.getLogger(__name__)
# Whoever drafts an item has so long for it; then it is begun anew.
PATIENCE = timedelta(minutes=10)
TRIES = 5
# So many free slots are looked at, and so many more where none of them will do.
COMPARED_AT_LAST = (COMPARED, 24 * COMPARED)
# So many items are taken in one go, of so many feeds at once.
MOST, AT_ONCE = 60, 3
# What may be read another time.
PASSING = frozenset({"unknown_host", "unreachable", "timed_out", "cut_short"})
_BACK = timedelta(days=2)
# A story that a person drafted from its address within this time is not drafted again.
RECENT = timedelta(days=7)

# What asked for the draft of an item is its id after this.
CAUSE = "feed/"

Reader = Callable[[str], Awaitable[Article]]


@dataclass(frozen=True, slots=True)
class Parts:
    """The services an item goes through."""

    accounts: Accounts
    drafting: Drafting
    publishing: Publishing
    scheduling: Scheduling
    slots: Slots
    platform: Lookup
    read: Reader


class Taking:
    """Takes the items that rules want."""

    def __init__(self, store: Store, parts: Parts, clock: Clock) -> None:
        self._store = store
        self._parts = parts
        self._clock = clock

    async def due(self, most: int = MOST, at_once: int = AT_ONCE) -> list[FeedItem]:
        """Take the items whose time has come, those of a feed in order, so many feeds at once.

        What befalls one item keeps no other from being taken.
        """
        async with self._store.read() as connection:
            waiting = await feeds.waiting(connection, self._clock.now(), most)
        places = asyncio.Semaphore(at_once)

        async def of(feed_id: str) -> list[FeedItem]:
            async with places:
                return [done for one in waiting if one.feed_id == feed_id and (done := await self._survived(one.id))]

        taken = await asyncio.gather(*map(of, dict.fromkeys(one.feed_id for one in waiting)))
        return [done for some in taken for done in some]

    async def _survived(self, item_id: str) -> FeedItem | None:
        try:
            return await self.take(item_id)
        except UnusableDatabase:
            raise
        except Exception:  # one item that nobody expected must not hold up the others
            _LOG.warning("item %s was not taken", item_id, exc_info=True)
            return await self._given_up(item_id)

    async def _given_up(self, item_id: str) -> FeedItem | None:
        """What fails in a way that nobody expected is tried some times and then told."""
        async with self._store.read() as connection:
            item = await feeds.item(connection, item_id)
            feed = await feeds.by_id(connection, item.feed_id) if item else None
        if item is None or feed is None or item.tries < TRIES:
            return None
        return await self._done(item, feed, state="failed", why=Failure(key="item_not_drafted"))

    async def take(self, item_id: str) -> FeedItem | None:
        """Draft a new item and do what its feed's rule wants; None where another is at it, or it is done."""
        found = await self._begun(item_id)
        if found is None:
            return None
        item, feed = found
        cause = f"{CAUSE}{item.id}"
        kept = await self._parts.drafting.made_by(cause)
        if kept is None:
            earlier = await self._drafted_before(item)
            if earlier:
                return await self._done(item, feed, state="same", draft_id=earlier)
            try:
                kept = await self._drafted(item, feed, cause)
            except UnusableDatabase:
                raise
            except StandfirstError as error:
                return await self._unread(item, feed, error)
        return await self._placed(item, feed, kept)

    async def _begun(self, item_id: str) -> tuple[FeedItem, Feed] | None:
        """The item in hand: nobody else takes it for a while, and one that is never done is not tried for ever."""
        now = self._clock.now()
        async with self._store.begin() as connection:
            item = await feeds.item(connection, item_id, hold=True)
            feed = await feeds.by_id(connection, item.feed_id) if item else None
            if item is None or feed is None or item.state != "new" or (item.due and item.due > now):
                return None
            item = item.model_copy(update={"due": now + PATIENCE, "tries": item.tries + 1})
            await feeds.change_item(connection, item)
        return item, feed

    async def _drafted_before(self, item: FeedItem) -> str:
        """The draft that somebody made of late from the item's address, "" for none; what feeds tell is told apart."""
        if not item.item.link or item.by:
            return ""
        async with self._store.read() as connection:
            for draft_id, begun in await drafts.of_address(connection, item.item.link, item.brand_id):
                kept = await drafts.revision(connection, draft_id, 1)
                theirs = kept is not None and not (kept.cause or "").startswith(CAUSE)
                if theirs and begun > self._clock.now() - RECENT:
                    return draft_id
        return ""

    async def _drafted(self, item: FeedItem, feed: Feed, cause: str) -> Kept:
        article = await self._article(item)
        own = await self._parts.accounts.of_brand(feed.brand_id)
        platforms = {account.platform: self._parts.platform(account.platform) for account in own}
        brand = await self._parts.accounts.brand_of(feed.brand_id)
        actor = item.by or feed.rule.member_id or feed.added_by
        await self._parts.drafting.draft(article, brand, list(platforms.values()), actor=actor, cause=cause)
        kept = await self._parts.drafting.made_by(cause)
        if kept is None:
            raise Missing("unknown_draft", id=cause)
        return kept

    async def _article(self, item: FeedItem) -> Article:
        """The article behind the item's link; where that cannot be read, what the feed itself says."""
        said = item.item
        if said.link:
            try:
                article = await self._parts.read(said.link)
                return article.model_copy(update={"source": "feed", "title": article.title or said.title})
            except (Unreadable, Refused) as error:
                if not (said.content or said.summary) or (_passes(error) and item.tries < TRIES):
                    raise
                _LOG.info("%s was read from its feed: %s", said.link, error)
                return await self._own(item, error)
        return await self._own(item, Unreadable("empty"))

    async def _own(self, item: FeedItem, why: StandfirstError) -> Article:
        """An article of what the feed says. Raises `why` where that is too little."""
        said = item.item
        text = max(said.content, said.summary, key=len)
        page = f"<html><body><article><h1>{html.escape(said.title)}</h1>{text}</article></body></html>"
        article_id = derived_id("article", item.id)
        try:
            article = await asyncio.to_thread(
                intake.from_html, page, url=said.link, article_id=article_id, source="feed"
            )
        except Unreadable as error:
            raise why from error
        known = {"title": said.title or article.title, "authors": article.authors or tuple(filter(None, [said.author]))}
        published = said.published.date() if said.published else None
        return article.model_copy(update={**known, "published": article.published or published})

    async def _unread(self, item: FeedItem, feed: Feed, error: StandfirstError) -> FeedItem | None:
        """Try again later what may pass; what stays unread is told, with its link."""
        if _passes(error) and item.tries < TRIES:
            later = self._clock.now() + timedelta(minutes=5) * 2**item.tries
            async with self._store.begin() as connection:
                await feeds.change_item(connection, item.model_copy(update={"due": later}))
            return None
        return await self._done(item, feed, state="failed", why=Failure(key=error.key, values=error.values))

    async def _placed(self, item: FeedItem, before: Feed, kept: Kept) -> FeedItem:
        """Schedule the draft where the rule wants that by now and may; else it is a draft, with the reason told."""
        draft_id = kept.draft.id
        async with self._store.read() as connection:
            feed = await feeds.by_id(connection, before.id)
        if feed is None:
            return await self._done(item, before, state="drafted", draft_id=draft_id)
        if feed.rule.action == "draft" or feed.state == "paused" or item.by or kept.discarded:
            return await self._done(item, feed, state="drafted", draft_id=draft_id)
        try:
            at = await self._scheduled(item, feed, kept)
        except UnusableDatabase:
            raise
        except StandfirstError as error:
            why = Failure(key=error.key, values=error.values)
            return await self._done(item, feed, state="drafted", draft_id=draft_id, why=why)
        return await self._done(item, feed, state="scheduled", draft_id=draft_id, at=at)

    async def _scheduled(self, item: FeedItem, feed: Feed, kept: Kept) -> datetime:
        """When the draft goes out. Raises what `Scheduling.schedule` does, Refused("sensitive", "no_place")."""
        draft_id, rule = kept.draft.id, feed.rule
        already = await self._parts.publishing.of_draft(draft_id)
        if already:  # it was killed after this
            return already[0].publication.at
        actor = await self._answering(rule.member_id)
        account_ids = list(rule.accounts) or await self._all(feed, kept)
        if kept.draft.sensitive:
            raise Refused("sensitive")
        when = await (self._in_slot(item, feed, account_ids) if rule.action == "slot" else self._after_hold(item, feed))
        ids = await self._parts.scheduling.schedule(draft_id, account_ids, when, actor=actor)
        reports = [await self._parts.publishing.report(one) for one in ids]
        return min(report.publication.at for report in reports)

    async def _answering(self, member_id: str) -> Member:
        """The member who set the rule, who must still be allowed to publish."""
        async with self._store.read() as connection:
            found = await members.by_id(connection, member_id)
        if found is None:
            raise Missing("unknown_member", id=member_id)
        require(found, "publish")
        return found

    async def _all(self, feed: Feed, kept: Kept) -> list[str]:
        """Every account that the draft goes out on."""
        own = await self._parts.accounts.of_brand(feed.brand_id)
        return [account.id for account in chosen(kept.draft, own, self._parts.platform)]

    async def _in_slot(self, item: FeedItem, feed: Feed, account_ids: Sequence[str]) -> Moment | NextSlot:
        """The next free slot of each account, or the first one after it that cap, spacing and quiet hours allow.

        The place is kept for the item, so that nobody else fills the rule's day meanwhile.
        """
        own = await self._parts.slots.next_of_each(account_ids)
        if await self._kept(item, feed, [moment.at for moment in own.values()]):
            return NextSlot()
        for count in COMPARED_AT_LAST:
            for moment in await self._parts.slots.next_free(account_ids[0], count):
                if await self._kept(item, feed, [moment.at]):
                    return moment
        raise Refused("no_place")

    async def _after_hold(self, item: FeedItem, feed: Feed) -> Moment:
        """As long after now as the rule has it, or the first time after that which it allows."""
        now, zone = self._clock.now(), await self._zone(feed)
        async with self._store.begin() as connection:
            await feeds.lock(connection, feed.brand_id)
            at = placed(item, feed, await self._taken(connection, item, feed), now, zone).at
            if at is None:
                raise Refused("no_place")
            await _reserved(connection, item, at)
        return Moment(at=at, wall=shown(at, zone).isoformat(timespec="seconds"), zone=zone)

    async def _kept(self, item: FeedItem, feed: Feed, times: Sequence[datetime]) -> bool:
        """Whether the rule allows all of these times; the first one is the item's then."""
        zone = await self._zone(feed)
        async with self._store.begin() as connection:
            await feeds.lock(connection, feed.brand_id)
            taken = await self._taken(connection, item, feed)
            if not all(allowed(feed.rule, at, taken, zone=zone) for at in times):
                return False
            await _reserved(connection, item, min(times))
        return True

    async def _taken(self, connection: Connection, item: FeedItem, feed: Feed) -> Sequence[datetime]:
        """When what else was taken from the feed goes out."""
        return await feeds.times(connection, feed.id, self._clock.now() - _BACK, but=item.id)

    async def _zone(self, feed: Feed) -> str:
        async with self._store.read() as connection:
            brand = await brands.by_id(connection, feed.brand_id)
        return brand.time_zone if brand else "UTC"

    async def _done(self, item: FeedItem, feed: Feed, **changes: object) -> FeedItem:
        """Keep what became of the item and tell it, in one transaction, once."""
        done = item.model_copy(update={"at": None, **changes, "item": bare(item.item), "due": None})
        async with self._store.begin() as connection:
            known = await feeds.item(connection, item.id, hold=True)
            if known is None or known.state != "new":
                return known or done
            done = done.model_copy(update={"told": known.told})
            await feeds.change_item(connection, done)
            now = self._clock.now()
            if done.state == "failed":
                await feeds.tell_anew(connection, done.brand_id, [done.id], now)
            kind = {"failed": "feed_unread", "same": ""}.get(done.state, "feed_draft")
            subject = f"draft/{done.draft_id}" if done.draft_id else f"feed/{feed.id}"
            if kind:
                await notices.add(connection, now, kind, subject, **_told(done, feed))
            detail = {"item": done.id, "feed": feed.id, "state": done.state, "words": list(done.match.words)}
            await events.add(connection, now, "standfirst", "feed_item", subject, **detail)
        return done


async def _reserved(connection: Connection, item: FeedItem, at: datetime) -> None:
    known = await feeds.item(connection, item.id, hold=True)
    if known is not None and known.state == "new":
        await feeds.change_item(connection, known.model_copy(update={"at": at}))


def _passes(error: StandfirstError) -> bool:
    """Whether it may go better another time."""
    status = error.values.get("status")
    return error.key in PASSING or (isinstance(status, int) and (status == 429 or status >= 500))


def _told(item: FeedItem, feed: Feed) -> dict[str, object]:
    """What the sentence about an item needs."""
    why = {"key": item.why.key, "values": item.why.values} if item.why else None
    return {
        "item": item.id,
        "title": item.item.title or item.item.link,
        "link": item.item.link,
        "feed": feed.name,
        "words": list(item.match.words),
        "at": item.at.isoformat() if item.state == "scheduled" and item.at else "",
        "why": why,
        "member": item.by or feed.rule.member_id or feed.added_by,
    }
