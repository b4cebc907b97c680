"""Pure: what GET /2/users/me and its headers tell of an account, and what a person should know of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.domain.connection import Finding, Identity
from bot.domain.publication import Account
from bot.platforms.x import failures, login, prices, wire

# OAuth 1.0a signs the time; X refuses what is too far from its own.
CLOCK = timedelta(seconds=30)
NEEDED = ("tweet.read", "tweet.write", "users.read", "media.write")


def options(user: wire.Json, wanted: str) -> dict[str, str]:
    """What was chosen for an account: long posts, where it has Premium."""
    return {"long": "yes"} if wanted == "yes" and wire.premium(user) else {}


def identity(
    user: wire.Json, headers: failures.Headers, secrets: Mapping[str, str], chosen: Mapping[str, str]
) -> Identity:
    """Whom a login belongs to, and what it may."""
    given = wire.rights(headers.get("x-access-level", ""), secrets.get("scope", "").split(), user)
    ends = None if secrets.get("refresh_token") else login.ends(secrets)
    return wire.identity(user, rights=given, options=dict(chosen), expires=ends)


def findings(
    user: wire.Json, headers: failures.Headers, secrets: Mapping[str, str], account: Account, now: datetime
) -> Sequence[Finding]:
    """Rights, clock, what is left of the hour's requests, Premium, the price of posts."""
    return [
        *_rights(headers, secrets),
        *_clock(headers, now),
        *_left(headers),
        *_premium(user, account),
        *_life(secrets),
        Finding(level="good", key="x_price", values={"post": str(prices.POST), "link": str(prices.POST_WITH_LINK)}),
    ]


def _rights(headers: failures.Headers, secrets: Mapping[str, str]) -> list[Finding]:
    if not login.is_oauth2(secrets):
        access = headers.get("x-access-level", "")
        read_only = bool(access) and "write" not in access
        return [Finding(level="fault", key="x_read_only")] if read_only else []
    lacking = [scope for scope in NEEDED if scope not in secrets.get("scope", "").split()]
    return [Finding(level="fault", key="x_scopes", values={"scopes": ", ".join(lacking)})] if lacking else []


def _clock(headers: failures.Headers, now: datetime) -> list[Finding]:
    skew = failures.skew(headers, now)
    if abs(skew) <= CLOCK:
        return []
    return [Finding(level="warning", key="x_clock", values={"seconds": int(skew.total_seconds())})]


def _left(headers: failures.Headers) -> list[Finding]:
    left, limit = headers.get("x-rate-limit-remaining", ""), headers.get("x-rate-limit-limit", "")
    if not left.isdecimal() or not limit.isdecimal():
        return []
    return [Finding(level="good", key="x_requests", values={"left": int(left), "limit": int(limit)})]


def _premium(user: wire.Json, account: Account) -> list[Finding]:
    kind = str(user.get("subscription_type") or "None")
    if wire.premium(user):
        return [Finding(level="good", key="x_premium", values={"kind": kind})]
    if account.options.get("long") == "yes":
        return [Finding(level="warning", key="x_no_longer_premium")]
    return []


def _life(secrets: Mapping[str, str]) -> list[Finding]:
    if not login.is_oauth2(secrets):
        return []
    if secrets.get("refresh_token"):
        return [Finding(level="good", key="x_renews_itself")]
    return [Finding(level="warning", key="x_no_renewal")]
