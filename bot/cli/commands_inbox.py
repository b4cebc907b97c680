"""Commands about replies: collect, replies, and writing some on the sandbox."""

import csv
import sys
from typing import Annotated

import typer

from bot.cli.root import Json, alone, app, usage
from bot.cli.running import finish
from bot.cli.terminal import echo


@app.command()
def collect(json: Json = False) -> None:
    """Ask every account for new replies.

    Example: standfirst collect
    """
    if not finish(_collect(json=json)):
        raise typer.Exit(1)


@app.command()
def replies(
    only_open: Annotated[bool, typer.Option("--open", help="Only those that wait for an answer.")] = False,
    export: Annotated[str | None, typer.Option(help="csv: a spreadsheet on stdout.")] = None,
    json: Json = False,
) -> None:
    """List the replies that were collected.

    Example: standfirst replies --open
    """
    if export is not None:
        alone("--export", json=json)
        if export != "csv":
            raise usage("no_export", name=export)
    finish(_replies(only_open=only_open, export=export is not None, json=json))


@app.command()
def rehearse(
    post: Annotated[str, typer.Argument(help="The address or id of a post or a reply on the sandbox.")],
    text: Annotated[str | None, typer.Argument(help="What the reader says; with --delete nothing.")] = None,
    author: Annotated[str | None, typer.Option(help="Who says it; @reader.example by default.")] = None,
    edit: Annotated[bool, typer.Option("--edit", help="Put the text in place of the reply's own.")] = False,
    delete: Annotated[bool, typer.Option("--delete", help="Take the reply away.")] = False,
) -> None:
    """Reply on the sandbox as a reader would, to try the inbox.

    Example: standfirst rehearse sandbox://rehearsal/k3f9m2x8bd "Does this lower bills outside the city too?"
    """
    if delete:
        alone("--delete", TEXT=text, author=author, edit=edit)
    elif text is None:
        raise usage("nothing_to_say")
    if edit:
        alone("--edit", author=author)
    finish(_rehearse(post, text or "", author or "@reader.example", edit=edit, delete=delete))


async def _collect(*, json: bool) -> bool:
    from bot.app import opened, texts
    from bot.cli import batch, ends

    async with opened() as house:
        found = await house.inbox.collect()
    failed = [{"account": account, "error": error.key} for account, error in found.failed]
    if json:
        batch.write({"new": found.new, "changed": found.changed, "failed": failed})
    else:
        typer.echo(texts().say("cli/collected", new=found.new, changed=found.changed))
        for account, error in found.failed:
            ends.say(error, about=account)
    return not failed


async def _replies(*, only_open: bool, export: bool, json: bool) -> None:
    from bot.app import opened, texts
    from bot.cli import batch, show
    from bot.services.inbox import COLUMNS, rows

    async with opened() as house:
        found = await house.inbox.listed(states=("open",) if only_open else ())
    if export:
        csv.writer(sys.stdout, quoting=csv.QUOTE_ALL).writerows([COLUMNS, *rows(found)])
    elif json:
        batch.write({"replies": [reply.model_dump(mode="json") for reply in found]})
    elif found:
        show.console().print(show.thread(found, texts()))
    else:
        typer.echo(texts().say("cli/no_replies"))


async def _rehearse(post: str, text: str, author: str, *, edit: bool, delete: bool) -> None:
    from bot.app import opened, texts

    async with opened() as house:
        entry = await house.rehearsal.say(post, text, author, edit=edit, delete=delete)
    key = "cli/rehearsal_deleted" if delete else "cli/rehearsal_edited" if edit else "cli/rehearsal_said"
    echo(texts().say(key, id=entry.id, author=author))
