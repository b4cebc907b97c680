"""Accounts and the brand they speak for; there is always a rehearsal account."""

from collections.abc import Callable

from bot.domain.brand import Approval, Brand, HouseStyle, Member
from bot.domain.errors import Missing
from bot.domain.ports import Clock
from bot.domain.publication import Account
from bot.domain.rights import require
from bot.store import Store, accounts, brands, events, members

MAIN = "Main"
# Whoever can run commands on this machine may do everything.
LOCAL = Member(id="local", name="command line", role="owner")
REHEARSAL = Account(id="sandbox", brand_id="main", platform="sandbox", handle="rehearsal")


class Accounts:
    """Finds accounts and brands by the names people use."""

    def __init__(self, store: Store, clock: Clock, new_id: Callable[[], str], *, time_zone: str = "UTC") -> None:
        self._store = store
        self._clock = clock
        self._new_id = new_id
        self._time_zone = time_zone

    async def prepare(self) -> None:
        """See that there is a brand, its rehearsal account and a member for the command line."""
        async with self._store.begin() as connection:
            await brands.lock(connection)
            if await brands.by_name(connection, MAIN) is None:
                main = Brand(id=REHEARSAL.brand_id, name=MAIN, time_zone=self._time_zone, style=HouseStyle())
                await brands.add(connection, main)
                await members.add(connection, LOCAL)
                await accounts.add(connection, REHEARSAL)
                await events.add(connection, self._clock.now(), "standfirst", "brand_added", f"brand/{main.id}")

    async def brand(self, name: str = MAIN) -> Brand:
        """The brand of that name. Raises Missing("unknown_brand")."""
        async with self._store.read() as connection:
            found = await brands.by_name(connection, name)
        if found is None:
            raise Missing("unknown_brand", name=name)
        return found

    async def brand_of(self, brand_id: str) -> Brand:
        """The brand of that id. Raises Missing("unknown_brand")."""
        async with self._store.read() as connection:
            found = await brands.by_id(connection, brand_id)
        if found is None:
            raise Missing("unknown_brand", name=brand_id)
        return found

    async def restyle(self, brand_id: str, *, actor: Member, style: HouseStyle, approval: Approval) -> Brand:
        """Give a brand another house style. Raises Missing("unknown_brand"), Refused("not_allowed")."""
        require(actor, "manage")
        async with self._store.begin() as connection:
            brand = await brands.by_id(connection, brand_id)
            if brand is None:
                raise Missing("unknown_brand", name=brand_id)
            changed = brand.model_copy(update={"style": style, "approval": approval})
            await brands.change(connection, changed)
            detail = {"style": style.model_dump(mode="json"), "approval": approval}
            await events.add(connection, self._clock.now(), actor.id, "restyled", f"brand/{brand_id}", **detail)
        return changed

    async def every(self) -> list[Account]:
        """All accounts."""
        async with self._store.read() as connection:
            return await accounts.every(connection)

    async def of_brand(self, brand_id: str) -> list[Account]:
        """A brand's accounts."""
        async with self._store.read() as connection:
            return await accounts.every(connection, brand_id)

    async def named(self, name: str) -> Account:
        """An account by its id, by its platform when that has one account alone, or as "platform:handle".

        Raises Missing("unknown_account") with the names there are.
        """
        known = await self.every()
        exact = [one for one in known if one.id == name]
        fitting = exact or [one for one in known if name in (one.platform, f"{one.platform}:{one.handle}")]
        if len(fitting) != 1:
            names = ", ".join(f"{one.platform}:{one.handle}" for one in known)
            raise Missing("unknown_account", name=name, known=names)
        return fitting[0]
