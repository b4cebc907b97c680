"""Files that need a parser of their own, taken apart in a process that may be stopped: a hostile file costs no more.

Threads cannot be stopped and share the bot's memory, so the parser runs as `python -m bot.articles.apart KIND`, reads
the file from its input and writes what it found as JSON. The bot waits so long and no longer.
"""

import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from typing import Any

from bot.articles.parts import Parts
from bot.domain.errors import Unreadable

SECONDS = 20
MEMORY = 1_000_000_000
KINDS = ("pdf", "docx")


def parts_of(data: bytes, kind: str) -> Parts:
    """The parts of a PDF or a Word document. Raises Unreadable, "too_hard" where it took too long or too much."""
    command = [sys.executable, "-m", "bot.articles.apart", kind]
    try:
        ended = subprocess.run(  # noqa: S603 - our own program
            command, input=data, capture_output=True, timeout=SECONDS, check=False, env=_environment()
        )
        said: dict[str, Any] = json.loads(ended.stdout) if ended.returncode == 0 else {}
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise Unreadable("too_hard", format=kind.upper(), seconds=SECONDS) from error
    if "parts" in said:
        return _parts(said["parts"])
    if "key" in said:
        raise Unreadable(said["key"], **said["values"])
    raise Unreadable("too_hard", format=kind.upper(), seconds=SECONDS)


def _environment() -> dict[str, str]:
    """What Python needs to find the same code, and none of our settings: a hostile file shall find no token."""
    known = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG", "TMPDIR") if name in os.environ}
    return {**known, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _parts(said: dict[str, Any]) -> Parts:
    published = date.fromisoformat(said["published"]) if said["published"] else None
    lists = {name: tuple(value) for name, value in said.items() if isinstance(value, list)}
    return Parts(**{**said, **lists, "published": published})


def _main(kind: str) -> None:
    _limit()
    data = sys.stdin.buffer.read()
    try:
        if kind == "pdf":
            from bot.articles.pdf import parts_of as read
        else:
            from bot.articles.word import parts_of as read
        said: dict[str, Any] = {"parts": asdict(read(data))}
    except Unreadable as error:
        said = {"key": error.key, "values": error.values}
    sys.stdout.write(json.dumps(said, default=str))


def _limit() -> None:
    """Take no more memory and time than an article needs, where the system can keep a process to it."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        with suppress(ValueError, OSError):  # a system that has its own idea of the limit
            resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    _main(sys.argv[1])
