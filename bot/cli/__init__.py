"""The command line: the same services as the chat, for scripts, cron, a terminal and measurement.

May import everything below it; nothing imports it. `commands_*.py` hold the commands by what they are about,
`batch.py` the JSONL runs, `show.py` what a terminal shows. A new command: a function in the fitting module,
registered there on `app`, with an example in its docstring. Heavy imports stay inside the functions, so that
`standfirst --help` answers at once.
"""

import logging
import os
import re
import sys

import typer

from bot.cli.root import app
from bot.domain.errors import Refused, StandfirstError

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
DONE, FAILED, USAGE, REFUSED = 0, 1, 2, 3


def main() -> None:
    """Run the command line; the exit code is 0 done, 1 failed, 2 wrong usage, 3 refused by a rule."""
    sys.exit(_run())


def _run() -> int:
    from bot.cli import commands_articles, commands_demo, commands_inbox, commands_publishing  # noqa: F401 - they register

    try:
        app(prog_name="standfirst")
    except StandfirstError as error:
        _say(error)
        return USAGE if error.key == "bad_setting" else REFUSED if isinstance(error, Refused) else FAILED
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception:  # the boundary of the program: an apology instead of a bare trace
        logging.getLogger(__name__).exception("unexpected")
        _say(StandfirstError("internal"))
        return FAILED
    return DONE


def _say(error: StandfirstError) -> None:
    """Say what went wrong; with settings or templates that are broken themselves, in the built-in words."""
    from bot.chat.texts import Texts
    from bot.text.templating import Templates

    try:
        from bot.app import texts

        said = texts().error(error)
    except StandfirstError:
        said = Texts(Templates()).error(error)
    typer.echo(CONTROL.sub("\ufffd", said), err=True)
