"""The whole database in one file: `backup` and `restore`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.root import app
from bot.cli.running import finish
from bot.cli.terminal import echo


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where to write it; what is there is replaced once it is whole.")],
) -> None:
    """Write the whole database into one file, while the bot goes on working. Keep your secret key apart from it.

    Example: standfirst backup standfirst-2026-11-23.jsonl.gz
    """
    finish(_backup(file))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that backup wrote, on SQLite or on Postgres.")],
) -> None:
    """Fill an empty database from a backup. It starts halted: nothing is sent until `resume`.

    Example: STANDFIRST_HOME=restored standfirst restore standfirst-2026-11-23.jsonl.gz
    """
    finish(_restore(file))


async def _backup(file: Path) -> None:
    from bot.app import opened, texts

    async with opened() as house:
        count = await house.backups.make(file)
    echo(texts().say("cli/backed_up", file=str(file), count=count), err=True)


async def _restore(file: Path) -> None:
    from bot.app import restored, texts

    count = await restored(file)
    echo(texts().say("cli/restored", file=str(file), count=count), err=True)
