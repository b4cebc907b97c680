"""Pure: what a server answers when it does not do what it was asked, as one of our errors.

Bodies are `{"error": "words"}`. 401 is a token that is not valid, 403 a scope it has not or a login that may do
nothing, 404 what is gone or hidden, 422 what it does not take, 429 too much: `X-RateLimit-Reset` then says until when,
in ISO 8601 (Mastodon documentation, api/rate-limits), in Unix seconds on GoToSocial.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from bot.domain.errors import LONGEST_WAIT, Later, Reconnect, Rejected, StandfirstError, Uncertain

LABEL = "Mastodon"
# Seconds to wait where the server names no time.
BUSY = 60.0
UNREACHABLE = 30.0
PROCESSING = 5.0
# Sent to the wrong machine, locked, too early: not done, and to be asked again (RFC 9110, 4918, 8470).
NOT_NOW = (421, 423, 425)
_MOST_WORDS = 200

Headers = Mapping[str, str]


class Gone(Rejected):
    """There is no such post, or it is hidden from the account."""


def unclear(*, publishes: bool) -> StandfirstError:
    """No clear answer: on a call that publishes it may be out, on any other nothing has happened to readers."""
    if publishes:
        return Uncertain("outcome_unknown", network=LABEL)
    return Later("network_unreachable", retry_after=UNREACHABLE, network=LABEL)


def unreachable() -> Later:
    """The request never left."""
    return Later("network_unreachable", retry_after=UNREACHABLE, network=LABEL)


def refused(reason: str) -> Rejected:
    """The server does not take this, by its own words or a key of ours."""
    return Rejected("network_refuses", network=LABEL, reason=reason)


def of_status(status: int, headers: Headers, body: bytes, *, publishes: bool, now: datetime) -> StandfirstError:
    """The error that an answer other than a readable success means."""
    said = words(status, body)
    if status == 429 or status in NOT_NOW:
        return Later("network_busy", retry_after=wait(headers, now), network=LABEL)
    if publishes and 300 <= status < 400:
        return refused(said)
    if status >= 500 or status < 400 or status == 408:
        return unclear(publishes=publishes)
    if status == 401:
        return Reconnect("logged_out", network=LABEL, reason=said)
    if status == 403:
        return _forbidden(said)
    if status in (404, 410) and _said(body):  # else something in between answered, that knows of no posts
        return Gone("network_refuses", network=LABEL, reason="gone")
    if status == 413:
        return refused("picture_refused")
    if status == 422 and "processing" in said.lower():
        return Later("network_busy", retry_after=PROCESSING, network=LABEL)
    return refused(said)


def _forbidden(said: str) -> StandfirstError:
    """A scope that is lacking, a login that is closed, or this one thing that is not allowed."""
    low = said.lower()
    if "scope" in low:
        return Reconnect("rights_missing", network=LABEL, right=said)
    if "your login" in low or "suspended" in low:
        return Reconnect("logged_out", network=LABEL, reason=said)
    return refused(said)


def words(status: int, body: bytes) -> str:
    """The server's own words for a refusal, short; its status where it says nothing."""
    return _said(body) or f"HTTP {status}"


def _said(body: bytes) -> str:
    """The server's own words, "" where it is not the server that speaks."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    why = (said.get("error_description") or said.get("error")) if isinstance(said, dict) else None
    return " ".join(why.split())[:_MOST_WORDS] if isinstance(why, str) and why.strip() else ""


def wait(headers: Headers, now: datetime) -> float:
    """Seconds until the server allows again, by its own clock; at least one."""
    reset = _moment(headers.get("x-ratelimit-reset", ""))
    if reset is None:
        after = headers.get("retry-after", "")
        return _sane(float(after)) if after.isdecimal() else BUSY
    return _sane((reset - (told(headers) or now)).total_seconds())


def _sane(seconds: float) -> float:
    return min(max(1.0, seconds), LONGEST_WAIT)


def told(headers: Headers) -> datetime | None:
    """The server's own time, by its Date header; None where there is none to read."""
    try:
        found = parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _moment(value: str) -> datetime | None:
    try:
        found = datetime.fromtimestamp(int(value), UTC) if value.isdecimal() else datetime.fromisoformat(value)
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
