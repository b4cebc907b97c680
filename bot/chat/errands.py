"""Work longer than a tap: kept in the store, done beside the conversation, taken up again after a restart."""

import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, cast

from telegram.ext import Application

from bot.chat.context import Context
from bot.chat.view import View
from bot.domain.conversation import Errand
from bot.domain.errors import StandfirstError

_LOG = logging.getLogger(__name__)
Work = Callable[[Context, Errand], Awaitable[None]]
_KINDS: dict[str, Work] = {}
_UNDER_WAY = "errands"
Bot = Application[Any, Context, Any, Any, Any, Any]


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
    try:
        await _KINDS[one.kind](context, one)
    except StandfirstError as error:
        await _failed(context, one, context.texts.error(error))
    except Exception:
        reference = secrets.token_hex(2)
        _LOG.exception("errand %s, reference %s", one.id, reference)
        await _failed(context, one, context.texts.say("errors/apology", reference=reference))


async def _failed(context: Context, one: Errand, said: str) -> None:
    """Say it in the message that told of the errand, and give the errand up."""
    newest = next((each for each in await context.office.correspondence.errands() if each.id == one.id), one)
    view = View(context.texts.html("plain", text=said))
    if newest.told:
        await context.sender.edit(newest.told, view)
    else:
        await context.sender.send(newest.asked, view, reply=True)
    await context.office.correspondence.progress(newest, state="failed")
