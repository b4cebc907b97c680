"""Copies of a database for many runs from the same beginning."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.store.database import place_of


def copied(source: Path, target: Path) -> Path:
    """A copy that takes itself for the original, so that it does not start halted."""
    path = Path(shutil.copy(source, target))
    row = ("2026-05-12 09:30:00.000000", "standfirst", "placed", "switch/place", json.dumps({"place": place_of(path)}))
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("INSERT INTO event (at, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?)", row)
    return path
