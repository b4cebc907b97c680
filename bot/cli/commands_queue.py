"""The queue: what is due, on its way, or waits for a person, and what a person can do about it."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.root import Json, alone, app, usage
from bot.cli.running import finish

if TYPE_CHECKING:
    from bot.services.publishing import Report


@app.command()
def queue(
    settle: Annotated[str | None, typer.Option(metavar="ID", help="Say of one that may be out how it is.")] = None,
    there: Annotated[str | None, typer.Option(metavar="LINK", help="It is there; its link, or - for none.")] = None,
    again: Annotated[bool, typer.Option("--again", help="It is not there: send it again.")] = False,
    reschedule: Annotated[str | None, typer.Option(metavar="ID", help="Give one that waits another time.")] = None,
    at: Annotated[
        str | None, typer.Option(metavar="WHEN", help="With --reschedule: the time, as people type it.")
    ] = None,
    now: Annotated[str | None, typer.Option(metavar="ID", help="Send one that waits at once.")] = None,
    cancel: Annotated[str | None, typer.Option(metavar="ID", help="Take back one that waits.")] = None,
    delete: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Delete what is out, by its id or address; replies and likes go with it."),
    ] = None,
    by_hand: Annotated[bool, typer.Option("--by-hand", help="With --delete: it was deleted on the network.")] = False,
    ics: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write what is scheduled as a calendar file (- is stdout).")
    ] = None,
    json: Json = False,
) -> None:
    """Show what is due, on its way, or waits for a person; move it, take it back, settle or delete what is out.

    Example: standfirst queue --reschedule k3f9m2x8bdqz --at "fri 14:30"
    """
    deeds = {"settle": settle, "reschedule": reschedule, "now": now, "cancel": cancel, "delete": delete, "ics": ics}
    deed = next((name for name, value in deeds.items() if value is not None), "")
    others = {name: value for name, value in deeds.items() if name != deed}
    parts: dict[str, dict[str, str | bool | None]] = {
        "settle": {"there": there, "again": again},
        "reschedule": {"at": at},
        "delete": {"by_hand": by_hand},
    }
    _only(deed, others, parts)
    if settle is not None and again == (there is not None):
        raise usage("settle_how")
    if reschedule is not None and at is None:
        raise usage("reschedule_when")
    if ics is not None:
        alone("--ics", json=json)
    _do(deed, deeds.get(deed) or "", there, at or "", by_hand=by_hand, json=json)


def _only(deed: str, others: dict[str, str | None], parts: dict[str, dict[str, str | bool | None]]) -> None:
    """Refuse a second deed, and what belongs to another one than was asked for."""
    if deed:
        alone(f"--{deed}", **others)
    for owner, options in parts.items():
        if owner != deed and any(value not in (None, False) for value in options.values()):
            if deed:
                alone(f"--{deed}", **options)
            raise usage({"settle": "settle_what", "reschedule": "at_what", "delete": "by_hand_what"}[owner])


def _do(deed: str, what: str, there: str | None, at: str, *, by_hand: bool, json: bool) -> None:
    """Do it, tell how it stands, and end with 1 where what should be out is not."""
    from bot.cli import publications, show, timing

    if deed == "delete":
        return finish(publications.delete(what, by_hand=by_hand, json=json))
    if deed == "ics":
        return finish(timing.calendar(what))
    if not deed:
        return finish(_queue(json=json))
    work = {
        "settle": lambda: _settle(what, there),
        "reschedule": lambda: timing.reschedule(what, at, json=json),
        "now": lambda: timing.send_now(what),
        "cancel": lambda: timing.cancel(what),
    }
    reports = finish(work[deed]())
    show.tell(reports, json=json)
    if deed in ("settle", "now") and any(one.publication.state != "published" for one in reports):
        raise typer.Exit(1)
    return None


async def _settle(publication: str, link: str | None) -> "list[Report]":
    from bot.app import opened
    from bot.services.accounts import LOCAL

    async with opened() as house:
        if link is None:
            return [await house.delivering.settle_as_not_sent(publication, actor=LOCAL)]
        there = link if link != "-" else ""
        return [await house.delivering.settle_as_published(publication, there, actor=LOCAL)]


async def _queue(*, json: bool) -> None:
    from bot.app import opened, texts
    from bot.cli import publications, show

    async with opened() as house:
        waiting = await house.scheduling.queue()
        halted = await publications.brake_told(house)
    if json or waiting:
        show.tell(waiting, json=json, halted=halted)
    else:
        typer.echo(texts().say("cli/queue_empty"))
