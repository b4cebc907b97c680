"""Pure: a part becomes a signed delivery, an answer becomes a reference or one of our errors."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from bot.domain.errors import Later, Reconnect, Rejected, StandfirstError, Uncertain
from bot.domain.ports import Outgoing
from bot.domain.post import Fitted
from bot.domain.publication import Account, Remote, storable

LABEL = "Webhook"
SIGNATURE = "Standfirst-Signature"
KEY = "Idempotency-Key"
# When a receiver is busy and does not say for how long, in seconds.
BUSY = 60.0
AWAY = 60.0
# Refusals that took nothing and pass by themselves: misdirected, locked, too early.
PASSING = (421, 423, 425)
_MOST_WORDS = 200
# A number of seconds has fewer digits.
LONGEST_NUMBER = 12


def payload(outgoing: Outgoing, account: Account, pictures: Sequence[Fitted], now: datetime) -> bytes:
    """The body of a delivery; the same part is the same bytes however often it is sent, where it was planned."""
    part = outgoing.part
    body: dict[str, Any] = {
        "id": outgoing.key,
        "account": account.handle,
        "time": (outgoing.planned or now).isoformat(),
        "language": outgoing.language,
        "text": part.text,
        "spans": [span.model_dump() for span in part.spans],
        "card": outgoing.card.model_dump() if outgoing.card else None,
        "images": [_image(fitted, image.alt) for fitted, image in zip(pictures, part.images, strict=True)],
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def trial(key: str) -> bytes:
    """The body of a test delivery."""
    return json.dumps({"test": True, "id": key}).encode()


def signature(secret: str, message: bytes, now: datetime) -> str:
    """The value of the signature's header; the time is in Unix seconds."""
    at = str(int(now.timestamp()))
    mac = hmac.new(secret.encode(), at.encode() + b"." + message, hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


def headers(secret: str, key: str, now: datetime, body: bytes = b"") -> dict[str, str]:
    """The headers of a delivery, or of a look-up where there is no body."""
    signed = {KEY: key, SIGNATURE: signature(secret, body or key.encode(), now)}
    return {**signed, "Content-Type": "application/json"} if body else signed


def published(body: bytes, key: str) -> Remote:
    """What a 2xx says of the post; the key stands for an id where the receiver gives none."""
    return _remote(_json(body), key)


def looked_up(status: int, body: bytes, key: str) -> Remote | None:
    """What a look-up says. Raises Uncertain("cannot_tell") for an answer that does not carry the key."""
    said = _json(body)
    if said.get("key") != key or status not in (200, 404):
        raise Uncertain("cannot_tell", network=LABEL)
    return _remote(said, key) if status == 200 else None


def failure(
    status: int, sent: Mapping[str, str], body: bytes, now: datetime, *, publishes: bool
) -> StandfirstError | None:
    """The error that a status stands for; None for a 2xx. With `publishes`, what may have taken effect is Uncertain."""
    if 200 <= status < 300:
        return None
    if status in (401, 403):
        return Reconnect("logged_out", network=LABEL, reason=_words(status, body))
    if status == 429:
        return Later("network_busy", retry_after=_wait(sent.get("retry-after", ""), now), network=LABEL)
    if status in PASSING:
        return Later("network_unreachable", retry_after=AWAY, network=LABEL)
    if status < 500 and status != 408:
        return Rejected("network_refuses", network=LABEL, reason="too_long" if status == 413 else _words(status, body))
    if publishes:
        return Uncertain("outcome_unknown", network=LABEL)
    return Later("network_unreachable", retry_after=AWAY, network=LABEL)


def _image(fitted: Fitted, alt: str) -> dict[str, str | int]:
    data = base64.b64encode(fitted.data).decode("ascii")
    return {"type": fitted.kind, "width": fitted.width, "height": fitted.height, "alt": alt, "data": data}


def _json(body: bytes) -> dict[str, Any]:
    """The JSON object of an answer; an empty one where there is none."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _remote(said: Mapping[str, Any], key: str) -> Remote:
    native, url = said.get("id"), said.get("url")
    known = str(native)[:500] if isinstance(native, str | int) and native != "" else key
    return Remote(id=known, url=url if isinstance(url, str) and url.startswith(("https://", "http://")) else "")


def _words(status: int, body: bytes) -> str:
    """The receiver's own words, short; its status where it says nothing."""
    said = _json(body)
    why = said.get("error") or said.get("message")
    return storable(" ".join(why.split())[:_MOST_WORDS]) if isinstance(why, str) else f"HTTP {status}"


def _wait(value: str, now: datetime) -> float:
    """Seconds from a Retry-After, which is a number or a date."""
    if value.isascii() and value.strip().isdigit() and len(value) < LONGEST_NUMBER:
        return max(1.0, float(value))
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return BUSY
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(1.0, (aware - now).total_seconds())
