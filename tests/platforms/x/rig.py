"""X's double as https://api.twitter.com: TLS with an authority of our own, behind a line that fails on order."""

import hashlib
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import aiohttp
import trustme
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.domain.ports import Clock, Resources
from bot.domain.publication import Account, Remote
from bot.platforms.x import X, login, wire
from bot.testing.line import LINE_FAULTS, Line
from bot.testing.memory import Album, MemoryVault, WallClock, resources
from bot.testing.sessions import Fault, Seen
from bot.testing.x import Keys, Refusal, Server, User, World, problem, too_many

HOST = "api.twitter.com"
SCOPES = tuple(login.SCOPES.split())


@cache
def authority() -> trustme.CA:
    return trustme.CA()


@cache
def served() -> ssl.SSLContext:
    """What the double shows for api.twitter.com."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority().issue_cert(HOST).configure_cert(context)
    return context


@cache
def trusted() -> ssl.SSLContext:
    """Trusts our authority alone."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority().configure_trust(context)
    return context


class Loopback(AbstractResolver):
    """Knows one host."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list:
        assert host == HOST
        return [
            ResolveResult(
                hostname=host,
                host="127.0.0.1",
                port=self.port,
                family=socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None:
        pass


def opened(line: Line) -> Callable[[], aiohttp.BaseConnector]:
    """Connectors that reach the line as api.twitter.com."""
    return lambda: aiohttp.TCPConnector(resolver=Loopback(line.port), ssl=trusted(), force_close=True)


@dataclass
class XRig:
    server: Server
    line: Line
    user: User
    account: Account
    resources: Resources
    platform: X
    album: Album
    vault: MemoryVault
    first: Sequence[str] = field(default=())
    lacks: Sequence[Fault] = ()

    @property
    def secrets(self) -> Sequence[str]:
        """What the account began with, what it has now, and every token in between."""
        given = (*self.server.logins.tokens, *self.server.logins.refreshes)
        return (*self.first, *secret(self.vault.kept[self.account.id]), *given)

    @property
    def world(self) -> World:
        return self.server.world

    async def seen(self) -> Sequence[Seen]:
        return [
            Seen(
                post.id,
                post.text,
                post.parent,
                tuple(media.alt for media in post.media),
                tuple(hashlib.sha256(media.data).hexdigest() for media in post.media),
            )
            for post in reversed(self.world.newest(self.user))
        ]

    async def answer(self, remote: Remote, text: str) -> str:
        reader = self.world.join("renn")
        above = self.world.posts[remote.id]
        above.text, before = f"{above.text} @renn", above.text
        try:
            return self.world.write(reader, {"text": text, "reply": {"in_reply_to_tweet_id": remote.id}}).id
        finally:
            above.text = before

    async def fail(self, fault: Fault) -> bool:
        if fault in LINE_FAULTS:
            await self.line.fail(fault)
        elif fault == "content_refused":
            self.server.next.append(problem(400, "The text of your post is not allowed."))
        elif fault == "changed_limits":
            self.world.most = 10
        elif fault == "busy":
            reset = int(self.world.clock().timestamp()) + 40
            self.server.next.append(too_many({"x-rate-limit-limit": "100", "x-rate-limit-reset": str(reset)}))
        elif fault == "revoked_token":
            self.server.logins.revoke()
        elif login.is_oauth2(self.vault.kept[self.account.id]):
            self.server.logins.expire()
        else:
            return False
        return True

    async def mend(self) -> None:
        await self.line.mend()
        self.server.next.clear()
        self.world.most = None


def secret(kept: dict[str, str]) -> Sequence[str]:
    return tuple(value for name, value in kept.items() if name not in ("client_id", "scope", "expires"))


def publishes(method: str, path: str) -> bool:
    return (method, path) == ("POST", "/2/tweets")


def by_keys(keys: Keys) -> dict[str, str]:
    return {name: getattr(keys, name) for name in login.KEYS}


def by_login(server: Server, user: User, scopes: tuple[str, ...] = SCOPES) -> dict[str, str]:
    given = server.logins.give_tokens(user, scopes)
    app = {"client_id": server.logins.client_id, "client_secret": server.logins.client_secret}
    return {**app, **login.tokens(given, server.world.clock())}


@asynccontextmanager
async def rigged(
    home: Path,
    *,
    way: str = "login",
    subscription: str = "None",
    newer: bool = False,
    options: dict[str, str] | None = None,
    expected: Sequence[str] = (),
    clock: Clock | None = None,
    lag: float = 0.0,
    patience: float = 1.0,
) -> AsyncIterator[XRig]:
    """A connected account; after it, every request has kept to X's description but for the `expected` faults."""
    clock = clock or WallClock()
    async with (
        Server(World(clock=lambda: clock.now()), newer=newer) as server,
        Line(server.address, tls=served(), strikes=publishes) as line,
    ):
        server.logins.client_id, server.logins.client_secret = "an-app-of-ours", "the-secret-of-the-app"
        user = server.world.join("harbour_news", "The Harbour News", subscription=subscription)
        secrets = by_login(server, user) if way == "login" else by_keys(server.logins.give_keys(user))
        vault, album = MemoryVault({"a1": secrets}), Album()
        account = Account(
            id="a1",
            brand_id="main",
            platform="x",
            handle=user.username,
            native_id=user.id,
            rights=wire.rights("", SCOPES, {"subscription_type": subscription}),
            options=options or {},
        )
        platform = X(opened=opened(line), lag=lag)
        made = resources(vault, album, clock=clock, patience=patience)
        lacks = () if way == "login" else ("expired_token",)
        yield XRig(server, line, user, account, made, platform, album, vault, secret(secrets), lacks)
        assert server.world.violations == list(expected)


__all__ = ["Refusal", "XRig", "by_keys", "by_login", "opened", "rigged"]
