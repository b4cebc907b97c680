"""What a member is told when something fails: what, why and what now; never silence, never a trace."""

import logging
import secrets
from dataclasses import dataclass

from telegram import Update
from telegram.error import TelegramError

from bot.chat.buttons import Payload, tagged
from bot.chat.context import Context, place_of
from bot.chat.view import Button, View
from bot.domain.errors import StandfirstError

_LOG = logging.getLogger(__name__)
_SHORT = 190


@tagged("again")
@dataclass(frozen=True, slots=True)
class TryAgain(Payload):
    """Handle an update once more."""

    update_id: int


async def on_error(update: object, context: Context) -> None:
    """Tell the member, and the log."""
    error = context.error
    if not isinstance(update, Update) or error is None:
        _LOG.error("outside of any update", exc_info=error)
        return
    if isinstance(error, StandfirstError):
        await tell(update, context, context.texts.error(error))
        return
    reference = secrets.token_hex(2)
    _LOG.error("reference %s", reference, exc_info=error)
    try:
        await tell(update, context, context.texts.say("errors/apology", reference=reference), update.update_id)
    except TelegramError as silent:
        _LOG.error("reference %s could not be told: %s", reference, silent.message)


async def tell(update: Update, context: Context, said: str, again: int = 0) -> None:
    """Say it where the member looks: over the button they tapped if it is short, else in a message of its own."""
    query = update.callback_query
    if query and len(said) <= _SHORT and not again:
        await context.sender.answer(query.id, said, alert=True)
        return
    if query:
        await context.sender.answer(query.id)
    if update.effective_message:
        rows = ((Button(context.texts.label("try_again"), TryAgain(again)),),) if again else ()
        text = context.texts.html("plain", text=said)
        await context.sender.send(place_of(update), View(text, rows), reply=not query)
