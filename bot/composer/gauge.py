"""A quick estimate of what a line costs on a network; the network's own measure always has the last word."""

import re
from collections.abc import Callable
from functools import cached_property, lru_cache

from bot.domain.ports import Platform
from bot.domain.post import Measure

# Outside these ranges X counts a character twice (twitter-text configuration v3).
_HEAVY = re.compile("[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")


@lru_cache(maxsize=256)
def _length(measure: Callable[[str], Measure], emoji: str) -> int:
    return measure(emoji).length


class Gauge:
    """Costs of single lines on a network. `known` keeps weights found for a draft, for the next network."""

    def __init__(self, platform: Platform, link: str, known: dict[str, int]) -> None:
        self.weighted = platform.limits.unit == "weighted"
        self._platform = platform
        self._link = link
        self._known = known

    def text(self, text: str) -> int:
        """The cost of a line without its line break."""
        if not self.weighted or text.isascii():
            return len(text)
        cost = self._known.get(text)
        if cost is None:
            cost = self._known[text] = len(text) + len(_HEAVY.findall(text))
        return cost

    def mark(self, emoji: str) -> int:
        """The cost of a bullet's mark as the network counts it: some count an emoji by its bytes."""
        if not emoji:
            return 0
        return _length(self._platform.measure, emoji)

    @cached_property
    def link(self) -> int:
        """The cost of the link: the network's own where a URL has a flat one."""
        return len(self._link) if self._platform.limits.url is None else self._platform.measure(self._link).length
