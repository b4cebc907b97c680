"""Calls to one server: each within its time, its failures told apart by whether the request may have arrived.

Of the network's client library this takes the requests and the errors. Its sessions are left aside, for they renew
themselves behind one's back, and its models, for they refuse whatever a newer server adds to an answer.
"""

import asyncio
import json
from collections.abc import Awaitable, Collection, Mapping
from typing import Any, NamedTuple

import httpx
from atproto import AsyncRequest, exceptions

from bot.platforms.bluesky.failures import Answered, Lost, waiting

_JSON = "application/json"
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


class Answer(NamedTuple):
    """What a call brought; `headers` have lower-case names."""

    content: dict[str, Any]
    headers: Mapping[str, str]


class Server:
    """One server, called over XRPC; `patience` is how many seconds one call may take.

    `told` are the fields without which an answer is none.
    """

    def __init__(self, address: str, patience: float) -> None:
        self.address = address.rstrip("/")
        self._patience = patience
        # Connecting has half the time, so that what ends while connecting is known never to have left.
        times = httpx.Timeout(patience, connect=patience / 2)
        self._request = AsyncRequest(timeout=times, event_hooks={"response": [_straight]})

    async def close(self) -> None:
        """Let go of the connections."""
        await self._request.close()

    async def get(self, method: str, *told: str, bearer: str = "", **params: str | int | list[str]) -> Answer:
        """Ask. Raises Answered, Lost."""
        return await self._called(self._request.get(self._url(method), params=params, headers=_headers(bearer)), told)

    async def post(self, method: str, body: Mapping[str, Any] | None, *told: str, bearer: str = "") -> Answer:
        """Do. Raises Answered, Lost."""
        if body is None:
            return await self._called(self._request.post(self._url(method), headers=_headers(bearer)), told)
        return await self.send(method, json.dumps(body).encode(), _JSON, *told, bearer=bearer)

    async def send(self, method: str, content: bytes, kind: str, *told: str, bearer: str) -> Answer:
        """Do, with bytes of this media type. Raises Answered, Lost."""
        headers = {**_headers(bearer), "Content-Type": kind}
        return await self._called(self._request.post(self._url(method), content=content, headers=headers), told)

    def _url(self, method: str) -> str:
        return f"{self.address}/xrpc/{method}"

    async def _called(self, call: Awaitable[Any], told: Collection[str]) -> Answer:
        try:
            async with asyncio.timeout(self._patience):
                response = await call
        except exceptions.RequestErrorBase as error:
            if error.response is None:
                raise Lost(left=not isinstance(error.__cause__, _NEVER_LEFT)) from error
            raise _answered(error.response) from error
        except _NEVER_LEFT as error:
            raise Lost(left=False) from error
        except (TimeoutError, exceptions.AtProtocolError, httpx.HTTPError, ValueError) as error:
            raise Lost(left=True) from error
        # A call without an output has an empty answer.
        content = {} if response.content == b"" else response.content
        if not isinstance(content, dict) or not all(name in content for name in told):
            raise Lost(left=True)
        return Answer(content, response.headers)


async def _straight(response: httpx.Response) -> None:
    """Nothing is sent a second time to where a server points, least of all a password. Raises Answered."""
    if response.is_redirect:
        raise Answered(response.status_code, "", "")


def _headers(bearer: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {bearer}"} if bearer else {}


def _answered(response: Any) -> Answered:
    name, message = getattr(response.content, "error", None), getattr(response.content, "message", None)
    return Answered(response.status_code, str(name or ""), str(message or ""), waiting(response.headers))
