"""The command line: the same services as the chat, for scripts, cron, a terminal and measurement.

May import everything below it; nothing imports it. `commands_*.py` hold the commands by what they are about,
`batch.py` the JSONL runs, `show.py` what a terminal shows, `terminal.py` the streams, `ends.py` how a run ends. A new
command: a function in the fitting module, registered there on `app`, with an example in its docstring; its sentences
are under `templates/chat/<lang>/cli`, those of wrong usage under `usage` there. Heavy imports stay inside the
functions, so that `standfirst --help` answers at once.
"""

import errno
import os
import sys

from bot.cli import ends, terminal
from bot.cli.root import app
from bot.domain.errors import StandfirstError


def main() -> None:
    """Run the command line; the exit code is 0 done, 1 failed, 2 wrong usage, 3 refused by a rule."""
    sys.exit(_run())


def _run() -> int:
    from bot.cli import (  # noqa: F401 - they register
        commands_accounts,
        commands_articles,
        commands_backup,
        commands_demo,
        commands_feeds,
        commands_inbox,
        commands_publishing,
        commands_queue,
        commands_run,
        commands_story,
        commands_times,
    )

    terminal.prepare()
    try:
        return _command()
    except StandfirstError as error:
        ends.say(error)
        return ends.code([error])
    except OSError as fault:
        return _stream_failed(fault)
    except Exception as fault:  # the boundary of the program: a line with a reference instead of a bare trace
        ends.say(ends.unexpected(fault))
        return ends.FAILED


def _command() -> int:
    """Run the command and write out what it said, while it can still be told when that fails."""
    try:
        app(prog_name="standfirst")
        code = ends.DONE
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else ends.FAILED
    sys.stdout.flush()
    return code


def _stream_failed(fault: OSError) -> int:
    """Say why nothing more could be written; a reader that has left wants to hear nothing."""
    if fault.errno == errno.ENOSPC:
        ends.say(StandfirstError("not_written", reason=fault.strerror or ""))
    elif not isinstance(fault, BrokenPipeError):
        ends.say(ends.unexpected(fault))
    if isinstance(fault, BrokenPipeError) or fault.errno == errno.ENOSPC:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is still held back must not fail again at the exit
    return ends.FAILED
