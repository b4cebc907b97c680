"""Puts publications into the engine's queue, in the very transaction that plans them."""

import asyncio
import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from bot.domain.clock import SystemClock
from bot.domain.ports import Clock
from bot.domain.publication import Publication
from bot.services.owners import surely_gone, this_owner
from bot.store import Store

if TYPE_CHECKING:
    from dbos import DBOSClient

# Names that are kept in the database with every job: they never change.
NAME = "standfirst"
VERSION = "1"
PUBLISH = "publish"
SCHEMA = "dbos"
# What the name of an executor ends in that keeps its lock while it lives, see `liveness`.
LIVELY = "+"


class DurableQueue:
    """The queue as services see it (`domain.ports.Queue`); `at_work` is set while an engine of this process runs.

    `executor` is this process's name, under which it runs jobs and holds deliveries.
    """

    def __init__(self, store: Store, clock: Clock | None = None) -> None:
        self._store = store
        self._clock = clock or SystemClock()
        self._client: DBOSClient | None = None
        self._stirred: dict[str, asyncio.Event] = {}
        self.at_work = False
        self.executor = this_owner()

    @classmethod
    async def prepared(cls, store: Store, clock: Clock | None = None) -> Self:
        """The queue of a database, which gets the engine's tables if it has none."""
        if not await store.has_table("workflow_status", SCHEMA):
            from dbos import DBOS

            await asyncio.to_thread(DBOS.migrate, store.plain_url, schema=SCHEMA)
        return cls(store, clock)

    async def put(self, transaction: Any, publication: Publication, at: datetime | None = None) -> None:
        """See `domain.ports.Queue`."""
        from dbos import EnqueueOptions, WorkflowSerializationFormat

        client = self._client = self._client or self._connected()
        delay = ((at or publication.at) - self._clock.now()).total_seconds()
        options: EnqueueOptions = {
            "workflow_name": PUBLISH,
            "queue_name": PUBLISH,
            "workflow_id": job_id(publication),
            "app_version": VERSION,
            "application_name": NAME,
            "queue_partition_key": publication.account_id,
            "serialization_type": WorkflowSerializationFormat.PORTABLE,
        }
        if delay > 0:
            options["delay_seconds"] = delay
        given = (publication.id, publication.run)
        await transaction.run_sync(lambda connection: client.enqueue_in_transaction(connection, options, *given))

    async def stirred(self, publication_id: str, seconds: float) -> None:
        """Return when this process did something for a publication, or after so many seconds."""
        event = self._stirred.setdefault(publication_id, asyncio.Event())
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return
        finally:
            self._stirred.pop(publication_id, None)

    def stir(self, publication_id: str) -> None:
        """Wake whoever waits for a publication."""
        event = self._stirred.get(publication_id)
        if event is not None:
            event.set()

    def owner(self) -> str:
        """A name for one hold on a delivery."""
        return f"{self.executor}/{secrets.token_hex(3)}"

    async def gone(self, owner: str) -> bool:
        """Whether who held a delivery is surely no more: its process on this machine, or its lock wherever it ran."""
        executor = owner.rpartition("/")[0]
        return surely_gone(owner) or (executor.endswith(LIVELY) and not await self._store.lives(executor))

    async def close(self) -> None:
        """Let go of the database."""
        if self._client is not None:
            await asyncio.to_thread(self._client.destroy)
            self._client = None

    def _connected(self) -> "DBOSClient":
        from dbos import DBOSClient

        return DBOSClient(
            system_database_url=self._store.plain_url, dbos_system_schema=SCHEMA, application_name=NAME, lazy=True
        )


def job_id(publication: Publication) -> str:
    """What the job of a publication's current run is called."""
    return f"{PUBLISH}/{publication.id}/{publication.run}"


def publication_of(job: str) -> str:
    """The publication that a job of this name sees through."""
    return job.split("/")[1]
