"""What a member is told when something fails: what, why and what now; never silence, never a trace."""

import logging
import secrets
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.chat.buttons import Payload, tagged
from bot.chat.context import Context, Taps, place_of
from bot.chat.view import Button, View
from bot.domain.errors import Refused, StandfirstError

_LOG = logging.getLogger(__name__)
_SHORT = 190
Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]


@tagged("again")
@dataclass(frozen=True, slots=True)
class TryAgain(Payload):
    """Handle an update once more."""

    update_id: int


def told(handler: Handler) -> Handler:
    """The handler, with its failures told by the context it had: in the member's language, over the button tapped."""

    async def handle(update: Update, context: Context) -> None:
        try:
            await handler(update, context)
        except ApplicationHandlerStop:
            raise
        except Exception as error:
            context.error = error
            await on_error(update, context)

    return handle


async def on_error(update: object, context: Context) -> None:
    """Tell the member, and the log."""
    error = context.error
    if not isinstance(update, Update) or error is None:
        _LOG.error("outside of any update", exc_info=error)
        return
    ended = f" {context.texts.say('errors/gave_up')}" if context.gave_up else ""
    if isinstance(error, StandfirstError):
        if error.key == "changed_since" and context.tap and context.tap.waited:
            return  # a double tap: what the first one made is on its way to the card
        await tell(update, context, context.texts.error(error) + ended)
        return
    reference = secrets.token_hex(2)
    _LOG.error("reference %s", reference, exc_info=error)
    try:
        said = context.texts.say("errors/apology", reference=reference) + ended
        await tell(update, context, said, update.update_id)
    except TelegramError as silent:
        _LOG.error("reference %s could not be told: %s", reference, silent.message)


async def on_again(update: Update, context: Context, payload: TryAgain) -> None:
    """Handle the update that failed once more; only its own member may ask for that."""
    earlier = payload.update_id < update.update_id  # a forged one may name itself
    body = await context.office.correspondence.arrived(payload.update_id) if earlier else None
    again = Update.de_json(body, context.bot) if body else None
    if again is None or again.effective_user != update.effective_user:
        raise Refused("changed_since")
    if context.tap:
        await context.tap.answer()
    await context.sender.delete(place_of(update))
    await context.application.process_update(again)


TAPS: Taps = {TryAgain: on_again}


async def tell(update: Update, context: Context, said: str, again: int = 0) -> None:
    """Say it where the member looks: over the button they tapped if it is short, else in a message of its own."""
    short = len(said) <= _SHORT and not again
    if context.tap and context.tap.said == said:
        return
    if context.tap and await context.tap.answer(said if short else "", alert=short) and short:
        return
    rows = ((Button(context.texts.label("try_again"), TryAgain(again)),),) if again else ()
    text = context.texts.html("plain", text=said)
    await context.sender.send(place_of(update), View(text, rows), reply=True)
