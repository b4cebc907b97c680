"""A line to a server that fails on order: a reverse proxy which hangs, breaks off, lies, or is not there.

    async with Line("http://127.0.0.1:4000") as line:      # give the client line.address
        line.fault = "reset_after"                          # what befalls the next request that `strikes`

Faults: "refused_connection" (nobody listens until `mend`), "timeout_before" and "timeout_after" (no answer, the request
not passed on or passed on), "reset_after" (passed on, then the connection is reset), "error_after" (passed on, then a
500), "html_page" (a proxy's 502 with a page, not passed on), "truncated" (passed on, then JSON that ends half-way),
"wrong_type" (passed on, then 200 with a page), "slow_body" (passed on, then an answer that never ends).
"""

import asyncio
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import Literal, Self, get_args

import aiohttp
from aiohttp import web
from yarl import URL

LineFault = Literal[
    "refused_connection",
    "timeout_before",
    "timeout_after",
    "reset_after",
    "error_after",
    "html_page",
    "truncated",
    "wrong_type",
    "slow_body",
]
LINE_FAULTS: tuple[LineFault, ...] = get_args(LineFault)
# The request is not passed on.
NO_EFFECT: tuple[LineFault, ...] = ("refused_connection", "timeout_before", "html_page")
PAGE = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad gateway</h1></body></html>"
_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-encoding", "content-length", "upgrade"})


def any_write(method: str, path: str) -> bool:
    """Whether a request changes something, as far as its method says."""
    return method not in ("GET", "HEAD")


class Line:
    """The proxy. `strikes(method, path)` says which requests the `fault` waits for; `requests` are those that came."""

    def __init__(
        self, target: str, *, tls: ssl.SSLContext | None = None, strikes: Callable[[str, str], bool] = any_write
    ) -> None:
        self.target = target.rstrip("/")
        self.strikes = strikes
        self.fault: LineFault | None = None
        self.requests: list[tuple[str, str]] = []
        self.port = 0
        self._tls = tls
        self._runner: web.AppRunner | None = None
        self._reserved: socket.socket | None = None
        self._client: aiohttp.ClientSession | None = None

    @property
    def address(self) -> str:
        """Where the line is to be called."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        self._client = aiohttp.ClientSession(auto_decompress=True)
        # Keeps the port ours while nobody listens: whoever calls is refused, and nobody else is given it.
        self._reserved = _bound(self.port)
        self.port = self._reserved.getsockname()[1]
        await self._listen()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._hang_up()
        if self._client:
            await self._client.close()
        if self._reserved:
            self._reserved.close()

    async def fail(self, fault: LineFault) -> None:
        """Let this befall the next request that strikes; a refused connection begins now."""
        if fault == "refused_connection":
            await self._hang_up()
        else:
            self.fault = fault

    async def mend(self) -> None:
        """Let all go well again."""
        self.fault = None
        if self._runner is None:
            await self._listen()

    async def _listen(self) -> None:
        app = web.Application(client_max_size=100_000_000)
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0, handler_cancellation=True, access_log=None)
        await self._runner.setup()
        await web.SockSite(self._runner, _bound(self.port), ssl_context=self._tls).start()

    async def _hang_up(self) -> None:
        runner, self._runner = self._runner, None
        if runner:
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append((request.method, request.path))
        fault = self.fault if self.strikes(request.method, request.path) else None
        if fault is None:
            return await self._passed_on(request)
        self.fault = None
        if fault == "timeout_before":
            await asyncio.sleep(3600)
        if fault == "html_page":
            return web.Response(status=502, text=PAGE, content_type="text/html")
        answer = await self._passed_on(request)
        return await self._spoiled(request, fault, answer)

    async def _spoiled(self, request: web.Request, fault: LineFault, answer: web.Response) -> web.StreamResponse:
        body = answer.body if isinstance(answer.body, bytes) else b""
        if fault == "timeout_after":
            await asyncio.sleep(3600)
        if fault == "reset_after" and request.transport:
            request.transport.abort()
        if fault == "error_after":
            return web.json_response({"error": "Internal Server Error"}, status=500)
        if fault == "wrong_type":
            return web.Response(status=200, text=PAGE, content_type="text/html")
        if fault == "truncated":
            kept = {name: value for name, value in answer.headers.items() if name.lower() not in _HOP}
            return web.Response(status=answer.status, body=body[: len(body) // 2], headers=kept)
        if fault == "slow_body":
            return await _dripped(request, answer, body)
        return answer

    async def _passed_on(self, request: web.Request) -> web.Response:
        if self._client is None:
            raise RuntimeError("the line is not open")
        url = self.target + request.raw_path
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _HOP}
        body = await request.read()
        async with self._client.request(
            request.method, URL(url, encoded=True), data=BytesIO(body), headers=headers, allow_redirects=False
        ) as answer:
            kept = [(name, value) for name, value in answer.headers.items() if name.lower() not in _HOP]
            made = web.Response(status=answer.status, body=await answer.read())
            for name, value in kept:
                if name.lower() == "content-type":
                    made.headers[name] = value
                else:
                    made.headers.add(name, value)
            return made


def _bound(port: int) -> socket.socket:
    """A socket on loopback that shares its port with others of ours; 0 is any that is free."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "SO_REUSEPORT"):
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    bound.bind(("127.0.0.1", port))
    return bound


async def _dripped(request: web.Request, answer: web.Response, body: bytes) -> web.StreamResponse:
    """An answer that begins and never ends."""
    slow = web.StreamResponse(status=answer.status, headers={"Content-Type": "application/json"})
    slow.content_length = len(body) + 3600
    await slow.prepare(request)
    with suppress(ConnectionError):
        for _ in range(3600):
            await slow.write(b" ")
            await asyncio.sleep(0.1)
    return slow
