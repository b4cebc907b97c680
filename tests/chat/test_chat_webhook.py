"""By a webhook the bot does the same."""

from bot import app
from bot.chat.application import application
from bot.chat.running import Webhook, first_link, running
from bot.testing.telegram import person


async def test_the_bot_works_by_a_webhook(telegram, tmp_path, unused_tcp_port):
    address = f"http://127.0.0.1:{unused_tcp_port}/telegram"
    async with app.opened(f"sqlite:///{tmp_path / 'chat.db'}") as house:
        made = application("700:test", app.office(house), api_url=telegram.address)
        async with running(made, Webhook(address, port=unused_tcp_port, secret="hush")) as bot:
            ana = person(telegram, "Ana")
            ana.start((await first_link(bot)).partition("start=")[2])
            await ana.sees("own this bot")
            ana.write("/help")
            await ana.sees("shorter")
    assert telegram.world.webhook.get("secret_token") == "hush"
