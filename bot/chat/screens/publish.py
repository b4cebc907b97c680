"""Publishing: asked once, then one card that tells each account's progress, link or failure."""

import asyncio
from dataclasses import dataclass

from telegram import Update

from bot.chat import errands
from bot.chat.buttons import Payload, tagged
from bot.chat.context import Context, Taps, place_of
from bot.chat.screens.draft import AskPublish, ShowDraft
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.domain.conversation import Errand
from bot.domain.errors import Refused
from bot.services.cards import DraftCard
from bot.services.publishing import Report


@tagged("n")
@dataclass(frozen=True, slots=True)
class PublishNow(Payload):
    """Publish this revision now."""

    draft_id: str
    revision: int
    account_id: str


def view(texts: Texts, card: DraftCard, labels: list[str]) -> View:
    """The question before publishing."""
    draft = card.draft
    now = Button(texts.label("publish_now"), PublishNow(draft.id, draft.revision, card.account.id))
    back = Button(texts.label("back"), ShowDraft(draft.id, card.account.id))
    return View(texts.html("publish/ask", labels=labels), ((now, back),))


def progress(texts: Texts, reports: list[Report], labels: dict[str, str]) -> View:
    """How each account's publication stands."""
    return View(texts.html("publish/progress", reports=reports, labels=labels))


async def on_ask(update: Update, context: Context, payload: AskPublish) -> None:
    """Ask once, naming the networks; what is not settled is said instead."""
    card = await context.office.cards.card(payload.draft_id, payload.account_id)
    if card.draft.revision != payload.revision:
        raise Refused("changed_since")
    labels = [context.office.platform(account.platform).label for account in card.accounts]
    await context.sender.edit(place_of(update), view(context.texts, card, labels))


async def on_now(update: Update, context: Context, payload: PublishNow) -> None:
    """Plan every publication, then send beside the conversation."""
    card = await context.office.cards.card(payload.draft_id, payload.account_id)
    if card.draft.revision != payload.revision:
        raise Refused("changed_since")
    names = [account.id for account in card.accounts]
    planned = await context.office.publishing.plan(payload.draft_id, names, actor=context.who)
    asked = place_of(update)
    errand = await context.office.correspondence.begin(
        "publish", context.who.id, asked, str(payload.revision), draft=payload.draft_id, publications=" ".join(planned)
    )
    errands.start(context, await context.office.correspondence.progress(errand, told=asked))


@errands.errand("publish")
async def publish(context: Context, errand: Errand) -> None:
    """Send each publication by its journal and tell how it went. Safe to do again: what is out stays out."""
    office = context.office
    ids = str(errand.values["publications"]).split()
    place = errand.told or errand.asked
    telling = asyncio.Lock()

    async def tell() -> None:
        async with telling:
            reports = [await office.publishing.report(one) for one in ids]
            labels = {report.account.id: office.platform(report.account.platform).label for report in reports}
            await context.sender.edit(place, progress(context.texts, reports, labels))

    async def deliver(publication_id: str) -> None:
        await office.delivering.deliver(publication_id)
        await tell()

    await tell()
    await asyncio.gather(*(deliver(one) for one in ids))
    await office.correspondence.progress(errand, state="done")


TAPS: Taps = {AskPublish: on_ask, PublishNow: on_now}
