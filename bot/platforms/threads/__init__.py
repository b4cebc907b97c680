"""Threads: 500 characters, an emoji costs its UTF-8 bytes, at most five different links."""

from bot.domain.post import Limits, Measure
from bot.platforms.threads import wire
from bot.text.links import urls
from bot.text.measuring import verdict

MOST_LINKS = 5


class Threads:
    """The plug-in for Threads."""

    name = "threads"
    label = "Threads"
    limits = Limits(text=500, unit="characters", parts=25, images=20)
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
