"""Telegram channels: 4,096 code points, 1,024 under a picture, counted after the markup is read.

Limits are those of the Bot API's sendMessage and sendPhoto; the unit is what its server compares.
"""

from bot.domain.post import Limits, Measure
from bot.text.links import urls
from bot.text.measuring import verdict


class Telegram:
    """The plug-in for Telegram."""

    name = "telegram"
    label = "Telegram"
    limits = Limits(text=4096, unit="code points", caption=1024, parts=10, images=10)
    shape = "long"
    card = False

    def measure(self, text: str, *, media: bool = False, spoiler: str = "") -> Measure:
        """Measure in code points of the text as readers see it. A spoiler line counts as text."""
        whole = f"{spoiler}\n{text}" if spoiler else text
        return verdict(whole, len(whole), self.limits, media=media, links=urls(whole))


platform = Telegram()
