"""SQLite without a journey to another thread for each cursor, statement and row.

aiosqlite hands every single call to a thread of the connection and back, a dozen for the smallest query, which costs
ten times what SQLite itself takes and, when much happens at once, a turn of the event loop each time. Here only what
may really wait goes there: another process's write lock, the disk at a commit.
"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import aiosqlite

T = TypeVar("T")
_WAITING = ("BEGIN IMMEDIATE", "PRAGMA")


class Nearby(aiosqlite.Connection):
    """A connection that does quick work where it is asked for. Its calls come one after the other, never at once."""

    async def _execute(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """The one door of aiosqlite through which every call goes (0.22)."""
        if self._running and self._connection and not _waits(fn, args):
            return fn(*args, **kwargs)
        done: T = await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call] # aiosqlite's
        return done


def connect(path: str, **options: Any) -> Nearby:
    """A connection to a file, not opened yet; its thread ends with the program."""
    made = Nearby(lambda: sqlite3.connect(_private(path), **options), 64)
    made._thread.daemon = True
    return made


def _private(path: str) -> str:
    """The file, which is its owner's alone where it is new: SQLite gives what it writes beside it the same mode."""
    if path != ":memory:" and not path.startswith("file:"):
        with suppress(OSError):  # it is there, or SQLite says what is wrong
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    return path


def _waits(fn: Callable[..., Any], args: tuple[Any, ...]) -> bool:
    name = getattr(fn, "__name__", "")
    if name == "execute":
        return str(args[0]).startswith(_WAITING)
    return name in ("commit", "close") and isinstance(getattr(fn, "__self__", None), sqlite3.Connection)
