"""Starts and stops the bot: what was left undone first, then what arrives; nothing is dropped at either end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from telegram.error import InvalidToken, NetworkError

from bot.chat import errands, logins, menu, notifier
from bot.chat.application import ALLOWED, Bot
from bot.chat.context import Context
from bot.chat.screens.members import link
from bot.chat.updates import JournalQueue
from bot.domain.errors import Later, Reconnect


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram delivers updates to, instead of being asked for them: the public address and our own port."""

    url: str
    listen: str = "127.0.0.1"
    port: int = 8443
    secret: str = ""


@asynccontextmanager
async def running(bot: Bot, webhook: Webhook | None = None) -> AsyncIterator[Bot]:
    """The bot at work within the block, by polling or by a webhook. Raises Reconnect("bad_token") and Later."""
    await _wake(bot)
    async with bot:
        await _take_up(bot)
        await menu.greet(bot.bot, Context(application=bot).office.languages)
        await bot.start()
        await errands.resume(bot)
        bot.create_task(Context(application=bot).office.delivering.recover(), name="recover")
        bot.create_task(Context(application=bot).office.pictures.sweep(), name="sweep")
        watching = [
            bot.create_task(logins.watch(bot), name="logins"),
            bot.create_task(notifier.watch(bot), name="notifier"),
        ]
        await _listen(bot, webhook)
        try:
            yield bot
        finally:
            for one in watching:
                one.cancel()
            if bot.updater and bot.updater.running:
                await bot.updater.stop()
            await bot.stop()


async def first_link(bot: Bot) -> str:
    """The one-time link that makes whoever opens it the owner; "" when the bot has one."""
    members = Context(application=bot).office.members
    return "" if await members.is_owned() else link(bot.bot.username, await members.first_code())


async def _take_up(bot: Bot) -> None:
    correspondence = Context(application=bot).office.correspondence
    if isinstance(bot.update_queue, JournalQueue):
        await bot.update_queue.replay(await correspondence.undealt(), bot.bot)


async def _listen(bot: Bot, webhook: Webhook | None) -> None:
    if bot.updater is None:
        return
    if webhook is None:
        await bot.updater.start_polling(allowed_updates=ALLOWED, bootstrap_retries=-1)
        return
    await bot.updater.start_webhook(
        listen=webhook.listen,
        port=webhook.port,
        url_path="telegram",
        webhook_url=webhook.url,
        secret_token=webhook.secret or None,
        allowed_updates=ALLOWED,
        bootstrap_retries=-1,
    )


async def _wake(bot: Bot) -> None:
    """Ask Telegram who we are; what keeps us from it is said before anything has begun."""
    try:
        await bot.initialize()
    except InvalidToken as error:
        await bot.shutdown()
        raise Reconnect("bad_token") from error
    except NetworkError as error:
        await bot.shutdown()
        raise Later("telegram_unreachable", retry_after=60, reason=str(error)[:200]) from error
