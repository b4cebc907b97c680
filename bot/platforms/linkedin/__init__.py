"""LinkedIn: 3,000 characters of escaped text, link in a card.

The Posts API limits the commentary; whether escapes count is not documented, so the escaped text is measured. Pictures,
by the Images API: at most 36,152,320 pixels, JPEG or PNG. It names no size in bytes and no length of alt text, so 5 MB
and 1,000 characters are kept to.
"""

from bot.domain.post import ImageRules, Limits, Measure
from bot.platforms.linkedin import wire
from bot.text.links import urls
from bot.text.measuring import verdict


class LinkedIn:
    """The plug-in for LinkedIn."""

    name = "linkedin"
    label = "LinkedIn"
    place = 50
    limits = Limits(
        text=3000,
        unit="characters",
        images=20,
        picture=ImageRules(max_bytes=5_000_000, max_pixels=36_152_320),
    )
    shape = "long"
    card = True

    def measure(self, text: str, *, media: bool = False, spoiler: str = "") -> Measure:
        """Measure in characters of the escaped little text. A spoiler line counts as text."""
        whole = f"{spoiler}\n{text}" if spoiler else text
        links = urls(whole)
        return verdict(whole, wire.length(whole, links), self.limits, media=media, links=links)


platform = LinkedIn()
