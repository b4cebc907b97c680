"""What the bot waits for from a member: the answer comes as an ordinary message and goes to whoever asked.

What is awaited is a row in the store, so an answer finds its question after a restart too.
"""

from collections.abc import Awaitable, Callable
from typing import Literal

from telegram import Update

from bot.chat.context import Context, place_of
from bot.domain.conversation import Prompt
from bot.domain.errors import Refused

# A link alone, an article and a file are new stories unless they are what is waited for.
Brings = Literal["words", "link", "file", "article"]
Answer = Callable[[Update, Context, Prompt], Awaitable[None]]
_KINDS: dict[str, Answer] = {}
_TAKEN: dict[str, frozenset[Brings]] = {}


def prompt(kind: str, *takes: Brings) -> Callable[[Answer], Answer]:
    """Register what takes the answer to prompts of this kind: words, and what else it `takes`."""

    def register(answer: Answer) -> Answer:
        _KINDS[kind] = answer
        _TAKEN[kind] = frozenset({"words", *takes})
        return answer

    return register


async def ask(update: Update, context: Context, kind: str, **values: str | int) -> None:
    """Wait for the member's next message in this chat."""
    await context.office.correspondence.ask(context.who.id, place_of(update).chat_id, kind, **values)


async def take(update: Update, context: Context, brings: Brings = "words") -> bool:
    """Hand a message to whoever waits for what it brings; False when nobody does. What fails may be answered again."""
    chat_id = place_of(update).chat_id
    awaited = await context.office.correspondence.awaited(context.who.id, chat_id)
    if awaited is None or brings not in _TAKEN.get(awaited.kind, ()):
        return False
    try:
        await _KINDS[awaited.kind](update, context, awaited)
    except Refused as refused:
        if refused.key == "not_allowed":  # asking again would never help
            await context.office.correspondence.answered(context.who.id, chat_id)
        raise
    await context.office.correspondence.answered(context.who.id, chat_id)
    return True


async def forget(update: Update, context: Context) -> None:
    """Wait for nothing any more: the member went back."""
    chat_id = place_of(update).chat_id
    if await context.office.correspondence.awaited(context.who.id, chat_id):
        await context.office.correspondence.answered(context.who.id, chat_id)


def said(update: Update) -> str:
    """What the member wrote."""
    message = update.effective_message
    return (message.text or message.caption or "") if message else ""
