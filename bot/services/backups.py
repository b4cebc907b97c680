"""Backups: the whole database in one file, made while others work, and put into an empty database."""

import contextlib
import gzip
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from bot.domain.errors import Missing, Refused
from bot.domain.ports import Clock
from bot.services.halting import SUBJECT, halted
from bot.store import Connection, Store, backup, events


class Backups:
    """Makes and restores them. What is sealed stays sealed: without the house's key a backup opens no account."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def make(self, path: Path) -> int:
        """Write a backup, readable by its owner alone, whole or not at all; how many rows it holds.

        Raises Refused("not_writable").
        """
        count = -1  # the first line is no row
        try:
            with _whole(path) as file:
                async for line in backup.lines(self._store, self._clock.now()):
                    file.write(line + "\n")
                    count += 1
        except OSError as error:
            raise Refused("not_writable", path=str(path), reason=error.strerror or "") from error
        return count

    async def restore(self, path: Path) -> int:
        """Fill this database, which must be empty, from a backup; it starts halted. How many rows there were.

        Raises Refused("database_not_empty", "not_a_backup", "newer_backup"), Missing("no_such_file").
        """
        try:
            with gzip.open(path, "rt", encoding="utf-8") as file:
                return await backup.fill(self._store, file, self._halted)
        except FileNotFoundError as error:
            raise Missing("no_such_file", path=str(path)) from error
        except (OSError, EOFError, UnicodeDecodeError) as error:
            raise Refused("not_a_backup") from error

    async def _halted(self, connection: Connection) -> None:
        if not await halted(connection):
            await events.add(connection, self._clock.now(), "standfirst", "halted", SUBJECT, because="restored")


@contextlib.contextmanager
def _whole(path: Path) -> Iterator[TextIO]:
    """A compressed text file that takes its name once all of it is on the disk."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as raw:
            with gzip.open(raw, "wt", encoding="utf-8") as file:
                yield file
            raw.flush()
            os.fsync(raw.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
