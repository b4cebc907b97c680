"""The inbox: what readers said below our posts, one reply at a time, oldest first."""

from dataclasses import dataclass

from telegram import Update

from bot.chat.buttons import Payload, tagged
from bot.chat.context import Context, Taps, place_of
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.domain.conversation import Place
from bot.domain.reply import Reply
from bot.services.publishing import Report


@tagged("i")
@dataclass(frozen=True, slots=True)
class Review(Payload):
    """Go to the `at`-th open reply (from 0), first putting away `done` where that is not ""."""

    at: int
    done: str = ""


def view(texts: Texts, replies: list[Reply], at: int, report: Report | None, label: str) -> View:
    """One reply with the post it answers; an empty inbox says so."""
    if not replies or report is None:
        return View(texts.html("inbox/empty"))
    at %= len(replies)
    reply = replies[at]
    text = texts.html("inbox/reply", reply=reply, at=at + 1, count=len(replies), post=report.post, label=label)
    row = [Button(texts.label("done"), Review(at, reply.id))]
    if reply.url.startswith(("https://", "http://")):
        row.append(Button(texts.label("open"), url=reply.url))
    if len(replies) > 1:
        row.append(Button(texts.label("next"), Review(at + 1)))
    return View(text, (tuple(row),))


async def _now(context: Context, at: int) -> View:
    office = context.office
    replies = await office.inbox.listed(states=("open",))
    reply = replies[at % len(replies)] if replies else None
    report = await office.publishing.report(reply.publication_id) if reply else None
    label = office.platform(reply.platform).label if reply else ""
    return view(context.texts, replies, at, report, label)


async def on_inbox(update: Update, context: Context) -> None:
    """/inbox: gathers what is new, then shows the first open reply."""
    told = await context.sender.send(place_of(update), View(context.texts.html("inbox/gathering")))
    await context.office.inbox.collect()
    await _show(context, told, 0)


async def on_review(update: Update, context: Context, payload: Review) -> None:
    """The next reply, or this one put away."""
    if payload.done:
        await context.office.inbox.dismiss(payload.done, actor=context.who)
    await _show(context, place_of(update), payload.at)


async def _show(context: Context, place: Place | None, at: int) -> None:
    if place:
        await context.sender.edit(place, await _now(context, at))


TAPS: Taps = {Review: on_review}
