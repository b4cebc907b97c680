"""One process works on one SQLite file: who comes second is told who holds it."""

import fcntl
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.domain.errors import Refused


@contextmanager
def alone(database: Path) -> Iterator[None]:
    """Hold a SQLite file for this process within the block, by a lock beside it that ends with the process.

    Raises Refused("already_running") with the holder's process id and machine.
    """
    path = database.with_name(database.name + ".lock")
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            holder = file.read(200).strip() or "?"
            raise Refused("already_running", holder=holder, database=str(database)) from error
        file.truncate(0)
        file.write(f"{os.getpid()} ({platform.node()})")
        file.flush()
        yield
