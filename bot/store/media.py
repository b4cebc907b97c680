"""Pictures, each kept once under the SHA-256 of its bytes, and what was made of them for networks' rules."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, cast, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.chat_tables import media, rendition
from bot.store.inserting import add_new, insert
from bot.store.tables import draft, post, thumbnail, timeline

_NAMED = re.compile(r'"media_id":\s*"([0-9a-f]{64})"')


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture that is kept: the SHA-256 of its bytes, its media type, its sides in pixels as a viewer shows them."""

    id: str
    kind: str
    width: int
    height: int


async def add(connection: AsyncConnection, medium: Medium, data: bytes, now: datetime) -> None:
    """Keep a picture; one that is kept already stays as it is, and is as young as if it were new."""
    row = {"id": medium.id, "kind": medium.kind, "width": medium.width, "height": medium.height, "created": now}
    new = insert(connection, media).values(row | {"body": data})
    await connection.execute(new.on_conflict_do_update(index_elements=["id"], set_={"created": now}))


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
    await add_new(connection, rendition, media_id=media_id, rules=rules, rendition_id=rendition_id)


async def rendered(connection: AsyncConnection, media_id: str, rules: str) -> Medium | None:
    """The picture that was made of another for these rules."""
    wanted = select(rendition.c.rendition_id).where(rendition.c.media_id == media_id, rendition.c.rules == rules)
    found = (await connection.execute(wanted)).scalar()
    return await by_id(connection, found) if found else None


async def at_address(connection: AsyncConnection, address: str) -> str | None:
    """The id of the picture found at an address (its SHA-256), as long as it is kept."""
    wanted = select(thumbnail.c.media_id).join(media, media.c.id == thumbnail.c.media_id)
    found: str | None = (await connection.execute(wanted.where(thumbnail.c.address == address))).scalar()
    return found


async def note_address(connection: AsyncConnection, address: str, media_id: str) -> None:
    """Note which picture was found at an address, instead of what was found before."""
    row = {"address": address, "media_id": media_id}
    new = insert(connection, thumbnail).values(row)
    await connection.execute(new.on_conflict_do_update(index_elements=["address"], set_={"media_id": media_id}))


async def touch(connection: AsyncConnection, media_id: str, now: datetime) -> None:
    """Make a picture as young as if it were new."""
    await connection.execute(update(media).where(media.c.id == media_id).values(created=now))


async def older(connection: AsyncConnection, before: datetime) -> set[str]:
    """The ids of pictures brought before then."""
    return set((await connection.execute(select(media.c.id).where(media.c.created < before))).scalars())


async def meant(connection: AsyncConnection) -> set[str]:
    """The ids of the pictures that any revision of a draft, any post or what the sandbox shows names."""
    found: set[str] = set()
    for table in (draft, post, timeline):
        body = cast(table.c.body, Text)
        wanted = select(body).where(body.contains('"media_id"'))
        async with connection.stream(wanted) as rows:
            async for (text,) in rows:
                found.update(_NAMED.findall(text))
    return found


async def of_cards(connection: AsyncConnection, since: datetime) -> set[str]:
    """The ids of the pictures of link cards that were fetched then or later."""
    wanted = select(thumbnail.c.media_id).join(media, media.c.id == thumbnail.c.media_id)
    return set((await connection.execute(wanted.where(media.c.created >= since))).scalars())


async def renditions(connection: AsyncConnection) -> list[tuple[str, str]]:
    """Every picture with each that was made of it, by their ids."""
    rows = await connection.execute(select(rendition.c.media_id, rendition.c.rendition_id))
    return [(row.media_id, row.rendition_id) for row in rows]


async def drop(connection: AsyncConnection, ids: Sequence[str], before: datetime) -> int:
    """Let go of those of these pictures that are still as old as that, and of what was made of them; how many."""
    old = select(media.c.id).where(media.c.id.in_(ids), media.c.created < before)
    await connection.execute(delete(rendition).where(rendition.c.media_id.in_(old)))
    gone = delete(media).where(media.c.id.in_(ids), media.c.created < before)
    return int((await connection.execute(gone)).rowcount)
