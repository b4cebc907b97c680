"""Feeds are read in a process beside, one after the other: a feed made to stop a reader costs no more than its time.

feedparser is Python through and through: in a thread of this process it would take every other turn from whoever is
answered in the chat, and nothing could stop it. The process (`python -m bot.feeds.apart`) holds none of our settings,
takes a line of JSON and the feed on its input, and answers with a line of JSON. It is started when the first feed
comes and ends with the block, or with this process, whatever becomes of it.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import IO, Any, Protocol

from bot.domain.errors import Unreadable
from bot.domain.feed import Fetched
from bot.feeds.parse import require_size

# A feed of 5 MB with 500 long items takes three or four; seconds.
SECONDS = 10.0
MEMORY = 1_000_000_000


class Read(Protocol):
    """Reads a feed. Raises as `parse.parse`, "feed_too_hard" where it took too long or too much."""

    def __call__(self, data: bytes, *, url: str, content_type: str, now: datetime) -> Awaitable[Fetched]:
        """The feed that these bytes are."""
        ...


@asynccontextmanager
async def reader(seconds: float = SECONDS) -> AsyncIterator[Read]:
    """Something that reads feeds within the block; each may take so long."""
    beside = _Beside(seconds)
    try:
        yield beside.read
    finally:
        beside.end()


class _Beside:
    """The process and whoever's turn it is."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._turn = asyncio.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    async def read(self, data: bytes, *, url: str, content_type: str, now: datetime) -> Fetched:
        require_size(data)
        head = {"url": url, "content_type": content_type, "now": now.isoformat(), "length": len(data)}
        async with self._turn:
            said = await self._asked(json.dumps(head).encode() + b"\n" + data)
        if "feed" in said:
            return Fetched.model_validate(said["feed"])
        raise Unreadable(said.get("key", "feed_too_hard"), **said.get("values", {"seconds": int(self._seconds)}))

    async def _asked(self, question: bytes) -> dict[str, Any]:
        process = self._process or self._started()
        asked = asyncio.ensure_future(asyncio.to_thread(_exchange, process, question))
        try:
            answer = await asyncio.wait_for(asyncio.shield(asked), self._seconds)
            said: dict[str, Any] = json.loads(answer)
        except (TimeoutError, ValueError, OSError):
            self.end()
            with suppress(OSError, ValueError):
                await asked
            return {}
        except asyncio.CancelledError:
            self.end()
            raise
        return said

    def _started(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "bot.feeds.apart"]
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment()
        )
        return self._process

    def end(self) -> None:
        """Stop it, whatever it is at."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    _of(pipe).close()


def _exchange(process: "subprocess.Popen[bytes]", question: bytes) -> bytes:
    _of(process.stdin).write(question)
    _of(process.stdin).flush()
    return _of(process.stdout).readline()


def _of(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise OSError("no pipe")
    return pipe


def _environment() -> dict[str, str]:
    """What Python needs to find the same code, and none of our settings."""
    known = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG", "TMPDIR") if name in os.environ}
    return {**known, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _main() -> None:
    from bot.feeds.parse import parse

    _limit()
    while line := sys.stdin.buffer.readline():
        head = json.loads(line)
        data, now = sys.stdin.buffer.read(head.pop("length")), datetime.fromisoformat(head.pop("now"))
        try:
            said: dict[str, Any] = {"feed": parse(data, now=now, **head).model_dump(mode="json")}
        except Unreadable as error:
            said = {"key": error.key, "values": error.values}
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


def _limit() -> None:
    """Take no more memory than a feed needs, where the system can keep a process to it."""
    try:
        import resource
    except ImportError:
        return
    with suppress(ValueError, OSError):  # a system that has its own idea of the limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    _main()
