"""Backups: what was made while others work fills an empty database, on either kind, and starts halted."""

import gzip
import json
from datetime import UTC, datetime

import pytest
from services.newsroom import IDA, NOON, Newsroom, StoppedClock
from sqlalchemy import text

from bot.domain.errors import Refused
from bot.services.backups import Backups
from bot.services.halting import Halting
from bot.store import Store, members
from bot.store.tables import metadata


@pytest.fixture(params=["sqlite", "postgres"])
async def empty(request, tmp_path):
    """A database where nothing was ever done."""
    url = f"sqlite:///{tmp_path / 'restored.db'}" if request.param == "sqlite" else request.getfixturevalue("elsewhere")
    store = Store(url)
    yield store
    await store.close()


@pytest.fixture
def elsewhere(postgres):
    """Another empty database on Postgres than the one that is backed up."""
    import os

    import psycopg

    name = f"restored_{os.urandom(6).hex()}"
    with psycopg.connect(postgres.replace("+psycopg", "") + "/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{postgres}/{name}"


async def everything(store):
    """All rows of all tables, but what was written by the restore itself."""
    found = {}
    async with store.read() as connection:
        for table in metadata.sorted_tables:
            rows = (await connection.execute(table.select())).mappings().all()
            found[table.name] = sorted(str({name: plain(value) for name, value in row.items()}) for row in rows)
    return found


def plain(value):
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


async def test_a_drill_loses_nothing_and_sends_nothing_until_it_is_resumed(newsroom, empty, tmp_path):
    async with newsroom.store.begin() as connection:
        await members.add(connection, IDA)
    out = await newsroom.planned(parts=2)
    await newsroom.owner().deliver(out)
    waits = await newsroom.planned()
    file = tmp_path / "backup.jsonl.gz"
    count = await Backups(newsroom.store, newsroom.clock).make(file)
    assert file.stat().st_mode & 0o077 == 0
    before = await everything(newsroom.store)
    assert count == sum(len(rows) for rows in before.values())

    assert await Backups(empty, StoppedClock()).restore(file) == count
    after = await everything(empty)
    halted = [row for row in after["event"] if row not in before["event"]]
    after["event"] = [row for row in after["event"] if row not in halted]
    assert len(halted) == 1
    assert after == before

    again = Newsroom(empty)
    assert await Halting(empty, again.clock).is_halted()
    assert (await again.owner().deliver(waits)).publication.state == "scheduled"
    assert (await again.owner().deliver(out)).publication.state == "published"
    await Halting(empty, again.clock).resume(actor=IDA)
    assert (await again.owner().deliver(waits)).publication.state == "published"


async def test_only_an_empty_database_is_filled(newsroom, tmp_path):
    await newsroom.planned()
    file = tmp_path / "backup.jsonl.gz"
    await Backups(newsroom.store, newsroom.clock).make(file)
    before = await everything(newsroom.store)
    with pytest.raises(Refused, match="database_not_empty"):
        await Backups(newsroom.store, newsroom.clock).restore(file)
    assert await everything(newsroom.store) == before


async def test_half_a_backup_restores_nothing_and_the_whole_one_still_can(newsroom, empty, tmp_path):
    await newsroom.planned()
    file, torn, cut = tmp_path / "backup.jsonl.gz", tmp_path / "torn.gz", tmp_path / "cut.gz"
    count = await Backups(newsroom.store, newsroom.clock).make(file)
    torn.write_bytes(file.read_bytes()[:-40])
    lines = gzip.decompress(file.read_bytes()).decode().splitlines()
    cut.write_bytes(gzip.compress("\n".join([*lines[:-1], lines[-1][:20]]).encode()))
    for broken in (torn, cut):
        with pytest.raises(Refused, match="not_a_backup"):
            await Backups(empty, StoppedClock()).restore(broken)
    assert await Backups(empty, StoppedClock()).restore(file) == count


@pytest.mark.parametrize("first", ["", "no json", "[]", '{"other": 1}', '{"standfirst": 99, "schema": "0001"}'])
async def test_what_is_no_backup_is_refused(tmp_path, first):
    file = tmp_path / "backup.jsonl.gz"
    file.write_bytes(gzip.compress(first.encode()))
    store = Store(f"sqlite:///{tmp_path / 'restored.db'}")
    with pytest.raises(Refused, match=r"not_a_backup|newer_backup"):
        await Backups(store, StoppedClock()).restore(file)
    await store.close()


async def test_a_backup_of_an_older_schema_is_brought_up_to_date(tmp_path):
    at = {"~time": NOON.isoformat()}
    rows = [
        ["brand", {"id": "main", "name": "Main", "body": {"id": "main", "name": "Main"}}],
        [
            "event",
            {"id": 7, "at": at, "actor": "a", "action": "b", "subject": "c/d", "detail": {}},
        ],
    ]
    lines = [{"standfirst": 1, "schema": "0003", "made": NOON.isoformat()}, *rows]
    file = tmp_path / "backup.jsonl.gz"
    file.write_bytes(gzip.compress("\n".join(json.dumps(line) for line in lines).encode()))
    store = Store(f"sqlite:///{tmp_path / 'restored.db'}")
    assert await Backups(store, StoppedClock()).restore(file) == 2
    async with store.read() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM notice"))).scalar() == 0
    await store.close()


async def test_where_nothing_can_be_written_it_is_said(newsroom, tmp_path):
    with pytest.raises(Refused, match="not_writable"):
        await Backups(newsroom.store, newsroom.clock).make(tmp_path / "nowhere" / "backup.gz")


async def test_a_copied_file_starts_halted_and_its_original_does_not(tmp_path):
    original, copy = tmp_path / "original.db", tmp_path / "copy.db"
    async with Store(f"sqlite:///{original}") as store:
        assert not await Halting(store, StoppedClock()).settle()
    copy.write_bytes(original.read_bytes())
    async with Store(f"sqlite:///{copy}") as store:
        halting = Halting(store, StoppedClock())
        assert await halting.settle()
        assert await halting.is_halted()
        await halting.resume(actor=IDA)
        assert not await halting.settle()
        assert not await halting.is_halted()
    async with Store(f"sqlite:///{original}") as store:
        assert not await Halting(store, StoppedClock()).settle()
        assert not await Halting(store, StoppedClock()).is_halted()


async def test_a_database_copied_by_postgres_starts_halted(postgres, postgres_url):
    import psycopg

    async with Store(postgres_url) as store:
        assert not await Halting(store, StoppedClock()).settle()
    name = postgres_url.rpartition("/")[2]
    with psycopg.connect(postgres.replace("+psycopg", "") + "/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}_copy TEMPLATE {name}")
    async with Store(f"{postgres}/{name}_copy") as store:
        assert await Halting(store, StoppedClock()).settle()
        assert await Halting(store, StoppedClock()).is_halted()
