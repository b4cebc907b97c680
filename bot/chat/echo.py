"""Telegram brings a channel's posts into its discussion group: what is brought there is surely out in the channel."""

from telegram import MessageOriginChannel, Update

from bot.chat.context import Context


async def on_brought(update: Update, context: Context) -> None:
    """Keep what was brought: the channel, the post's id in it, its words. A post that is itself a forward names no id.

    Source: tdlib/telegram-bot-api issues 36 and 744.
    """
    message = update.effective_message
    origin = message.forward_origin if message else None
    if message is None or message.sender_chat is None or not isinstance(origin, MessageOriginChannel):
        return
    if origin.chat.id == message.sender_chat.id:
        body = message.to_dict()
        post_id = str(origin.message_id)
        await context.office.hearing.hear(context.office.chat_platform, str(origin.chat.id), post_id, body)
