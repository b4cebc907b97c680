"""Facebook Pages: 63,206 characters by what other publishers observe; the link goes into the card.

Pictures: the Graph API refuses a photo over 4 MB (error 1366046, by what other publishers observe).
"""

from bot.domain.post import ImageRules, Limits, Measure
from bot.platforms.facebook import wire
from bot.text.links import urls
from bot.text.measuring import verdict


class Facebook:
    """The plug-in for Facebook Pages."""

    name = "facebook"
    label = "Facebook"
    place = 70
    limits = Limits(text=63206, unit="characters", images=10, picture=ImageRules(max_bytes=4_000_000))
    shape = "long"
    card = True

    def measure(self, text: str, *, media: bool = False, spoiler: str = "") -> Measure:
        """Measure in characters. A spoiler line counts as text."""
        whole = f"{spoiler}\n{text}" if spoiler else text
        return verdict(whole, wire.length(whole), self.limits, media=media, links=urls(whole))


platform = Facebook()
