"""What stands for a network whose plug-in is not installed any more, or is broken, where accounts of it are shown."""

from bot.domain.post import Limits, Measure

# Nothing is sent to it: its posts are there to copy, as long as most networks take them.
_LIMITS = Limits(text=3000, unit="characters")


class Absent:
    """A network known by name alone; nothing can be published on it, asked of it or connected to it."""

    limits = _LIMITS
    shape = "brief"
    card = False
    absent = True

    def __init__(self, name: str) -> None:
        self.name = self.label = name

    def measure(self, text: str, *, media: bool = False, spoiler: str = "") -> Measure:
        """Measure in characters."""
        problem = "too_long" if len(text) > _LIMITS.text else "" if text.strip() else "empty"
        return Measure(length=len(text), limit=_LIMITS.text, unit=_LIMITS.unit, problem=problem)
