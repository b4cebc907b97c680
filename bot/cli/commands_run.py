"""The bot itself: `run`."""

import asyncio
import signal

from bot.cli.root import app
from bot.cli.running import finish
from bot.cli.terminal import echo


@app.command(epilog="Example: standfirst run")
def run() -> None:
    """Run the bot: the chat in Telegram, by polling or by a webhook, until it is stopped."""
    finish(_run())


async def _run() -> None:
    from bot.app import chat, opened, texts, webhook
    from bot.chat.running import first_link, running

    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with opened() as house, running(chat(house), webhook()) as bot:
        link = await first_link(bot)
        if link:
            echo(texts().say("cli/run/first_link", link=link))
        echo(texts().say("cli/run/running", name=bot.bot.username), err=True)
        await stop.wait()
