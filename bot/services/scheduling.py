"""When posts go out: a member's own time, understood or asked about, kept, moved, swapped and taken back."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple

from bot.domain.brand import Member
from bot.domain.errors import Missing, Refused
from bot.domain.moment import Moment, NextSlot, Unclear
from bot.domain.ports import Clock, Queue
from bot.domain.publication import LATE, Publication, PublicationState, When
from bot.domain.rights import require
from bot.domain.wall import first
from bot.services.offers import Offers
from bot.services.permitting import among, require_yes
from bot.services.publishing import Publishing, Report, untouched
from bot.services.slots import Slots
from bot.store import Connection, Store, events, notices, publications
from bot.times import read_time
from bot.times.calendar import Entry, calendar_file

# What a member can still move: what has not begun to go out.
MOVABLE: tuple[PublicationState, ...] = ("scheduled", "held", "failed")
WAITING: tuple[PublicationState, ...] = ("scheduled",)
SHOWN: tuple[PublicationState, ...] = ("scheduled", "publishing", "published", "held", "uncertain", "failed")
# The calendar file looks back and ahead so far.
BACK, AHEAD = timedelta(days=31), timedelta(days=366)
# A slot that another takes at the same moment is looked for anew so often.
TRIES = 5
Direction = Literal["up", "down"]
Said = Moment | Unclear | NextSlot


class Day(NamedTuple):
    """One day of a calendar with what is due on it, the earliest first."""

    day: date
    reports: tuple[Report, ...]


class Scheduling:
    """Sets, moves and takes back the times of publications. Every move is refused where somebody moved it meanwhile."""

    def __init__(
        self, store: Store, offers: Offers, publishing: Publishing, slots: Slots, queue: Queue, clock: Clock
    ) -> None:
        self._store = store
        self._offers = offers
        self._publishing = publishing
        self._slots = slots
        self._queue = queue
        self._clock = clock

    def read(self, text: str, *, member_zone: str) -> Said:
        """What a typed time means in a member's IANA zone: a moment, the next free slot, or why it must be asked."""
        return read_time(text, self._clock.now(), member_zone)

    async def next_slot(self, account_ids: Sequence[str]) -> Moment | None:
        """The next slot that is free on all of these accounts; None where there is none."""
        return await self._slots.common(account_ids)

    async def schedule(
        self,
        draft_id: str,
        account_ids: Sequence[str],
        when: Moment | NextSlot,
        *,
        actor: Member,
        seen: str = "",
        late: int | None = None,
        void_minutes: int | None = None,
    ) -> list[str]:
        """Schedule the newest revision of a draft on accounts, all or none; ids of the publications.

        The same again gives the same. `late` and `void_minutes` are minutes after the time, see `Publication`; 0 is
        never void. For the next slot each account takes its own. Raises what `Publishing.plan` does,
        Refused("already_scheduled", "time_past", "no_slots").
        """
        require(actor, "publish")
        policy = (LATE if late is None else late, void_minutes or 0)
        if isinstance(when, Moment):
            await self._require_new(draft_id, account_ids, when)
            plan = self._publishing.plan
            return await plan(draft_id, account_ids, actor=actor, when=chosen(when, *policy), seen=seen)
        for _ in range(TRIES):
            taken = await self._slots.next_of_each(account_ids)
            whens = {one: chosen(moment, *policy) for one, moment in taken.items()}
            try:
                return await self._publishing.plan(
                    draft_id, account_ids, actor=actor, when=whens, guard=self._slots.guard(taken), seen=seen
                )
            except Refused as refused:
                if refused.key != "slot_taken":
                    raise
        raise Refused("changed_since")

    async def _require_new(self, draft_id: str, account_ids: Sequence[str], when: Moment) -> None:
        """Not in the past, and not on an account where the same post waits for another time."""
        if when.at <= self._clock.now():
            raise Refused("time_past")
        newest = (await self._offers.offer(draft_id, account_ids)).kept.draft.revision
        for report in await self._publishing.of_draft(draft_id, newest):
            one = report.publication
            waits = one.state == "scheduled" and not one.deleted
            if waits and one.account_id in account_ids and one.at != when.at:
                name = f"{report.account.platform}:{report.account.handle}"
                raise Refused("already_scheduled", account=name, id=one.id)

    async def reschedule(self, publication_id: str, when: Moment, *, actor: Member, seen_run: int) -> Report:
        """Give a publication another time; one that is held or has failed waits for it.

        Raises Refused("changed_since", "on_its_way", "time_past"), Missing, and where the brand demands approval what
        that of the new time lacks.
        """
        if when.at <= self._clock.now():
            raise Refused("time_past")
        return await self._moved(publication_id, when, actor, seen_run)

    async def publish_now(self, publication_id: str, *, actor: Member, seen_run: int) -> Report:
        """Let a publication go out at once. Raises as `reschedule`."""
        return await self._moved(publication_id, None, actor, seen_run)

    async def _moved(self, publication_id: str, when: Moment | None, actor: Member, seen_run: int) -> Report:
        require(actor, "publish")
        report = await self._publishing.report(publication_id)
        await self._require_yes(report, when.at if when else None)
        async with self._store.begin() as connection:
            one = await self._movable(connection, publication_id, seen_run)
            at = when.at if when else self._clock.now()
            place = {"wall": when.wall, "zone": when.zone} if when else {"wall": "", "zone": ""}
            void = at + (one.void - one.at) if one.void else None
            await self._put(connection, one, actor, "rescheduled", at=at, void=void, **place)
        return await self._publishing.report(publication_id)

    async def cancel(self, publication_id: str, *, actor: Member, seen_run: int) -> Report:
        """Take back what has not begun to go out. Raises Refused("changed_since", "on_its_way"), Missing."""
        require(actor, "publish")
        async with self._store.begin() as connection:
            one = await self._movable(connection, publication_id, seen_run)
            cancelled = one.model_copy(update={"state": "cancelled", "error": None})
            if not await publications.change(connection, cancelled, one):
                raise Refused("changed_since")
            now, subject = self._clock.now(), f"publication/{publication_id}"
            await events.add(connection, now, actor.id, "cancelled", subject, was=one.state)
        return await self._publishing.report(publication_id)

    async def move(self, publication_id: str, direction: Direction, *, actor: Member, seen_run: int) -> Report:
        """Swap times with the one before ("up") or after it on the same account; at the end nothing changes."""
        require(actor, "publish")
        async with self._store.begin() as connection:
            one = await self._movable(connection, publication_id, seen_run)
            now = self._clock.now()
            waiting = await publications.of_account(connection, one.account_id, WAITING, now)
            place = next((nth for nth, other in enumerate(waiting) if other.id == one.id), None)
            if place is None:
                raise Refused("changed_since")
            other = place - 1 if direction == "up" else place + 1
            if 0 <= other < len(waiting):
                mine, theirs = waiting[place], waiting[other]
                await self._swapped(connection, mine, theirs, actor)
                await self._swapped(connection, theirs, mine, actor)
        return await self._publishing.report(publication_id)

    async def _swapped(self, connection: Connection, one: Publication, other: Publication, actor: Member) -> None:
        void = other.at + (one.void - one.at) if one.void else None
        place = {"at": other.at, "wall": other.wall, "zone": other.zone, "void": void}
        await self._put(connection, one, actor, "rescheduled", **place)

    async def set_policy(
        self,
        publication_id: str,
        *,
        actor: Member,
        seen_run: int,
        late: int | None = None,
        void_minutes: int | None = None,
    ) -> Report:
        """How late it may go out, and after how many minutes it is void (0 is never). Raises as `cancel`."""
        require(actor, "publish")
        async with self._store.begin() as connection:
            one = await self._movable(connection, publication_id, seen_run)
            changes: dict[str, object] = {} if late is None else {"late": late}
            if void_minutes is not None:
                changes["void"] = one.at + timedelta(minutes=void_minutes) if void_minutes else None
            if not await publications.change(connection, one.model_copy(update=changes), one):
                raise Refused("changed_since")
        return await self._publishing.report(publication_id)

    async def week(self, start: date, *, zone: str, days: int = 7) -> list[Day]:
        """What was or is due on each of so many days, as a zone counts them."""
        every = [start + timedelta(days=nth) for nth in range(days + 1)]
        bounds = [first(datetime.combine(day, time()), zone) for day in every]
        return [Day(day, await self._due(*pair)) for day, pair in zip(every, pairwise(bounds), strict=False)]

    async def _due(self, start: datetime, end: datetime) -> tuple[Report, ...]:
        async with self._store.read() as connection:
            found = await publications.between(connection, start, end, SHOWN)
        return tuple([await self._publishing.report(one.id) for one in found])

    async def calendar(self, *, name: str = "") -> bytes:
        """The calendar file (ICS) of what went out of late and what is scheduled."""
        now = self._clock.now()
        entries = [_entry(report) for report in await self._due(now - BACK, now + AHEAD)]
        return calendar_file(entries, stamp=now, name=name)

    async def retime(self) -> list[str]:
        """Move what is scheduled at a wall time whose instant is another by the zone's rules of today; their ids."""
        async with self._store.read() as connection:
            found = await publications.walls(connection, self._clock.now())
        return [one.id for one in found if await self._retimed(one)]

    async def _retimed(self, one: Publication) -> bool:
        at = first(datetime.fromisoformat(one.wall), one.zone)
        moment = Moment(at=one.at, wall=one.wall, zone=one.zone)
        if one.at == at or moment.local().replace(tzinfo=None) == datetime.fromisoformat(one.wall):
            return False
        house = Member(id="standfirst", name="Standfirst", role="owner")
        async with self._store.begin() as connection:
            known = await publications.by_id(connection, one.id)
            if known != one:
                return False
            void = at + (one.void - one.at) if one.void else None
            await self._put(connection, one, house, "rescheduled", at=at, void=void)
            await notices.add(connection, self._clock.now(), "retimed", f"publication/{one.id}", zone=one.zone)
        return True

    async def _put(
        self, connection: Connection, one: Publication, actor: Member, action: str, **changes: object
    ) -> None:
        """Keep a publication's new time and queue it for it, in one transaction."""
        changed = one.model_copy(update={**changes, "state": "scheduled", "error": None})
        if not await publications.change(connection, changed, one):
            raise Refused("changed_since")
        detail = {"before": one.at.isoformat(), "after": changed.at.isoformat(), "was": one.state}
        await events.add(connection, self._clock.now(), actor.id, action, f"publication/{one.id}", **detail)
        queued = await publications.requeue(connection, one.id)
        if queued is not None:
            await self._queue.put(connection, queued)

    async def _movable(self, connection: Connection, publication_id: str, seen_run: int) -> Publication:
        await publications.lock(connection, publication_id)
        one = await publications.by_id(connection, publication_id)
        if one is None:
            raise Missing("unknown_publication", id=publication_id)
        if one.run != seen_run or one.deleted:
            raise Refused("changed_since")
        if one.state not in MOVABLE or not await untouched(connection, one):
            raise Refused("on_its_way")
        return one

    async def _require_yes(self, report: Report, at: datetime | None) -> None:
        """Where a brand demands approval it is of the time too."""
        offer = await self._offers.offer(report.draft_id, [report.account.id], at=at)
        if offer.brand.approval != "other_editor":
            return
        judged = await among(self._store, self._offers, offer)
        async with self._store.read() as connection:
            await require_yes(connection, judged)
        if (report.draft_id, report.revision) != (offer.kept.draft.id, offer.kept.draft.revision):
            raise Refused("changed_since")


def chosen(when: Moment, late: int, void_minutes: int) -> When:
    """A moment as the time of a publication, with what becomes of it when that has passed."""
    void = when.at + timedelta(minutes=void_minutes) if void_minutes else None
    return When(at=when.at, wall=when.wall, zone=when.zone, late=late, void=void)


def _entry(report: Report) -> Entry:
    url = next((row.remote.url for row in report.standing if row.remote), "")
    text = report.post.parts[0].text
    return Entry(
        uid=f"{report.publication.id}@standfirst",
        start=report.publication.at,
        title=f"{report.account.handle}: {text.partition(chr(10))[0][:120]}",
        description=text,
        url=url,
    )
