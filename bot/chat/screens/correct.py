"""Changing and deleting what is out: asked once, with what comes of it, then done beside the conversation."""

from telegram import Update

from bot.chat import errands
from bot.chat.context import Context, Taps, cause_of, place_of
from bot.chat.screens import draft, progress
from bot.chat.screens.corrections import SEEN, Correct, CorrectNow, change_view, delete_view, seen_of
from bot.chat.screens.progress import Deal, Telling
from bot.chat.view import Button, View
from bot.domain.conversation import Errand, Place, Shown
from bot.domain.errors import Later, Refused, Rejected, StandfirstError
from bot.domain.rights import require
from bot.services.correcting import Change
from bot.services.publishing import Report
from bot.services.terms import price_notes

VERBS = ("amend", "repost", "delete", "hand")


async def on_ask(update: Update, context: Context, payload: Correct) -> None:
    """Ask once; what is not out any more, or says the newest wording already, is told as it stands."""
    require(context.who, "publish")
    place = place_of(update)
    report = await _out(context, place, payload)
    if payload.verb == "change":
        change = await context.office.correcting.change(payload.publication_id)
        if not change.differs:
            await _tell(context, place, payload.draft_id)
            raise Refused("changed_since")
        await _put(context, place, payload.draft_id, _change_view(context, change, change.bar))
        return
    view = delete_view(
        context.texts, report, _name(context, report), _back(context, report), by_hand=payload.verb == "hand"
    )
    await _put(context, place, payload.draft_id, view)


async def on_now(update: Update, context: Context, payload: CorrectNow) -> None:
    """Begin it, if it is about what the member saw."""
    require(context.who, "publish")
    place = place_of(update)
    report = await _out(context, place, payload)
    if payload.verb not in VERBS or payload.seen != await _seen(context, report, payload.verb):
        await _tell(context, place, payload.draft_id)
        raise Refused("changed_since")
    await _put(context, place, payload.draft_id, _working(context, report, payload.verb))
    values: dict[str, str | int] = {"draft": payload.draft_id, "publication": payload.publication_id}
    values |= {"verb": payload.verb, "seen": payload.seen}
    correspondence = context.office.correspondence
    errand = await correspondence.begin("correct", context.who.id, place, cause_of(update), **values)
    if errand.state == "waiting" and errand.told is None:
        errand = await correspondence.progress(errand, told=place)
    errands.start(context, errand)


@errands.errand("correct")
async def correct(context: Context, errand: Errand) -> None:
    """Do it, waiting where the network asks for that. Safe to do again: what is gone or changed stays so."""
    publication_id, verb = str(errand.values["publication"]), str(errand.values["verb"])
    telling = Telling(context, errand.told or errand.asked, str(errand.values["draft"]), 0)
    try:
        report = await _done(telling, publication_id, verb, str(errand.values["seen"]))
        if report is None or not await progress.see_through(telling, report.publication.id):
            return
        await telling.tell()
    except StandfirstError as error:
        await _failed(telling, publication_id, verb, error)
    await draft.refresh_others(context, telling.draft_id, telling.place)
    await context.office.correspondence.progress(errand, state="done")


async def _done(telling: Telling, publication_id: str, verb: str, seen: str) -> Report | None:
    """Do it as soon as it can be done; None when the bot stops before that."""
    context = telling.context
    while True:
        try:
            return await _do(context, publication_id, verb, seen)
        except Later as later:
            telling.errors[publication_id] = later
            await telling.tell()
            wait = later.retry_after
        except Refused as refused:
            if refused.key != "being_corrected":
                raise
            wait = progress.AGAIN
        if not await progress.pause(context, wait):
            return None
        telling.errors.pop(publication_id, None)


async def _do(context: Context, publication_id: str, verb: str, seen: str) -> Report:
    correcting, who = context.office.correcting, context.who
    if verb == "amend":
        return await correcting.amend(publication_id, actor=who, seen=seen)
    if verb == "repost":
        return await correcting.repost(publication_id, actor=who, seen=seen)
    return await correcting.delete(publication_id, actor=who, by_hand=verb == "hand")


async def _failed(telling: Telling, publication_id: str, verb: str, error: StandfirstError) -> None:
    """Say why; what the network does not let be changed may be deleted and published anew instead."""
    if verb == "amend" and isinstance(error, Rejected):
        change = await telling.context.office.correcting.change(publication_id)
        if change.differs:
            await telling.context.sender.edit(telling.place, _change_view(telling.context, change, error))
            return
    telling.errors[publication_id] = error
    if verb in ("delete", "repost"):
        telling.stuck.add(publication_id)
    await telling.tell()


async def _out(context: Context, place: Place, payload: Correct | CorrectNow) -> Report:
    """How it stands, if it is out still; else the message says how it is now. Raises Refused("changed_since")."""
    planned = await context.office.publishing.of_draft(payload.draft_id)
    found = next((one for one in planned if one.publication.id == payload.publication_id), None)
    if found is None or not found.standing:
        if planned:
            await _tell(context, place, payload.draft_id)
        raise Refused("changed_since")
    return found


async def _seen(context: Context, report: Report, verb: str) -> str:
    """What a question would be about now."""
    if verb in ("delete", "hand"):
        return seen_of(report.publication)
    offer = await context.office.offers.offer(report.draft_id, [report.account.id])
    return offer.posts[0][1].content_hash[:SEEN]


async def _tell(context: Context, place: Place, draft_id: str) -> None:
    await Telling(context, place, draft_id, 0).tell()


async def _put(context: Context, place: Place, draft_id: str, view: View) -> None:
    """Show it, in a message that nobody's edit of the draft puts something else into."""
    told = await context.sender.edit(place, view)
    if told:
        shown = Shown(place=told, member_id=context.who.id, draft_id=draft_id, screen="publish")
        await context.office.correspondence.show(shown)


def _change_view(context: Context, change: Change, bar: StandfirstError | None) -> View:
    name, back = _name(context, change.report), _back(context, change.report)
    return change_view(context.texts, change, name, back, bar=bar, prices=price_notes(change.after))


def _working(context: Context, report: Report, verb: str) -> View:
    return View(context.texts.html("correct/working", account=_name(context, report), verb=verb))


def _name(context: Context, report: Report) -> str:
    return f"{context.office.platform(report.account.platform).label} · {report.account.handle}"


def _back(context: Context, report: Report) -> Button:
    return Button(context.texts.label("back"), Deal(report.draft_id, 0, report.publication.id, "look"))


TAPS: Taps = {Correct: on_ask, CorrectNow: on_now}
