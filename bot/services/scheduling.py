"""When posts go out: a member's own time, understood or asked about, kept, moved, swapped and taken back."""

import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, TypeVar

from bot.domain.brand import Member
from bot.domain.errors import Refused
from bot.domain.moment import Moment, NextSlot, Unclear
from bot.domain.ports import Clock, Queue
from bot.domain.publication import LATE, Publication, PublicationState, When
from bot.domain.rights import require
from bot.domain.wall import first
from bot.services.agenda import Agenda, Day
from bot.services.moves import HOUSE, Moves
from bot.services.offers import Offers
from bot.services.permitting import among, require_yes
from bot.services.publishing import UNDONE, Guard, Publishing, Report
from bot.services.slots import Slots
from bot.store import Connection, Store, accounts, brands, drafts, notices, publications
from bot.times import read_time

__all__ = ["Day", "Direction", "Said", "Scheduling", "chosen"]

_LOG = logging.getLogger(__name__)
WAITING: tuple[PublicationState, ...] = ("scheduled",)
# What is over for less than this is now: a typed "now" is a moment old when it is kept.
JUST_NOW = timedelta(minutes=1)
# A slot that another takes at the same moment is looked for anew so often.
TRIES = 20
Direction = Literal["up", "down"]
Said = Moment | Unclear | NextSlot
Answer = TypeVar("Answer")


class Scheduling:
    """Sets, moves and takes back the times of publications. Every move is refused where somebody moved it meanwhile."""

    def __init__(
        self, store: Store, offers: Offers, publishing: Publishing, slots: Slots, queue: Queue, clock: Clock
    ) -> None:
        self._store = store
        self._offers = offers
        self._publishing = publishing
        self._slots = slots
        self._clock = clock
        self._moves = Moves(queue, clock)
        self._agenda = Agenda(store, publishing, clock)

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
        anew: Collection[str] = (),
        waived: tuple[str, ...] = (),
        slot: bool = False,
    ) -> list[str]:
        """Schedule the newest revision of a draft on accounts, all or none; ids of the publications.

        The same again gives the same; `anew` and `waived` are as for `Publishing.plan`. `late` and `void_minutes` are
        minutes after the time, see `Publication`; 0 is never void. For the next slot each account takes its own; with
        `slot` the moment was shown as the next free one, and is refused where another took it meanwhile.
        Raises what `Publishing.plan` does, Refused("already_scheduled", "time_past", "no_slots").
        """
        require(actor, "publish")
        policy = (LATE if late is None else late, void_minutes or 0)

        plan = self._publishing.plan
        if isinstance(when, Moment):
            self._require_ahead(when)
            at = chosen(when, *policy, waived)
            free = self._slots.still_free(when, account_ids, draft_id=draft_id) if slot else None
            guard = self._new(draft_id, dict.fromkeys(account_ids, at), None, free)
            return await plan(draft_id, account_ids, actor=actor, when=at, guard=guard, seen=seen, anew=anew)

        async def planned(free: Mapping[str, Moment], slots: Guard) -> list[str]:
            times = {one: chosen(moment, *policy, waived) for one, moment in free.items()}
            guard = self._new(draft_id, times, slots)
            return await plan(draft_id, account_ids, actor=actor, when=times, guard=guard, seen=seen, anew=anew)

        return await self._slotted(account_ids, planned)

    def _require_ahead(self, when: Moment) -> None:
        if when.at <= self._clock.now() - JUST_NOW:
            raise Refused("time_past")

    async def _slotted(
        self, account_ids: Sequence[str], do: Callable[[Mapping[str, Moment], Guard], Awaitable[Answer]]
    ) -> Answer:
        """What is done with the next free slot of each account; whoever loses one to another takes the one after."""
        for _ in range(TRIES):
            free = await self._slots.next_of_each(account_ids)
            try:
                return await do(free, self._slots.guard(free))
            except Refused as refused:
                if refused.key != "slot_taken":
                    raise
        raise Refused("slot_taken")

    def _new(self, draft_id: str, times: Mapping[str, When], slots: Guard | None, free: Guard | None = None) -> Guard:
        """For the transaction that plans: on none of the accounts does this wording wait for another time.

        Where the next slot was asked for (`slots`), what is scheduled already is the same asked again.
        """

        async def stand(connection: Connection) -> None:
            newest = await drafts.newest(connection, draft_id)
            for one in await publications.of_draft(connection, draft_id, newest):
                when = times.get(one.account_id)
                if when is None or one.state not in UNDONE or one.deleted:
                    continue
                if one.state != "scheduled" if slots else one.at != when.at:
                    account = await accounts.by_id(connection, one.account_id)
                    name = f"{account.platform}:{account.handle}" if account else one.account_id
                    raise Refused("already_scheduled", account=name, id=one.id)
            for more in filter(None, (slots, free)):
                await more(connection)

        return stand

    async def reschedule(
        self, publication_id: str, when: Moment | NextSlot, *, actor: Member, seen_run: int, slot: bool = False
    ) -> Report:
        """Give a publication another time; one that is held or has failed waits for it. `slot` is as for `schedule`.

        Raises Refused("changed_since", "on_its_way", "time_past", "no_slots"), Missing, and where the brand demands
        approval what the new time lacks: "time_not_approved" or what `require_approved` raises.
        """
        require(actor, "publish")
        if isinstance(when, Moment):
            self._require_ahead(when)
            account_id = (await self._publishing.report(publication_id)).account.id
            free = self._slots.still_free(when, [account_id]) if slot else None
            return await self._moved(publication_id, when, actor, seen_run, free)
        account_id = (await self._publishing.report(publication_id)).account.id

        async def moved(free: Mapping[str, Moment], guard: Guard) -> Report:
            return await self._moved(publication_id, free[account_id], actor, seen_run, guard)

        return await self._slotted([account_id], moved)

    async def publish_now(self, publication_id: str, *, actor: Member, seen_run: int) -> Report:
        """Let a publication go out at once. Raises as `reschedule`."""
        require(actor, "publish")
        return await self._moved(publication_id, None, actor, seen_run)

    async def _moved(
        self, publication_id: str, when: Moment | None, actor: Member, seen_run: int, guard: Guard | None = None
    ) -> Report:
        await self._require_yes(await self._publishing.report(publication_id), when.at if when else None)
        async with self._store.begin() as connection:
            if guard is not None:
                await guard(connection)
            one = await self._moves.movable(connection, publication_id, seen_run)
            at = when.at if when else self._clock.now()
            place = {"wall": when.wall, "zone": when.zone} if when else {"wall": "", "zone": ""}
            await self._moves.put(connection, one, actor, at=at, void=_void(one, at), **place)
        return await self._publishing.report(publication_id)

    async def cancel(self, publication_id: str, *, actor: Member, seen_run: int) -> Report:
        """Take back what has not begun to go out. Raises Refused("changed_since", "on_its_way"), Missing."""
        require(actor, "publish")
        async with self._store.begin() as connection:
            one = await self._moves.movable(connection, publication_id, seen_run)
            await self._moves.take_back(connection, one, actor)
        return await self._publishing.report(publication_id)

    async def move(self, publication_id: str, direction: Direction, *, actor: Member, seen_run: int) -> Report:
        """Swap times with the one before ("up") or after it on the same account; at the end nothing changes.

        Raises as `reschedule`; where the brand demands approval, no two times are swapped.
        """
        require(actor, "publish")
        account = (await self._publishing.report(publication_id)).account
        async with self._store.begin() as connection:
            await accounts.lock(connection, [account.id])
            one = await self._moves.movable(connection, publication_id, seen_run)
            waiting = await publications.of_account(connection, account.id, WAITING, self._clock.now())
            if one not in waiting:
                raise Refused("changed_since")
            other = waiting.index(one) + (-1 if direction == "up" else 1)
            if 0 <= other < len(waiting):
                brand = await brands.by_id(connection, account.brand_id)
                if brand and brand.approval == "other_editor":
                    raise Refused("time_not_approved")
                await self._moves.swap(connection, one, waiting[other], actor)
        return await self._publishing.report(publication_id)

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
            one = await self._moves.movable(connection, publication_id, seen_run)
            changes: dict[str, object] = {} if late is None else {"late": late}
            if void_minutes is not None:
                changes["void"] = one.at + timedelta(minutes=void_minutes) if void_minutes else None
            await self._moves.adjust(connection, one, actor, **changes)
        return await self._publishing.report(publication_id)

    async def queue(self, *, account_id: str = "", brand_id: str = "") -> list[Report]:
        """What is not done, the earliest due first: all of it, or that of an account or a brand."""
        return await self._agenda.queue(account_id=account_id, brand_id=brand_id)

    async def week(self, start: date, *, zone: str, days: int = 7, brand_id: str = "") -> list[Day]:
        """What was or is due on each of so many days, as a zone counts them."""
        return await self._agenda.week(start, zone=zone, days=days, brand_id=brand_id)

    async def calendar(self, *, brand_id: str = "", name: str = "") -> bytes:
        """The calendar file (ICS) of what went out of late and what is due, of all brands or of one."""
        return await self._agenda.calendar(brand_id=brand_id, name=name)

    async def retime(self) -> list[str]:
        """Move what is scheduled at a wall time whose instant is another by the zone's rules of today; their ids."""
        async with self._store.read() as connection:
            found = await publications.walls(connection, self._clock.now())
        return [one.id for one in found if await self._retimed(one)]

    async def _retimed(self, one: Publication) -> bool:
        try:
            at, shown = first(datetime.fromisoformat(one.wall), one.zone), _shown(one)
        except (LookupError, ValueError, OSError):  # a zone that is known no more keeps its instants
            _LOG.warning("the zone of %s is not known: %s", one.id, one.zone)
            return False
        if at == one.at or shown == one.wall:
            return False
        async with self._store.begin() as connection:
            if await publications.held(connection, one.id) != one:
                return False
            await self._moves.put(connection, one, HOUSE, at=at, void=_void(one, at))
            await notices.add(connection, self._clock.now(), "retimed", f"publication/{one.id}", zone=one.zone)
        return True

    async def _require_yes(self, report: Report, at: datetime | None) -> None:
        """Where a brand demands approval, it is of the wording and the time (None is now)."""
        async with self._store.read() as connection:
            brand = await brands.by_id(connection, report.account.brand_id)
        if brand is None or brand.approval != "other_editor":
            return
        offer = await self._offers.offer(report.draft_id, [report.account.id], at=at)
        if offer.kept.draft.revision != report.revision:
            raise Refused("changed_since")
        judged = await among(self._store, self._offers, offer)
        if judged.at != at:
            raise Refused("time_not_approved")
        async with self._store.read() as connection:
            await require_yes(connection, judged)


def chosen(when: Moment, late: int, void_minutes: int, waived: tuple[str, ...] = ()) -> When:
    """A moment as the time of a publication, with what becomes of it when that has passed."""
    void = when.at + timedelta(minutes=void_minutes) if void_minutes else None
    return When(at=when.at, wall=when.wall, zone=when.zone, late=late, void=void, waived=waived)


def _void(one: Publication, at: datetime) -> datetime | None:
    """When it is void at another time: as long after it as before."""
    return at + (one.void - one.at) if one.void else None


def _shown(one: Publication) -> str:
    """What clocks of its zone show at its instant."""
    return Moment(at=one.at, wall=one.wall, zone=one.zone).local().replace(tzinfo=None).isoformat(timespec="seconds")
