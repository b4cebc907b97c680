"""Inserting what may be there already, the same on both databases."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def insert(connection: AsyncConnection, table: Table) -> Any:
    """The database's own INSERT, which knows ON CONFLICT."""
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)


async def add_new(connection: AsyncConnection, table: Table, **values: Any) -> bool:
    """Add a row unless one with the same key is there; whether it was added.

    The row is asked for in return: Postgres' driver does not count what was inserted.
    """
    row = insert(connection, table).values(values).on_conflict_do_nothing().returning(*table.primary_key)
    return (await connection.execute(row)).first() is not None
