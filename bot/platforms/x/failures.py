"""Pure: what X answers when it does not do what it was asked, as one of our errors.

Bodies are problems {title, detail, type, status} or lists {errors: [{code, message}]} (X fundamentals, response codes
and errors). A 429 says in `x-rate-limit-reset`, or in the headers of a day's limit, when to come again.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from bot.domain.errors import Later, Reconnect, Rejected, StandfirstError, Uncertain

LABEL = "X"
# Seconds to wait where X names no time.
BUSY = 60.0
UNREACHABLE = 30.0
# Refusals that took nothing and pass by themselves: misdirected, locked, too early.
PASSING = (421, 423, 425)
DAY_IS_OVER = 3600.0
# OAuth 1.0a lets clocks differ by so much.
CLOCKS = timedelta(minutes=5)
# The pairs of headers of every limit: what is left, and when it is filled again (in Unix seconds).
LIMITS = ("x-rate-limit", "x-user-limit-24hour", "x-app-limit-24hour")
# X's name of the permission an app needs to publish.
READ_AND_WRITE = "Read and write"

Headers = Mapping[str, str]


class Doubled(Rejected):
    """X has this very text of this account already."""


class Gone(Rejected):
    """There is no such post, or no such address."""


def lacking(right: str) -> Reconnect:
    """A right that the app or the account lacks, in X's own words."""
    return Reconnect("rights_missing", network=LABEL, right=right)


def words(problem: Mapping[str, Any], status: int) -> str:
    """X's own words for a refusal, short."""
    listed = [one for one in problem.get("errors") or [] if isinstance(one, dict)]
    said = problem.get("detail") or next((one.get("message") or one.get("detail") for one in listed), "")
    return str(said or problem.get("title") or f"HTTP {status}")[:200]


def unclear(*, publishes: bool) -> StandfirstError:
    """No clear answer: on a call that publishes it may be out, on any other nothing has happened to readers."""
    if publishes:
        return Uncertain("outcome_unknown", network=LABEL)
    return Later("network_unreachable", retry_after=UNREACHABLE, network=LABEL)


def of_status(
    status: int, headers: Headers, problem: Mapping[str, Any], *, publishes: bool, replies: bool, now: datetime
) -> StandfirstError:
    """The error that an answer other than a success means; `replies` is said of a call that answers a post."""
    if status == 429:
        return Later("network_busy", retry_after=wait(headers, now), network=LABEL)
    if status in PASSING:
        return Later("network_unreachable", retry_after=UNREACHABLE, network=LABEL)
    if status >= 500 or status < 400 or status == 408:
        return unclear(publishes=publishes)
    if status == 401:
        return Reconnect("logged_out", network=LABEL, reason=_not_let_in(headers, problem, now))
    if status == 402:
        return lacking(words(problem, status))
    if status == 403:
        return _forbidden(problem, replies=replies)
    if status == 404:
        return Gone("network_refuses", network=LABEL, reason="gone")
    return Rejected("network_refuses", network=LABEL, reason=words(problem, status))


def _forbidden(problem: Mapping[str, Any], *, replies: bool) -> StandfirstError:
    said, kind = words(problem, 403), str(problem.get("type") or "")
    low = said.lower()
    if "duplicate content" in low or "already said that" in low:
        return Doubled("network_refuses", network=LABEL, reason="duplicate")
    if kind.endswith("oauth1-permissions"):
        return lacking(READ_AND_WRITE)
    if kind.endswith("client-forbidden"):
        return lacking(said)
    if "suspended" in low or "locked" in low:
        return Reconnect("logged_out", network=LABEL, reason=said)
    if kind.endswith("usage-capped") or "daily limit" in low or "automated" in low:
        return Later("network_busy", retry_after=DAY_IS_OVER, network=LABEL)
    if replies:
        gone = "deleted" in low or "not visible" in low
        return Rejected("network_refuses", network=LABEL, reason="post_gone" if gone else "thread_refused")
    return Rejected("network_refuses", network=LABEL, reason=said)


def _not_let_in(headers: Headers, problem: Mapping[str, Any], now: datetime) -> str:
    """Why: X's words, and how far our clock is off where signatures are refused for that."""
    off = skew(headers, now)
    return words(problem, 401) + (f" ({off.total_seconds():+.0f} s)" if abs(off) > CLOCKS else "")


def wait(headers: Headers, now: datetime) -> float:
    """Seconds until X allows again, by its own clock; at least one."""
    at = (told(headers) or now).timestamp()
    named = [(_number(headers.get(f"{one}-remaining")), _number(headers.get(f"{one}-reset"))) for one in LIMITS]
    resets = [reset for left, reset in named if reset is not None and left in (None, 0)]
    if resets:
        return max(1.0, max(resets) - at + 1)
    after = _number(headers.get("Retry-After"))
    return BUSY if after is None else max(1.0, float(after))


def told(headers: Headers) -> datetime | None:
    """X's own time, by the Date header; None where there is none to read."""
    try:
        found = parsedate_to_datetime(headers.get("Date", ""))
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def skew(headers: Headers, now: datetime) -> timedelta:
    """How far our clock is ahead of X's."""
    theirs = told(headers)
    return now - theirs if theirs else timedelta()


def _number(value: str | None) -> int | None:
    return int(value) if value is not None and value.isascii() and value.isdecimal() and len(value) <= 12 else None
