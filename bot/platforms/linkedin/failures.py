"""Pure: LinkedIn's answers become our errors.

Bodies seen in public reports: 401 {"status", "serviceErrorCode" 65600 invalid, 65601 revoked, 65602 expired, "code",
"message"}; 403 "Not enough permissions to access: posts.CREATE.20260701"; 426 NONEXISTENT_VERSION; 422 DUPLICATE_POST
"Content is a duplicate of urn:li:share:..."; 400 "ShareCommentary text length (8694 characters) exceeded the maximum
allowed (3000 characters)"; 429 "Resource level throttle APPLICATION DAY limit for calls to this resource is reached."
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.errors import LONGEST_WAIT, Later, Reconnect, Rejected, StandfirstError, Uncertain
from bot.platforms.linkedin import urns

LABEL = "LinkedIn"
AWAY = 60.0
# A limit that is not the day's protects LinkedIn's machines and passes by itself.
BUSY = 300.0
# Sent to the wrong machine, locked, too early: not done, and to be asked again (RFC 9110, 4918, 8470).
NOT_NOW = (421, 423, 425)
_EXCEPTION = re.compile(r"^(?:[\w.]+(?:Exception|Error):\s*)+")
_TOO_LONG = re.compile(r"exceeded the maximum allowed|FIELD_ARRAY_SIZE_TOO_HIGH|maxLength|too long", re.IGNORECASE)
_MOST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `headers` are by lower-case name."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def said(self) -> dict[str, Any]:
        """The JSON object of the body; an empty one where there is none."""
        try:
            said = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return said if isinstance(said, dict) else {}

    @property
    def good(self) -> bool:
        """Whether it was done."""
        return 200 <= self.status < 300


def unanswered(*, published: bool) -> StandfirstError:
    """No whole answer: with `published` the request may have taken effect for readers."""
    if published:
        return Uncertain("outcome_unknown", network=LABEL)
    return Later("network_unreachable", retry_after=AWAY, network=LABEL)


def failure(answer: Answer, now: datetime, *, right: str, publishes: bool = False) -> StandfirstError | None:
    """The error that an answer stands for; None for a good one.

    `right` is the permission that the call needs; with `publishes`, what may have taken effect is Uncertain.
    """
    if answer.good:
        return None
    if answer.status == 401:
        return Reconnect("logged_out", network=LABEL, reason=words(answer))
    if answer.status == 429 or answer.status in NOT_NOW:
        return Later("network_busy", retry_after=_wait(answer, now), network=LABEL)
    if answer.status >= 500 or answer.status == 408:
        return unanswered(published=publishes)
    if version_ended(answer):
        return Rejected("network_refuses", network=LABEL, reason="version_ended")
    if answer.status == 403 or "permission" in words(answer).lower():
        return Reconnect("rights_missing", network=LABEL, right=right)
    return Rejected("network_refuses", network=LABEL, reason=_reason(answer))


def version_ended(answer: Answer) -> bool:
    """Whether LinkedIn does not know the version of the API any more."""
    return answer.status == 426 or answer.said.get("code") == "NONEXISTENT_VERSION"


def is_duplicate(answer: Answer) -> bool:
    """Whether LinkedIn refuses a post because it has one like it."""
    return answer.status in (400, 409, 422) and ("DUPLICATE_POST" in _codes(answer) or "duplicate of" in words(answer))


def duplicate_of(answer: Answer) -> str:
    """The URN of the post it has already; "" where none is named."""
    return next(iter(urns.posts_named(words(answer))), "")


def words(answer: Answer) -> str:
    """LinkedIn's own words, short, without the names of its machinery; the status where it says nothing."""
    said = answer.said.get("message") or answer.said.get("error_description")
    if not isinstance(said, str) or not said.strip():
        return f"HTTP {answer.status}"
    return _EXCEPTION.sub("", " ".join(said.split()))[:_MOST_WORDS]


def _reason(answer: Answer) -> str:
    said = words(answer)
    if is_duplicate(answer):
        return "duplicate"
    return "too_long" if _TOO_LONG.search(f"{said} {' '.join(_codes(answer))}") else said


def _codes(answer: Answer) -> list[str]:
    """The codes of the input errors that an answer lists."""
    details = answer.said.get("errorDetails")
    errors = details.get("inputErrors") if isinstance(details, dict) else None
    return [str(one.get("code", "")) for one in errors or [] if isinstance(one, dict)]


def _wait(answer: Answer, now: datetime) -> float:
    """Seconds to wait: as a header says, for the limit of a day until it is over (00:00 UTC), else some minutes."""
    header = answer.headers.get("retry-after", "")
    if header.isascii() and header.isdigit():
        return min(max(1.0, float(header)), LONGEST_WAIT)
    if "throttle" not in words(answer).lower():
        return BUSY
    midnight = (now.astimezone(UTC) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return max(60.0, (midnight - now).total_seconds())
