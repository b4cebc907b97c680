"""A database of the first release, with a publication that is out, comes up to date and loses nothing."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

import bot.store
from bot.store import Store, publications

AT = "2026-05-12 09:30:00.000000"
ROWS = {
    "article": {"id": "a1", "url": "", "title": "Tide", "created": AT, "body": "{}"},
    "brand": {"id": "b1", "name": "Gazette", "body": "{}"},
    "event": {"id": 1, "at": AT, "actor": "local", "action": "published", "subject": "u1", "detail": "{}"},
    "member": {"id": "m1", "name": "Ada", "role": "owner", "telegram_id": 7},
    "post": {"id": "p1", "draft_id": "d1", "revision": 1, "platform": "sandbox", "content_hash": "h", "body": "{}"},
    "timeline": {"id": "t1", "account_id": "c1", "key": "k1", "root_id": "", "sequence": 1, "body": "{}"},
    "account": {"id": "c1", "brand_id": "b1", "platform": "sandbox", "handle": "gazette"},
    "draft": {
        **{"id": "d1", "revision": 1, "article_id": "a1", "brand_id": "b1"},
        **{"created": AT, "untraced": "[]", "body": "{}"},
    },
    "publication": {
        **{"id": "u1", "post_id": "p1", "account_id": "c1", "at": AT},
        **{"content_hash": "h", "state": "published", "error": "null"},
    },
    "cursor": {"publication_id": "u1", "value": "5"},
    "delivery": {
        **{"id": "p1/c1/0", "publication_id": "u1", "part": 0, "state": "sent", "attempt": 1, "owner": "w"},
        **{"started_at": AT, "key": "k1", "remote_id": "t1", "remote_url": "sandbox://gazette/t1"},
        **{"retry_at": None, "error": "null"},
    },
    "reply": {
        **{"id": "r1", "account_id": "c1", "publication_id": "u1", "platform": "sandbox", "native_id": "n1"},
        **{"parent_id": "t1", "author": "Renn", "text": "Good.", "created": AT, "edited": None, "deleted": 0},
        **{"url": "", "private": 0, "state": "open"},
    },
}


@pytest.fixture
def first_release(tmp_path):
    """The file a member of the first release has."""
    path = tmp_path / "standfirst.db"
    config = Config()
    config.set_main_option("script_location", str(Path(bot.store.__file__).parent / "migrations"))
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with closing(sqlite3.connect(path)) as file, file:
        for table, row in ROWS.items():
            names, marks = ", ".join(row), ", ".join("?" * len(row))
            file.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))
    return path


async def test_nothing_of_the_first_release_is_lost(first_release):
    async with Store(f"sqlite:///{first_release}") as store, store.read() as connection:
        out = await publications.by_id(connection, "u1")
    assert (out.state, out.content_hash, out.at) == ("published", "h", datetime(2026, 5, 12, 9, 30, tzinfo=UTC))
    with closing(sqlite3.connect(first_release)) as file:
        file.row_factory = sqlite3.Row
        for table, row in ROWS.items():
            (kept,) = file.execute(f"SELECT * FROM {table}")
            assert {name: kept[name] for name in row} == row, table
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []


async def test_foreign_keys_are_minded_after_the_upgrade(first_release):
    async with Store(f"sqlite:///{first_release}") as store:
        for lost in ("DELETE FROM post", "DELETE FROM publication", "DELETE FROM account"):
            with pytest.raises(IntegrityError):
                async with store.begin() as connection:
                    await connection.execute(text(lost))
        async with store.read() as connection:
            assert (await connection.execute(text("PRAGMA foreign_keys"))).scalar() == 1
