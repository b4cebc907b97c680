"""Drafts: what is being worked on."""

from datetime import datetime
from zoneinfo import ZoneInfo

from telegram import Update

from bot.chat.context import Context, place_of
from bot.chat.screens.draft_card import ShowDraft
from bot.chat.screens.preferences import zone_of
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.services.cards import Kept

MOST = 10


def view(texts: Texts, found: list[tuple[Kept, datetime]], zone: str) -> View:
    """The drafts changed last, each a button."""
    local = [(kept, changed.astimezone(ZoneInfo(zone))) for kept, changed in found]
    rows = tuple((Button(kept.draft.headline.text[:60], ShowDraft(kept.draft.id, "")),) for kept, _ in found)
    return View(texts.html("drafts/list", drafts=local), rows)


async def on_drafts(update: Update, context: Context) -> None:
    """/drafts."""
    found = await context.office.drafting.open(MOST)
    await context.sender.send(place_of(update), view(context.texts, found, await zone_of(context)))
