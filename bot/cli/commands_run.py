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


async def _run() -> None:
    from bot.app import chat, engine, opened, settings, texts, webhook
    from bot.chat.running import first_link, running

    secrets = [settings().telegram_token.get_secret_value()]
    logs.prepare(secrets, debug=logging.getLogger().isEnabledFor(logging.DEBUG))
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with opened() as house, engine(house), running(chat(house), webhook()) as bot:
        link = await first_link(bot)
        if link:
            echo(texts().say("cli/run/first_link", link=link))
        echo(texts().say("cli/run/running", name=bot.bot.username), err=True)
        await stop.wait()
