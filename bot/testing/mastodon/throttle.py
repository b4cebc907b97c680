"""Mastodon's rate limits: so many requests of a token in a stretch of time, by its own clock.

Mastodon documentation, api/rate-limits: 300 requests in five minutes, 30 pictures and 30 deletions in half an hour; and
300 posts in three hours, as the headers of a post tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass
class Throttle:
    """Counts. `most` are the requests of a stretch, `seconds` its length, by kind.

    `garbled` are headers that mean nothing, as some proxy may make them.
    """

    most: dict[str, int] = field(default_factory=lambda: {"api": 300, "post": 300, "media": 30, "delete": 30})
    seconds: dict[str, int] = field(default_factory=lambda: {"api": 300, "post": 10_800, "media": 1800, "delete": 1800})
    garbled: bool = False
    _counted: dict[tuple[str, str, int], int] = field(default_factory=dict)

    def passed(self, method: str, path: str, who: str, now: datetime) -> tuple[bool, dict[str, str]]:
        """Count a request: whether it may pass, and the headers that say how things stand."""
        left = {kind: self.most[kind] - self._count(kind, who, now) for kind in _kinds(method, path)}
        tightest = min(left, key=lambda kind: left[kind])
        # A post tells of its own limit, unless another one is reached.
        told = "post" if "post" in left and left[tightest] >= 0 else tightest
        return left[tightest] >= 0, self._headers(told, left[told], now)

    def exhaust(self, who: str, now: datetime, kind: str = "api") -> None:
        """Let nothing more of a kind pass in this stretch."""
        self._counted[(kind, who, int(now.timestamp()) // self.seconds[kind])] = self.most[kind]

    def forgive(self) -> None:
        """Begin anew."""
        self._counted.clear()

    def _count(self, kind: str, who: str, now: datetime) -> int:
        key = (kind, who, int(now.timestamp()) // self.seconds[kind])
        self._counted[key] = self._counted.get(key, 0) + 1
        return self._counted[key]

    def _headers(self, kind: str, left: int, now: datetime) -> dict[str, str]:
        """The end of the stretch is given with the microseconds of now, as Mastodon does."""
        if self.garbled:
            return {f"X-RateLimit-{name}": "soon" for name in ("Limit", "Remaining", "Reset")}
        period = self.seconds[kind]
        reset = datetime.fromtimestamp((int(now.timestamp()) // period + 1) * period, UTC)
        return {
            "X-RateLimit-Limit": str(self.most[kind]),
            "X-RateLimit-Remaining": str(max(0, left)),
            "X-RateLimit-Reset": reset.replace(microsecond=now.microsecond).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        }


def _kinds(method: str, path: str) -> Sequence[str]:
    """Which limits a request counts for."""
    if method == "POST" and path.endswith("/media"):
        return ("api", "media")
    if method == "POST" and path == "/api/v1/statuses":
        return ("api", "post")
    if method == "DELETE" and path.startswith("/api/v1/statuses/"):
        return ("api", "delete")
    return ("api",)
