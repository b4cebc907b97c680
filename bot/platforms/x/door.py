"""I/O: one login at X's API. tweepy signs and reads the status; here are time-outs, renewed tokens and our errors.

tweepy 4.17 reads JSON before it looks at the status, names its host in the code, sets no time-out and logs the
headers it sends: so it is given a carrier of ours as its HTTP session, and its debug lines are dropped.
"""

import json
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Protocol

import aiohttp
import tweepy
from multidict import CIMultiDict, CIMultiDictProxy
from tweepy.asynchronous import AsyncClient
from yarl import URL

from bot.domain.errors import Later, Reconnect, StandfirstError
from bot.domain.ports import Clock, Resources
from bot.platforms.x import failures, login

HOST = "https://api.twitter.com"
# A token that ends within this time is renewed before it is used.
SOON = timedelta(seconds=60)
Opened = Callable[[], aiohttp.BaseConnector]


def _no_debugging(record: logging.LogRecord) -> bool:
    return record.levelno > logging.DEBUG


# They write keys, tokens and signatures.
for _name in ("tweepy.asynchronous.client", "oauthlib.oauth1.rfc5849", "oauthlib.oauth1.rfc5849.signature"):
    logging.getLogger(_name).addFilter(_no_debugging)


class Unread(Exception):
    """An answer that is no JSON object: a page, or one that ends half-way."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


class Answer:
    """What X answered, read whole; what tweepy uses of an HTTP response."""

    def __init__(self, status: int, reason: str, headers: Mapping[str, str], content: bytes) -> None:
        self.status = status
        self.reason = reason
        self.headers = CIMultiDictProxy(CIMultiDict(headers))
        self._content = content

    async def read(self) -> bytes:
        """The body."""
        return self._content

    async def json(self) -> dict[str, Any]:
        """The body as a JSON object. Raises Unread."""
        try:
            found = json.loads(self._content)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise Unread(self.status)
        if not isinstance(found.get("errors", []), list):
            del found["errors"]
        return found


class Carrier:
    """An HTTP session as tweepy uses one: every answer is read whole, within the time-outs, wherever the API is."""

    def __init__(self, http: aiohttp.ClientSession, base: str) -> None:
        self._http = http
        self._base = URL(base)

    @asynccontextmanager
    async def request(self, method: str, url: str | URL, **given: Any) -> AsyncIterator[Answer]:
        """Call X. Raises what aiohttp raises, and TimeoutError."""
        placed = URL(url).with_scheme(self._base.scheme)
        placed = placed.with_host(self._base.host or "").with_port(self._base.explicit_port)
        async with self._http.request(method, placed, allow_redirects=False, **given) as response:
            content = await response.read()
        yield Answer(response.status, response.reason or "", response.headers, content)


class Renews(Protocol):
    """Gives the secrets of a login after the stale token was renewed and the new one kept."""

    async def __call__(self, stale: str) -> Mapping[str, str]:
        """Renew. Raises Reconnect, Later."""
        ...


class Door:
    """X's API for one login. Its failures are ours: Rejected, Reconnect, Later, and Uncertain where it publishes."""

    def __init__(self, carrier: Carrier, clock: Clock, secrets: Mapping[str, str], renew: Renews | None = None) -> None:
        self._carrier = carrier
        self._clock = clock
        self._renew = renew if secrets.get("refresh_token") else None
        self._secrets = dict(secrets)
        self._client = self._made()

    @property
    def scopes(self) -> tuple[str, ...]:
        """What an OAuth 2 token was granted; nothing for OAuth 1.0a."""
        return tuple(self._secrets.get("scope", "").split())

    @property
    def secrets(self) -> Mapping[str, str]:
        """The login's secrets as they are now."""
        return self._secrets

    async def ask(
        self,
        method: str,
        route: str,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        *,
        publishes: bool = False,
    ) -> Answer:
        """Call one endpoint; a token that is at its end is renewed first, and once more when X says that it is."""
        ends = login.ends(self._secrets)
        if self._renew and ends is not None and ends - SOON <= self._clock.now():
            await self._renewed()
        replies = bool(body and body.get("reply"))
        try:
            return await self._asked(method, route, params, body, publishes=publishes, replies=replies)
        except Reconnect as error:
            # A 401 came before any effect: the same call once more cannot be a second post.
            if error.key != "logged_out" or not isinstance(error.__cause__, tweepy.Unauthorized) or not self._renew:
                raise
        await self._renewed()
        return await self._asked(method, route, params, body, publishes=publishes, replies=replies)

    async def _asked(
        self,
        method: str,
        route: str,
        params: Mapping[str, str] | None,
        body: Mapping[str, Any] | None,
        *,
        publishes: bool,
        replies: bool,
    ) -> Answer:
        try:
            answer: Answer = await self._client.request(
                method, route, params=dict(params or {}), json=body, user_auth=not login.is_oauth2(self._secrets)
            )
            await answer.json()
        except tweepy.HTTPException as error:
            raise await self._refused(error.response, publishes=publishes, replies=replies) from error
        except (Unread, aiohttp.ClientError, TimeoutError, OSError) as error:
            raise unheard(error, publishes=publishes) from error
        return answer

    async def _refused(self, answer: Answer, *, publishes: bool, replies: bool) -> StandfirstError:
        problem, now = await answer.json(), self._clock.now()
        return failures.of_status(answer.status, answer.headers, problem, publishes=publishes, replies=replies, now=now)

    async def _renewed(self) -> None:
        if self._renew is None:
            raise Reconnect("logged_out", network=failures.LABEL, reason="")
        self._secrets = dict(await self._renew(self._secrets.get("access_token", "")))
        self._client = self._made()

    def _made(self) -> AsyncClient:
        known = self._secrets
        if login.is_oauth2(known):
            client = AsyncClient(bearer_token=known["access_token"], return_type=aiohttp.ClientResponse)
        else:
            keys = (known.get(name) for name in login.KEYS)
            client = AsyncClient(None, *keys, return_type=aiohttp.ClientResponse)
        client.session = self._carrier
        return client


def unheard(error: Exception, *, publishes: bool) -> StandfirstError:
    """The error that no answer, or none that can be read, means."""
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return Later("network_unreachable", retry_after=failures.UNREACHABLE, network=failures.LABEL)
    if isinstance(error, Unread) and error.status == 429:
        return Later("network_busy", retry_after=failures.BUSY, network=failures.LABEL)
    return failures.unclear(publishes=publishes)


@asynccontextmanager
async def carrier(resources: Resources, opened: Opened | None = None) -> AsyncIterator[Carrier]:
    """The way to X: to its usual address, or to the one in the settings; `opened` makes the connector."""
    patience = resources.patience
    timeout = aiohttp.ClientTimeout(total=patience, connect=patience / 2)
    # A connection for each call: one that X has closed meanwhile would leave open whether a post went out on it.
    connector = opened() if opened else aiohttp.TCPConnector(force_close=True)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:
        yield Carrier(http, resources.addresses.get("x") or HOST)
