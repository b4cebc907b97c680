"""A whole database as lines of JSON, and back: of one moment, while others work; the same for SQLite and Postgres.

The engine's own tables are left out: after a restore the jobs are made anew from the publications.
"""

import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from datetime import datetime
from itertools import groupby, islice
from typing import Any

from sqlalchemy import func, insert, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import Refused
from bot.store.database import Store
from bot.store.tables import log, metadata

FORMAT = 1
# So many rows are put in at once.
ROWS = 200
Row = tuple[str, dict[str, Any]]


async def lines(store: Store, made: datetime) -> AsyncIterator[str]:
    """The database as it is at one moment: what it is on the first line, then one line for each row."""
    async with store.read(whole=True) as connection:
        schema = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar()
        yield json.dumps({"standfirst": FORMAT, "schema": schema, "made": made.isoformat()})
        for table in metadata.sorted_tables:
            order = [table.c[column.name] for column in table.primary_key]
            rows = await connection.stream(select(table).order_by(*order))
            async for row in rows.mappings():
                yield json.dumps([table.name, dict(row)], default=_plain, ensure_ascii=False)


async def fill(store: Store, backup: Iterable[str], last: Callable[[AsyncConnection], Awaitable[None]]) -> int:
    """Fill an empty database from such lines, all or nothing, and bring it up to date; how many rows there were.

    `last` is done in the same transaction.
    Raises Refused("database_not_empty", "not_a_backup", "newer_backup").
    """
    said = iter(backup)
    schema = _schema(next(said, ""))
    if not await _is_empty(store):
        raise Refused("database_not_empty")
    await store.migrate(schema)
    async with store.begin() as connection:
        count = await _put(connection, said)
        await last(connection)
    await store.migrate()
    return count


def _schema(first: str) -> str:
    try:
        head = json.loads(first)
        known, schema = head["standfirst"], str(head["schema"])
    except (ValueError, KeyError, TypeError) as error:
        raise Refused("not_a_backup") from error
    if known != FORMAT:
        raise Refused("newer_backup")
    return schema


async def _is_empty(store: Store) -> bool:
    """Whether nothing was ever done in it."""
    if not await store.has_table(log.name):
        return True
    async with store.read() as connection:
        return not (await connection.execute(select(func.count()).select_from(log))).scalar()


async def _put(connection: AsyncConnection, said: Iterator[str]) -> int:
    count = 0
    for name, group in groupby(_rows(said), key=lambda row: row[0]):
        table = metadata.tables.get(name)
        if table is None:
            raise Refused("not_a_backup")
        rows = (values for _, values in group)
        while some := list(islice(rows, ROWS)):
            await connection.execute(insert(table), some)
            count += len(some)
    await connection.run_sync(_count_on)
    return count


def _rows(said: Iterator[str]) -> Iterator[Row]:
    for line in said:
        try:
            name, values = json.loads(line, object_hook=_whole)
        except (ValueError, TypeError) as error:
            raise Refused("not_a_backup") from error
        yield name, values


def _count_on(connection: Any) -> None:
    """On Postgres numbers that count by themselves go on after the highest there is."""
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        for column in inspect(connection).get_columns(table.name):
            if column["autoincrement"] is True:
                highest = select(func.max(table.c[column["name"]])).scalar_subquery()
                sequence = func.pg_get_serial_sequence(table.name, column["name"])
                connection.execute(select(func.setval(sequence, func.coalesce(highest, 1))))


def _plain(value: object) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"~time": value.isoformat()}
    if isinstance(value, bytes):
        return {"~bytes": base64.b64encode(value).decode()}
    raise TypeError(type(value).__name__)


def _whole(value: dict[str, Any]) -> Any:
    if len(value) == 1:
        if isinstance(value.get("~time"), str):
            return datetime.fromisoformat(value["~time"])
        if isinstance(value.get("~bytes"), str):
            return base64.b64decode(value["~bytes"])
    return value
