"""What an examination of an account asks its server, and what it makes of the answers."""

from collections.abc import Iterator
from datetime import datetime

from bot.domain.connection import Finding, Identity, Right
from bot.domain.errors import Reconnect
from bot.domain.ports import Clock
from bot.domain.publication import Account
from bot.platforms.bluesky import tokens
from bot.platforms.bluesky.failures import LABEL, Answered, said, told_time
from bot.platforms.bluesky.login import ACCESS, REFRESH, Login
from bot.platforms.bluesky.xrpc import Answer, Server

RIGHTS: tuple[Right, ...] = ("publish", "media", "delete", "read_replies", "answer", "hide")
# Further apart than this, in seconds, and posts get a time that readers notice.
SKEW = 60
# A server that says how many requests are left and has less than a tenth of them is nearly used up.
SCARCE = 10


async def examined(
    account: Account, server: Server, login: Login, clock: Clock
) -> tuple[Identity, tuple[Finding, ...]]:
    """Who the account is and what was found. Raises Answered, Lost, Reconnect, Later."""
    session = await _session(server, login)
    secrets = await login.secrets()
    handle = str(session.content["handle"])
    identity = Identity(
        native_id=str(session.content["did"]),
        handle=handle,
        server=account.server,
        rights=RIGHTS,
        options=account.options,
        expires=tokens.expires(secrets[REFRESH]),
    )
    found = [
        *_status(session, server),
        *_names(handle, await _did(server, handle), identity.native_id),
        *_password(secrets[ACCESS]),
        *_rate(session),
        *_clocks(session, clock.now()),
    ]
    return identity, tuple(found)


async def _session(server: Server, login: Login) -> Answer:
    """The login's own account; one that was taken down is not known to the server any more."""
    method = "com.atproto.server.getSession"
    try:
        return await login.called(lambda bearer: server.get(method, "did", "handle", bearer=bearer))
    except Answered as failure:
        if failure.name == "InvalidRequest":
            raise Reconnect("logged_out", network=LABEL, reason=said(failure)) from failure
        raise


async def _did(server: Server, handle: str) -> str:
    try:
        answer = await server.get("com.atproto.identity.resolveHandle", "did", handle=handle)
    except Answered as failure:
        if failure.status >= 429:
            raise
        return ""
    return str(answer.content["did"])


def _status(session: Answer, server: Server) -> Iterator[Finding]:
    host = server.address.split("://")[-1]
    if session.content.get("active", True):
        yield Finding(level="good", key="bluesky_active", values={"host": host})
    else:
        status = str(session.content.get("status", ""))
        yield Finding(level="fault", key="bluesky_inactive", values={"host": host, "status": status})


def _names(handle: str, did: str, native_id: str) -> Iterator[Finding]:
    if did != native_id:
        yield Finding(level="warning", key="bluesky_handle", values={"handle": handle})


def _password(access: str) -> Iterator[Finding]:
    if tokens.claims(access).get("scope") == tokens.MAIN:
        yield Finding(level="warning", key="bluesky_main_password")


def _rate(answer: Answer) -> Iterator[Finding]:
    left, most = (answer.headers.get(f"ratelimit-{name}", "") for name in ("remaining", "limit"))
    if left.isdecimal() and most.isdecimal():
        scarce = int(left) < int(most) // SCARCE
        values: dict[str, str | int] = {"left": int(left), "most": int(most)}
        yield Finding(level="warning" if scarce else "good", key="bluesky_requests", values=values)


def _clocks(answer: Answer, now: datetime) -> Iterator[Finding]:
    told = told_time(answer.headers)
    apart = abs((told - now).total_seconds()) if told else 0
    if apart > SKEW:
        yield Finding(level="warning", key="bluesky_clock", values={"seconds": int(apart)})
