"""Tells the owners in time that an account's login ends: seven days before, one day before, and when it has."""

import asyncio
import logging
from typing import Any

from telegram.ext import Application

from bot.chat.context import Context
from bot.chat.screens.accounts import Connect
from bot.chat.view import Button, View
from bot.domain.brand import Member
from bot.domain.conversation import Place
from bot.domain.rights import may
from bot.services.doctor import Ending

_LOG = logging.getLogger(__name__)
# How often logins are looked at, in seconds.
EVERY = 3600.0
Bot = Application[Any, Context, Any, Any, Any, Any]


async def watch(bot: Bot) -> None:
    """Look again and again, until cancelled; what fails once is told the next time."""
    while True:
        try:
            await tell(bot)
        except Exception:  # whatever fails once must not end the watch
            _LOG.warning("logins that end were not told", exc_info=True)
        await asyncio.sleep(EVERY)


async def tell(bot: Bot) -> None:
    """Tell every owner of each login that ends; each is noted as told once somebody was reached."""
    context = Context(application=bot)
    office = context.office
    for ending in await office.doctor.ending():
        owners = [one for one in await office.members.every() if may(one, "manage") and one.telegram_id]
        if any([await _reached(context.beside(), owner, ending) for owner in owners]):
            await office.doctor.told(ending)


async def _reached(context: Context, owner: Member, ending: Ending) -> bool:
    context.member = owner
    account = ending.account
    label = f"{context.office.platform(account.platform).label} · {account.handle}"
    text = context.texts.html("accounts/login_ends", label=label, days=ending.days)
    anew = Button(context.texts.label("connect_anew"), Connect(account.platform, account.id))
    return await context.sender.send(Place(chat_id=owner.telegram_id or 0), View(text, ((anew,),))) is not None
