"""Mastodon: 500 graphemes unless the instance says otherwise, link in the text, spoiler line counted with it.

The limits of another instance (GET /api/v2/instance, configuration.statuses): `Mastodon(limits=...)`. Pictures, by
configuration.media_attachments of that answer: 16,777,216 bytes, 33,177,600 pixels, 1,500 characters of description.
"""

from bot.domain.post import ImageRules, Limits, Measure
from bot.platforms.mastodon import wire
from bot.text.counting import graphemes
from bot.text.measuring import verdict

PICTURE = ImageRules(
    max_bytes=16_777_216,
    max_pixels=33_177_600,
    kinds=("image/jpeg", "image/png", "image/webp"),
    alt=1500,
)
DEFAULT = Limits(text=500, unit="graphemes", url=wire.URL_COST, parts=25, images=4, picture=PICTURE)


class Mastodon:
    """The plug-in for Mastodon."""

    name = "mastodon"
    label = "Mastodon"
    place = 40
    shape = "full"
    card = False

    def __init__(self, limits: Limits = DEFAULT) -> None:
        self.limits = limits

    def measure(self, text: str, *, media: bool = False, spoiler: str = "") -> Measure:
        """Measure in graphemes of spoiler and text (Mastodon documentation, "Posting to your profile")."""
        found = wire.links(text)
        cost = wire.URL_COST if self.limits.url is None else self.limits.url
        length = wire.length(text, found, cost) + graphemes(spoiler)
        return verdict(text, length, self.limits, media=media, links=found)


platform = Mastodon()
