"""What a session is handed, without a database: for rigs and for authors of plug-ins."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from secrets import token_hex

from bot.domain.errors import Missing, Reconnect
from bot.domain.ports import Resources
from bot.domain.post import Fitted, ImageRules
from bot.domain.timeline import Entry


class MemoryVault:
    """Secrets in memory, unsealed; keeps the manners of the real one."""

    def __init__(self, secrets: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self.kept: dict[str, dict[str, str]] = {one: dict(known) for one, known in (secrets or {}).items()}
        self._locks: dict[str, asyncio.Lock] = {}

    async def secrets(self, account_id: str) -> dict[str, str]:
        """An account's secrets by name. Raises Reconnect("not_connected")."""
        if account_id not in self.kept:
            raise Reconnect("not_connected", account=account_id)
        return dict(self.kept[account_id])

    async def keep(self, account_id: str, secrets: Mapping[str, str]) -> None:
        """Keep these beside those there are; an empty value never overwrites one."""
        given = {name: value for name, value in secrets.items() if value}
        self.kept[account_id] = {**self.kept.get(account_id, {}), **given}

    @asynccontextmanager
    async def renewal(self, account_id: str) -> AsyncIterator[dict[str, str]]:
        """Be alone in renewing; gives the newest secrets."""
        async with self._locks.setdefault(account_id, asyncio.Lock()):
            yield await self.secrets(account_id)


@dataclass
class SetClock:
    """A clock that stands where it is set."""

    at: datetime = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        """The time it is set to."""
        return self.at

    def forward(self, seconds: float) -> None:
        """Set it forward."""
        self.at += timedelta(seconds=seconds)


class WallClock:
    """The real time: for servers whose clock is."""

    def now(self) -> datetime:
        """Now."""
        return datetime.now(UTC)


@dataclass
class Album:
    """Pictures by their ids, given out as they are whatever the rules; and those of link cards by their addresses."""

    pictures: dict[str, Fitted] = field(default_factory=dict)
    thumbnails: dict[str, Fitted] = field(default_factory=dict)

    async def fitted(self, media_id: str, rules: ImageRules) -> Fitted:
        """The picture of that id. Raises Missing("unknown_picture")."""
        if media_id not in self.pictures:
            raise Missing("unknown_picture", id=media_id)
        return self.pictures[media_id]

    async def thumbnail(self, url: str, rules: ImageRules) -> Fitted | None:
        """The picture at that address."""
        return self.thumbnails.get(url)


class NoTimeline:
    """For platforms other than the sandbox."""

    async def add(self, entry: Entry) -> Entry:
        """Keep nothing."""
        return entry

    async def change(self, entry: Entry) -> Entry:
        """Change nothing."""
        return entry

    async def by_id(self, entry_id: str) -> Entry | None:
        """Nothing."""
        return None

    async def by_key(self, account_id: str, key: str) -> Entry | None:
        """Nothing."""
        return None

    async def descendants(self, root_id: str, *, after: int) -> list[Entry]:
        """Nothing."""
        return []


def resources(
    vault: MemoryVault,
    album: Album,
    *,
    clock: SetClock | WallClock | None = None,
    addresses: Mapping[str, str] | None = None,
    allow: Collection[str] = ("127.0.0.1", "localhost"),
    patience: float = 1.0,
) -> Resources:
    """Resources over these, with a second's patience for each call."""
    return Resources(
        clock=clock or WallClock(),
        new_id=lambda: token_hex(8),
        timeline=NoTimeline(),
        fitted=album.fitted,
        thumbnail=album.thumbnail,
        vault=vault,
        addresses=addresses or {},
        allow=allow,
        patience=patience,
    )
