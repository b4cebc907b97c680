"""How many updates are worked on at once, so that the answer to a tap never waits behind the work for all others.

The work of one update is some milliseconds of our own, then waiting: for Telegram, a network, a page. Places are for
the former: whoever turns to Telegram, or is still at it after a moment, is taken to be waiting and gives his place up.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from telegram.ext import AIORateLimiter

AT_ONCE = 1
LONGEST = 0.25  # seconds


class Pace:
    """Places for those who work."""

    def __init__(self, places: int = AT_ONCE) -> None:
        self._places = asyncio.Semaphore(places)
        self._inside: set[asyncio.Task[Any] | None] = set()

    async def wait(self) -> None:
        """Wait for a place; it is to be taken by `inside`."""
        await self._places.acquire()

    @asynccontextmanager
    async def inside(self) -> AsyncIterator[None]:
        """Work in the place that was waited for: until the end, until `leave`, or for `LONGEST`."""
        task = asyncio.current_task()
        self._inside.add(task)
        late = asyncio.get_running_loop().call_later(LONGEST, self._leave, task)
        try:
            yield
        finally:
            late.cancel()
            self._leave(task)

    def leave(self) -> None:
        """Give the place up, where this task has one."""
        self._leave(asyncio.current_task())

    def _leave(self, task: "asyncio.Task[Any] | None") -> None:
        if task in self._inside:
            self._inside.discard(task)
            self._places.release()


class Limiter(AIORateLimiter):
    """Telegram's limits are kept; nobody keeps a place while waiting for Telegram."""

    def __init__(self, pace: Pace, *, max_retries: int) -> None:
        super().__init__(max_retries=max_retries)
        self._pace = pace

    async def process_request(self, *args: Any, **kwargs: Any) -> Any:
        """Make a request when it may be made."""
        self._pace.leave()
        return await super().process_request(*args, **kwargs)
