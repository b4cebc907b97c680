"""The delivery journal. Every move is a compare-and-set, so that of two owners one alone goes on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.publication import Delivery, DeliveryState, Failure, Remote
from bot.store.tables import delivery, publication

# So many of an account's last parts are told apart from one that is looked for.
MOST_KNOWN = 200


async def add(connection: AsyncConnection, new: Delivery) -> None:
    """Plan a part."""
    row = new.model_dump(exclude={"remote"})
    await connection.execute(delivery.insert().values(row))


async def of_publication(connection: AsyncConnection, publication_id: str) -> list[Delivery]:
    """A publication's parts in order."""
    wanted = select(delivery).where(delivery.c.publication_id == publication_id).order_by(delivery.c.part)
    return [_delivery(row) for row in (await connection.execute(wanted)).mappings()]


async def by_id(connection: AsyncConnection, delivery_id: str) -> Delivery | None:
    """A part as it stands."""
    row = (await connection.execute(select(delivery).where(delivery.c.id == delivery_id))).mappings().first()
    return _delivery(row) if row else None


async def of_publications(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, list[Delivery]]:
    """The parts of several publications, each one's in order."""
    wanted = select(delivery).where(delivery.c.publication_id.in_(ids)).order_by(delivery.c.part)
    found: dict[str, list[Delivery]] = {}
    for row in (await connection.execute(wanted)).mappings():
        found.setdefault(row["publication_id"], []).append(_delivery(row))
    return found


async def known(connection: AsyncConnection, one: Delivery) -> tuple[str, ...]:
    """The ids of the last parts that the account of this one is known to have published, the newest first."""
    mine = select(publication.c.account_id).where(publication.c.id == one.publication_id).scalar_subquery()
    wanted = (
        select(delivery.c.remote_id)
        .join(publication, publication.c.id == delivery.c.publication_id)
        .where(publication.c.account_id == mine, delivery.c.state == "sent", delivery.c.remote_id.is_not(None))
        .order_by(delivery.c.started_at.desc())
        .limit(MOST_KNOWN)
    )
    return tuple(filter(None, (await connection.execute(wanted)).scalars()))


async def publication_at(connection: AsyncConnection, url: str) -> str:
    """The id of the publication that has a part at this address, the last one there; "" for none."""
    wanted = select(delivery.c.publication_id).where(delivery.c.remote_url == url).limit(1)
    return (await connection.execute(wanted.order_by(delivery.c.started_at.desc()))).scalar() or ""


async def is_known(connection: AsyncConnection, one: Delivery, remote_id: str) -> bool:
    """Whether another part of this one's account is sent under that id."""
    mine = select(publication.c.account_id).where(publication.c.id == one.publication_id).scalar_subquery()
    wanted = (
        select(delivery.c.id)
        .join(publication, publication.c.id == delivery.c.publication_id)
        .where(publication.c.account_id == mine, delivery.c.remote_id == remote_id, delivery.c.id != one.id)
    )
    return (await connection.execute(wanted.limit(1))).first() is not None


async def claim(connection: AsyncConnection, delivery_id: str, owner: str, now: datetime) -> bool:
    """planned -> sending, by one owner alone; False when another has it or it must wait still."""
    due = or_(delivery.c.retry_at.is_(None), delivery.c.retry_at <= now)
    moved = update(delivery).where(delivery.c.id == delivery_id, delivery.c.state == "planned", due)
    values = {"state": "sending", "owner": owner, "started_at": now, "attempt": delivery.c.attempt + 1, "error": None}
    return bool((await connection.execute(moved.values(values))).rowcount)


async def take_over(connection: AsyncConnection, seen: Delivery, owner: str) -> bool:
    """sending or unknown -> unknown under a new owner, for looking on the network; False when it moved meanwhile.

    `started_at` stays that of the call which nobody knows the outcome of.
    """
    same = (delivery.c.id == seen.id, delivery.c.state == seen.state, delivery.c.owner == seen.owner)
    moved = update(delivery).where(*same).values(state="unknown", owner=owner)
    return bool((await connection.execute(moved)).rowcount)


async def sent(connection: AsyncConnection, delivery_id: str, remote: Remote) -> None:
    """Write the success: it is out, and this is where."""
    values = {"state": "sent", "remote_id": remote.id, "remote_url": remote.url, "error": None, "retry_at": None}
    await connection.execute(update(delivery).where(delivery.c.id == delivery_id).values(values))


async def give_back(
    connection: AsyncConnection,
    delivery_id: str,
    owner: str,
    state: DeliveryState,
    *,
    error: Failure | None = None,
    retry_at: datetime | None = None,
) -> bool:
    """From an owner's hands to another state; False when the part is no longer theirs."""
    theirs = (delivery.c.id == delivery_id, delivery.c.owner == owner, delivery.c.state.in_(("sending", "unknown")))
    moved = (
        update(delivery)
        .where(*theirs)
        .values(state=state, error=error.model_dump() if error else None, retry_at=retry_at)
    )
    return bool((await connection.execute(moved)).rowcount)


async def retry(connection: AsyncConnection, publication_id: str) -> None:
    """failed -> planned: parts that the network refused may be sent once more."""
    failed = update(delivery).where(delivery.c.publication_id == publication_id, delivery.c.state == "failed")
    await connection.execute(failed.values(state="planned", error=None, retry_at=None))


def _delivery(row: RowMapping) -> Delivery:
    values: dict[str, Any] = dict(row)
    identity, url = values.pop("remote_id"), values.pop("remote_url")
    return Delivery(**values, remote=Remote(id=identity, url=url or "") if identity else None)
