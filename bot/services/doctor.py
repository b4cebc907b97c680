"""The doctor: who each account is now, what it may, how long its login lasts; the house itself; each fault with its
remedy. What is new about an account is kept, so that the next post is measured by it.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.connection import Finding, Identity
from bot.domain.errors import StandfirstError
from bot.domain.ports import Clock, Examines, Publishes, Resources, for_account
from bot.domain.publication import Account
from bot.services.halting import halted
from bot.services.offers import Lookup
from bot.store import Connection, Store, accounts, events, publications

log = logging.getLogger(__name__)

# One account's examination may take so many seconds.
PATIENCE = 60.0
# What is due and not out after so long is a lag.
LAG = timedelta(minutes=2)
# So long before a login ends it is told, the shortest last.
WARNED = (timedelta(days=7), timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Examined:
    """One account: as it is known now, what was found, and the failure that kept the network from being asked."""

    account: Account
    findings: tuple[Finding, ...] = ()
    failure: StandfirstError | None = None

    @property
    def well(self) -> bool:
        """Whether nothing stands in the way of publishing."""
        return self.failure is None and all(finding.level != "fault" for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The house and its accounts."""

    house: tuple[Finding, ...]
    accounts: tuple[Examined, ...]

    @property
    def well(self) -> bool:
        """Whether nothing stands in the way of publishing anywhere."""
        return all(one.level != "fault" for one in self.house) and all(one.well for one in self.accounts)


@dataclass(frozen=True, slots=True)
class Ending:
    """A login that ends in so many days; 0 within the day, below when it has ended."""

    account: Account
    days: int


class Doctor:
    """Examines; changes nothing but what is known of accounts."""

    def __init__(self, store: Store, platform: Lookup, resources: Resources, clock: Clock) -> None:
        self._store = store
        self._platform = platform
        self._resources = resources
        self._clock = clock

    async def examine(self) -> Diagnosis:
        """Everything; the accounts at the same time. Raises UnusableDatabase."""
        async with self._store.read() as connection:
            known = await accounts.every(connection)
        examined = await asyncio.gather(*(self.account(account) for account in known))
        return Diagnosis(tuple(await self.house(len(known))), tuple(examined))

    async def account(self, account: Account) -> Examined:
        """One account, by asking its network."""
        try:
            return await self._examined(account)
        except StandfirstError as failure:  # its plug-in is there no more
            return Examined(account, self._life(account), failure)
        except Exception:  # a fault of one adapter is no other account's
            log.exception("examining account %s", account.id)
            return Examined(account, self._life(account), StandfirstError("examination_failed"))

    async def _examined(self, account: Account) -> Examined:
        platform = for_account(self._platform(account.platform), account)
        if not isinstance(platform, Publishes):
            return Examined(account, (Finding(level="good", key="copy_only"),))
        try:
            async with asyncio.timeout(PATIENCE), platform.connect(account, self._resources) as session:
                if not isinstance(session, Examines):
                    return Examined(account, (Finding(level="good", key="ready"),))
                identity, found = await session.examine()
        except StandfirstError as failure:
            return Examined(account, self._life(account), failure)
        except TimeoutError:
            return Examined(account, self._life(account), StandfirstError("too_slow", network=platform.label))
        now = await self._kept(account, identity)
        return Examined(now, (*self._rights(now), *self._life(now), *found))

    async def house(self, connected: int) -> list[Finding]:
        """The database, the brake, what is late, what is held."""
        now = self._clock.now()
        async with self._store.read() as connection:
            stopped = await halted(connection)
            waiting = await publications.in_states(connection, ("scheduled", "publishing", "held", "uncertain"))
        found = [Finding(level="good", key="database", values={"kind": self._store.kind})]
        if stopped:
            found.append(Finding(level="warning", key="halted"))
        late = [one for one in waiting if one.state in ("scheduled", "publishing") and one.at < now - LAG]
        if late and not stopped:
            minutes = int((now - late[0].at).total_seconds() // 60)
            found.append(Finding(level="fault", key="late", values={"count": len(late), "minutes": minutes}))
        for state in ("held", "uncertain"):
            count = sum(one.state == state for one in waiting)
            if count:
                found.append(Finding(level="warning", key=state, values={"count": count}))
        if not connected:
            found.append(Finding(level="warning", key="no_accounts"))
        return found

    async def ending(self) -> list[Ending]:
        """Logins that end soon, or have ended, and were not told at this stage yet: see `told`.

        Seven days before, one day before, and once when it has ended. Each is examined before it is told: a login that
        is renewed by being used ends later than was known.
        """
        async with self._store.read() as connection:
            near = [one for one in await accounts.every(connection) if await self._untold(connection, one)]
        found = []
        for account in near:
            now = (await self.account(account)).account
            async with self._store.read() as connection:
                untold = await self._untold(connection, now)
            if untold and now.expires:
                found.append(Ending(now, (now.expires - self._clock.now()).days))
        return found

    async def _untold(self, connection: Connection, account: Account) -> bool:
        """Whether a login's end is near and was not told at this stage."""
        stage = _stage(account.expires, self._clock.now()) if account.expires else None
        if account.expires is None or stage is None:
            return False
        last = await events.last(connection, f"login/{account.id}")
        return last is None or last.detail != _told(account.expires, stage)

    async def told(self, ending: Ending) -> None:
        """Note that a login's end was told; it is told again at the next stage alone."""
        now, expires = self._clock.now(), ending.account.expires
        stage = _stage(expires, now) if expires else None
        if expires and stage is not None:
            detail = _told(expires, stage)
            async with self._store.begin() as connection:
                subject = f"login/{ending.account.id}"
                await events.add(connection, now, "standfirst", "login_ends", subject, **detail)

    async def _kept(self, account: Account, identity: Identity) -> Account:
        """The account as its network describes it now; what was chosen for it and its handle's row stay."""
        known = {name: getattr(identity, name) for name in ("rights", "limits", "expires")}
        now = account.model_copy(update=known)
        if now != account:
            async with self._store.begin() as connection:
                there = await accounts.by_id(connection, account.id)
                if there and there.active:
                    await accounts.change(connection, there.model_copy(update=known))
        return now

    def _rights(self, account: Account) -> tuple[Finding, ...]:
        if "publish" in account.rights:
            return (Finding(level="good", key="rights", values={"rights": ", ".join(account.rights)}),)
        return (Finding(level="fault", key="no_right_to_publish"),)

    def _life(self, account: Account) -> tuple[Finding, ...]:
        if account.expires is None:
            return ()
        days = (account.expires - self._clock.now()).days
        if days < 0:
            return (Finding(level="fault", key="login_ended"),)
        level = "warning" if _stage(account.expires, self._clock.now()) is not None else "good"
        return (Finding(level=level, key="login_ends", values={"days": days}),)


def worst(findings: Sequence[Finding]) -> str:
    """The gravest level there is."""
    levels = {finding.level for finding in findings}
    return next((level for level in ("fault", "warning") if level in levels), "good")


def _stage(expires: datetime, now: datetime) -> int | None:
    """0 when it has ended, 1 within a day, 7 within seven; None before."""
    left = expires - now
    if left <= timedelta(0):
        return 0
    return next((limit.days for limit in reversed(WARNED) if left <= limit), None)


def _told(expires: datetime, stage: int) -> dict[str, str | int]:
    return {"expires": expires.isoformat(), "stage": stage}
