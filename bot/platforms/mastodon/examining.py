"""Pure: what a server says of itself, of an account and of an app, and what a person should know of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.domain.connection import Finding, Identity, Right
from bot.domain.publication import Account
from bot.platforms.mastodon import failures, instance, wire

Json = Mapping[str, Any]

CLOCK = timedelta(seconds=60)
SCOPES = (
    "read:statuses",
    "read:notifications",
    "read:accounts",
    "write:statuses",
    "write:media",
    "write:favourites",
)
# Rights by the scope that gives them.
RIGHTS: Mapping[str, tuple[Right, ...]] = {
    "write:statuses": ("publish", "edit", "delete", "answer"),
    "write:media": ("media",),
    "read:statuses": ("read_replies",),
}
NEEDED = ("write:statuses", "write:media")


@dataclass(frozen=True, slots=True)
class Seen:
    """Answers of GET verify_credentials (account), instance, apps/verify_credentials, and the first one's headers."""

    account: Json
    instance: Json
    app: Json
    headers: failures.Headers


def scopes(version: str) -> tuple[str, ...]:
    """The scopes to ask a server of this version for."""
    return (*SCOPES, "profile") if instance.is_modern(version) else SCOPES


def host(account: Account) -> str:
    """The server's name in addresses of people."""
    return account.handle.removeprefix("@").partition("@")[2]


def identity(seen: Seen, server: str, options: Mapping[str, str]) -> Identity:
    """Whom a token belongs to, what it may, and what its server allows."""
    domain = str(seen.instance.get("domain") or "")
    account = seen.account
    return Identity(
        native_id=f"{account['id']}@{domain}",
        handle=f"{account['username']}@{domain}",
        name=str(account.get("display_name") or ""),
        server=server,
        rights=_rights(seen),
        limits=instance.limits(seen.instance),
        options={**options, wire.VERSION: instance.version(seen.instance)},
    )


def lacking(seen: Seen) -> list[str]:
    """The needed scopes that the app has not; none where the server does not say, before 4.3."""
    given = _given(seen)
    return [] if given is None else [scope for scope in NEEDED if not _covered(scope, given)]


def suspended(seen: Seen) -> bool:
    """Whether the server has closed the account."""
    return bool(seen.account.get("suspended"))


def findings(seen: Seen, account: Account, now: datetime) -> Sequence[Finding]:
    """The login, its scopes, the server's limits, what is left of its patience, the clock."""
    return [
        *_login(seen),
        *_server(seen, account),
        *_left(seen.headers),
        *_clock(seen.headers, now),
    ]


def _rights(seen: Seen) -> tuple[Right, ...]:
    if suspended(seen):
        return ()
    given = _given(seen)
    return tuple(
        right for scope, rights in RIGHTS.items() if given is None or _covered(scope, given) for right in rights
    )


def _given(seen: Seen) -> list[str] | None:
    found = seen.app.get("scopes")
    return [str(scope) for scope in found] if isinstance(found, list) and found else None


def _covered(scope: str, given: Sequence[str]) -> bool:
    return scope in given or scope.partition(":")[0] in given


def _login(seen: Seen) -> list[Finding]:
    if suspended(seen):
        return [Finding(level="fault", key="mastodon_suspended")]
    missing = lacking(seen)
    if missing:
        return [Finding(level="fault", key="mastodon_scopes", values={"scopes": ", ".join(missing)})]
    return [] if seen.account.get("bot") else [Finding(level="good", key="mastodon_not_bot")]


def _server(seen: Seen, account: Account) -> list[Finding]:
    now, told = instance.limits(seen.instance), account.limits or instance.DEFAULT
    values = {"version": instance.version(seen.instance), "text": now.text, "images": now.images}
    if now == told:
        return [Finding(level="good", key="mastodon_server", values=values)]
    return [Finding(level="warning", key="mastodon_limits", values=values)]


def _left(headers: failures.Headers) -> list[Finding]:
    left, limit = headers.get("x-ratelimit-remaining", ""), headers.get("x-ratelimit-limit", "")
    if not left.isdecimal() or not limit.isdecimal():
        return []
    return [Finding(level="good", key="mastodon_requests", values={"left": int(left), "limit": int(limit)})]


def _clock(headers: failures.Headers, now: datetime) -> list[Finding]:
    theirs = failures.told(headers)
    if theirs is None or abs(now - theirs) <= CLOCK:
        return []
    return [Finding(level="warning", key="mastodon_clock", values={"seconds": int((now - theirs).total_seconds())})]
