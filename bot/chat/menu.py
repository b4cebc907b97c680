"""The command menu in Telegram: per member, by role and in their language; strangers see /start alone."""

import logging

from telegram import BotCommand, BotCommandScopeChat
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.chat.texts import LANGUAGES, Languages, Texts
from bot.domain.brand import Member
from bot.domain.rights import Right, may

_LOG = logging.getLogger(__name__)
# Each command with the right it needs, in the menu's order.
COMMANDS: tuple[tuple[str, Right], ...] = (
    ("new", "draft"),
    ("drafts", "read"),
    ("queue", "read"),
    ("week", "read"),
    ("slots", "read"),
    ("feeds", "read"),
    ("inbox", "read"),
    ("accounts", "read"),
    ("members", "read"),
    ("brand", "manage"),
    ("settings", "read"),
    ("status", "read"),
    ("why", "read"),
    ("halt", "publish"),
    ("help", "read"),
)


def commands_of(texts: Texts, member: Member) -> list[BotCommand]:
    """What a member may ask for."""
    return [BotCommand(name, texts.say(f"commands/{name}")) for name, right in COMMANDS if may(member, right)]


async def greet(bot: "ExtBot[None]", languages: Languages) -> None:
    """What everybody sees: /start, in each language. A menu that cannot be set is no reason not to run."""
    try:
        for language in ("", *LANGUAGES):
            start = BotCommand("start", languages.texts(language).say("commands/start"))
            await bot.set_my_commands([start], language_code=language or None)
    except TelegramError as refused:
        _LOG.warning("the command menu was not set: %s", refused.message)


async def offer(bot: "ExtBot[None]", texts: Texts, member: Member) -> None:
    """Put a member's menu into their private chat, or take it away from one who was removed."""
    if member.telegram_id is None:
        return
    try:
        scope = BotCommandScopeChat(member.telegram_id)
        if member.active:
            await bot.set_my_commands(commands_of(texts, member), scope=scope)
        else:
            await bot.delete_my_commands(scope=scope)
    except TelegramError as refused:
        _LOG.warning("a member's command menu was not set: %s", refused.message)
