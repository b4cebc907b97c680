"""The queue: what waits in order, each with a card of its own, and what can be done about it."""

from collections.abc import Sequence

from telegram import Update

from bot.chat import prompts
from bot.chat.context import Context, Taps, cause_of, place_of
from bot.chat.plans import Plan, Target
from bot.chat.screens import draft, progress, repeat, schedule, scheduled
from bot.chat.screens.choosing import rows
from bot.chat.screens.scheduled import Line
from bot.chat.screens.waiting import Bunch, Queued, SeriesTurn, ShowQueue
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.domain.conversation import Place
from bot.domain.errors import Refused, StandfirstError
from bot.domain.rights import require
from bot.services.publishing import Report

A_PAGE = 8
A_ROW = 4
# So much of a line is shown in the list.
CUT = 80
# What can be done about one publication by tapping.
VERBS: tuple[str, ...] = ("look", "time", "now", "sure", "cancel", "again", "up", "down", "repeat")
VERBS += scheduled.LATE_VERBS + scheduled.VOID_VERBS


def view(texts: Texts, lines: Sequence[Line], first: int, count: int, *, halted: bool, series: int = 0) -> View:
    """A page of the queue, from its place `first` on; each publication is a button by its number.

    `series` is how many posts recur.
    """
    numbered = list(enumerate(lines, start=first + 1))
    text = texts.html("queue/list", lines=numbered, count=count, halted=halted, cut=CUT)
    buttons = [
        Button(str(number), Queued(line.report.publication.id, line.report.publication.run, "look"))
        for number, line in numbered
    ]
    turns = [Button("‹", ShowQueue(max(0, first - A_PAGE)))] if first else []
    turns += [Button("›", ShowQueue(first + A_PAGE))] if first + A_PAGE < count else []
    recurring = (Button(texts.label("all_series", count=series), SeriesTurn("", "", "look")),) if series else ()
    return View(text, (*rows(buttons, A_ROW), tuple(turns), recurring))


async def _page(context: Context, first: int) -> View:
    """The page that holds a place, or the last one there is."""
    reports = await context.office.publishing.waiting()
    last = max(0, (len(reports) - 1) // A_PAGE * A_PAGE)
    first = min(max(0, first), last) // A_PAGE * A_PAGE
    lines = await scheduled.lines_of(context, context.texts, reports[first : first + A_PAGE], context.who)
    halted = await context.office.halting.is_halted()
    series = len(await context.office.recurring.every())
    return view(context.texts, lines, first, len(reports), halted=halted, series=series)


async def on_queue(update: Update, context: Context) -> None:
    """/queue."""
    await context.sender.send(place_of(update), await _page(context, 0))


async def on_page(update: Update, context: Context, payload: ShowQueue) -> None:
    """Another page, or back to the list."""
    await prompts.forget(update, context, "when")
    place = place_of(update)
    there = await context.sender.edit(place, await _page(context, payload.first))
    await scheduled.noted(context, there, context.who, "", "queue")


async def on_queued(update: Update, context: Context, payload: Queued) -> None:
    """One publication's card, or what is to be done about it."""
    place, wanted = place_of(update), payload.publication_id
    report = await context.office.publishing.report(wanted)
    await prompts.forget(update, context)
    if payload.verb == "look":
        await scheduled.show_one(context, place, wanted)
        return
    require(context.who, "publish")
    if payload.verb not in VERBS or report.publication.run != payload.run:
        await scheduled.show_one(context, place, wanted)
        raise Refused("changed_since")
    try:
        await _deal(update, context, place, report, payload)
    except StandfirstError:
        await scheduled.show_one(context, place, wanted)
        raise


async def _deal(update: Update, context: Context, place: Place, report: Report, payload: Queued) -> None:
    one, verb = report.publication, payload.verb
    if verb == "time":
        await choose(update, context, place, [report])
    elif verb == "now":
        await _ask_sure(context, place, [report], Queued(one.id, one.run, "sure"), Queued(one.id, one.run, "look"))
    elif verb == "repeat":
        await repeat.ask(update, context, place, report)
    elif verb in ("sure", "again"):
        await _send(update, context, place, [report], "again" if verb == "again" else "")
    else:
        await _change(context, report, payload)
        await scheduled.show_one(context, place, one.id)
        await draft.refresh_others(context, report.draft_id, place)


async def _change(context: Context, report: Report, payload: Queued) -> None:
    """What is done by one call."""
    scheduling, one = context.office.scheduling, report.publication
    who, run = context.who, payload.run
    if payload.verb == "cancel":
        await scheduling.cancel(one.id, actor=who, seen_run=run)
    elif payload.verb in ("up", "down"):
        await scheduling.move(one.id, "up" if payload.verb == "up" else "down", actor=who, seen_run=run)
    elif payload.verb in scheduled.LATE_VERBS:
        await scheduling.set_policy(one.id, actor=who, seen_run=run, late=int(payload.verb[4:]))
    elif payload.verb in scheduled.VOID_VERBS:
        await scheduling.set_policy(one.id, actor=who, seen_run=run, void_minutes=int(payload.verb[4:]))
    else:
        raise Refused("changed_since")


async def choose(update: Update, context: Context, place: Place, reports: Sequence[Report]) -> None:
    """Ask for another time for publications of one draft."""
    targets = tuple(Target(id=one.publication.id, run=one.publication.run) for one in reports)
    one = reports[0].publication
    plan = Plan(draft_id=reports[0].draft_id, targets=targets, late=one.late)
    await schedule.begin(update, context, place, plan)


async def _ask_sure(
    context: Context, place: Place, reports: Sequence[Report], yes: Bunch | Queued, no: Bunch | Queued
) -> None:
    """Publishing is asked about once."""
    texts = context.texts
    lines = await scheduled.lines_of(context, texts, reports, context.who)
    text = texts.html("queue/sure", labels=[line.name for line in lines])
    buttons = (Button(texts.label("publish_now"), yes), Button(texts.label("back"), no))
    there = await context.sender.edit(place, View(text, (buttons,)))
    await scheduled.noted(context, there, context.who, reports[0].draft_id, "sure")


async def _send(update: Update, context: Context, place: Place, reports: Sequence[Report], verb: str) -> None:
    """Put its time to now where it has one still, and see it through."""
    for one in reports:
        if not verb:
            seen = one.publication.run
            await context.office.scheduling.publish_now(one.publication.id, actor=context.who, seen_run=seen)
    ids, of = [one.publication.id for one in reports], reports[0]
    await progress.begin(context, place, of.draft_id, of.revision, ids, cause_of(update), verb)
    await draft.refresh_others(context, of.draft_id, place)


async def on_bunch(update: Update, context: Context, payload: Bunch) -> None:
    """All that waits of a draft."""
    place, reports = place_of(update), await scheduled.waiting(context, payload.draft_id)
    await prompts.forget(update, context)
    if payload.verb == "look":
        await scheduled.show(context, place, payload.draft_id)
        return
    require(context.who, "publish")
    if not reports or scheduled.seen_of(reports) != payload.seen:
        await scheduled.show(context, place, payload.draft_id)
        raise Refused("changed_since")
    if payload.verb == "time":
        await choose(update, context, place, reports)
    elif payload.verb == "now":
        yes, no = Bunch(payload.draft_id, payload.seen, "sure"), Bunch(payload.draft_id, payload.seen, "look")
        await _ask_sure(context, place, reports, yes, no)
    elif payload.verb == "sure":
        await _send(update, context, place, reports, "")
    elif payload.verb == "cancel":
        for one in reports:
            seen = one.publication.run
            await context.office.scheduling.cancel(one.publication.id, actor=context.who, seen_run=seen)
        await scheduled.show(context, place, payload.draft_id)
        await draft.refresh_others(context, payload.draft_id, place)


TAPS: Taps = {Queued: on_queued, Bunch: on_bunch, ShowQueue: on_page}
