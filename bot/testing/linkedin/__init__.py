"""A strict local LinkedIn: posts, pictures, pages and OAuth over real HTTP on loopback.

For tests and for authors of plug-ins; nothing here imports bot.

    async with LinkedIn() as linkedin:
        token = linkedin.world.token("mira", "openid profile w_member_social")
        ...                                  # give the client linkedin.address as the base of all LinkedIn's addresses
        assert [post.text for post in linkedin.world.posts] == ["The quay is open again."]

As the real one it cuts a commentary at the first reserved character that is not escaped, and says 201; it refuses
missing headers, versions that have ended, fields it does not know, a text it has already, and pictures not its own.
`world.py` is what it knows and refuses, `little.py` its text, `bodies.py` the shape of what is sent, `server.py` the
HTTP. It tells of limits, errors and forms as LinkedIn's documentation and public reports of answers do.
"""

from bot.testing.linkedin.server import LinkedIn
from bot.testing.linkedin.world import Page, Post, Refusal, World

__all__ = ["LinkedIn", "Page", "Post", "Refusal", "World"]
