"""Commands that draft, publish and show the queue."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.commands_articles import article_of_line, each
from bot.cli.root import Json, Jsonl, Sources, alone, app, sources_given, usage
from bot.cli.running import finish

if TYPE_CHECKING:
    from bot.app import Desk, House
    from bot.domain.brand import Brand
    from bot.services.composing import Composed
    from bot.services.publishing import Report

Line = dict[str, Any]


@app.command()
def compose(
    sources: Sources = None,
    wanted: Annotated[
        str | None, typer.Option("--for", help="Platforms, comma-separated; all of them by default.")
    ] = None,
    writer: Annotated[str, typer.Option(help="Who writes: embedded, which needs no key.")] = "embedded",
    brand: Annotated[str | None, typer.Option(help="Whose house style; Main by default.")] = None,
    json: Json = False,
    jsonl: Jsonl = None,
) -> None:
    """Draft an article and fit it to every platform. Drafts are kept, those of a batch are not.

    Example: standfirst compose https://harbour.example/tidal --for x,linkedin
    """
    from bot.app import Desk, platforms_named, texts
    from bot.cli import batch

    if writer != "embedded":
        raise usage("no_writer", name=writer)
    if brand is not None and not brand.strip():
        raise usage("no_names", option="--brand")
    platforms = platforms_named(",".join(_names("--for", wanted)) if wanted is not None else "")
    if jsonl is not None:
        alone("--jsonl", SOURCE=sources, brand=brand, json=json)
        desk = Desk()
        return batch.run(jsonl, lambda line: _batch_line(desk, platforms, line), texts())
    finish(_compose_all(sources_given(sources), platforms, "Main" if brand is None else brand, json=json))
    return None


@app.command()
def publish(
    draft: Annotated[str, typer.Argument(help="The id of a draft, as compose says it.")],
    to: Annotated[str, typer.Option("--to", help="Accounts, comma-separated: sandbox, x:ourname ...")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the exact requests and send nothing.")] = False,
    anew: Annotated[bool, typer.Option("--anew", help="Publish once more what was deleted.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Change what is out to the newest wording.")] = False,
    repost: Annotated[
        bool, typer.Option("--repost", help="With --replace: where it cannot be changed, delete it and publish anew.")
    ] = False,
    json: Json = False,
) -> None:
    """Publish a draft now, once, however often this is run; or change what is out of it.

    Example: standfirst publish k3f9m2x8bd --to sandbox
    """
    from bot.cli import publications

    names = _names("--to", to)
    if repost and not replace:
        raise usage("repost_what")
    if replace:
        alone("--replace", dry_run=dry_run, anew=anew)
        return finish(publications.replace(draft, names, repost=repost, json=json))
    if dry_run:
        alone("--dry-run", anew=anew)
    reports = finish(_publish(draft, names, dry_run=dry_run, anew=anew, json=json))
    if any(report.publication.state != "published" or report.publication.deleted for report in reports):
        raise typer.Exit(1)
    return None


@app.command()
def queue(
    settle: Annotated[str | None, typer.Option(metavar="ID", help="Say of one that may be out how it is.")] = None,
    there: Annotated[str | None, typer.Option(metavar="LINK", help="It is there; its link, or - for none.")] = None,
    again: Annotated[bool, typer.Option("--again", help="It is not there: send it again.")] = False,
    delete: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Delete what is out, by its id or address; replies and likes go with it."),
    ] = None,
    by_hand: Annotated[bool, typer.Option("--by-hand", help="With --delete: it was deleted on the network.")] = False,
    json: Json = False,
) -> None:
    """Show what is due, on its way, or waits for a person; settle what may be out; delete what is.

    Example: standfirst queue --settle k3f9m2x8bdqz --again
    """
    from bot.cli import publications

    if delete is not None:
        alone("--delete", settle=settle, there=there, again=again)
        return finish(publications.delete(delete, by_hand=by_hand, json=json))
    if by_hand:
        raise usage("by_hand_what")
    if settle is None:
        if there is not None or again:
            raise usage("settle_what")
        return finish(_queue(json=json))
    if again == (there is not None):
        raise usage("settle_how")
    if finish(_settle(settle, there, json=json)).publication.state != "published":
        raise typer.Exit(1)
    return None


def _names(option: str, wanted: str) -> list[str]:
    """The names of a comma-separated option, each once; none at all is wrong usage."""
    named = dict.fromkeys(filter(None, (name.strip() for name in wanted.split(","))))
    if not named:
        raise usage("no_names", option=option)
    return list(named)


async def _compose_all(sources: list[str], platforms: list[Any], brand: str, *, json: bool) -> None:
    from bot.app import opened

    async with opened() as house:
        whose = await house.accounts.brand(brand)
        await each(sources, partial(_compose, house, whose, platforms, json=json))


async def _compose(house: "House", brand: "Brand", platforms: list[Any], source: str, *, json: bool) -> None:
    from bot.app import texts
    from bot.cli import batch, shapes

    article = await house.desk.read(source)
    composed = await house.drafting.draft(article, brand, platforms, actor="local")
    if json:
        batch.write(shapes.composed(composed, texts()))
    else:
        _show(composed)


def _show(composed: "Composed") -> None:
    from bot.app import get, texts
    from bot.cli import show

    out = show.console()
    out.print(show.article(composed.article, texts()))
    for name, post in composed.posts.items():
        out.print(show.post(post, get(name).label, texts()))
    out.print(show.checked(composed.trace, texts()))
    out.print(show.plain(texts().say("cli/draft_kept", id=composed.draft.id)))


def _batch_line(desk: "Desk", platforms: list[Any], line: Line) -> Line:
    from bot.app import texts
    from bot.cli import shapes

    composed = asyncio.run(desk.compose(article_of_line(line), platforms, draft_id=str(line.get("id"))))
    return {**shapes.composed(composed, texts()), "id": line.get("id")}


async def _publish(draft: str, names: list[str], *, dry_run: bool, anew: bool, json: bool) -> "list[Report]":
    from bot.app import opened
    from bot.cli import batch, publications, shapes, show
    from bot.services.accounts import LOCAL

    async with opened() as house:
        if dry_run:
            intents = await house.publishing.intents(draft, names)
            batch.write({"requests": [shapes.intent(intent) for intent in intents]})
            return []
        await house.delivering.recover()  # what a run before this one left on its way
        before = await house.publishing.of_draft(draft) if anew else []
        deleted = [one.publication.id for one in before if one.publication.deleted]
        planned = await house.publishing.plan(draft, names, actor=LOCAL, anew=deleted)
        reports = [await publications.delivered(house, publication) for publication in planned]
    show.tell(reports, json=json)
    return reports


async def _settle(publication: str, link: str | None, *, json: bool) -> "Report":
    from bot.app import opened
    from bot.cli import show
    from bot.services.accounts import LOCAL

    async with opened() as house:
        if link is None:
            report = await house.delivering.settle_as_not_sent(publication, actor=LOCAL)
        else:
            report = await house.delivering.settle_as_published(publication, link if link != "-" else "", actor=LOCAL)
    show.tell([report], json=json)
    return report


async def _queue(*, json: bool) -> None:
    from bot.app import opened, texts
    from bot.cli import show

    async with opened() as house:
        waiting = await house.publishing.waiting()
    if json or waiting:
        show.tell(waiting, json=json)
    else:
        typer.echo(texts().say("cli/queue_empty"))
