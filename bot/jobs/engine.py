"""Starts and stops the engine: what was left on its way goes on, and what is on its way is finished before the end."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime, timedelta

from dbos import DBOS, DBOSConfig

from bot.jobs import at_work, publish
from bot.jobs.alone import alone
from bot.jobs.liveness import Note, taking_over
from bot.jobs.queue import LIVELY, NAME, PUBLISH, SCHEMA, VERSION, DurableQueue
from bot.store import Store

_LOG = logging.getLogger(__name__)
# One process alone works on a SQLite file, so it goes by one name for ever and finds its own jobs again.
ONLY = "standfirst"
# So many publications a process sends at once, each on an account of its own.
AT_ONCE = 100
# How often the queue is asked for what is due, in seconds.
POLL = 0.5
# Jobs that ended are kept for so long, and let go of so many at a time.
KEPT_FOR = timedelta(days=7)
SOME = 200
# Stopping waits so many seconds for the sends that are on their way.
GRACE = 75.0


@asynccontextmanager
async def working(
    store: Store, one: at_work.Work, note: Note, *, poll: float = POLL, at_once: int = AT_ONCE
) -> AsyncIterator[None]:
    """The engine at work within the block, on the running loop; what it takes from workers that are gone is noted.

    Raises Refused("already_running") where another process works on the same SQLite file.
    """
    queue, file = one.queue, store.file
    if file is None:
        queue.executor += LIVELY
    with alone(file) if file else nullcontext():
        async with store.living(queue.executor, _lock_lost):
            await _launch(store, ONLY if file else queue.executor, one, poll, at_once)
            try:
                async with taking_over(store, queue.executor, note) if file is None else nullcontext():
                    yield
            finally:
                await _stop(queue)


async def _launch(store: Store, executor: str, one: at_work.Work, poll: float, at_once: int) -> None:
    _quiet()
    at_work.begin(one)
    config: DBOSConfig = {
        "name": NAME,
        "system_database_url": store.plain_url,
        "dbos_system_schema": SCHEMA,
        "application_version": VERSION,
        "executor_id": executor,
        "enable_otlp": False,
        "use_listen_notify": False,
    }
    DBOS(config=config)
    _quiet()  # it has set its own level meanwhile
    DBOS.listen_queues([PUBLISH])
    DBOS.launch()
    await DBOS.register_queue_async(
        PUBLISH, partition_concurrency=1, worker_concurrency=at_once, polling_interval_sec=poll
    )
    one.queue.at_work = True


async def _stop(queue: DurableQueue) -> None:
    """Take on nothing more, finish what is on its way, and let go."""
    queue.at_work, work = False, at_work.work()
    await work.finished(GRACE)
    logging.getLogger("dbos").setLevel(logging.ERROR)  # it would warn of each job that is let go
    # The engine had put its own threads in the place of the loop's, and they end with it.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())
    await asyncio.to_thread(DBOS.destroy)
    work.dropped()
    at_work.end()
    await queue.close()


async def cancelled(jobs: Sequence[str]) -> None:
    """End jobs that others have in hand; whoever does finds out when it turns to them next."""
    await DBOS.cancel_workflows_async(list(jobs))


async def tidy() -> int:
    """Let go of jobs that ended a week ago or earlier: what came of them is in the journal; how many."""
    before, gone = (datetime.now(UTC) - KEPT_FOR).isoformat(), 0
    while True:
        old = await DBOS.list_workflows_async(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            end_time=before,
            limit=SOME,
            load_input=False,
            load_output=False,
        )
        await DBOS.delete_workflows_async([one.workflow_id for one in old])
        gone += len(old)
        if len(old) < SOME:
            return gone


def _quiet() -> None:
    """The engine's log goes where ours does, and says no more than what is wrong."""
    log = logging.getLogger("dbos")
    if not log.handlers:
        log.addHandler(logging.NullHandler())
    log.propagate = True
    log.setLevel(logging.WARNING)


def _lock_lost() -> None:
    """Others take us for dead from now on: end at once, before more is sent; whoever supervises starts us anew."""
    _LOG.critical("the connection that shows others that we live is lost; ending at once")
    logging.shutdown()
    os._exit(70)


_ = publish  # its workflow is known to the engine once it is imported
