"""How long things are kept: what nobody needs any more is let go of, little by little."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

from bot.domain.ports import Clock
from bot.services.pictures import Pictures
from bot.store import Connection, Store, feeds, retention

NOTICES_KEPT_FOR = timedelta(days=30)
ITEMS_KEPT_FOR = timedelta(days=90)
# So many rows are let go of in one transaction.
AT_A_TIME = 1000
Drop = Callable[[Connection, datetime, int], Awaitable[int]]


class Retention:
    """Lets go of old log lines, told notices, items of feeds and pictures; what is published and replied stays."""

    def __init__(self, store: Store, pictures: Pictures, clock: Clock, *, log_kept_for: timedelta) -> None:
        self._store = store
        self._pictures = pictures
        self._clock = clock
        self._log_kept_for = log_kept_for

    async def sweep(self) -> int:
        """Let go of all that is old; how much it was."""
        now = self._clock.now()
        gone = await self._dropped(retention.events_before, now - self._log_kept_for)
        gone += await self._dropped(retention.notices_before, now - NOTICES_KEPT_FOR)
        gone += await self._items()
        return gone + await self._pictures.sweep()

    async def _items(self) -> int:
        """Let go of items that their feed has not shown for long while it was read; how many."""
        async with self._store.read() as connection:
            followed = await feeds.every(connection)
        gone = 0
        for one in followed:
            if one.changed is not None:
                gone += await self._dropped(partial(_of_feed, one.id), one.changed - ITEMS_KEPT_FOR)
        return gone

    async def _dropped(self, drop: Drop, before: datetime) -> int:
        gone = 0
        while True:
            async with self._store.begin() as connection:
                some = await drop(connection, before, AT_A_TIME)
            gone += some
            if some < AT_A_TIME:
                return gone


async def _of_feed(feed_id: str, connection: Connection, before: datetime, limit: int) -> int:
    return await feeds.let_go(connection, feed_id, before, limit)
