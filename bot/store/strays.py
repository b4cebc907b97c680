"""Publications and the engine's jobs side by side: what is due and has no job, and jobs that stand still.

The one place where our tables and the engine's meet. The engine keeps a job in `workflow_status`, in a schema of its
own on Postgres, under the id that `jobs.queue.job_id` gives it.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, String, and_, cast, column, literal, select, table
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import TableClause

from bot.domain.publication import PublicationState
from bot.store.tables import delivery, log, publication

WAITING: tuple[PublicationState, ...] = ("scheduled", "publishing")
# The line of the log that says that a lag was told, with the run it was told of.
LAGGED = "lagged"
LIVING = ("ENQUEUED", "PENDING", "DELAYED")


def _jobs(connection: AsyncConnection, schema: str) -> TableClause:
    columns = (column("workflow_uuid", String), column("status", String), column("started_at_epoch_ms", BigInteger))
    return table("workflow_status", *columns, schema=schema if connection.dialect.name == "postgresql" else None)


async def without_job(
    connection: AsyncConnection, until: datetime, prefix: str, schema: str, *, limit: int = 500
) -> Sequence[str]:
    """Ids of publications due by then which no job of their current run will send, the earliest due first."""
    jobs = _jobs(connection, schema)
    name = literal(prefix) + "/" + publication.c.id + "/" + cast(publication.c.run, String)
    there = and_(jobs.c.workflow_uuid == name, jobs.c.status.in_(LIVING))
    due = publication.c.state.in_(WAITING), publication.c.at <= until, jobs.c.workflow_uuid.is_(None)
    wanted = select(publication.c.id).outerjoin(jobs, there).where(*due)
    return (await connection.execute(wanted.order_by(publication.c.at).limit(limit))).scalars().all()


async def standing_still(
    connection: AsyncConnection, before: datetime, prefix: str, schema: str
) -> Sequence[tuple[str, str]]:
    """Publications, due before then, whose job was begun before then and has not ended: their ids, the jobs' ids."""
    jobs = _jobs(connection, schema)
    name = literal(prefix) + "/" + publication.c.id + "/" + cast(publication.c.run, String)
    begun = and_(jobs.c.status == "PENDING", jobs.c.started_at_epoch_ms < int(before.timestamp() * 1000))
    due = publication.c.state.in_(WAITING), publication.c.at <= before
    wanted = select(publication.c.id, jobs.c.workflow_uuid).join(jobs, and_(jobs.c.workflow_uuid == name, begun))
    return [tuple(row) for row in (await connection.execute(wanted.where(*due))).all()]


async def lagging(
    connection: AsyncConnection, since: datetime, until: datetime, now: datetime
) -> Sequence[tuple[datetime, str]]:
    """What was due from one instant to before another, is not out and was not told of: when due, its id, in order.

    Whatever waits by a network's own word is left out.
    """
    of_it = delivery.c.publication_id == publication.c.id
    waits = select(delivery.c.id).where(of_it, delivery.c.retry_at > now).exists()
    told = log.c.subject == literal("publication/") + publication.c.id, log.c.action == LAGGED
    known = select(log.c.id).where(*told, log.c.detail["run"].as_integer() == publication.c.run).exists()
    due = publication.c.at >= since, publication.c.at < until, publication.c.state.in_(WAITING)
    wanted = select(publication.c.at, publication.c.id).where(*due, publication.c.deleted.is_(None), ~waits, ~known)
    rows = await connection.execute(wanted.order_by(publication.c.at, publication.c.id))
    return [(at, publication_id) for at, publication_id in rows.all()]
