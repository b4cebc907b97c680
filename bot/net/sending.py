"""Hand something to an address that a member named: judged and pinned as a page is, no redirect followed, capped.

What happened is told exactly: a request that never left, and one that may have arrived.
"""

import asyncio
import ssl
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpcore
import httpx

from bot import __version__
from bot.net import guard
from bot.net.client import Resolve, resolve
from bot.net.pinned import opened

# A member's own server may listen anywhere.
ANY_PORT = range(1, 65536)
MAX_ANSWER = 100_000
_LEAVING = "send_request_headers.started"


class NotSent(Exception):
    """The request never left: no such name, nobody there, no trusted connection."""


class NotAnswered(Exception):
    """The request left, and there was no whole answer: it may have arrived."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back; `headers` are by lower-case name, the body is as sent, cut at the cap."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class GuardedSender:
    """Sends to one address at a time. `patience` is in seconds for all of it, the look-up of the name included.

    `allow` relaxes the guard (see `guard.refusal`); `resolve`, `tls` and `backend` replace the resolver, the trusted
    certificates and the network.
    """

    def __init__(
        self,
        *,
        allow: Collection[str] = (),
        patience: float = 30.0,
        resolve: Resolve = resolve,
        tls: ssl.SSLContext | None = None,
        backend: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self._allow = allow
        self._patience = patience
        self._resolve = resolve
        self._tls = tls
        self._backend = backend or httpcore.AnyIOBackend()

    async def send(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Answered:
        """Send one request, whatever status comes back.

        Raises Refused("unsafe_url") for an address our rules forbid, NotSent, NotAnswered.
        """
        left = False

        async def trace(step: str, _: dict[str, Any]) -> None:
            nonlocal left
            left = left or step.endswith(_LEAVING)

        try:
            async with asyncio.timeout(self._patience):
                return await self._sent(method, url.strip(), headers or {}, body, trace)
        except (
            TimeoutError,
            httpcore.TimeoutException,
            httpcore.NetworkError,
            httpcore.ProtocolError,
            OSError,
        ) as error:
            raise (NotAnswered if left else NotSent)(type(error).__name__) from error

    async def _sent(self, method: str, url: str, headers: Mapping[str, str], body: bytes, trace: Any) -> Answered:
        target = guard.target(url, ports=ANY_PORT, allow=self._allow)
        addresses = [target.host] if target.literal else await self._resolve(target.host, target.port)
        guard.judge(target, addresses, allow=self._allow)
        parsed = _parsed(url)
        async with opened(
            target,
            parsed,
            addresses,
            headers=_lines(parsed.copy_with(host=target.host), headers, body),
            connect_timeout=self._patience,
            tls=self._context(),
            backend=self._backend,
            method=method,
            content=body,
            trace=trace,
        ) as response:
            sent = {name.decode("ascii").lower(): value.decode("latin-1") for name, value in response.headers}
            return Answered(response.status, sent, await _capped(response))

    def _context(self) -> ssl.SSLContext:
        """The trusted certificates, read once and only when they are first needed."""
        if self._tls is None:
            self._tls = httpx.create_ssl_context(trust_env=False)
        return self._tls


async def _capped(response: httpcore.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_stream():
        body += chunk[: MAX_ANSWER - len(body)]
        if len(body) == MAX_ANSWER:
            break
    return bytes(body)


def _lines(url: httpx.URL, headers: Mapping[str, str], body: bytes) -> list[tuple[bytes, bytes]]:
    """The request's headers: ours, then those asked for."""
    ours = {
        "Host": httpx.Request("GET", url).headers["Host"],
        "User-Agent": f"Standfirst/{__version__}",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    length = {"Content-Length": str(len(body))} if body else {}
    return [(name.encode("ascii"), value.encode("ascii")) for name, value in {**ours, **length, **headers}.items()]


def _parsed(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except httpx.InvalidURL as error:
        raise guard.malformed() from error
