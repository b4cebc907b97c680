"""What the bot waits for from a member: the answer comes as an ordinary message and goes to whoever asked.

What is awaited is a row in the store, so an answer finds its question after a restart too.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Literal

from telegram import Update

from bot.chat.brought import written
from bot.chat.context import Context, place_of
from bot.domain.conversation import Prompt
from bot.domain.errors import Later, StandfirstError, Uncertain, Unreadable, UnusableDatabase

# A link alone, an article and a file are new stories unless they are what is waited for.
Brings = Literal["words", "link", "file", "article"]
Answer = Callable[[Update, Context, Prompt], Awaitable[None]]
# What is wrong with the words alone: other ones may do.
_OF_THE_WORDS = frozenset(
    {"nothing_written", "nothing_said", "nothing_changed", "too_long", "unknown_zone", "bad_style", "link_needed"}
) | {"link_not_understood", "bad_slot", "no_slots", "time_past", "bad_feed_rule"}
_FAILED = "failed"
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
    awaited = await context.office.correspondence.awaited(context.who.id, place_of(update).chat_id)
    if awaited is None or brings not in _TAKEN.get(awaited.kind, ()):
        return False
    async with answering(context, awaited):
        await _KINDS[awaited.kind](update, context, awaited)
    if await context.office.correspondence.awaited(context.who.id, awaited.chat_id) == awaited:  # nothing else is asked
        await context.office.correspondence.answered(context.who.id, awaited.chat_id)
    return True


@asynccontextmanager
async def answering(context: Context, awaited: Prompt) -> AsyncIterator[None]:
    """What is refused for good within the block ends the waiting; so does a fault of ours when it comes again."""
    correspondence = context.office.correspondence
    try:
        yield
    except StandfirstError as error:
        if not _may_be_mended(error):
            await correspondence.answered(awaited.member_id, awaited.chat_id)
            context.gave_up = True
        raise
    except Exception:
        if awaited.values.get(_FAILED):
            await correspondence.answered(awaited.member_id, awaited.chat_id)
            context.gave_up = True
        else:
            values = {**awaited.values, _FAILED: 1}
            await correspondence.ask(awaited.member_id, awaited.chat_id, awaited.kind, **values)
        raise


def _may_be_mended(error: StandfirstError) -> bool:
    """Whether another answer, or the same one later, may be taken."""
    return isinstance(error, Unreadable | Later | Uncertain | UnusableDatabase) or error.key in _OF_THE_WORDS


async def forget(update: Update, context: Context, kind: str = "") -> None:
    """Wait for nothing any more, or not for answers of this kind: the member went back, or on."""
    chat_id = place_of(update).chat_id
    awaited = await context.office.correspondence.awaited(context.who.id, chat_id)
    if awaited and kind in ("", awaited.kind):
        await context.office.correspondence.answered(context.who.id, chat_id)


def said(update: Update) -> str:
    """What the member wrote, without the mention of the bot that a group asks for."""
    message = update.effective_message
    return written(message, update.get_bot().username) if message else ""
