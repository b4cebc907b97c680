"""I/O: one bot's way to the Bot API, each call once and within its time, the token out of sight.

The token is part of every address, and addresses are logged, raised and printed. So the library gets a stand-in, and
the token takes its place below everything that logs: in the transport.
"""

import asyncio
import os
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, TypeVar
from urllib.parse import quote
from urllib.request import getproxies, proxy_bypass

import httpx
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.domain.ports import Resources
from bot.platforms.telegram import failures
from bot.platforms.telegram.failures import Trip

API = "https://api.telegram.org"
STAND_IN = "0:token"
_STANDS = STAND_IN.encode("ascii")
# What the library raises over an answer that is JSON, but not of the API's shape.
_UNREADABLE = (KeyError, TypeError, AttributeError, ValueError)

T = TypeVar("T")
_trip: ContextVar[Trip] = ContextVar("trip")


class Sealed(httpx.AsyncBaseTransport):
    """Puts the token into the address, and notes how far each request got."""

    def __init__(self, token: str, proxy: str | None) -> None:
        self._token = quote(token, safe=":").encode("ascii")
        self._carrier = httpx.AsyncHTTPTransport(verify=_trusted(), proxy=proxy)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request on with the token in its place."""
        trip = _trip.get()

        async def noted(event: str, info: dict[str, Any]) -> None:
            trip.left = trip.left or event.endswith(".send_request_headers.started")

        path = request.url.raw_path.replace(_STANDS, self._token, 1)
        sealed = httpx.Request(
            request.method,
            request.url.copy_with(raw_path=path),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "trace": noted},
        )
        async with aclosing(await self._carrier.handle_async_request(sealed)) as answer:
            trip.status = answer.status_code
            # Pages that some server in between answers with may repeat the address, and the library logs them.
            body = (await answer.aread()).replace(self._token, _STANDS)
        return httpx.Response(answer.status_code, content=body, extensions=answer.extensions)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._carrier.aclose()


class Door:
    """Calls the Bot API."""

    def __init__(self, bot: Bot, patience: float) -> None:
        self._bot = bot
        self._patience = patience

    async def call(self, act: Callable[[Bot], Awaitable[T]], *, publishes: bool = False) -> T:
        """One call, never repeated. `publishes` says that readers see what comes of it.

        Raises Rejected, Reconnect, Later, and Uncertain of a call that publishes.
        """
        trip = Trip()
        _trip.set(trip)
        try:
            async with asyncio.timeout(self._patience):
                return await act(self._bot)
        except (TelegramError, TimeoutError) as error:
            raise failures.told(error, trip, publishes=publishes) from error
        except _UNREADABLE as error:
            if not trip.status:
                raise
            raise failures.unclear(publishes=publishes) from error


@asynccontextmanager
async def opened(token: str, resources: Resources) -> AsyncIterator[Door]:
    """A way to the API for the bot with this token."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library warns of plain seconds otherwise
    base, patience = resources.addresses.get("telegram", "").rstrip("/") or API, resources.patience
    # Making a connection may take half of a call's time, so that one that fails is known to have sent nothing.
    request = HTTPXRequest(
        read_timeout=patience,
        write_timeout=patience,
        media_write_timeout=patience,
        connect_timeout=patience / 2,
        pool_timeout=patience / 2,
        httpx_kwargs={"transport": Sealed(token, _proxy(base))},
    )
    bot = Bot(
        STAND_IN,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=request,
        get_updates_request=request,
    )
    try:
        yield Door(bot, patience)
    finally:
        await request.shutdown()


@cache
def _trusted() -> ssl.SSLContext:
    """Reading the authorities takes a while: once is enough."""
    return httpx.create_ssl_context()


def _proxy(base: str) -> str | None:
    """The proxy that the environment names for this address."""
    url, named = httpx.URL(base), getproxies()
    return None if proxy_bypass(url.host) else named.get(url.scheme) or named.get("all")
