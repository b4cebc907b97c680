"""A strict receiver of webhooks on loopback: it verifies, keeps keys and can be asked for them.

For tests and for authors of receivers, who can read here what a good one does. Imports nothing of bot.

    async with Receiver("a shared secret of ours") as receiver:
        ...                                   # connect receiver.address with that secret
        assert [post.text for post in receiver.posts] == ["The quay is open again."]

It refuses what is signed wrongly or more than five minutes off, whatever has a field too many, and a key that comes
again with another body. `looks = False` makes it one that cannot be asked.
"""

from bot.testing.webhook.server import Received, Receiver

__all__ = ["Received", "Receiver"]
