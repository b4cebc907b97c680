"""The root command, the options every command shares, and what they need: settings, texts, an exit."""

import logging
from typing import Annotated

import typer

import bot

app = typer.Typer(
    help="An article in, a post for every network out; each fact traced, published once, replies in one inbox.",
    epilog="Start with: standfirst demo",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
Jsonl = Annotated[str, typer.Option("--jsonl", metavar="FILE", help="A batch: one JSON object a line (- is stdin).")]
Debug = Annotated[bool, typer.Option("--debug", help="Log what happens to stderr.")]
Version = Annotated[bool, typer.Option("--version", help="Say the version.")]


@app.callback(invoke_without_command=True)
def root(debug: Debug = False, version: Version = False) -> None:
    """Options of the program itself."""
    logging.basicConfig(level=logging.DEBUG if debug else logging.CRITICAL, format="%(levelname)s %(name)s %(message)s")
    if version:
        typer.echo(f"standfirst {bot.__version__}")
        raise typer.Exit


def usage(message: str) -> typer.BadParameter:
    """Wrong usage: what to do instead; ends the program with exit code 2."""
    return typer.BadParameter(message)
