"""Takes up the jobs of workers that are gone: who can take a worker's lock has proved it dead."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from dbos import DBOS

from bot.jobs.queue import LIVELY, PUBLISH, publication_of
from bot.store import Store

_LOG = logging.getLogger(__name__)
# How often it is looked who is gone, in seconds.
EVERY = 2.0
# Told which publications were taken from workers that are gone.
Note = Callable[[Sequence[str]], Awaitable[None]]


@asynccontextmanager
async def taking_over(store: Store, me: str, note: Note) -> AsyncIterator[None]:
    """Look again and again within the block."""
    sweeping = asyncio.ensure_future(_sweep(store, me, note))
    try:
        yield
    finally:
        sweeping.cancel()
        with suppress(asyncio.CancelledError):
            await sweeping


async def _sweep(store: Store, me: str, note: Note) -> None:
    while True:
        try:
            await take_over(store, me, note)
        except Exception:  # a sweep that fails is made again: the next one finds the same
            _LOG.warning("who is gone was not found out", exc_info=True)
        await asyncio.sleep(EVERY)


async def take_over(store: Store, me: str, note: Note) -> list[str]:
    """Queue again what dead workers left on its way, and note of which publications; the ids of the jobs."""
    left = await DBOS.list_workflows_async(status="PENDING", queue_name=PUBLISH, load_input=False, load_output=False)
    owners = {one.executor_id for one in left if one.executor_id and one.executor_id != me}
    gone = {one for one in owners if one.endswith(LIVELY) and not await store.lives(one)}
    ids = [one.workflow_id for one in left if one.executor_id in gone]
    if ids:
        _LOG.warning("%d jobs of workers that are gone are taken up", len(ids))
        await DBOS.resume_workflows_async(ids, queue_name=PUBLISH)
        await note([publication_of(one) for one in ids])
    return ids
