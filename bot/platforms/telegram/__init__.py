"""Telegram channels: 4,096 units of text, 1,024 under a picture, counted after the markup is read.

Limits are those of the Bot API's sendMessage and sendPhoto. The server compares code points, most libraries and the
clients UTF-16 units; the stricter of the two is counted, so a post fits either way (they differ for emoji only).
Pictures, by sendPhoto: at most 10 MB, sides of at most 10,000 together, one at most 20 times the other, no alt text.
Sides of 2,560 are kept to, which any screen shows in full.
"""

from bot.domain.post import ImageRules, Limits, Measure
from bot.text.counting import utf16_length
from bot.text.links import urls
from bot.text.measuring import verdict


class Telegram:
    """The plug-in for Telegram."""

    name = "telegram"
    label = "Telegram"
    place = 20
    limits = Limits(
        text=4096,
        unit="UTF-16 units",
        caption=1024,
        parts=10,
        images=10,
        picture=ImageRules(max_bytes=10_000_000, max_side=2560, max_aspect=20, alt=0),
    )
    shape = "long"
    card = False

    def measure(self, text: str, *, media: bool = False, spoiler: str = "") -> Measure:
        """Measure in UTF-16 units of the text as readers see it. A spoiler line counts as text."""
        whole = f"{spoiler}\n{text}" if spoiler else text
        return verdict(whole, utf16_length(whole), self.limits, media=media, links=urls(whole))


platform = Telegram()
