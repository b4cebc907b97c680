"""The bot in Telegram: who may talk, which handler takes what, what happens when one fails."""

from functools import partial
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    ApplicationHandlerStop,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.request import HTTPXRequest

from bot.chat import echo, errands, errors
from bot.chat.buttons import unpack
from bot.chat.context import Context, Office, Taps, put_together
from bot.chat.pace import Limiter, Pace
from bot.chat.screens import (
    accounts,
    approve,
    arrivals,
    brand,
    bullets,
    changed_source,
    connect,
    correct,
    draft,
    drafts,
    facts,
    feeds,
    halt,
    image,
    inbox,
    members,
    open_screen,
    pick,
    preferences,
    progress,
    publish,
    queue,
    repeat,
    schedule,
    slots,
    week,
    welcome,
    why,
)
from bot.chat.sending import PATIENCE, Tap
from bot.chat.updates import AT_ONCE, InOrder, JournalQueue, NotingBot
from bot.domain.errors import Refused

Bot = Application[Any, Context, Any, Any, Any, Any]

COMMANDS = {
    "start": welcome.on_start,
    "help": welcome.on_help,
    "new": arrivals.on_new,
    "drafts": drafts.on_drafts,
    "queue": queue.on_queue,
    "week": week.on_week,
    "slots": slots.on_slots,
    "feeds": feeds.on_feeds,
    "members": members.on_members,
    "settings": preferences.on_settings,
    "status": halt.on_status,
    "halt": halt.on_halt,
    "brand": brand.on_brand,
    "accounts": accounts.on_accounts,
    "inbox": inbox.on_inbox,
    "why": why.on_why,
}
TAPS: Taps = {
    **arrivals.TAPS,
    **accounts.TAPS,
    **connect.TAPS,
    **welcome.TAPS,
    **inbox.TAPS,
    **draft.TAPS,
    **open_screen.TAPS,
    **pick.TAPS,
    **bullets.TAPS,
    **publish.TAPS,
    **schedule.TAPS,
    **queue.TAPS,
    **changed_source.TAPS,
    **repeat.TAPS,
    **week.TAPS,
    **feeds.TAPS,
    **slots.TAPS,
    **progress.TAPS,
    **correct.TAPS,
    **facts.TAPS,
    **approve.TAPS,
    **members.TAPS,
    **preferences.TAPS,
    **halt.TAPS,
    **image.TAPS,
    **brand.TAPS,
    **errors.TAPS,
    **errands.TAPS,
}
ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
# Telegram's own limits are kept, and what it asks us to wait for is waited for.
RETRIES = 3


def application(
    token: str, office: Office, *, api_url: str = "", file_url: str = "", patience: float = PATIENCE
) -> Bot:
    """The bot with its handlers; start it by `run`. The addresses are those of a server of one's own.

    `patience` is how many seconds a tap may wait for what comes of it before it is answered without.
    """
    queue, pace = JournalQueue(office.correspondence), Pace()
    addresses = {}
    if api_url:
        root = api_url.rstrip("/")
        addresses = {"base_url": f"{root}/bot", "base_file_url": f"{(file_url or root).rstrip('/')}/file/bot"}
    bot = NotingBot(
        queue,
        token,
        request=HTTPXRequest(connection_pool_size=AT_ONCE),
        rate_limiter=Limiter(pace, max_retries=RETRIES),
        **addresses,
    )
    made = (
        ApplicationBuilder()
        .bot(bot)
        .context_types(ContextTypes(context=Context))
        .update_queue(queue)
        .concurrent_updates(InOrder(office.correspondence, pace, patience))
        .build()
    )
    put_together(made, office)
    made.add_handler(MessageHandler(filters.IS_AUTOMATIC_FORWARD, echo.on_brought), group=-2)
    made.add_handler(TypeHandler(Update, admit), group=-1)
    for command, handler in COMMANDS.items():
        made.add_handler(CommandHandler(command, errors.told(handler)))
    made.add_handler(CallbackQueryHandler(errors.told(partial(on_tap, patience=patience))))
    made.add_handler(
        MessageHandler(filters.UpdateType.MESSAGE & ~filters.StatusUpdate.ALL, errors.told(arrivals.on_message))
    )
    made.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, errors.told(arrivals.on_edited)))
    made.add_error_handler(errors.on_error)
    return made


async def admit(update: Update, context: Context) -> None:
    """Let members through; /start too, since it may bring an invitation; tell a stranger once."""
    user, message = update.effective_user, update.effective_message
    if user is None or user.is_bot:
        raise ApplicationHandlerStop
    context.member = await context.office.members.with_telegram(user.id)
    said = (update.message.text or "").split(maxsplit=1) if update.message else []
    starting = bool(said) and said[0].partition("@")[0] == "/start"
    if context.member is None and not starting:
        if update.callback_query:
            await context.sender.answer(update.callback_query.id)
        elif message is not None:
            await welcome.on_stranger(update, context)
        raise ApplicationHandlerStop
    if context.member and await connect.guard(update, context, COMMANDS):
        raise ApplicationHandlerStop


async def on_tap(update: Update, context: Context, *, patience: float = PATIENCE) -> None:
    """A tapped button: its payload's handler, or the word that the message has changed since."""
    query = update.callback_query
    if query is None:
        return
    waited = _waited(context, query.id)
    context.tap = Tap(context.sender, query.id, patience, waited=waited)
    payload = unpack(query.data or "")
    if payload is None or type(payload) not in TAPS:
        raise Refused("changed_since")
    async with context.tap:
        await TAPS[type(payload)](update, context, payload)


def _waited(context: Context, query_id: str) -> bool:
    """Whether the tap was answered while it waited for its turn; asked once."""
    turns = context.application.update_processor
    waited = isinstance(turns, InOrder) and query_id in turns.waited
    if isinstance(turns, InOrder):
        turns.waited.discard(query_id)
    return waited
