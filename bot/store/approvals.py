"""Approvals: asked for, decided, void; a draft's newest one counts."""

from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.approval import Approval, ApprovalState
from bot.store.chat_tables import approval
from bot.store.tables import draft, post, publication


async def add(connection: AsyncConnection, new: Approval) -> None:
    """Keep a new one."""
    row = {"id": new.id, "draft_id": new.draft_id, "content_hash": new.content_hash, "created": new.asked}
    await connection.execute(approval.insert().values(**row, state=new.state, body=new.model_dump(mode="json")))


async def by_id(connection: AsyncConnection, approval_id: str) -> Approval | None:
    """The approval of that id."""
    row = (await connection.execute(select(approval).where(approval.c.id == approval_id))).mappings().first()
    return _approval(row) if row else None


async def newest(connection: AsyncConnection, draft_id: str) -> Approval | None:
    """The one asked for last."""
    wanted = select(approval).where(approval.c.draft_id == draft_id)
    newest_first = wanted.order_by(approval.c.created.desc(), approval.c.id.desc()).limit(1)
    row = (await connection.execute(newest_first)).mappings().first()
    return _approval(row) if row else None


async def standing(connection: AsyncConnection, *, brand_id: str = "", decided_by: str = "") -> list[Approval]:
    """Those asked for or given on which nothing went out yet, for a brand's drafts or by one member; oldest first."""
    revision = approval.c.body["revision"].as_integer()
    out = select(publication.c.id).join(post, post.c.id == publication.c.post_id)
    out = out.where(post.c.draft_id == approval.c.draft_id, post.c.revision == revision)
    wanted = select(approval).where(approval.c.state.in_(("asked", "approved")), ~out.exists())
    if brand_id:
        own = (draft.c.id == approval.c.draft_id) & (draft.c.revision == 1) & (draft.c.brand_id == brand_id)
        wanted = wanted.join(draft, own)
    if decided_by:
        wanted = wanted.where(approval.c.body["decided_by"].as_string() == decided_by)
    rows = (await connection.execute(wanted.order_by(approval.c.created, approval.c.id))).mappings()
    return [_approval(row) for row in rows]


async def change(connection: AsyncConnection, changed: Approval, before: ApprovalState) -> bool:
    """Move one from the state it was seen in; False when it moved meanwhile."""
    moved = update(approval).where(approval.c.id == changed.id, approval.c.state == before)
    values = {"state": changed.state, "body": changed.model_dump(mode="json")}
    return bool((await connection.execute(moved.values(values))).rowcount)


def _approval(row: RowMapping) -> Approval:
    return Approval.model_validate(row["body"])
