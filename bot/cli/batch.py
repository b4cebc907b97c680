"""Batches: one JSON object a line in, one a line out, same order, same id; a bad line never ends the run."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from bot.cli import ends
from bot.domain.errors import Missing, Refused, StandfirstError

if TYPE_CHECKING:  # so that `count` needs none of it
    from bot.chat.texts import Texts

Line = dict[str, Any]
# What a terminal could obey and JSON leaves as it is; escaped it means the same to whoever reads JSON.
ESCAPED = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def run(path: str, work: Callable[[Line], Line], texts: "Texts") -> None:
    """Answer every line of a JSONL file (`-` is stdin) on stdout, with a progress bar on a terminal's stderr."""
    with _opened(path) as source:
        for raw in _progress(source, path, texts):
            if raw.strip():
                write(_answer(raw, work, texts))


def write(answer: Line) -> None:
    """Write one object as a line of UTF-8 to stdout."""
    text = ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(answer, ensure_ascii=False, default=str))
    sys.stdout.buffer.write(text.encode("utf-8", errors="replace") + b"\n")
    sys.stdout.buffer.flush()


def field(line: Line, name: str, kind: type = str) -> Any:
    """A field of a batch line, checked; raises Refused when it is missing or of another type."""
    value = line.get(name)
    if not isinstance(value, kind):
        raise Refused("bad_line", field=name, expected=kind.__name__)
    return value


def _answer(raw: bytes, work: Callable[[Line], Line], texts: "Texts") -> Line:
    identity: Any = None
    try:
        line = _parsed(raw)
        identity = line.get("id")
        return {"id": identity, **work(line)}
    except StandfirstError as error:
        return _failed(identity, error, texts)
    except Exception as fault:  # the boundary of the run: the next line must still be answered
        return _failed(identity, ends.unexpected(fault), texts)


def _failed(identity: object, error: StandfirstError, texts: "Texts") -> Line:
    return {"id": identity, "error": {"key": error.key, "message": texts.error(error)}}


def _parsed(raw: bytes) -> Line:
    try:
        line = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Refused("bad_json", reason=str(error)[:200], kind="") from error
    if not isinstance(line, dict):
        raise Refused("bad_json", reason="", kind=type(line).__name__)
    return line


def _opened(path: str) -> BinaryIO:
    if path == "-":
        return sys.stdin.buffer
    try:
        return Path(path).open("rb")
    except OSError as error:
        raise Missing("no_such_file", path=path, reason=error.strerror or "") from error


def _progress(source: BinaryIO, path: str, texts: "Texts") -> Iterator[bytes]:
    if path == "-" or not sys.stderr.isatty():
        yield from source
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(texts.say("cli/working"), total=Path(path).stat().st_size)
        for raw in source:
            yield raw
            bar.advance(task, len(raw))
