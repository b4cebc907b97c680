"""The bot itself: `run`."""

import asyncio
import logging
import signal

from bot.cli import logs
from bot.cli.root import app
from bot.cli.running import finish
from bot.cli.terminal import echo


@app.command(epilog="Example: standfirst run")
def run() -> None:
    """Run the bot: the chat in Telegram, by polling or by a webhook, until it is stopped."""
    finish(_run())


@app.command(epilog="Example: STANDFIRST_DATABASE_URL=postgresql://db/standfirst standfirst worker")
def worker() -> None:
    """Run one more worker, on Postgres: it sends what is due, beside `run` and other workers, until it is stopped."""
    finish(_worker())


@app.command(epilog="Example: standfirst halt")
def halt() -> None:
    """Stop every send at once; what waits is kept until `resume`."""
    finish(_brake(on=True))


@app.command(epilog="Example: standfirst resume")
def resume() -> None:
    """Let sends go on after `halt`, and send what is due."""
    finish(_brake(on=False))


async def _brake(*, on: bool) -> None:
    from bot.app import opened, texts
    from bot.services.accounts import LOCAL

    async with opened() as house:
        await (house.halting.halt if on else house.halting.resume)(actor=LOCAL)
        if not on:
            await house.delivering.recover()
        waiting = len(await house.publishing.waiting())
        echo(texts().say("cli/halted" if on else "cli/resumed", count=waiting))


def _stopped() -> asyncio.Event:
    """Set when somebody asks this process to stop."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def _log() -> None:
    from bot.app import settings

    secrets = [settings().telegram_token.get_secret_value()]
    logs.prepare(secrets, debug=logging.getLogger().isEnabledFor(logging.DEBUG))


async def _worker() -> None:
    from bot.app import engine, opened, texts
    from bot.domain.errors import Refused

    _log()
    stop = _stopped()
    async with opened() as house:
        if house.store.file is not None:
            raise Refused("worker_needs_postgres")
        async with engine(house):
            echo(texts().say("cli/run/worker", name=house.queue.executor), err=True)
            await stop.wait()


async def _run() -> None:
    from bot.app import chat, engine, opened, texts, webhook
    from bot.chat.running import first_link, running

    _log()
    stop = _stopped()
    async with opened() as house, engine(house), running(chat(house), webhook()) as bot:
        link = await first_link(bot)
        if link:
            echo(texts().say("cli/run/first_link", link=link))
        echo(texts().say("cli/run/running", name=bot.bot.username), err=True)
        await stop.wait()
