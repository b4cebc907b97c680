"""A strict local Mastodon: its API over real HTTP, as version 4.4 answers it, with people who write and answer.

For tests, scripts and plug-in authors; nothing here knows Mastodon.py. Imports bot.text for the list of
top-level domains alone.

    async with Server() as server:
        world = server.world
        ours = world.person("standfirst")
        token = world.token(ours).value       # connect server.address with that token
        reader = world.person("renn", "harbour.example")
        world.say(reader, "<p>Which quay?</p>", parent=world.statuses[-1])
        assert world.violations == []         # nothing was sent that the API does not know

`world.py` is what the server knows, `statuses.py` what it takes and refuses, `counting.py` how long a text is to it,
`rendering.py` the HTML it makes of it, `entities.py` its JSON, `methods.py` the API's methods, `logins.py` apps and
tokens, `throttle.py` its rate limits, `server.py` the HTTP. It keeps its own clock, `world.clock.ahead` seconds from
the real one: keys of idempotency are forgotten an hour later by it.
"""

from bot.testing.mastodon.server import Server
from bot.testing.mastodon.world import Media, Person, Refusal, Rules, Status, Token, World

__all__ = ["Media", "Person", "Refusal", "Rules", "Server", "Status", "Token", "World"]
