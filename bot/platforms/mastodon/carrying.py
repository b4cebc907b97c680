"""I/O: one call in a thread of its own, and connections that say when they stand.

Threads of a pool would be held by servers that never end an answer, and the process with them; these hold nobody.
"""

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Any, TypeVar

from requests.adapters import HTTPAdapter  # noqa: TID251 - what Mastodon.py speaks through
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

Value = TypeVar("Value")


async def in_thread(work: Callable[[], Value]) -> Value:
    """What the work gives, done in a thread that nobody waits for once this is cancelled."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[Value] = loop.create_future()

    def settle(how: Callable[[Any], None], what: object) -> None:
        if not outcome.done():
            how(what)

    def run() -> None:
        how: Callable[[Any], None] = outcome.set_result
        what: object
        try:
            what = work()
        except BaseException as error:  # handed over to whoever waits
            how, what = outcome.set_exception, error
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, how, what)

    Thread(target=run, name="mastodon", daemon=True).start()
    return await outcome


def adapter(connected: Callable[[socket.socket | None], None]) -> HTTPAdapter:
    """Connections that call this once they stand, TLS and all, before anything is sent; what it raises ends them."""

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            connected(self.sock)

    class Secret(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            connected(self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecretPool(HTTPSConnectionPool):
        ConnectionCls = Secret

    made = HTTPAdapter()
    made.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecretPool}
    return made
