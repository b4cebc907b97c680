"""Listens to what networks tell by themselves of what is out: proof of a post whose sending had no clear end."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.domain.ports import Clock, Echo
from bot.store import Store, accounts, echoes

# Nobody asks about what was told earlier.
KEPT_FOR = timedelta(days=30)


class Hearing:
    """Keeps what was told, and gives it to whoever looks for a post."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def hear(self, platform: str, native_id: str, remote_id: str, body: dict[str, Any]) -> None:
        """Keep that an account's post was told of, in the network's own words; of strangers' nothing is kept."""
        now = self._clock.now()
        async with self._store.begin() as connection:
            known = await accounts.on_platform(connection, platform)
            if native_id not in [one.native_id for one in known if one.active]:
                return
            await echoes.clear(connection, now - KEPT_FOR)
            await echoes.keep(connection, platform, native_id, Echo(remote_id=remote_id, told=now, body=body))

    async def heard(self, platform: str, native_id: str, since: datetime) -> Sequence[Echo]:
        """What was told of an account since then, the oldest first."""
        async with self._store.read() as connection:
            return await echoes.since(connection, platform, native_id, since)
