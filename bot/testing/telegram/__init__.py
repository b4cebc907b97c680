"""A strict local Telegram: the Bot API over real HTTP, with people who write, tap, forward and block.

For tests, scripts and plug-in authors; nothing here knows python-telegram-bot. Imports nothing of bot.

    with Server() as server:
        ana = person(server, "Ana")            # give the bot server.address as its API's base
        ana.start()
        card = await ana.sees("Welcome")
        ana.tap(card.id, "Try it")
        assert server.world.violations == []   # every request and answer kept to the API's description

`world.py` is what Telegram knows and refuses, `methods.py` the API's methods, `contents.py` what messages may hold,
`markup.py` its HTML, `spec.py` the description (cut by benchmarks/telegram_spec.py), `server.py` the HTTP,
`people.py` who sits before it. Alone: `python -m bot.testing.telegram --port 8081`. A new method: its name in the
cut, its function in `methods.py`.
"""

from bot.testing.telegram.people import Channel, Person, Room, Seen, channel, group, person
from bot.testing.telegram.server import Server
from bot.testing.telegram.world import Refusal, World

__all__ = ["Channel", "Person", "Refusal", "Room", "Seen", "Server", "World", "channel", "group", "person"]
