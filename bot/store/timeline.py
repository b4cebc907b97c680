"""The sandbox's timeline: posts and replies of a network that is only here. Implements `domain.timeline.Timeline`."""

from sqlalchemy import ColumnElement, func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.timeline import Entry
from bot.store.database import Store
from bot.store.tables import timeline


class StoredTimeline:
    """A timeline in the product's own database; each call is one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def add(self, entry: Entry) -> Entry:
        """Keep an entry; with a key seen before on that account, give back the entry kept then."""
        if entry.key and (there := await self.by_key(entry.account_id, entry.key)):
            return there
        try:
            async with self._store.begin() as connection:
                kept = entry.model_copy(update={"sequence": await _next(connection)})
                row = {"id": kept.id, "account_id": kept.account_id, "key": kept.key or None, "root_id": kept.root_id}
                body = kept.model_dump(mode="json")
                await connection.execute(timeline.insert().values(**row, sequence=kept.sequence, body=body))
        except IntegrityError:
            there = await self.by_key(entry.account_id, entry.key)
            if there is None:
                raise
            return there
        return kept

    async def change(self, entry: Entry) -> Entry:
        """Keep an entry's new text or its deletion under a new sequence."""
        async with self._store.begin() as connection:
            kept = entry.model_copy(update={"sequence": await _next(connection)})
            values = {"sequence": kept.sequence, "body": kept.model_dump(mode="json")}
            await connection.execute(update(timeline).where(timeline.c.id == kept.id).values(values))
        return kept

    async def by_id(self, entry_id: str) -> Entry | None:
        """The entry of that id."""
        return await self._one(timeline.c.id == entry_id)

    async def by_key(self, account_id: str, key: str) -> Entry | None:
        """The entry an account published under a key."""
        return await self._one(timeline.c.account_id == account_id, timeline.c.key == key)

    async def descendants(self, root_id: str, *, after: int) -> list[Entry]:
        """Entries below a root changed after a sequence, in order of sequence, deleted ones too."""
        wanted = select(timeline.c.body).where(timeline.c.root_id == root_id, timeline.c.sequence > after)
        async with self._store.read() as connection:
            rows = await connection.execute(wanted.order_by(timeline.c.sequence))
            return [Entry.model_validate(body) for body in rows.scalars()]

    async def _one(self, *where: ColumnElement[bool]) -> Entry | None:
        async with self._store.read() as connection:
            body = (await connection.execute(select(timeline.c.body).where(*where))).scalar()
        return Entry.model_validate(body) if body else None


async def _next(connection: AsyncConnection) -> int:
    """The next sequence; writers queue up, so that a lower one is never seen after a higher one."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("LOCK TABLE timeline IN EXCLUSIVE MODE"))
    return int((await connection.execute(select(func.coalesce(func.max(timeline.c.sequence), 0)))).scalar_one()) + 1
