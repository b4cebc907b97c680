"""A quick estimate of what a text costs on a network; the network's own measure always has the last word."""

import re

from bot.composer.material import Material
from bot.domain.post import Limits

# Outside these ranges X counts a character twice (twitter-text configuration v3).
_HEAVY = re.compile("[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")


class Gauge:
    """Costs of single lines under a network's limits, each worked out once per draft."""

    def __init__(self, limits: Limits, material: Material) -> None:
        self._weighted = limits.unit == "weighted"
        self._url = limits.url
        self._costs = material.costs

    def text(self, text: str) -> int:
        """The cost of a line without its line break."""
        if not self._weighted or text.isascii():
            return len(text)
        cost = self._costs.get(text)
        if cost is None:
            cost = self._costs[text] = len(text) + len(_HEAVY.findall(text))
        return cost

    def url(self, url: str) -> int:
        """The cost of a URL: the network's flat one, or its own length."""
        return len(url) if self._url is None else self._url
