"""X: 280 weighted characters, links in the text, threads by self-reply.

Counting and entities are in `wire`, after twitter-text configuration v3 (see there). Pictures: four photos of at most
5 MB (X media introduction and best practices), alt text of 1,000 characters (description of POST /2/media/metadata).
"""

from bot.domain.post import ImageRules, Limits, Measure
from bot.platforms.x import wire


class X:
    """The plug-in for X."""

    name = "x"
    label = "X"
    place = 10
    limits = Limits(
        text=280,
        unit="weighted",
        url=wire.URL_COST,
        parts=25,
        images=4,
        picture=ImageRules(max_bytes=5_000_000, kinds=("image/jpeg", "image/png", "image/webp")),
    )
    shape = "brief"
    card = False

    def measure(self, text: str, *, media: bool = False, spoiler: str = "") -> Measure:
        """Measure by weight (twitter-text configuration v3). X has no spoiler line: one is counted as text."""
        stored, links = wire.read(f"{spoiler}\n{text}" if spoiler else text)
        length = wire.weigh(stored, links)
        problem = ""
        if not stored.strip():
            problem = "" if media else "empty"
        elif not stored.isascii() and wire.INVALID.search(stored):
            problem = "invalid_characters"
        elif length > self.limits.text:
            problem = "too_long"
        found = tuple(stored[start:end] for start, end in links)
        return Measure(length=length, limit=self.limits.text, unit="weighted", urls=found, problem=problem)


platform = X()
