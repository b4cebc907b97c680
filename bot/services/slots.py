"""Slots: the recurring times of a brand and its accounts, and which of them are free."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bot.domain.brand import Brand, Member
from bot.domain.errors import Missing, Refused
from bot.domain.moment import Moment
from bot.domain.ports import Clock
from bot.domain.publication import Account, PublicationState
from bot.domain.rights import require
from bot.domain.slot import FreeSlot, Slot
from bot.domain.wall import shown
from bot.services.publishing import Guard
from bot.store import Connection, Store, accounts, brands, events, publications, slots
from bot.times.slots import free_slots

TAKEN: tuple[PublicationState, ...] = ("scheduled", "publishing", "published", "held", "uncertain")
# So many free times of each account are compared to find one that all have.
COMPARED = 60
A_DAY = timedelta(days=1)


class Slots:
    """Keeps slots and finds free ones."""

    def __init__(self, store: Store, clock: Clock, new_id: Callable[[], str]) -> None:
        self._store = store
        self._clock = clock
        self._new_id = new_id

    async def of(self, brand_id: str) -> list[Slot]:
        """A brand's slots, its accounts' own among them."""
        async with self._store.read() as connection:
            return await slots.of_brand(connection, brand_id)

    async def add(
        self,
        brand_id: str,
        weekdays: Sequence[int],
        wall: str,
        *,
        actor: Member,
        account_id: str = "",
        zone: str = "",
        jitter: int = 0,
    ) -> Slot:
        """Add a slot: days of the week (Monday is 0) and the wall time "HH:MM". Adding the same again changes nothing.

        Raises Refused("not_allowed").
        """
        require(actor, "manage")
        days = tuple(sorted(set(weekdays)))
        values = {"brand_id": brand_id, "account_id": account_id, "weekdays": days, "wall": wall, "zone": zone}
        new = Slot(id=self._new_id(), jitter=jitter, **values)
        async with self._store.begin() as connection:
            await brands.lock(connection)
            for known in await slots.of_brand(connection, brand_id):
                if known.model_copy(update={"id": new.id}) == new:
                    return known
            await slots.add(connection, new)
            detail = {"slot": new.id, "wall": wall, "weekdays": list(days), "account": account_id}
            await events.add(connection, self._clock.now(), actor.id, "slot_added", f"brand/{brand_id}", **detail)
        return new

    async def remove(self, slot: Slot, *, actor: Member) -> None:
        """Remove a slot; what is planned in it stays planned. Raises Refused("not_allowed")."""
        require(actor, "manage")
        async with self._store.begin() as connection:
            if await slots.remove(connection, slot.id):
                subject = f"brand/{slot.brand_id}"
                await events.add(connection, self._clock.now(), actor.id, "slot_removed", subject, slot=slot.id)

    async def next_free(self, account_id: str, count: int = 1) -> list[Moment]:
        """The next free times of an account, by its own slots or else its brand's. Raises Missing."""
        async with self._store.read() as connection:
            return await self._free(connection, account_id, count)

    async def next_of_each(self, account_ids: Sequence[str]) -> dict[str, Moment]:
        """The next free time of each account. Raises Refused("no_slots") where one has none."""
        found = {one: await self.next_free(one) for one in account_ids}
        if not found or not all(found.values()):
            raise Refused("no_slots")
        return {one: moments[0] for one, moments in found.items()}

    async def common(self, account_ids: Sequence[str]) -> Moment | None:
        """The next time that is free on all of these accounts; where they share none, the first one's next."""
        lists = [await self.next_free(one, COMPARED) for one in account_ids]
        if not lists or not lists[0]:
            return None
        shared = set.intersection(*({moment.at for moment in each} for each in lists))
        return next((moment for moment in lists[0] if moment.at in shared), lists[0][0])

    def guard(self, taken: Mapping[str, Moment]) -> Guard:
        """For the transaction that plans: nobody else took these times meanwhile. Raises Refused("slot_taken")."""

        async def stand(connection: Connection) -> None:
            await accounts.lock(connection, taken)
            for account_id, moment in taken.items():
                if (await self._free(connection, account_id, 1))[:1] != [moment]:
                    raise Refused("slot_taken")

        return stand

    def still_free(self, moment: Moment, account_ids: Collection[str], *, draft_id: str = "") -> Guard:
        """For the transaction that plans: nobody else took this time on these accounts. Raises Refused("slot_taken").

        What is planned of the draft itself is not another's.
        """

        async def stand(connection: Connection) -> None:
            await accounts.lock(connection, account_ids)
            own = {one.id for one in await publications.of_draft(connection, draft_id)} if draft_id else set()
            for account_id in account_ids:
                known = await publications.of_account(connection, account_id, TAKEN, moment.at)
                if any(one.at == moment.at and one.id not in own for one in known):
                    raise Refused("slot_taken")

        return stand

    async def _free(self, connection: Connection, account_id: str, count: int) -> list[Moment]:
        account, brand = await _whose(connection, account_id)
        every = await slots.of_brand(connection, account.brand_id)
        mine = [one for one in every if one.account_id == account_id] or [one for one in every if not one.account_id]
        now = self._clock.now()
        known = await publications.of_account(connection, account_id, TAKEN, now - A_DAY)
        taken = [one.at for one in known]
        found = free_slots(mine, taken, now, count, zone=brand.time_zone, seed=account_id)
        return [_moment(one, mine, brand) for one in found]


async def _whose(connection: Connection, account_id: str) -> tuple[Account, Brand]:
    account = await accounts.by_id(connection, account_id)
    brand = await brands.by_id(connection, account.brand_id) if account else None
    if account is None or brand is None:
        raise Missing("unknown_account", name=account_id, known="")
    return account, brand


def _moment(free: FreeSlot, mine: Sequence[Slot], brand: Brand) -> Moment:
    zone = next((one.zone for one in mine if one.id == free.slot_id), "") or brand.time_zone
    wall: datetime = shown(free.at, zone)
    return Moment(at=free.at, wall=wall.isoformat(timespec="seconds"), zone=zone)
