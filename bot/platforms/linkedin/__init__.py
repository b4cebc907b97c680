"""LinkedIn: 3,000 characters of escaped text, link in a card.

The Posts API limits the commentary; whether escapes count is not documented, so the escaped text is measured.
"""

from bot.domain.post import Limits, Measure
from bot.platforms.linkedin import wire
from bot.text.links import urls
from bot.text.measuring import verdict


class LinkedIn:
    """The plug-in for LinkedIn."""

    name = "linkedin"
    label = "LinkedIn"
    limits = Limits(text=3000, unit="characters", images=20)
    shape = "long"
    card = True

    def measure(self, text: str, *, media: bool = False, spoiler: str = "") -> Measure:
        """Measure in characters of the escaped little text. A spoiler line counts as text."""
        whole = f"{spoiler}\n{text}" if spoiler else text
        links = urls(whole)
        return verdict(whole, wire.length(whole, links), self.limits, media=media, links=links)


platform = LinkedIn()
