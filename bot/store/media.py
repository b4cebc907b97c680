"""Pictures, each kept once under the SHA-256 of its bytes, and what was made of them for networks' rules."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.chat_tables import media, rendition


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture that is kept: the SHA-256 of its bytes, its media type, its sides in pixels as a viewer shows them."""

    id: str
    kind: str
    width: int
    height: int


async def add(connection: AsyncConnection, new: Medium, data: bytes, now: datetime) -> None:
    """Keep a picture; one that is kept already stays as it is."""
    row = {"id": new.id, "kind": new.kind, "width": new.width, "height": new.height, "created": now, "body": data}
    await _keep(connection, media, row)


async def by_id(connection: AsyncConnection, media_id: str) -> Medium | None:
    """What is known of the picture of that id, without its bytes."""
    wanted = select(media.c.id, media.c.kind, media.c.width, media.c.height).where(media.c.id == media_id)
    row = (await connection.execute(wanted)).mappings().first()
    return Medium(**row) if row else None


async def body(connection: AsyncConnection, media_id: str) -> bytes | None:
    """The bytes of the picture of that id."""
    found = (await connection.execute(select(media.c.body).where(media.c.id == media_id))).scalar()
    return None if found is None else bytes(found)


async def add_rendition(connection: AsyncConnection, media_id: str, rules: str, rendition_id: str) -> None:
    """Note which picture was made of another for some rules; what was noted first stays."""
    await _keep(connection, rendition, {"media_id": media_id, "rules": rules, "rendition_id": rendition_id})


async def rendered(connection: AsyncConnection, media_id: str, rules: str) -> Medium | None:
    """The picture that was made of another for these rules."""
    wanted = select(rendition.c.rendition_id).where(rendition.c.media_id == media_id, rendition.c.rules == rules)
    found = (await connection.execute(wanted)).scalar()
    return await by_id(connection, found) if found else None


async def _keep(connection: AsyncConnection, table: Table, row: dict[str, Any]) -> None:
    insert = postgres_insert if connection.dialect.name == "postgresql" else sqlite_insert
    await connection.execute(insert(table).values(row).on_conflict_do_nothing())
