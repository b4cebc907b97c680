"""How many updates are worked on at once, so that the answer to a tap never waits behind the work for all others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from telegram.ext import AIORateLimiter

AT_ONCE = 2


class Pace:
    """Places for those who work; whoever turns to Telegram gives his up, since what is left then is little."""

    def __init__(self, places: int = AT_ONCE) -> None:
        self._places = asyncio.Semaphore(places)
        self._inside: set[asyncio.Task[Any] | None] = set()

    async def wait(self) -> None:
        """Wait for a place; it is to be taken by `inside`."""
        await self._places.acquire()

    @asynccontextmanager
    async def inside(self) -> AsyncIterator[None]:
        """Work in the place that was waited for, until the end or until `leave`."""
        self._inside.add(asyncio.current_task())
        try:
            yield
        finally:
            self.leave()

    def leave(self) -> None:
        """Give the place up, where this task has one."""
        task = asyncio.current_task()
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
