"""Work that takes a while, one piece at a time: whatever else is ready goes on between two pieces."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """A queue for pieces of work of some milliseconds, first come, first served.

    The event loop runs all that is ready before it looks at what has arrived. Were many such pieces ready at once, the
    answer to a tap would wait for each of them at each of its steps; so it waits for one.
    """

    def __init__(self) -> None:
        self._one = asyncio.Lock()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Hold for one piece of work; nothing is to be awaited while it is held."""
        async with self._one:
            await asyncio.sleep(0)
            yield
