"""The way from the draft card to its screens."""

from telegram import Update

from bot.chat.context import Context, Taps, place_of
from bot.chat.screens import bullets, changes, draft, image, pick, preview, source
from bot.chat.screens.draft_card import Open
from bot.domain.errors import Refused
from bot.domain.rights import require

READING = ("preview", "source", "changes")


async def on_open(update: Update, context: Context, payload: Open) -> None:
    """Open a screen of a draft; one opened from a card that changed since shows the card as it is."""
    where, wanted = place_of(update), (payload.draft_id, payload.account_id)
    if payload.screen not in READING:
        require(context.who, "draft")
    kept = await context.office.drafting.latest(payload.draft_id)
    if kept.draft.revision != payload.revision:
        await draft.show(context, where, *wanted)
        raise Refused("changed_since")
    if payload.screen in ("headline", "question"):
        await pick.show(context, where, *wanted, payload.screen)
    elif payload.screen == "bullets":
        await bullets.show(context, where, *wanted)
    elif payload.screen == "source":
        await source.show(context, where, *wanted)
    elif payload.screen == "image":
        await image.show(update, context, where, *wanted)
    elif payload.screen == "changes":
        await changes.show(context, where, *wanted)
    elif payload.screen == "preview":
        await preview.show(context, where, *wanted)
    else:
        raise Refused("changed_since")


TAPS: Taps = {Open: on_open}
