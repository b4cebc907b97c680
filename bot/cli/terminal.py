"""The two streams: always UTF-8, and nothing from outside that a terminal would obey."""

import os
import re
import sys
from pathlib import Path

import typer

# C0 and C1 controls but tab and line feed; what turns the direction of writing around; half characters.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def safe(text: str) -> str:
    """Text from outside with its control characters replaced, so that a terminal shows it and obeys nothing."""
    return CONTROL.sub("\ufffd", text)


def echo(text: str, *, err: bool = False) -> None:
    """Say a line on stdout or stderr, made safe."""
    typer.echo(safe(text), err=err)


def prepare() -> None:
    """Write UTF-8 whatever the locale says, what cannot be written escaped; a closed stream becomes an empty one."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open as long as the program
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # absent from another program's stand-in
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
