"""Runs what a command awaits, to its very end."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
PATIENCE = 1.0  # seconds


def finish(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end; the threads of a database have said their last word before the loop is closed."""
    return asyncio.run(_settled(work))


async def _settled(work: Coroutine[Any, Any, T]) -> T:
    """Without the wait aiosqlite 0.22 shows a trace of its own, when a file that cannot be opened ends the run."""
    try:
        return await work
    finally:
        for thread in threading.enumerate():
            if "_connection_worker_thread" in thread.name:
                thread.join(PATIENCE)
