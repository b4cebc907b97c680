"""Series: the same post again and again by a rule, one occurrence ahead, until its end."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.domain.brand import Member
from bot.domain.errors import Missing, Refused, StandfirstError, UnusableDatabase
from bot.domain.ports import Clock, NoQueue
from bot.domain.publication import When
from bot.domain.recurrence import Recurrence
from bot.domain.rights import require
from bot.domain.series import Series, SeriesState
from bot.domain.wall import shown
from bot.services.drafting import Drafting
from bot.services.moves import HOUSE, Moves
from bot.services.publishing import Publishing, untouched
from bot.store import Connection, Store, events, notices, publications, series
from bot.times.recurrence import next_after


class Recurring:
    """Begins, pauses and ends series, and plans their next occurrences.

    What came due while nothing ran is not made up for: the next occurrence is after now.
    """

    def __init__(
        self, store: Store, drafting: Drafting, publishing: Publishing, clock: Clock, new_id: Callable[[], str]
    ) -> None:
        self._moves = Moves(NoQueue(), clock)
        self._store = store
        self._drafting = drafting
        self._publishing = publishing
        self._clock = clock
        self._new_id = new_id

    async def repeat(self, draft_id: str, account_ids: Sequence[str], rule: Recurrence, *, actor: Member) -> Series:
        """Publish the newest revision of a draft again and again; its first occurrence is planned at once.

        Raises Refused("not_allowed", "series_over") and what `Publishing.plan` does.
        """
        require(actor, "publish")
        if next_after(rule, self._clock.now()) is None:
            raise Refused("series_over")
        kept = await self._drafting.latest(draft_id)
        new = Series(
            id=self._new_id(),
            draft_id=draft_id,
            revision=kept.draft.revision,
            account_ids=tuple(account_ids),
            rule=rule,
            member_id=actor.id,
        )
        return await self._advanced(new, actor, new=True)

    async def one(self, series_id: str) -> Series:
        """The series of that id. Raises Missing("unknown_series")."""
        async with self._store.read() as connection:
            return _known(await series.by_id(connection, series_id))

    async def every(self) -> list[Series]:
        """Those that have not ended."""
        async with self._store.read() as connection:
            return await series.going_on(connection)

    async def pause(self, series_id: str, *, actor: Member) -> Series:
        """Plan no further occurrence, and take back the one that is planned."""
        return await self._stop(series_id, "paused", actor, "series_paused")

    async def end(self, series_id: str, *, actor: Member) -> Series:
        """As `pause`, for good."""
        return await self._stop(series_id, "ended", actor, "series_ended")

    async def resume(self, series_id: str, *, actor: Member) -> Series:
        """Go on with the next occurrence after now. Raises Refused("series_over", "draft_changed") and as `repeat`."""
        require(actor, "publish")
        one = await self.one(series_id)
        if one.state == "active":
            return one
        if one.state == "ended" or _over(one, self._clock.now()):
            raise Refused("series_over")
        await self._require_same(one)
        resumed = await self._change(series_id, "active", actor, "series_resumed")
        try:
            return await self._advanced(resumed, actor)
        except StandfirstError as error:
            await self._change(series_id, "paused", actor, "series_paused", why=error)
            raise

    async def advance(self) -> list[str]:
        """Plan the next occurrence of every series whose last one has come; the ids of those that went on.

        Killed anywhere and called again, or by several at once, it plans none twice and leaves none out. What keeps an
        occurrence from being planned pauses its series, and that is told.
        """
        now = self._clock.now()
        due = [one for one in await self.every() if one.state == "active" and (one.next is None or one.next <= now)]
        return [one.id for one in due if await self._went_on(one)]

    async def _went_on(self, one: Series) -> bool:
        try:
            return (await self._advanced(one, HOUSE)).state == "active"
        except UnusableDatabase:
            raise
        except StandfirstError as error:
            if error.key != "series_moved":
                await self._change(one.id, "paused", HOUSE, "series_paused", why=error)
            return False

    async def _advanced(self, one: Series, actor: Member, *, new: bool = False) -> Series:
        """The series with its next occurrence planned, both kept in one transaction; or ended."""
        await self._require_same(one)
        at = next_after(one.rule, max(self._clock.now(), one.next or self._clock.now()))
        if at is None or _over(one, self._clock.now()):
            return await self._change(one.id, "ended", actor, "series_ended")
        moved = one.model_copy(update={"next": at, "made": one.made + 1})

        async def note(connection: Connection) -> None:
            if new:
                await series.add(connection, moved)
                await self._log(connection, moved, actor, "series_begun")
            elif await series.by_id(connection, one.id, hold=True) != one:
                raise Refused("series_moved")
            else:
                await series.change(connection, moved)

        wall = shown(at, one.rule.zone).isoformat(timespec="seconds")
        when = When(at=at, wall=wall, zone=one.rule.zone, series_id=one.id)
        who = actor if actor != HOUSE else actor.model_copy(update={"id": one.member_id})
        plan = self._publishing.plan
        # The first occurrence needs a yes to its time where the brand demands one; that covers those after it.
        await plan(one.draft_id, one.account_ids, actor=who, when=when, guard=note, replacing=one.made > 0)
        return moved

    async def _require_same(self, one: Series) -> None:
        kept = await self._drafting.latest(one.draft_id)
        if kept.discarded or kept.draft.revision != one.revision:
            raise Refused("draft_changed")

    async def _stop(self, series_id: str, state: SeriesState, actor: Member, action: str) -> Series:
        """Stop it and take back what of it has not begun to go out, in one transaction; that does not count as made."""
        require(actor, "publish")
        async with self._store.begin() as connection:
            known = _known(await series.by_id(connection, series_id, hold=True))
            if known.state in (state, "ended"):
                return known
            taken = await self._take_back(connection, known, actor, action)
            before = {"next": None, "made": max(0, known.made - 1)} if taken else {}
            stopped = known.model_copy(update={"state": state, "why": "", **before})
            await series.change(connection, stopped)
            await self._log(connection, stopped, actor, action)
        return stopped

    async def _take_back(self, connection: Connection, one: Series, actor: Member, action: str) -> bool:
        """Whether any occurrence that waited is cancelled now."""
        taken = False
        for planned in await publications.of_draft(connection, one.draft_id, one.revision):
            mine = planned.series_id == one.id and planned.state == "scheduled"
            held = await publications.held(connection, planned.id) if mine else None
            if held and held.state == "scheduled" and await untouched(connection, held):
                await self._moves.take_back(connection, held, actor, because=action)
                taken = True
        return taken

    async def _change(
        self, series_id: str, state: SeriesState, actor: Member, action: str, *, why: StandfirstError | None = None
    ) -> Series:
        """Keep its state; that the house pauses it, and why, is told."""
        async with self._store.begin() as connection:
            known = _known(await series.by_id(connection, series_id, hold=True))
            if known.state in (state, "ended"):
                return known
            changed = known.model_copy(update={"state": state, "why": why.key if why else ""})
            await series.change(connection, changed)
            await self._log(connection, changed, actor, action)
            if why and actor == HOUSE:
                detail = {"why": why.key, "values": why.values, "id": series_id}
                subject = f"draft/{known.draft_id}"
                await notices.add(connection, self._clock.now(), "series_paused", subject, **detail)
        return changed

    async def _log(self, connection: Connection, one: Series, actor: Member, action: str) -> None:
        await events.add(connection, self._clock.now(), actor.id, action, f"draft/{one.draft_id}", series=one.id)


def _over(one: Series, now: datetime) -> bool:
    """Whether no occurrence is to come any more."""
    return next_after(one.rule, now) is None or (one.rule.count is not None and one.made >= one.rule.count)


def _known(found: Series | None) -> Series:
    if found is None:
        raise Missing("unknown_series")
    return found
