"""A platform with faults: any real one, behind a line that drops answers, refuses, hangs or breaks on order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Literal, TypeVar

from bot.domain.errors import Later, Reconnect, Rejected, StandfirstError, Uncertain
from bot.domain.ports import Amends, Collects, Deletes, Locates, Outgoing, Platform, Publishes, Resources, Session
from bot.domain.post import Measure
from bot.domain.publication import Account, Remote
from bot.domain.reply import Incoming

Fault = Literal[
    "none", "answer_lost", "busy", "refused", "logged_out", "cannot_tell", "unseen", "hangs", "breaks", "breaks_after"
]
Answer = TypeVar("Answer")

# Which faults strike after the real call has taken effect.
_AFTER: tuple[Fault, ...] = ("answer_lost", "breaks_after")
RETRY_AFTER = 30.0


class Faulty:
    """A publishing platform around a real one.

    `publish`, `find`, `delete` and `amend` are what befalls each call in turn; after the last all goes well. `connect`
    befalls connecting. With a `lag` in seconds its sessions keep `domain.ports.Lags`; "unseen" is a find that does not
    show yet what is there. Its sessions delete and amend where the real ones do, but for what is `without`. `calls`
    tells afterwards which calls there were: ("publish", "find" or "amend", key) and ("delete", remote id).
    """

    def __init__(
        self,
        real: Platform,
        *,
        publish: Sequence[Fault] = (),
        find: Sequence[Fault] = (),
        delete: Sequence[Fault] = (),
        amend: Sequence[Fault] = (),
        without: Collection[Literal["delete", "amend"]] = (),
        connect: Fault = "none",
        lag: float | None = None,
    ) -> None:
        if not isinstance(real, Publishes):
            raise TypeError(f"{real.name} cannot publish")
        self.name, self.label, self.limits = real.name, real.label, real.limits
        self.shape, self.card = real.shape, real.card
        self._real: Platform = real
        self._publishes: Publishes = real
        self._connect = connect
        self.lag = lag
        self.calls: list[tuple[str, str]] = []
        self.without = without
        self.left = {"publish": list(publish), "find": list(find), "delete": list(delete), "amend": list(amend)}

    def measure(self, text: str, *, media: bool = False, spoiler: str = "") -> Measure:
        """Measure as the real one does."""
        return self._real.measure(text, media=media, spoiler=spoiler)

    def located(self, link: str, account: Account) -> Remote | None:
        """What the real one reads of a link; nothing when it reads none."""
        return self._real.located(link, account) if isinstance(self._real, Locates) else None

    @asynccontextmanager
    async def connect(self, account: Account, resources: Resources) -> AsyncIterator["FaultySession"]:
        """Open the real session behind the line."""
        if self._connect != "none":
            await _strike(self._connect)
        async with self._publishes.connect(account, resources) as session:
            yield FaultySession(self, session)


class FaultySession:
    """The session of a `Faulty` platform; has the abilities of the real one."""

    def __init__(self, platform: Faulty, real: Session) -> None:
        self._platform = platform
        self._real = real
        if platform.lag is not None:
            self.lag = platform.lag
        if isinstance(real, Deletes) and "delete" not in platform.without:
            self.delete = partial(self._delete, real)
        if isinstance(real, Amends) and "amend" not in platform.without:
            self.amend = partial(self._amend, real)

    async def publish(self, outgoing: Outgoing) -> Remote:
        """Publish, as the script has it."""
        return await self._called("publish", outgoing.key, partial(self._real.publish, outgoing))

    async def find(self, outgoing: Outgoing) -> Remote | None:
        """Look, as the script has it."""
        if self._platform.left["find"][:1] == ["unseen"]:
            self._platform.left["find"].pop(0)
            self._platform.calls.append(("find", outgoing.key))
            return None
        return await self._called("find", outgoing.key, partial(self._real.find, outgoing))

    async def _delete(self, real: Deletes, remote: Remote) -> None:
        await self._called("delete", remote.id, partial(real.delete, remote))

    async def _amend(self, real: Amends, remote: Remote, outgoing: Outgoing) -> Remote:
        return await self._called("amend", outgoing.key, partial(real.amend, remote, outgoing))

    async def replies(self, remotes: Sequence[Remote], *, cursor: str) -> tuple[Sequence[Incoming], str]:
        """Replies as the real session gives them; none when it cannot."""
        return await self._real.replies(remotes, cursor=cursor) if isinstance(self._real, Collects) else ((), cursor)

    async def _called(self, name: str, what: str, real: Callable[[], Awaitable[Answer]]) -> Answer:
        self._platform.calls.append((name, what))
        script = self._platform.left[name]
        fault: Fault = script.pop(0) if script else "none"
        if fault != "none" and fault not in _AFTER:
            await _strike(fault)
        answer = await real()
        if fault in _AFTER:
            await _strike(fault)
        return answer


async def _strike(fault: Fault) -> None:
    if fault == "hangs":
        await asyncio.Event().wait()
    if fault in ("breaks", "breaks_after"):
        raise RuntimeError("a fault of the adapter")
    raise _error(fault)


def _error(fault: Fault) -> StandfirstError:
    if fault == "busy":
        return Later("network_refuses", retry_after=RETRY_AFTER, network="Faulty", reason="too many requests")
    kinds: dict[Fault, type[StandfirstError]] = {"refused": Rejected, "logged_out": Reconnect}
    return kinds.get(fault, Uncertain)("network_refuses", network="Faulty", reason=fault)
