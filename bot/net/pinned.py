"""Connections to addresses that were judged, and to no others: the name is never looked up a second time."""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Any

import httpcore
import httpx

from bot.net.guard import Target

_MOST_TRIED = 4

Trace = Callable[[str, dict[str, Any]], Awaitable[None]]


class PinnedBackend(httpcore.AsyncNetworkBackend):
    """Connects to the pinned addresses, whatever host it is asked for, the first that answers."""

    def __init__(self, addresses: Sequence[str], inner: httpcore.AsyncNetworkBackend) -> None:
        self._addresses = tuple(addresses[:_MOST_TRIED])
        self._inner = inner
        self._stream: httpcore.AsyncNetworkStream | None = None

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's own signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Open a stream to one of the pinned addresses; `timeout` is in seconds for each."""
        *earlier, last = self._addresses
        for address in earlier:
            try:
                return await self._kept(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._kept(last, port, timeout, local_address, socket_options)

    async def _kept(self, *how: Any) -> httpcore.AsyncNetworkStream:
        self._stream = await self._inner.connect_tcp(*how)
        return self._stream

    async def aclose(self) -> None:
        """Let go of the stream, which is left open when a TLS handshake is given up."""
        if self._stream:
            await self._stream.aclose()

    async def sleep(self, seconds: float) -> None:
        """Wait between tries."""
        await self._inner.sleep(seconds)


@asynccontextmanager
async def opened(
    target: Target,
    url: httpx.URL,
    addresses: Sequence[str],
    *,
    headers: Sequence[tuple[bytes, bytes]],
    connect_timeout: float,
    tls: ssl.SSLContext,
    backend: httpcore.AsyncNetworkBackend,
    method: str = "GET",
    content: bytes = b"",
    trace: Trace | None = None,
) -> AsyncIterator[httpcore.Response]:
    """Request one URL over a connection of its own; TLS asks for and checks the name, not the address.

    `trace` is told of each step (see httpcore's "trace" extension). Raises httpcore's errors. The response's body is
    still to be streamed.
    """
    pinned = PinnedBackend(addresses, backend)
    pool = httpcore.AsyncConnectionPool(
        ssl_context=tls,
        max_connections=1,
        max_keepalive_connections=0,
        network_backend=pinned,
    )
    core_url = httpcore.URL(
        scheme=target.scheme.encode(), host=target.host.encode(), port=target.port, target=url.raw_path
    )
    extensions: dict[str, Any] = {"timeout": {"connect": connect_timeout}}
    if trace:
        extensions["trace"] = trace
    async with (
        aclosing(pinned),
        pool,
        pool.stream(method, core_url, headers=headers, content=content or None, extensions=extensions) as response,
    ):
        yield response
