"""Connecting accounts: asked step by step, checked on the network at once, secrets sealed; and letting go of them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import count

from bot.domain.brand import Member
from bot.domain.connection import Identity, Question
from bot.domain.errors import Missing, Refused
from bot.domain.ports import Clock, Connects, NoQueue, Platform, Queue, Resources
from bot.domain.publication import Account, PublicationState
from bot.domain.rights import require
from bot.services.offers import Lookup
from bot.services.vault import StoredVault
from bot.store import Connection, Store, accounts, brands, deliveries, events, publications

# Of a network without a client the name alone is known: its posts are there to copy.
NAME_ONLY = "handle"


@dataclass(frozen=True, slots=True)
class Connected:
    """An account that was just connected, whether it is a new one, and the publications that go on now, by id."""

    account: Account
    new: bool
    freed: tuple[str, ...] = ()


class Connecting:
    """Asks what a network needs, and keeps what it is told; remembers nothing between two questions."""

    def __init__(
        self,
        store: Store,
        vault: StoredVault,
        platform: Lookup,
        resources: Resources,
        clock: Clock,
        new_id: Callable[[], str],
        *,
        known: Mapping[str, Mapping[str, str]] | None = None,
        queue: Queue | None = None,
    ) -> None:
        """`known` is what the house itself can answer, by network: its own bot's token."""
        self._known = known or {}
        self._queue = queue or NoQueue()
        self._store = store
        self._vault = vault
        self._platform = platform
        self._resources = resources
        self._clock = clock
        self._new_id = new_id

    def known_network(self, network: str) -> Platform:
        """The network of that name. Raises Missing("unknown_platform", "broken_platform")."""
        return self._platform(network)

    async def question(self, network: str, given: Mapping[str, str]) -> Question | None:
        """What to ask next for an account on a network; None when enough is known.

        Raises Missing("unknown_platform"), Refused("bad_answer"), Later, Reconnect.
        """
        platform = self._platform(network)
        if isinstance(platform, Connects):
            return await platform.question({**self._known.get(network, {}), **given}, self._resources)
        return None if given.get(NAME_ONLY, "").strip() else Question(name=NAME_ONLY)

    async def connect(
        self, network: str, given: Mapping[str, str], *, actor: Member, brand_id: str, account_id: str = ""
    ) -> Connected:
        """Check what was answered on the network, and keep the account; one that was connected before is the same.

        With an `account_id` only that very account will do. What waited for its login is free to go out.
        Raises Refused("not_allowed", "bad_answer", "other_brands_account", "another_account"), Reconnect, Later,
        Missing.
        """
        require(actor, "manage")
        platform = self._platform(network)
        identity, secrets = await self._identified(platform, given)
        async with self._store.begin() as connection:
            await brands.lock(connection)
            if await brands.by_id(connection, brand_id) is None:
                raise Missing("unknown_brand", name=brand_id)
            before = await _same(connection, network, identity)
            _require_fitting(before, brand_id, account_id, identity)
            account = _account(before.id if before else self._new_id(), brand_id, network, identity)
            account = await _apart(connection, account)
            await (accounts.change if before else accounts.add)(connection, account)
            if secrets:
                await self._vault.put(connection, account.id, secrets)
            freed = await self._freed(connection, account, actor)
            detail = {"network": network, "handle": account.handle, "rights": list(account.rights)}
            action = "connected_anew" if before else "connected"
            await events.add(connection, self._clock.now(), actor.id, action, f"account/{account.id}", **detail)
        return Connected(account, before is None, freed)

    async def state(self, account_id: str) -> int:
        """A number that is another one after an account was connected, examined or let go."""
        async with self._store.read() as connection:
            return await _state(connection, account_id)

    async def disconnect(self, account_id: str, *, actor: Member, seen: int | None = None) -> Account:
        """Let go of an account and its secrets; what was published on it stays told, what is due is held.

        `seen` is the `state` in which the member saw it. Doing so again changes nothing. Raises Refused("not_allowed",
        "changed_since"), Missing("unknown_account").
        """
        require(actor, "manage")
        async with self._store.begin() as connection:
            account = await accounts.by_id(connection, account_id)
            if account is None:
                raise Missing("unknown_account", name=account_id, known="")
            if seen is not None and seen != await _state(connection, account_id):
                raise Refused("changed_since")
            gone = account.model_copy(update={"active": False, "expires": None})
            if account.active:
                await accounts.change(connection, gone)
                await self._vault.drop(connection, account_id)
                await events.add(
                    connection, self._clock.now(), actor.id, "disconnected", f"account/{account_id}", handle=gone.handle
                )
        return gone

    async def _identified(self, platform: Platform, given: Mapping[str, str]) -> tuple[Identity, dict[str, str]]:
        if isinstance(platform, Connects):
            return await platform.identify({**self._known.get(platform.name, {}), **given}, self._resources)
        handle = " ".join(given.get(NAME_ONLY, "").split())
        if not handle:
            raise Refused("bad_answer", name=NAME_ONLY, network=platform.name, reason="empty")
        return Identity(native_id="", handle=handle[:200]), {}

    async def _freed(self, connection: Connection, account: Account, actor: Member) -> tuple[str, ...]:
        """What was held because nobody was logged in may go on."""
        freed = []
        held: PublicationState = "held"
        for publication in await publications.in_states(connection, (held,)):
            waits = publication.error is not None and publication.error.login
            if publication.account_id != account.id or not waits:
                continue
            await deliveries.retry(connection, publication.id)
            await publications.set_state(connection, publication.id, "scheduled")
            subject = f"publication/{publication.id}"
            await events.add(connection, self._clock.now(), actor.id, "tried_again", subject, after="held")
            queued = await publications.requeue(connection, publication.id)
            if queued is not None:
                await self._queue.put(connection, queued)
            freed.append(publication.id)
        return tuple(freed)


async def _state(connection: Connection, account_id: str) -> int:
    last = await events.last(connection, f"account/{account_id}")
    return last.id if last else 0


async def _same(connection: Connection, network: str, identity: Identity) -> Account | None:
    """The account that was connected before as the same one: by its server's own id, by its handle without one."""
    known = await accounts.on_platform(connection, network)
    if identity.native_id:
        who = (identity.native_id, identity.server)
        return next((one for one in known if (one.native_id, one.server) == who), None)
    return next((one for one in known if not one.native_id and one.handle == identity.handle), None)


async def _apart(connection: Connection, account: Account) -> Account:
    """The account under a name that no other has: one that was let go gives its name up, else a number is added."""
    others = {one.handle: one for one in await accounts.on_platform(connection, account.platform)}
    others = {handle: one for handle, one in others.items() if one.id != account.id}
    there = others.get(account.handle)
    if there and not there.active:
        former = _numbered(there.handle, {*others, account.handle})
        await accounts.change(connection, there.model_copy(update={"handle": former}))
        return account
    return account.model_copy(update={"handle": _numbered(account.handle, others)}) if there else account


def _numbered(handle: str, taken: Collection[str]) -> str:
    return next(name for number in count(2) if (name := f"{handle} {number}") not in taken)


def _require_fitting(before: Account | None, brand_id: str, account_id: str, identity: Identity) -> None:
    if account_id and (before is None or before.id != account_id):
        raise Refused("another_account", account=identity.handle)
    if before and before.active and before.brand_id != brand_id:
        raise Refused("other_brands_account", account=f"{before.platform}:{before.handle}", brand=brand_id)


def _account(account_id: str, brand_id: str, network: str, identity: Identity) -> Account:
    known = identity.model_dump(include={"native_id", "handle", "server", "rights", "options", "expires"})
    return Account(id=account_id, brand_id=brand_id, platform=network, limits=identity.limits, active=True, **known)
