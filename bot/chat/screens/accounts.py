"""Accounts: where the brand publishes, and what each network takes."""

from telegram import Update

from bot.chat.context import Context, place_of
from bot.chat.texts import Texts
from bot.chat.view import View
from bot.domain.ports import Platform, Publishes
from bot.domain.publication import Account


def view(texts: Texts, accounts: list[tuple[Account, Platform]]) -> View:
    """Every account with its network and limit."""
    lines = [(account, platform, isinstance(platform, Publishes)) for account, platform in accounts]
    return View(texts.html("accounts/list", accounts=lines))


async def on_accounts(update: Update, context: Context) -> None:
    """/accounts."""
    every = await context.office.accounts.every()
    found = [(account, context.office.platform(account.platform)) for account in every]
    await context.sender.send(place_of(update), view(context.texts, found))
