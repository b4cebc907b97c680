"""Series: the same post again and again by a rule, one occurrence ahead, until its end."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.domain.brand import Member
from bot.domain.errors import Missing, Refused, StandfirstError
from bot.domain.ports import Clock
from bot.domain.publication import When
from bot.domain.recurrence import Recurrence
from bot.domain.rights import require
from bot.domain.series import Series, SeriesState
from bot.domain.wall import shown
from bot.services.drafting import Drafting
from bot.services.publishing import Publishing, untouched
from bot.store import Connection, Store, events, notices, publications, series
from bot.times.recurrence import next_after

# Occurrences that came due while nothing ran are not made up for: the next one is after now.
A_MOMENT = timedelta(seconds=1)


class Recurring:
    """Begins, pauses and ends series, and plans their next occurrences."""

    def __init__(
        self, store: Store, drafting: Drafting, publishing: Publishing, clock: Clock, new_id: Callable[[], str]
    ) -> None:
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
        async with self._store.begin() as connection:
            await series.add(connection, new)
            await self._log(connection, new, actor, "series_begun")
        try:
            return await self._advanced(new, actor)
        except StandfirstError:
            await self._change(new.id, "ended", actor, "series_ended")
            raise

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
        """Go on with the next occurrence after now. Raises Refused("series_over", "draft_changed")."""
        require(actor, "publish")
        one = await self.one(series_id)
        if one.state == "ended" or next_after(one.rule, self._clock.now()) is None:
            raise Refused("series_over")
        resumed = await self._change(series_id, "active", actor, "series_resumed")
        return await self._advanced(resumed, actor)

    async def advance(self) -> list[str]:
        """Plan the next occurrence of every series whose last one has come; the ids of those that went on.

        Killed anywhere and called again it plans none twice and leaves none out.
        """
        now = self._clock.now()
        due = [one for one in await self.every() if one.state == "active" and (one.next is None or one.next <= now)]
        house = Member(id="standfirst", name="Standfirst", role="owner")
        for one in due:
            try:
                await self._advanced(one, house)
            except StandfirstError as error:
                await self._change(one.id, "paused", house, "series_paused", why=error.key)
        return [one.id for one in due]

    async def _advanced(self, one: Series, actor: Member) -> Series:
        """The series with its next occurrence planned, or ended."""
        kept = await self._drafting.latest(one.draft_id)
        if kept.discarded or kept.draft.revision != one.revision:
            raise Refused("draft_changed")
        at = self._following(one)
        if at is None or (one.rule.count is not None and one.made >= one.rule.count):
            return await self._change(one.id, "ended", actor, "series_ended")
        wall = shown(at, one.rule.zone).isoformat(timespec="seconds")
        when = When(at=at, wall=wall, zone=one.rule.zone, series_id=one.id)
        who = actor if actor.id != "standfirst" else actor.model_copy(update={"id": one.member_id})
        await self._publishing.plan(one.draft_id, one.account_ids, actor=who, when=when)
        async with self._store.begin() as connection:
            known = _known(await series.by_id(connection, one.id, hold=True))
            if known.next != one.next or known.state != "active":
                return known
            moved = known.model_copy(update={"next": at, "made": known.made + 1})
            await series.change(connection, moved)
        return moved

    def _following(self, one: Series) -> datetime | None:
        after = max(self._clock.now(), one.next or self._clock.now())
        return next_after(one.rule, after)

    async def _stop(self, series_id: str, state: SeriesState, actor: Member, action: str) -> Series:
        require(actor, "publish")
        stopped = await self._change(series_id, state, actor, action)
        async with self._store.begin() as connection:
            for planned in await publications.of_draft(connection, stopped.draft_id, stopped.revision):
                mine = planned.series_id == series_id and planned.state == "scheduled"
                if mine and await untouched(connection, planned):
                    cancelled = planned.model_copy(update={"state": "cancelled", "error": None})
                    if await publications.change(connection, cancelled, planned):
                        subject = f"publication/{planned.id}"
                        await events.add(connection, self._clock.now(), actor.id, "cancelled", subject, because=action)
        return stopped

    async def _change(self, series_id: str, state: SeriesState, actor: Member, action: str, *, why: str = "") -> Series:
        async with self._store.begin() as connection:
            known = _known(await series.by_id(connection, series_id, hold=True))
            if known.state == "ended":
                return known
            again = {"made": max(0, known.made - 1)} if state == "paused" and self._takes_back(known) else {}
            changed = known.model_copy(update={"state": state, "why": why, **again})
            await series.change(connection, changed)
            await self._log(connection, changed, actor, action)
            if why:
                now = self._clock.now()
                await notices.add(connection, now, "series_paused", f"draft/{known.draft_id}", why=why, id=series_id)
        return changed

    def _takes_back(self, one: Series) -> bool:
        """Whether the occurrence planned last has not come yet: it is taken back, and does not count."""
        return one.next is not None and one.next > self._clock.now() + A_MOMENT

    async def _log(self, connection: Connection, one: Series, actor: Member, action: str) -> None:
        await events.add(connection, self._clock.now(), actor.id, action, f"draft/{one.draft_id}", series=one.id)


def _known(found: Series | None) -> Series:
    if found is None:
        raise Missing("unknown_series")
    return found
