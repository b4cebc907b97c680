"""Publications and their state; the rows are written by services.publishing alone."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.publication import Failure, Publication, PublicationState
from bot.store.tables import post, publication

# So many are looked up by one question.
_AT_ONCE = 500
_NTH = (publication.c.edition, publication.c.id)


async def add(connection: AsyncConnection, new: Publication) -> None:
    """Keep a new publication."""
    await connection.execute(publication.insert().values(new.model_dump()))


async def by_id(connection: AsyncConnection, publication_id: str) -> Publication | None:
    """The publication of that id."""
    row = (await connection.execute(select(publication).where(publication.c.id == publication_id))).mappings().first()
    return Publication(**row) if row else None


async def lock(connection: AsyncConnection, publication_id: str) -> None:
    """Wait for whoever works on this publication, until this transaction ends; on SQLite it is alone anyway."""
    await connection.execute(select(publication.c.id).where(publication.c.id == publication_id).with_for_update())


async def held(connection: AsyncConnection, publication_id: str) -> Publication | None:
    """The publication of that id, which nobody else changes until this transaction ends."""
    wanted = select(publication).where(publication.c.id == publication_id).with_for_update()
    row = (await connection.execute(wanted)).mappings().first()
    return Publication(**row) if row else None


async def of_post(connection: AsyncConnection, post_id: str, account_id: str) -> Publication | None:
    """The last edition of a post on an account; all before it were deleted."""
    wanted = select(publication).where(publication.c.post_id == post_id, publication.c.account_id == account_id)
    row = (await connection.execute(wanted.order_by(publication.c.edition.desc()).limit(1))).mappings().first()
    return Publication(**row) if row else None


async def of_draft(connection: AsyncConnection, draft_id: str, revision: int = 0) -> list[Publication]:
    """A draft's publications, those of one revision where it is named; the earliest due first."""
    wanted = select(publication).join(post, post.c.id == publication.c.post_id).where(post.c.draft_id == draft_id)
    if revision:
        wanted = wanted.where(post.c.revision == revision)
    rows = (await connection.execute(wanted.order_by(publication.c.at, *_NTH))).mappings()
    return [Publication(**row) for row in rows]


async def in_states(
    connection: AsyncConnection, states: Collection[PublicationState], *, since: datetime | None = None
) -> list[Publication]:
    """Publications in any of these states, due at `since` or later, not deleted; the earliest due first."""
    there = publication.c.state.in_(states), publication.c.deleted.is_(None)
    wanted = select(publication).where(*there).order_by(publication.c.at, publication.c.id)
    if since is not None:
        wanted = wanted.where(publication.c.at >= since)
    return [Publication(**row) for row in (await connection.execute(wanted)).mappings()]


async def set_state(
    connection: AsyncConnection, publication_id: str, state: PublicationState, error: Failure | None = None
) -> None:
    """Move a publication to a state; one that was published or cancelled stays so."""
    values = {"state": state, "error": error.model_dump() if error else None}
    await connection.execute(update(publication).where(*_open(publication_id)).values(values))


async def done(connection: AsyncConnection, publication_id: str) -> bool:
    """Every part is out: it is published; False when it was so before."""
    values = {"state": "published", "error": None}
    return bool((await connection.execute(update(publication).where(*_open(publication_id)).values(values))).rowcount)


async def between(
    connection: AsyncConnection, start: datetime, end: datetime, states: Collection[PublicationState]
) -> list[Publication]:
    """Publications in any of these states due from one instant to before another, the earliest first."""
    due = publication.c.at >= start, publication.c.at < end, publication.c.state.in_(states)
    wanted = select(publication).where(*due, publication.c.deleted.is_(None)).order_by(publication.c.at, *_NTH)
    return [Publication(**row) for row in (await connection.execute(wanted)).mappings()]


async def of_account(
    connection: AsyncConnection, account_id: str, states: Collection[PublicationState], since: datetime
) -> list[Publication]:
    """An account's publications in any of these states due at an instant or later, the earliest first."""
    mine = publication.c.account_id == account_id, publication.c.at >= since, publication.c.state.in_(states)
    wanted = select(publication).where(*mine, publication.c.deleted.is_(None)).order_by(publication.c.at, *_NTH)
    return [Publication(**row) for row in (await connection.execute(wanted)).mappings()]


async def walls(connection: AsyncConnection, since: datetime) -> list[Publication]:
    """What is scheduled for an instant or later at a wall time."""
    there = publication.c.state == "scheduled", publication.c.wall != "", publication.c.at >= since
    return [Publication(**row) for row in (await connection.execute(select(publication).where(*there))).mappings()]


async def requeue(connection: AsyncConnection, publication_id: str) -> Publication | None:
    """Count one more run of a publication: whatever was queued for it before has nothing to do any more."""
    counted = update(publication).where(publication.c.id == publication_id).values(run=publication.c.run + 1)
    await connection.execute(counted)
    return await by_id(connection, publication_id)


async def runs(connection: AsyncConnection, publication_ids: Sequence[str]) -> dict[str, int]:
    """The run that each of these is at."""
    found: dict[str, int] = {}
    for first in range(0, len(publication_ids), _AT_ONCE):
        some = publication.c.id.in_(publication_ids[first : first + _AT_ONCE])
        rows = await connection.execute(select(publication.c.id, publication.c.run).where(some))
        found |= {row.id: row.run for row in rows}
    return found


async def waive(connection: AsyncConnection, publication_id: str, checks: Sequence[str]) -> None:
    """These checks keep a publication back no more."""
    mine = update(publication).where(publication.c.id == publication_id)
    await connection.execute(mine.values(waived=list(checks)))


async def change(connection: AsyncConnection, changed: Publication, seen: Publication) -> bool:
    """Keep a publication as it is now, where it still is as it was seen; False when it moved meanwhile."""
    same = (publication.c.id == seen.id, publication.c.run == seen.run, publication.c.state == seen.state)
    values = changed.model_dump(exclude={"id", "post_id", "account_id", "run"})
    return bool((await connection.execute(update(publication).where(*same).values(values))).rowcount)


def _open(publication_id: str) -> tuple[ColumnElement[bool], ...]:
    return publication.c.id == publication_id, publication.c.state.not_in(("published", "cancelled"))
