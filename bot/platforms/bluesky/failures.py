"""Pure: what went wrong with a call becomes one of our errors (XRPC: a status, an error's name, a message)."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from bot.domain.errors import Later, Reconnect, Rejected, StandfirstError, Uncertain

LABEL = "Bluesky"
# The server wants a newer token (it says so with 400); whoever has one may ask again, for nothing was done.
STALE = frozenset({"ExpiredToken", "InvalidToken"})
_LOGIN = STALE | {
    "AuthMissing",
    "AuthenticationRequired",
    "AccountDeactivated",
    "AccountSuspended",
    "AccountTakedown",
    "RepoDeactivated",
    "RepoTakendown",
}
# What servers say of a record that they do not take, those of today and those not brought up to date.
_WORDS = {
    "too_long": re.compile(r"too big .*\.text\b|/text must not be longer than"),
    "picture_refused": re.compile(r"\bblob too big\b|\.(?:image|thumb)\b|/(?:image|thumb)\b"),
}
# Seconds: to wait when a server that is busy, or not there, does not say how long.
BUSY, AWAY = 60.0, 30.0
# A number of seconds has no more digits.
LONGEST_NUMBER = 12


class Answered(Exception):
    """The server said no: `status` of HTTP, the error's `name` and `message`, and how long to wait, in seconds."""

    def __init__(self, status: int, name: str, message: str, wait: float | None = None) -> None:
        super().__init__(status, name, message)
        self.status = status
        self.name = name
        self.message = message
        self.wait = wait


class Lost(Exception):
    """There was no answer that can be read; `left` says whether the request may have arrived."""

    def __init__(self, *, left: bool) -> None:
        super().__init__(left)
        self.left = left


def waiting(headers: Mapping[str, str]) -> float | None:
    """How many seconds until a server takes requests again: by its own clock, never less than one."""
    reset, after = (_seconds(headers.get(name, "")) for name in ("ratelimit-reset", "retry-after"))
    if reset is not None:
        return max(1.0, reset - (told_time(headers) or datetime.now(UTC)).timestamp())
    return None if after is None else max(1.0, after)


def _seconds(value: str) -> float | None:
    """A number of seconds; None for what is none, or none that a clock could show."""
    return float(value) if value.isascii() and value.isdecimal() and len(value) <= LONGEST_NUMBER else None


def told_time(headers: Mapping[str, str]) -> datetime | None:
    """The time a server says it is."""
    try:
        return parsedate_to_datetime(headers["date"]).astimezone(UTC)
    except (KeyError, ValueError, OverflowError):
        return None


def judged(failure: Answered | Lost, *, publishing: bool) -> StandfirstError:
    """What a failure means: of a call that publishes, or of one that only looks or prepares."""
    if isinstance(failure, Lost):
        return _away(left=failure.left and publishing)
    if failure.status == 429:
        return Later("network_busy", retry_after=failure.wait or BUSY, network=LABEL)
    if failure.status >= 500:
        return _away(left=publishing)
    if failure.status == 401 or failure.name in _LOGIN:
        return Reconnect("logged_out", network=LABEL, reason=said(failure))
    if failure.status == 403 and failure.name:
        return Reconnect("rights_missing", network=LABEL, right="publish")
    if failure.name or failure.status == 413:
        return Rejected("network_refuses", network=LABEL, reason=_refusal(failure))
    # No server of this network answers without a name: something on the way did, and let nothing through.
    return _away(left=False)


def _away(*, left: bool) -> StandfirstError:
    if left:
        return Uncertain("outcome_unknown", network=LABEL)
    return Later("network_unreachable", retry_after=AWAY, network=LABEL)


def _refusal(failure: Answered) -> str:
    return next((key for key, words in _WORDS.items() if words.search(failure.message)), said(failure))


def said(failure: Answered) -> str:
    """The server's own words, short."""
    return " ".join((failure.message or failure.name or str(failure.status)).split())[:200]
