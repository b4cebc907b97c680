"""Commands that draft and publish."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.commands_articles import article_of_line, each
from bot.cli.root import Json, Jsonl, Sources, alone, app, sources_given, usage
from bot.cli.running import finish
from bot.cli.terminal import echo

if TYPE_CHECKING:
    from bot.app import Desk, House
    from bot.domain.brand import Brand
    from bot.services.composing import Composed
    from bot.services.publishing import Report

Line = dict[str, Any]
YEAR = 525_600  # minutes


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
    at: Annotated[
        str | None, typer.Option(metavar="WHEN", help='Not now but then: "fri 14:30", "in 2h", "next slot" ...')
    ] = None,
    late: Annotated[
        int | None,
        typer.Option(metavar="MINUTES", min=1, max=YEAR, help="With --at: later than that it is held; 30 by default."),
    ] = None,
    void: Annotated[
        int | None,
        typer.Option(metavar="MINUTES", min=1, max=YEAR, help="With --at: so long after its time it is cancelled."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the exact requests and send nothing.")] = False,
    anew: Annotated[bool, typer.Option("--anew", help="Publish once more what was deleted.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Change what is out to the newest wording.")] = False,
    repost: Annotated[
        bool, typer.Option("--repost", help="With --replace: where it cannot be changed, delete it and publish anew.")
    ] = False,
    json: Json = False,
) -> None:
    """Publish a draft now or at a time, once, however often this is run; or change what is out of it.

    Example: standfirst publish k3f9m2x8bd --to sandbox --at "tomorrow 9am"
    """
    from bot.cli import publications

    names = _names("--to", to)
    if repost and not replace:
        raise usage("repost_what")
    if at is None and (late is not None or void is not None):
        raise usage("late_what")
    if replace:
        alone("--replace", at=at, dry_run=dry_run, anew=anew)
        return finish(publications.replace(draft, names, repost=repost, json=json))
    if dry_run:
        alone("--dry-run", anew=anew)
        return finish(_requests(draft, names, at, json=json))
    if at is not None:
        return _schedule(draft, names, at, late=late, void=void, anew=anew, json=json)
    reports = finish(_publish(draft, names, anew=anew, json=json))
    if any(report.publication.state != "published" or report.publication.deleted for report in reports):
        raise typer.Exit(1)
    return None


def _schedule(
    draft: str, names: list[str], at: str, *, late: int | None, void: int | None, anew: bool, json: bool
) -> None:
    """Keep the time; the exit code is 1 where something else came of it before."""
    from bot.app import texts
    from bot.cli import timing

    reports = finish(timing.schedule(draft, names, at, late=late, void=void, anew=anew, json=json))
    if any(report.publication.state != "scheduled" for report in reports):
        if any(report.publication.state == "published" for report in reports):
            echo(texts().say("cli/already_out"), err=True)
        raise typer.Exit(1)
    echo(texts().say("cli/goes_out"), err=True)


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


async def _requests(draft: str, names: list[str], at: str | None, *, json: bool) -> None:
    from bot.app import opened
    from bot.cli import batch, shapes, timing

    times = await timing.rehearsed(draft, names, at, json=json) if at is not None else {}
    async with opened() as house:
        intents = [shapes.intent(intent) for intent in await house.publishing.intents(draft, names)]
    planned = [{**intent, "at": times[intent["account"]]} if times else intent for intent in intents]
    batch.write({"requests": planned})


async def _publish(draft: str, names: list[str], *, anew: bool, json: bool) -> "list[Report]":
    from bot.app import opened
    from bot.cli import publications, repeated, show
    from bot.services.accounts import LOCAL

    async with opened() as house:
        await house.delivering.recover()  # what a run before this one left on its way
        before = await house.publishing.of_draft(draft) if anew else []
        deleted = [one.publication.id for one in before if one.publication.deleted]
        waived = await repeated.told(house, draft, names)
        planned = await house.publishing.plan(draft, names, actor=LOCAL, anew=deleted, waived=waived)
        reports = [await publications.delivered(house, publication) for publication in planned]
        await publications.brake_told(house)
    show.tell(reports, json=json)
    return reports
