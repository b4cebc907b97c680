"""Pure: the two ways to log in at X, and the forms of OAuth 2 (RFC 6749, RFC 7636; X's user access tokens).

OAuth 1.0a has four keys without an end. OAuth 2 has a token of two hours and, with `offline.access`, one to renew it,
which changes each time it is used.
"""

import hashlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from yarl import URL

KEYS = ("api_key", "api_secret", "access_token", "access_secret")
AUTHORIZE = "https://x.com/i/oauth2/authorize"
TOKEN = "/2/oauth2/token"  # noqa: S105 - a path
# In seconds: how long X's tokens live (two hours), and what no token would live.
USUAL_LIFE, LONGEST_LIFE = 7200.0, 10.0 * 365 * 86_400
SCOPES = "tweet.read tweet.write users.read media.write offline.access tweet.moderate.write"


def is_oauth2(secrets: Mapping[str, str]) -> bool:
    """Whether these are the secrets of OAuth 2."""
    return "client_id" in secrets


def ends(secrets: Mapping[str, str]) -> datetime | None:
    """When the access token ends; None when it does not."""
    return datetime.fromisoformat(secrets["expires"]) if secrets.get("expires") else None


def challenge(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def authorize(client_id: str, callback: str, state: str, verifier: str) -> str:
    """The page where a person lets the app in."""
    query = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": callback,
        "scope": SCOPES,
        "state": state,
        "code_challenge": challenge(verifier),
        "code_challenge_method": "S256",
    }
    return str(URL(AUTHORIZE).with_query(query))


def granted(pasted: str) -> tuple[str, str | None]:
    """The code and the state in the address a person was sent to; a bare code has no state. "" where there is none."""
    given = pasted.strip()
    if "://" not in given and "?" not in given:
        return given, None
    try:
        query = URL(given).query
    except ValueError:
        return "", None
    return query.get("code", ""), query.get("state", "")


def exchange(code: str, client_id: str, callback: str, verifier: str) -> dict[str, str]:
    """The form that turns a code into tokens."""
    return {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": client_id,
        "redirect_uri": callback,
        "code_verifier": verifier,
    }


def refresh(secrets: Mapping[str, str]) -> dict[str, str]:
    """The form that renews a token."""
    return {
        "grant_type": "refresh_token",
        "refresh_token": secrets["refresh_token"],
        "client_id": secrets["client_id"],
    }


def basic(client_id: str, client_secret: str) -> dict[str, str]:
    """The header of an app that has a secret; nothing for one without."""
    if not client_secret:
        return {}
    return {"Authorization": "Basic " + b64encode(f"{client_id}:{client_secret}".encode()).decode()}


def tokens(answer: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """What is kept of a token answer."""
    seconds = _seconds(answer.get("expires_in"))
    found = {
        "access_token": str(answer["access_token"]),
        "refresh_token": str(answer.get("refresh_token") or ""),
        "scope": str(answer.get("scope") or ""),
        "expires": (now + timedelta(seconds=seconds)).isoformat(),
    }
    return {name: value for name, value in found.items() if value}


def _seconds(told: object) -> float:
    """How long a token lives; what X usually gives where it says nothing that makes sense."""
    try:
        seconds = float(told)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return USUAL_LIFE
    return seconds if 0 < seconds < LONGEST_LIFE else USUAL_LIFE
