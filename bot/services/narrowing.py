"""A platform that gives a post less room than its network does: how a post is made shorter on request."""

from bot.domain.ports import Platform
from bot.domain.post import Measure, Post


class Narrowed:
    """The same network, with so much room and no more."""

    def __init__(self, network: Platform, room: int) -> None:
        self._network = network
        self._room = room
        self.name = network.name
        self.label = network.label
        self.limits = network.limits.model_copy(update={"text": min(room, network.limits.text)})
        self.shape = network.shape
        self.card = network.card

    def measure(self, text: str, *, media: bool = False, spoiler: str = "") -> Measure:
        """Measure as the network does, but nothing beyond the room is valid."""
        measured = self._network.measure(text, media=media, spoiler=spoiler)
        beyond = measured.valid and measured.length > self._room
        return measured.model_copy(update={"problem": "too_long"}) if beyond else measured


def widened(post: Post, network: Platform) -> Post:
    """The post with the network's own limits on its parts, as the member is shown them."""
    parts = (part.model_copy(update={"limit": network.measure(part.text).limit}) for part in post.parts)
    return post.model_copy(update={"parts": tuple(parts)})
