"""Fetch one page from an address a stranger named: judged at every hop, capped, timed, nothing remembered."""

import asyncio
import re
import socket
import ssl
import zlib
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin

import httpcore
import httpx

from bot import __version__
from bot.domain.errors import Unreadable
from bot.net import guard
from bot.net.inflating import CutShort, inflating
from bot.net.pinned import opened

MAX_BYTES = 10_000_000
MAX_REDIRECTS = 5
NOT_CHANGED = 304
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_LONGEST_VALIDATOR = 400
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
PAGES = "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.8,*/*;q=0.1"
PICTURES = "image/jpeg,image/png,image/webp;q=0.9,image/*;q=0.8,*/*;q=0.1"
_HEADERS = (
    (b"User-Agent", f"Standfirst/{__version__}".encode()),
    (b"Accept-Encoding", b"gzip, deflate"),
    (b"Connection", b"close"),
)

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
Headers = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Page:
    """What came back: the URL it was finally read from, the content type as sent, the decompressed bytes.

    `etag` and `modified` are what a later `fetch` may ask with whether it has changed; status 304 says that it has
    not. `moved` says that every redirect on the way there was for good.
    """

    url: str
    status: int
    content_type: str
    body: bytes
    etag: str = ""
    modified: str = ""
    moved: bool = False

    @property
    def charset(self) -> str:
        """The character set named by the content type, "" when none is."""
        match = _CHARSET.search(self.content_type)
        return match[1] if match else ""


async def resolve(host: str, port: int) -> list[str]:
    """Every address of a name, by the system's resolver. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedClient:
    """Fetches pages. Time-outs are in seconds, `max_bytes` caps the body as sent and as decompressed.

    `accept` says which content types are wanted. `ports` and `allow` relax the guard (see `guard.refusal`); `tls` and
    `backend` replace the trusted certificates and the network. The total time-out covers look-ups, redirects and the
    whole body.
    """

    def __init__(
        self,
        *,
        resolve: Resolve = resolve,
        ports: Collection[int] = guard.PORTS,
        allow: Collection[str] = (),
        max_bytes: int = MAX_BYTES,
        accept: str = PAGES,
        connect_timeout: float = 10.0,
        total_timeout: float = 30.0,
        tls: ssl.SSLContext | None = None,
        backend: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self._resolve = resolve
        self._ports = ports
        self._allow = allow
        self._max_bytes = max_bytes
        self._accept = accept.encode()
        self._connect_timeout = connect_timeout
        self._total_timeout = total_timeout
        self._tls = tls
        self._backend = backend or httpcore.AnyIOBackend()

    async def fetch(self, url: str, *, etag: str = "", modified: str = "") -> Page:
        """Fetch a page, following at most five redirects; with `etag` or `modified` only where it has changed since.

        Raises Refused ("unsafe_url") for an address our rules forbid, Unreadable ("unknown_host",
        "unreachable", "timed_out", "cut_short", "too_large", "http_status", "too_many_redirects") otherwise.
        A server that is asked too often says in `retry_after` what its header does.
        """
        known = ((b"If-None-Match", etag), (b"If-Modified-Since", modified))
        asked = [(name, value.encode("ascii")) for name, value in known if value and _sound(value)]
        try:
            async with asyncio.timeout(self._total_timeout):
                return await self._follow(url.strip(), asked)
        except (TimeoutError, httpcore.TimeoutException) as error:
            raise Unreadable("timed_out", host=_host(url), seconds=int(self._total_timeout)) from error
        except CutShort as error:
            raise Unreadable("cut_short", host=_host(url)) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError, zlib.error) as error:
            raise Unreadable("unreachable", host=_host(url)) from error

    async def _follow(self, url: str, asked: Headers) -> Page:
        hops: list[bool] = []
        for _ in range(MAX_REDIRECTS + 1):
            answer = await self._get(url, asked)
            if isinstance(answer, Page):
                return replace(answer, moved=bool(hops) and all(hops))
            url, permanent = answer
            hops.append(permanent)
        raise Unreadable("too_many_redirects", redirects=MAX_REDIRECTS)

    async def _get(self, url: str, asked: Headers) -> Page | tuple[str, bool]:
        """One hop: the page, or the address it redirects to and whether for good."""
        target = guard.target(url, ports=self._ports, allow=self._allow)
        addresses = await self._addresses(target)
        guard.judge(target, addresses, allow=self._allow)
        parsed = _parsed(url)
        host = (b"Host", httpx.Request("GET", parsed.copy_with(host=target.host)).headers["Host"].encode())
        async with opened(
            target,
            parsed,
            addresses,
            headers=(host, *_HEADERS, (b"Accept", self._accept), *asked),
            connect_timeout=self._connect_timeout,
            tls=self._context(),
            backend=self._backend,
        ) as response:
            headers = httpx.Headers(response.headers)
            if response.status in _REDIRECTS and "location" in headers:
                return _joined(url, headers["location"]), response.status in _FOR_GOOD
            if response.status >= 400:
                wait = {"retry_after": headers["retry-after"][:40]} if "retry-after" in headers else {}
                raise Unreadable("http_status", host=target.host, status=response.status, **wait)
            body = b"" if response.status == NOT_CHANGED else await self._body(response, headers)
            etag, modified = _kept(headers.get("etag", "")), _kept(headers.get("last-modified", ""))
            return Page(url, response.status, headers.get("content-type", ""), body, etag, modified)

    async def _addresses(self, target: guard.Target) -> Sequence[str]:
        if target.literal:
            return [target.host]
        try:
            return await self._resolve(target.host, target.port)
        except OSError as error:
            raise Unreadable("unknown_host", host=target.host) from error

    async def _body(self, response: httpcore.Response, headers: httpx.Headers) -> bytes:
        self._require_size(int(length) if (length := headers.get("content-length", "")).isdecimal() else 0)
        sent = inflating(headers.get("content-encoding", ""))
        received, body = 0, bytearray()
        async for chunk in response.aiter_stream():
            received += len(chunk)
            body += sent.feed(chunk, self._max_bytes + 1 - len(body))
            self._require_size(max(received, len(body)))
        sent.close()
        return bytes(body)

    def _require_size(self, size: int) -> None:
        if size > self._max_bytes:
            raise Unreadable("too_large", megabytes=self._max_bytes // 1_000_000)

    def _context(self) -> ssl.SSLContext:
        """The trusted certificates, read once and only when the first page is fetched."""
        if self._tls is None:
            self._tls = httpx.create_ssl_context(trust_env=False)
        return self._tls


def _sound(value: str) -> bool:
    """Whether a server's own words may be sent back to it in a header."""
    return value.isascii() and value.isprintable() and len(value) <= _LONGEST_VALIDATOR


def _kept(value: str) -> str:
    return value if _sound(value) else ""


def _parsed(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except httpx.InvalidURL as error:
        raise guard.malformed() from error


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise guard.malformed() from error


def _host(url: str) -> str:
    try:
        return httpx.URL(url.strip()).host
    except httpx.InvalidURL:
        return ""
