"""A strict local X: API v2 over real HTTP, with accounts, keys, tokens and readers.

For tests, scripts and plug-in authors; needs oauthlib and jsonschema, which the "dev" extra brings. May import what
counts of bot.platforms.x, and services and below.

    async with Server() as server:
        harbour = server.world.join("harbour_news")
        keys = server.logins.give_keys(harbour)      # or give_code, and POST /2/oauth2/token
        ...                                          # call server.address
        assert server.world.violations == []         # every request and answer kept to X's description

`world.py` is what X knows and refuses, `logins.py` who is let in (signatures are verified as made for
https://api.twitter.com), `reading.py` and `rendering.py` what is read back (short links, escapes), `server.py` the HTTP
and the limits, `spec.py` the description (cut by benchmarks/x_spec.py). Alone, with one account:
`python -m bot.testing.x --port 8082`. A new operation: its name in the cut, its limit and function in `server.py`.
"""

from bot.testing.x.logins import Keys, Logins
from bot.testing.x.server import Server, too_many
from bot.testing.x.world import Media, Post, Refusal, User, World, problem

__all__ = ["Keys", "Logins", "Media", "Post", "Refusal", "Server", "User", "World", "problem", "too_many"]
