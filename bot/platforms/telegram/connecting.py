"""I/O: what is asked of a person who connects a channel or group, and what Telegram says of the answers."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.domain.connection import Identity, Question
from bot.domain.errors import Reconnect, Refused, Rejected
from bot.domain.ports import Resources
from bot.platforms.telegram import links

if TYPE_CHECKING:
    from bot.platforms.telegram.door import Door
    from bot.platforms.telegram.examining import Place

# What BotFather gives: the bot's id and 35 signs; only the form is held to.
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{20,100}")
# What the caller fills in, where the house itself has a bot.
HOUSE = "house_token"


def question(given: Mapping[str, str]) -> Question | None:
    """What to ask next. Raises Refused("bad_answer")."""
    if "token" not in given:
        return Question(name="token", secret=True, default="" if given.get(HOUSE) else None)
    _token(given)
    if "channel" not in given:
        return Question(name="channel")
    channel = _channel(given)
    if "log_chat" not in given:
        return Question(name="log_chat", default="")
    _log_chat(given, channel)
    return None


async def identify(given: Mapping[str, str], resources: Resources) -> tuple[Identity, dict[str, str]]:
    """Ask Telegram for the bot, the chat and its place there. Raises Reconnect, Later, Refused("bad_answer")."""
    from bot.platforms.telegram import door, examining

    token, channel = _token(given), _channel(given)
    log_chat = _log_chat(given, channel)
    async with door.opened(token, resources) as way:
        await _bot(way)
        place = await _place(way, channel)
        if place.chat.type not in ("channel", "group", "supergroup"):
            raise _bad("channel", "private")
        if not place.may_post:
            raise _bad("channel", "rights")
        options = {"log_chat": await _kept(way, log_chat, place.chat.id)} if log_chat else {}
    return examining.identity(place, options), {"token": token}


async def _bot(way: "Door") -> None:
    """Whether there is a bot with this token."""
    try:
        await way.call(lambda bot: bot.get_me())
    except Reconnect as error:
        raise _bad("token", "token") from error


async def _place(way: "Door", channel: str) -> "Place":
    from bot.platforms.telegram import examining

    try:
        return await examining.place(way, channel)
    except (Rejected, Reconnect) as error:
        raise _bad("channel", "not_found") from error


async def _kept(way: "Door", log_chat: str, channel: int) -> str:
    """The id of the log chat, where the bot can write there."""
    from bot.platforms.telegram import examining

    if not await examining.reachable(way, log_chat):
        raise _bad("log_chat", "closed")
    chat = await way.call(lambda bot: bot.get_chat(log_chat))
    if chat.id == channel:
        raise _bad("log_chat", "same")
    return str(chat.id)


def _token(given: Mapping[str, str]) -> str:
    token = given["token"].strip() or given.get(HOUSE, "")
    if not token:
        raise _bad("token", "empty")
    if not _TOKEN.fullmatch(token):
        raise _bad("token", "token")
    return token


def _channel(given: Mapping[str, str]) -> str:
    if not given["channel"].strip():
        raise _bad("channel", "empty")
    channel = links.chat(given["channel"])
    if not channel:
        raise _bad("channel", "channel")
    return channel


def _log_chat(given: Mapping[str, str], channel: str) -> str:
    said = given.get("log_chat", "").strip()
    log_chat = links.chat(said)
    if said and not log_chat:
        raise _bad("log_chat", "channel")
    if said and log_chat.lower() == channel.lower():
        raise _bad("log_chat", "same")
    return log_chat


def _bad(name: str, reason: str) -> Refused:
    return Refused("bad_answer", name=name, network="telegram", reason=reason)
