"""What recurs: each duty at its time, in one process of all that are at work; whoever is killed, another does it.

A duty is a line in the table that `app` makes: its name, how often, and what does it. It finds by itself what there
is to do and may be done twice or late. The time it was begun last is kept in the database, so that of several processes
one alone begins it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import NamedTuple

_LOG = logging.getLogger(__name__)
# How often it is looked whether it is time, in seconds; what is more frequent is looked at in its own time.
LOOK = 5.0


class Duty(NamedTuple):
    """Something to be done again and again."""

    name: str
    every: timedelta
    do: Callable[[], Awaitable[object]]


OnDuty = Callable[[str, timedelta], Awaitable[bool]]


@asynccontextmanager
async def tending(duties: Sequence[Duty], on_duty: OnDuty) -> AsyncIterator[None]:
    """See to every duty within the block; one that takes long keeps no other waiting."""
    tasks = [asyncio.ensure_future(_tend(duty, on_duty)) for duty in duties]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _tend(duty: Duty, on_duty: OnDuty) -> None:
    while True:
        try:
            if await on_duty(duty.name, duty.every):
                await duty.do()
        except Exception:  # whatever fails once must not end the duty
            _LOG.warning("%s was not done", duty.name, exc_info=True)
        await asyncio.sleep(min(LOOK, duty.every.total_seconds()))
