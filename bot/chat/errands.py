"""Work longer than a tap: kept in the store, done beside the conversation, taken up again after a restart."""

import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, cast

from telegram import Update
from telegram.ext import Application

from bot.chat.buttons import MOST_BYTES, Payload, tagged
from bot.chat.context import Context, Taps, place_of
from bot.chat.view import Button, View
from bot.domain.conversation import Errand
from bot.domain.errors import Later, Refused, StandfirstError, UnusableDatabase

_LOG = logging.getLogger(__name__)
Work = Callable[[Context, Errand], Awaitable[None]]
_KINDS: dict[str, Work] = {}
_UNDER_WAY = "errands"
MOST_ID = MOST_BYTES - len("ea:")
Bot = Application[Any, Context, Any, Any, Any, Any]


@tagged("ea")
@dataclass(frozen=True, slots=True)
class Again(Payload):
    """Do an errand that failed once more."""

    errand_id: str


def errand(kind: str) -> Callable[[Work], Work]:
    """Register what does an errand of this kind. It must be safe to do again from the start."""

    def register(work: Work) -> Work:
        _KINDS[kind] = work
        return work

    return register


def start(context: Context, one: Errand) -> None:
    """Do an errand beside the conversation; one that is done already is left alone, and so is all while we stop."""
    application = cast("Bot", context.application)
    if one.state == "waiting" and application.running:
        _begin(application, one)


async def resume(application: Bot) -> None:
    """Take up every errand that was not done when the process ended."""
    for one in await Context(application=application).office.correspondence.errands():
        _begin(application, one)


def _begin(application: Bot, one: Errand) -> None:
    """Do an errand, but never twice at once: one that is asked for again on its way is looked at again afterwards."""
    under_way: dict[str, bool] = application.bot_data.setdefault(_UNDER_WAY, {})
    if one.id in under_way:
        under_way[one.id] = True
        return
    under_way[one.id] = False
    application.create_task(_do(application, one, under_way), name=one.id)


async def _do(application: Bot, one: Errand, under_way: dict[str, bool]) -> None:
    try:
        await _run(application, one)
    finally:
        asked_again = under_way.pop(one.id)
    newest = await Context(application=application).office.correspondence.errand(one.id) if asked_again else None
    if newest and newest.state == "waiting":
        _begin(application, newest)


async def _run(application: Bot, one: Errand) -> None:
    context = Context(application=application)
    office = context.office
    context.member = await office.members.member(one.member_id)
    if not context.member.active:
        await office.correspondence.progress(one, state="failed")
        return
    try:
        await _KINDS[one.kind](context, one)
    except StandfirstError as error:
        await _failed(context, one, context.texts.error(error), again=isinstance(error, Later | UnusableDatabase))
    except Exception:
        reference = secrets.token_hex(2)
        _LOG.exception("errand %s, reference %s", one.id, reference)
        await _failed(context, one, context.texts.say("errors/apology", reference=reference), again=True)


async def _failed(context: Context, one: Errand, said: str, *, again: bool) -> None:
    """Say it in the message that told of the errand, and give the errand up; what may pass can be asked for again."""
    newest = await context.office.correspondence.errand(one.id) or one
    button = Button(context.texts.label("try_again"), Again(one.id)) if again else None
    rows = ((button,),) if button and len(one.id) <= MOST_ID else ()
    view = View(context.texts.html("plain", text=said), rows)
    if newest.told:
        await context.sender.edit(newest.told, view)
    else:
        await context.sender.send(newest.asked, view, reply=True)
    await context.office.correspondence.progress(newest, state="failed")


async def on_again(update: Update, context: Context, payload: Again) -> None:
    """Do an errand that failed once more; only who asked for it may."""
    correspondence = context.office.correspondence
    kept = await correspondence.errand(payload.errand_id)
    if kept is None or kept.state != "failed" or kept.member_id != context.who.id or kept.kind not in _KINDS:
        raise Refused("changed_since")
    place = place_of(update)
    if kept.told is None:
        await context.sender.delete(place)
    start(context, await correspondence.progress(kept, state="waiting"))


TAPS: Taps = {Again: on_again}
