"""Threads: 500 characters, an emoji costs its UTF-8 bytes, at most five different links.

Pictures, by the Threads API's "Get started": JPEG or PNG of at most 8 MB, 320 to 1,440 pixels wide, one side at most
10 times the other. Alt text of 1,000 characters is what other publishers observe.
"""

from bot.domain.post import ImageRules, Limits, Measure
from bot.platforms.threads import wire
from bot.text.links import urls
from bot.text.measuring import verdict

MOST_LINKS = 5


class Threads:
    """The plug-in for Threads."""

    name = "threads"
    label = "Threads"
    place = 60
    limits = Limits(
        text=500,
        unit="characters",
        parts=25,
        images=20,
        picture=ImageRules(max_bytes=8_000_000, min_side=320, max_side=1440, max_aspect=10),
    )
    shape = "full"
    card = False

    def measure(self, text: str, *, media: bool = False, spoiler: str = "") -> Measure:
        """Measure in characters, emoji in bytes (Threads API, "Posts"). Problem "too_many_links" above five."""
        whole = f"{spoiler}\n{text}" if spoiler else text
        measure = verdict(whole, wire.length(whole), self.limits, media=media, links=urls(whole))
        if measure.valid and len(set(measure.urls)) > MOST_LINKS:
            return measure.model_copy(update={"problem": "too_many_links"})
        return measure


platform = Threads()
