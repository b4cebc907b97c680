"""Posts: exactly what a draft's revision says on each account."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.draft import Draft
from bot.domain.post import Post
from bot.store import repeats
from bot.store.tables import post


async def add(connection: AsyncConnection, post_id: str, draft: Draft, account_id: str, new: Post) -> None:
    """Keep the post of a draft's revision for an account, and what it is known by."""
    row = {
        "id": post_id,
        "draft_id": draft.id,
        "revision": draft.revision,
        "platform": new.platform,
        "account_id": account_id,
        "content_hash": new.content_hash,
        "body": new.model_dump(mode="json"),
    }
    await connection.execute(post.insert().values(row))
    await repeats.note(connection, post_id, draft, new)


async def of_draft(connection: AsyncConnection, draft: Draft) -> dict[str, tuple[str, Post]]:
    """The posts kept of a draft's revision: id and post by account."""
    wanted = select(post).where(post.c.draft_id == draft.id, post.c.revision == draft.revision)
    rows = (await connection.execute(wanted)).mappings()
    return {row["account_id"]: (row["id"], Post.model_validate(row["body"])) for row in rows}


async def by_id(connection: AsyncConnection, post_id: str) -> Post | None:
    """The post of that id."""
    body = (await connection.execute(select(post.c.body).where(post.c.id == post_id))).scalar()
    return Post.model_validate(body) if body else None


async def by_ids(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, tuple[str, int, Post]]:
    """Posts by their ids, each with its draft and revision."""
    rows = (await connection.execute(select(post).where(post.c.id.in_(ids)))).mappings()
    return {row["id"]: (row["draft_id"], row["revision"], Post.model_validate(row["body"])) for row in rows}


async def source(connection: AsyncConnection, post_id: str) -> tuple[str, int]:
    """Of which draft and revision a post is; ("", 0) for none."""
    row = (await connection.execute(select(post.c.draft_id, post.c.revision).where(post.c.id == post_id))).first()
    return (row.draft_id, row.revision) if row else ("", 0)
