"""Corrections of what is out: who is at one, what of a part is gone or says something else. Each a compare-and-set."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import and_, delete, func, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.publication import Delivery, Failure, Publication, Remote
from bot.store import publications
from bot.store.tables import correction, delivery, publication


async def hold(
    connection: AsyncConnection,
    publication_id: str,
    holder: str,
    *,
    now: datetime,
    until: datetime,
    gone: Callable[[str], bool],
) -> bool:
    """Be alone in correcting a publication until then, or for longer; False while another one is at it.

    `gone` says of a holder whether it surely is no more.
    """
    await publications.lock(connection, publication_id)
    row = (await connection.execute(select(correction).where(correction.c.publication_id == publication_id))).first()
    if row is None:
        new = {"publication_id": publication_id, "holder": holder, "held_until": until}
        await connection.execute(correction.insert().values(new))
        return True
    if row.holder != holder and row.held_until > now and not gone(row.holder):
        return False
    held = update(correction).where(correction.c.publication_id == publication_id)
    await connection.execute(held.values(holder=holder, held_until=until))
    return True


async def holds(connection: AsyncConnection, publication_id: str, holder: str) -> bool:
    """Whether a publication is still in these hands; nobody else takes it before this transaction ends."""
    await publications.lock(connection, publication_id)
    wanted = select(correction.c.holder).where(correction.c.publication_id == publication_id)
    return bool((await connection.execute(wanted)).scalar() == holder)


async def let_go(connection: AsyncConnection, publication_id: str, holder: str) -> None:
    """Leave it to whoever comes next."""
    mine = correction.c.publication_id == publication_id, correction.c.holder == holder
    await connection.execute(delete(correction).where(*mine))


async def part_deleted(connection: AsyncConnection, delivery_id: str, now: datetime) -> bool:
    """A part is gone; False when it was so before."""
    there = delivery.c.id == delivery_id, delivery.c.state == "sent", delivery.c.deleted.is_(None)
    values = {"deleted": now, "amending": "", "error": None}
    return bool((await connection.execute(update(delivery).where(*there).values(values))).rowcount)


async def publication_deleted(connection: AsyncConnection, publication_id: str, now: datetime) -> bool:
    """All that was out of a publication is gone; False when it was so before."""
    there = publication.c.id == publication_id, publication.c.deleted.is_(None)
    return bool((await connection.execute(update(publication).where(*there).values(deleted=now))).rowcount)


async def part_amending(connection: AsyncConnection, delivery_id: str, post_id: str) -> None:
    """A part is about to say what that post does; "" when it surely says what it said before."""
    await connection.execute(update(delivery).where(delivery.c.id == delivery_id).values(amending=post_id))


async def part_amended(connection: AsyncConnection, delivery_id: str, post_id: str, remote: Remote) -> None:
    """A part says what that post does, and this is where."""
    values = {"post_id": post_id, "amending": "", "remote_id": remote.id, "remote_url": remote.url, "error": None}
    await connection.execute(update(delivery).where(delivery.c.id == delivery_id).values(values))


async def publication_amended(connection: AsyncConnection, amended: Publication) -> None:
    """All parts of a publication say what that post does: it is that post's publication now."""
    values = amended.model_dump(include={"post_id", "content_hash", "edition"})
    await connection.execute(update(publication).where(publication.c.id == amended.id).values(values))


async def failed(connection: AsyncConnection, one: Delivery, why: Failure) -> None:
    """What kept a part from being corrected; it stands until the next try."""
    await connection.execute(update(delivery).where(delivery.c.id == one.id).values(error=why.model_dump()))


async def next_edition(connection: AsyncConnection, post_id: str, account_id: str) -> int:
    """The edition that one more publication of this post on this account would be."""
    of = publication.c.post_id == post_id, publication.c.account_id == account_id
    return int((await connection.execute(select(func.max(publication.c.edition)).where(*of))).scalar() or 0) + 1


async def half_done(connection: AsyncConnection) -> list[Publication]:
    """Publications whose correction began and is not done, or of which nobody knows how it ended; the earliest first.

    As `services.reports.Report.half` has it.
    """
    of, out = publication.c.id == delivery.c.publication_id, delivery.c.state == "sent"
    others = and_(delivery.c.post_id != "", delivery.c.post_id != publication.c.post_id)
    doubtful = and_(out, or_(delivery.c.amending != "", delivery.c.error.is_not(null()), others))
    touched = select(publication.c.id).join(delivery, of).where(or_(doubtful, delivery.c.deleted.is_not(None)))
    begun = or_(
        publication.c.state == "cancelled", publication.c.id.in_(touched.where(publication.c.deleted.is_(None)))
    )
    standing = select(delivery.c.id).where(of, out, delivery.c.deleted.is_(None)).exists()
    there = publication.c.deleted.is_(None), publication.c.state.in_(("published", "cancelled")), begun, standing
    wanted = select(publication).where(*there).order_by(publication.c.at, publication.c.id)
    return [Publication(**row) for row in (await connection.execute(wanted)).mappings()]


async def becoming(connection: AsyncConnection, post_id: str, account_id: str) -> str:
    """The publication on this account that is on its way to saying what this post does; "" for none."""
    wanted = (
        select(publication.c.id)
        .join(delivery, delivery.c.publication_id == publication.c.id)
        .where(publication.c.account_id == account_id, publication.c.post_id != post_id)
        .where(publication.c.deleted.is_(None), or_(delivery.c.post_id == post_id, delivery.c.amending == post_id))
        .limit(1)
    )
    return (await connection.execute(wanted)).scalar() or ""
