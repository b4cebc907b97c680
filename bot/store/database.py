"""The database: opened, migrated, and its transactions."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, Self

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from pydantic_core import from_json
from sqlalchemy import URL, Connection, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError, InvalidRequestError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.domain.errors import UnusableDatabase
from bot.store import liveness, nearby

BUSY_TIMEOUT_MS = 15_000


class Store:
    """One database. `begin` is a write transaction (IMMEDIATE on SQLite), `read` one that only reads."""

    def __init__(self, url: str, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> None:
        """Open a database by its SQLAlchemy address; a SQLite file's folder is made when missing.

        On SQLite another writer is waited for so long. Raises UnusableDatabase("database_unreachable").
        """
        self.url = url
        try:
            self._engine = _engine(_async(make_url(url)), busy_timeout_ms)
        except (ArgumentError, InvalidRequestError, ImportError, OSError) as error:
            raise UnusableDatabase("database_unreachable", reason=_reason(error)) from error
        # SQLite's own waiting for another writer sleeps ever longer; within this process writers queue up instead.
        sqlite = self._engine.dialect.name == "sqlite"
        self._turn: AbstractAsyncContextManager[None] = asyncio.Lock() if sqlite else nullcontext()

    @property
    def kind(self) -> str:
        """Which database it is, as people call it."""
        return {"sqlite": "SQLite", "postgresql": "Postgres"}.get(self._engine.dialect.name, self._engine.dialect.name)

    @property
    def plain_url(self) -> str:
        """The address for whoever brings a driver of their own, the password in it."""
        url = self._engine.url.set(drivername=self._engine.dialect.name)
        return url.render_as_string(hide_password=False)

    @property
    def file(self) -> Path | None:
        """The SQLite file; None for a server's database."""
        url = self._engine.url
        return Path(url.database) if self._engine.dialect.name == "sqlite" and url.database else None

    async def has_table(self, name: str, schema: str = "") -> bool:
        """Whether there is a table of that name; on SQLite there are no schemas."""
        where = schema or None if self.file is None else None
        async with self.read() as connection:
            return await connection.run_sync(lambda bare: inspect(bare).has_table(name, schema=where))

    async def place(self) -> str:
        """Where this database is, as a name that a copy of it does not share: the file itself, the server's own id."""
        if self.file is not None:
            return place_of(self.file)
        async with self.read() as connection:
            asked = "SELECT oid, (SELECT system_identifier FROM pg_control_system()) FROM pg_database WHERE datname = "
            return _digest(str((await connection.execute(text(f"{asked}current_database()"))).one()))

    async def lives(self, name: str) -> bool:
        """Whether another process keeps the lock of this name (see `liveness.living`); on SQLite nobody does."""
        return self.file is None and await liveness.lives(self._engine, name)

    def living(self, name: str, lost: Callable[[], None]) -> AbstractAsyncContextManager[None]:
        """Keep the lock of this name within the block, see `liveness.living`; on SQLite nothing is to be kept."""
        if self.file is not None:
            return nullcontext()
        return liveness.living(self._engine.url.render_as_string(hide_password=False), name, lost)

    async def __aenter__(self) -> Self:
        await self.migrate()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: committed when the block ends, rolled back when it raises. Raises UnusableDatabase."""
        try:
            async with self._turn, self._engine.begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except DatabaseError as error:
            raise _broken(error) from error

    @asynccontextmanager
    async def read(self, *, whole: bool = False) -> AsyncIterator[AsyncConnection]:
        """A transaction that only reads and so never waits for a writer on SQLite. Raises UnusableDatabase.

        With `whole` all of it sees one and the same moment, as it always does on SQLite.
        """
        level = {"isolation_level": "REPEATABLE READ"} if whole and self.file is None else {}
        try:
            async with self._engine.connect() as connection:
                yield await connection.execution_options(standfirst_reads=True, **level)
        except DatabaseError as error:
            raise _broken(error) from error

    async def migrate(self, to: str = "head") -> None:
        """Bring the schema up to this version's, or to `to`. Raises UnusableDatabase("newer_database" and others)."""
        try:
            async with self._engine.connect() as connection:
                await connection.execution_options(standfirst_migrates=True)
                async with connection.begin():
                    await connection.run_sync(_upgrade, to)
            await self._engine.dispose()  # the connection that migrated does not mind its foreign keys
        except CommandError as error:
            raise UnusableDatabase("newer_database") from error
        except DatabaseError as error:
            raise _broken(error) from error

    async def shred(self) -> None:
        """See that what was replaced is nowhere in the file any more: SQLite keeps it in its log until that is emptied.

        As far as others who read just now allow; at the latest it is gone when the log is written anew.
        """
        if self._engine.dialect.name != "sqlite":
            return
        async with self._turn, self._engine.connect() as connection:
            bare = await connection.execution_options(standfirst_bare=True)
            await bare.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        """Let go of every connection."""
        await self._engine.dispose()


def place_of(file: Path) -> str:
    """A name for a SQLite file that a copy of it does not share."""
    return _digest(str(file.stat().st_ino))


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def _async(url: URL) -> URL:
    """The address with the driver we speak through, where it names none."""
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
    return url.set(drivername=drivers.get(url.drivername, url.drivername))


def _engine(url: URL, busy_timeout_ms: int) -> AsyncEngine:
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    sqlite = url.get_backend_name() == "sqlite" and url.database
    near = {"async_creator_fn": nearby.connect} if sqlite else {}
    engine = create_async_engine(url, connect_args=near, json_deserializer=_parsed)
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", lambda connection, _: _prepare_sqlite(connection, busy_timeout_ms))
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    else:
        event.listen(engine.sync_engine, "connect", lambda connection, _: _prepare_postgres(connection))
    return engine


def _parsed(text: str | bytes) -> Any:
    """JSON by the quicker reader, and by the one that takes all that was ever written where it will not."""
    try:
        return from_json(text)
    except ValueError:
        return json.loads(text)


def _prepare_sqlite(connection: Any, busy_timeout_ms: int) -> None:
    connection.isolation_level = None  # transactions are begun below, as we want them
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {busy_timeout_ms}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",  # what is deleted or replaced is overwritten: it may have been a secret
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _prepare_postgres(connection: Any) -> None:
    """A commit that was answered is on the disk, whatever the server does by itself: the journal rests on it."""
    cursor = connection.cursor()
    cursor.execute(
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
    )
    cursor.close()
    connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("standfirst_bare"):
        return
    reads = options.get("standfirst_reads")
    if options.get("standfirst_migrates"):  # SQLite changes a table by making it anew; this must precede BEGIN
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _upgrade(connection: Connection, to: str) -> None:
    if connection.dialect.name == "postgresql":  # SQLite's write transaction is alone anyway
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('standfirst migrations'))"))
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _broken(error: DatabaseError) -> UnusableDatabase:
    said = str(error.orig)
    known = {
        "not a database": "not_a_database",
        "disk is full": "disk_full",
        "No space left": "disk_full",
        "is locked": "database_busy",
        "readonly": "database_read_only",
        "unable to open": "database_unreachable",
        "connection": "database_unreachable",
    }
    key = next((key for words, key in known.items() if words in said), "database_failed")
    return UnusableDatabase(key, reason=_reason(error.orig))


def _reason(error: BaseException | None) -> str:
    return (str(error).splitlines() or [""])[0][:200]
