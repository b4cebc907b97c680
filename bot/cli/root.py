"""The root command, the options every command shares, and what they need: texts, an exit."""

import logging
from typing import Annotated

import typer

import bot
from bot.cli import logs
from bot.cli.terminal import echo

app = typer.Typer(
    help="An article in, a post for every network out; each fact traced, published once, replies in one inbox.",
    epilog="Start with: standfirst demo",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout; one a line for several sources.")]
Jsonl = Annotated[
    str | None, typer.Option("--jsonl", metavar="FILE", help="A batch: one JSON object a line (- is stdin).")
]
Sources = Annotated[list[str] | None, typer.Argument(help="URLs, files, or - for stdin.")]
Debug = Annotated[bool, typer.Option("--debug", help="Log what happens to stderr.")]
Version = Annotated[bool, typer.Option("--version", help="Say the version.")]


@app.callback(invoke_without_command=True)
def root(context: typer.Context, debug: Debug = False, version: Version = False) -> None:
    """Options of the program itself."""
    logging.basicConfig(level=logging.DEBUG if debug else logging.CRITICAL, format="%(levelname)s %(name)s %(message)s")
    logs.guard()
    if version:
        typer.echo(f"standfirst {bot.__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(2)


def usage(key: str, /, **values: object) -> typer.Exit:
    """Wrong usage: say what to do instead, from templates/chat/<lang>/cli/usage; raised, it ends with exit code 2."""
    from bot.app import texts

    echo(texts().say(f"cli/usage/{key}", **values), err=True)
    return typer.Exit(2)


def alone(option: str, /, **others: object) -> None:
    """Refuse what an option would silently ignore: every other one given by the name people type it with."""
    given = [name.replace("_", "-") for name, value in others.items() if value not in (None, False, [])]
    if given:
        named = [name.upper() if name.isupper() else f"--{name}" for name in given]
        raise usage("alone", option=option, others=named)


def sources_given(sources: list[str] | None) -> list[str]:
    """At least one source, stdin once at most."""
    if not sources or not all(sources):
        raise usage("no_source")
    if sources.count("-") > 1:
        raise usage("stdin_twice")
    return sources
