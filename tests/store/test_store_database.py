"""The database: migrations, transactions, the append-only log, on SQLite and on Postgres."""

import asyncio
import os
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from bot.domain.brand import Brand
from bot.domain.errors import UnusableDatabase
from bot.domain.publication import Account
from bot.domain.timeline import Entry
from bot.store import Store, accounts, brands, events
from bot.store.tables import metadata
from bot.store.timeline import StoredTimeline

NOW = datetime(2026, 5, 12, 9, 30, tzinfo=UTC)


@pytest.fixture
async def store(database_url):
    async with Store(database_url) as store:
        yield store


def entry(number, **more):
    return Entry(id=f"e{number}", account_id="a", author="@a", text="t", created=NOW, **more)


async def test_the_migrations_make_exactly_the_tables(store):
    def differences(connection):
        return compare_metadata(MigrationContext.configure(connection), metadata)

    async with store.begin() as connection:
        assert await connection.run_sync(differences) == []


async def test_many_first_starts_at_once_migrate_once(database_url):
    stores = [Store(database_url) for _ in range(5)]
    await asyncio.gather(*(store.migrate() for store in stores))
    async with stores[0].read() as connection:
        assert len((await connection.execute(text("SELECT version_num FROM alembic_version"))).all()) == 1
    await asyncio.gather(*(store.close() for store in stores))


async def test_a_database_of_a_later_version_is_left_alone(store):
    async with store.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UnusableDatabase) as caught:
        await store.migrate()
    assert caught.value.key == "newer_database"


async def test_a_transaction_that_fails_leaves_nothing(store):
    async def half():
        async with store.begin() as connection:
            await brands.add(connection, Brand(id="b", name="Harbour Gazette"))
            raise ValueError

    with pytest.raises(ValueError):
        await half()
    async with store.read() as connection:
        assert await brands.by_name(connection, "Harbour Gazette") is None


async def test_what_refers_to_nothing_is_refused(store):
    with pytest.raises(DatabaseError):
        async with store.begin() as connection:
            await accounts.add(connection, Account(id="a", brand_id="none", platform="sandbox", handle="h"))


@pytest.mark.parametrize("change", ["UPDATE event SET actor = 'else'", "DELETE FROM event"])
async def test_the_event_log_cannot_be_changed(store, change):
    now = datetime.now(UTC)
    async with store.begin() as connection:
        await events.add(connection, now, "ida", "drafted", "draft/d", words=600)
    with pytest.raises((UnusableDatabase, DatabaseError), match="append-only"):
        async with store.begin() as connection:
            await connection.execute(text(change))
    async with store.read() as connection:
        (kept,) = await events.about(connection, "draft/d")
    assert (kept.at, kept.actor, kept.detail) == (now, "ida", {"words": 600})


async def test_lines_of_the_event_log_may_go_when_they_are_a_month_old(store):
    now = datetime.now(UTC)
    async with store.begin() as connection:
        for days in (29, 31):
            await events.add(connection, now - timedelta(days=days), "ida", "drafted", f"draft/{days}")
        await connection.execute(text("DELETE FROM event WHERE subject = 'draft/31'"))
    async with store.read() as connection:
        assert await events.about(connection, "draft/31") == []
    with pytest.raises((UnusableDatabase, DatabaseError), match="append-only"):
        async with store.begin() as connection:
            await connection.execute(text("DELETE FROM event"))


async def test_a_time_without_a_zone_is_refused(store):
    with pytest.raises(Exception, match="without a zone"):
        async with store.begin() as connection:
            await events.add(connection, NOW.replace(tzinfo=None), "ida", "drafted", "draft/d")


async def test_a_reader_sees_no_half_transaction_and_waits_for_nobody(store):
    async with store.begin() as writing:
        await brands.add(writing, Brand(id="b", name="Harbour Gazette"))
        async with asyncio.timeout(5), store.read() as reading:
            assert await brands.by_name(reading, "Harbour Gazette") is None
    async with store.read() as reading:
        assert await brands.by_name(reading, "Harbour Gazette") is not None


async def test_writers_queue_up_on_the_timeline(store):
    timeline = StoredTimeline(store)
    kept = await asyncio.gather(*(timeline.add(entry(number, key=f"k{number}")) for number in range(12)))
    assert sorted(one.sequence for one in kept) == list(range(1, 13))


async def test_one_key_at_once_gives_one_entry(store):
    timeline = StoredTimeline(store)
    kept = await asyncio.gather(*(timeline.add(entry(number, key="same")) for number in range(8)))
    assert len({one.id for one in kept}) == 1


async def test_a_change_is_found_after_what_came_before_it(store):
    timeline = StoredTimeline(store)
    first, second = [await timeline.add(entry(number, root_id="r")) for number in (1, 2)]
    await timeline.change(first.model_copy(update={"text": "new"}))
    assert [one.text for one in await timeline.descendants("r", after=second.sequence)] == ["new"]


@pytest.mark.parametrize(("content", "key"), [(b"certainly no database" * 99, "not_a_database")])
async def test_a_file_that_is_no_database_is_named_and_kept(tmp_path, content, key):
    path = tmp_path / "standfirst.db"
    path.write_bytes(content)
    store = Store(f"sqlite:///{path}")
    with pytest.raises(UnusableDatabase) as caught:
        await store.migrate()
    await store.close()
    assert caught.value.key == key
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "url", ["garbage", "nosuch://x", "sqlite+pysqlite:///x", "sqlite:////dev/null/x/standfirst.db"]
)
async def test_an_address_that_cannot_be_opened_says_so(url):
    with pytest.raises(UnusableDatabase, match="database_unreachable"):
        Store(url)


async def test_a_server_that_does_not_answer_says_so():
    store = Store("postgresql://127.0.0.1:1/standfirst")
    with pytest.raises(UnusableDatabase, match="database_unreachable"):
        await store.migrate()
    await store.close()


async def much(store):
    async with store.begin() as connection:
        await connection.execute(text("PRAGMA max_page_count = 1"))  # no page more than there are
        for number in range(200):
            await events.add(connection, NOW, "ida", "drafted", f"draft/{number}", said="x" * 2000)


async def test_a_full_disk_says_so_and_keeps_what_was_there(tmp_path):
    async with Store(f"sqlite:///{tmp_path / 'standfirst.db'}") as store:
        with pytest.raises(UnusableDatabase, match="disk_full"):
            await much(store)
        async with store.read() as connection:
            assert await events.about(connection, "draft/0") == []


async def test_a_database_that_stays_busy_says_so(tmp_path):
    path = tmp_path / "standfirst.db"
    async with Store(f"sqlite:///{path}", busy_timeout_ms=50) as store:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(UnusableDatabase, match="database_busy"):
                async with store.begin():
                    pass


async def test_sqlite_survives_a_power_cut_by_its_settings(tmp_path):
    async with Store(f"sqlite:///{tmp_path / 'new' / 'standfirst.db'}") as store, store.read() as connection:
        found = [
            (await connection.execute(text(f"PRAGMA {name}"))).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert found == ["wal", 2, 1]


async def test_a_busy_database_is_waited_for(tmp_path):
    path = tmp_path / "standfirst.db"
    async with Store(f"sqlite:///{path}") as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        asyncio.get_running_loop().call_later(0.3, other.close)
        async with store.begin() as connection:
            await brands.add(connection, Brand(id="b", name="Harbour Gazette"))


async def test_a_new_database_and_its_folder_are_their_owners_alone(tmp_path):
    home, umask = tmp_path / "new", os.umask(0o022)
    try:
        async with Store(f"sqlite:///{home / 'standfirst.db'}") as store:
            async with store.begin() as connection:
                await events.add(connection, NOW, "ana", "drafted", "draft/1")
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in (home, *home.iterdir())}
    finally:
        os.umask(umask)
    files = ("standfirst.db", "standfirst.db-shm", "standfirst.db-wal")
    assert modes == {"new": 0o700} | dict.fromkeys(files, 0o600)


async def test_what_an_operator_set_on_the_database_stays(tmp_path):
    file = tmp_path / "standfirst.db"
    for path, mode in ((tmp_path, 0o750), (file, 0o640)):
        path.touch()
        path.chmod(mode)
    async with Store(f"sqlite:///{file}") as store, store.begin() as connection:
        await events.add(connection, NOW, "ana", "drafted", "draft/1")
        modes = [stat.S_IMODE(one.stat().st_mode) for one in (tmp_path, file, tmp_path / "standfirst.db-wal")]
    assert modes == [0o750, 0o640, 0o640]


async def test_a_commit_on_postgres_is_on_the_disk_when_it_is_answered(postgres_url):
    async with Store(postgres_url) as store, store.read() as connection:
        assert (await connection.exec_driver_sql("SHOW synchronous_commit")).scalar() == "on"
