"""Pure: what a server's tokens say of themselves (JSON web tokens; only the server that made them can check them)."""

import base64
import binascii
import json
from datetime import UTC, datetime, timedelta
from typing import Any

# An access token lives for two hours; one that ends within this time is renewed before it is used.
MARGIN = timedelta(minutes=5)
# What a login by the account's main password may do; one by an app password has a scope of its own.
MAIN = "com.atproto.access"


def claims(token: str) -> dict[str, Any]:
    """What a token claims; nothing for what is no token."""
    try:
        body = token.split(".")[1]
        read = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (IndexError, ValueError, RecursionError, binascii.Error):
        return {}
    return read if isinstance(read, dict) else {}


def expires(token: str) -> datetime | None:
    """When a token ends; None when it does not say."""
    end = claims(token).get("exp")
    try:
        return datetime.fromtimestamp(end, UTC) if isinstance(end, int) else None
    except (OverflowError, ValueError, OSError):
        return None


def ending(token: str, now: datetime) -> bool:
    """Whether a token is not worth sending any more: it has ended, or will within minutes, or is no token."""
    end = expires(token)
    return end is None or end - MARGIN <= now
