"""Bluesky: 300 graphemes and 3,000 UTF-8 bytes, link in a card, facets for what is clickable.

Lexicon app.bsky.feed.post gives both limits; `wire` finds facets as the network's own client library does. Pictures:
lexicon app.bsky.embed.images takes four of 2,000,000 bytes; servers not yet brought up to date take 1,000,000, so that
is kept to. Alt text has no limit in the lexicon; 2,000 is ours. A card and pictures exclude each other.
"""

from bot.domain.post import ImageRules, Limits, Measure
from bot.platforms.bluesky import wire
from bot.text.counting import graphemes
from bot.text.measuring import verdict


class Bluesky:
    """The plug-in for Bluesky."""

    name = "bluesky"
    label = "Bluesky"
    place = 30
    limits = Limits(
        text=300,
        unit="graphemes",
        bytes=3000,
        parts=25,
        images=4,
        picture=ImageRules(max_bytes=1_000_000, max_side=2000, alt=2000),
    )
    shape = "brief"
    card = True

    def measure(self, text: str, *, media: bool = False, spoiler: str = "") -> Measure:
        """Measure in graphemes, bytes checked too (lexicon app.bsky.feed.post). A spoiler line counts as text."""
        whole = f"{spoiler}\n{text}" if spoiler else text
        return verdict(whole, graphemes(whole), self.limits, media=media, links=wire.links(whole))


platform = Bluesky()
