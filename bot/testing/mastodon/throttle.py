"""Mastodon's rate limits: so many requests of a token in a stretch of time, by its own clock.

Mastodon documentation, api/rate-limits: 300 requests in five minutes, 30 pictures and 30 deletions in half an hour.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass
class Throttle:
    """Counts. `most` are the requests of a stretch, `seconds` its length, by kind."""

    most: dict[str, int] = field(default_factory=lambda: {"api": 300, "media": 30, "delete": 30})
    seconds: dict[str, int] = field(default_factory=lambda: {"api": 300, "media": 1800, "delete": 1800})
    _counted: dict[tuple[str, str, int], int] = field(default_factory=dict)

    def passed(self, method: str, path: str, who: str, now: datetime) -> tuple[bool, dict[str, str]]:
        """Count a request: whether it may pass, and the headers that say how things stand."""
        kinds = ["api"]
        if method == "POST" and path.endswith("/media"):
            kinds.append("media")
        if method == "DELETE" and path.startswith("/api/v1/statuses/"):
            kinds.append("delete")
        left = {kind: self.most[kind] - self._count(kind, who, now) for kind in kinds}
        tightest = min(left, key=lambda kind: left[kind])
        return left[tightest] >= 0, self._headers(tightest, left[tightest], now)

    def exhaust(self, who: str, now: datetime) -> None:
        """Let nothing more pass in this stretch."""
        self._counted[("api", who, int(now.timestamp()) // self.seconds["api"])] = self.most["api"]

    def forgive(self) -> None:
        """Begin anew."""
        self._counted.clear()

    def _count(self, kind: str, who: str, now: datetime) -> int:
        key = (kind, who, int(now.timestamp()) // self.seconds[kind])
        self._counted[key] = self._counted.get(key, 0) + 1
        return self._counted[key]

    def _headers(self, kind: str, left: int, now: datetime) -> dict[str, str]:
        period = self.seconds[kind]
        reset = datetime.fromtimestamp((int(now.timestamp()) // period + 1) * period, UTC)
        return {
            "X-RateLimit-Limit": str(self.most[kind]),
            "X-RateLimit-Remaining": str(max(0, left)),
            "X-RateLimit-Reset": reset.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        }
