"""Facebook Pages: 63,206 characters by what other publishers observe; the link goes into the card."""

from bot.domain.post import Limits, Measure
from bot.platforms.facebook import wire
from bot.text.links import urls
from bot.text.measuring import verdict


class Facebook:
    """The plug-in for Facebook Pages."""

    name = "facebook"
    label = "Facebook"
    limits = Limits(text=63206, unit="characters", images=10)
    shape = "long"
    card = True

    def measure(self, text: str, *, media: bool = False, spoiler: str = "") -> Measure:
        """Measure in characters. A spoiler line counts as text."""
        whole = f"{spoiler}\n{text}" if spoiler else text
        return verdict(whole, wire.length(whole), self.limits, media=media, links=urls(whole))


platform = Facebook()
