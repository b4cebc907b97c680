"""I/O: one call of LinkedIn, with its headers, its time-out, and the login that it needs."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Protocol

import httpx

from bot.domain.ports import Resources
from bot.platforms.linkedin import failures, urns
from bot.platforms.linkedin.failures import Answer

BASE = "https://api.linkedin.com"
RESTLI = "2.0.0"
_LEAVING = "send_request_headers.started"


class Login(Protocol):
    """Gives the token of an account, and a new one where that can be had."""

    async def token(self) -> str:
        """The access token. Raises Reconnect, Later."""
        ...

    async def renewed(self, used: str) -> str:
        """A token other than the one that was refused; "" where there is none. Raises Reconnect, Later."""
        ...


class FixedLogin:
    """A token that is not in the vault yet."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def token(self) -> str:
        """The token."""
        return self._token

    async def renewed(self, used: str) -> str:
        """There is no other."""
        return ""


class Wires:
    """The HTTP client, and where LinkedIn is; every call ends within the patience."""

    def __init__(self, http: httpx.AsyncClient, resources: Resources) -> None:
        rebased = resources.addresses.get("linkedin", "").rstrip("/")
        self.api = rebased or BASE
        self.site = rebased or urns.SITE
        self.resources = resources
        self._rebased = rebased
        self._http = http

    async def exchange(self, method: str, url: str, *, publishes: bool = False, **request: Any) -> Answer:
        """One request and its answer, whatever it says.

        Raises Later where there is none; Uncertain where it `publishes` and had left.
        """
        left = False

        async def trace(step: str, _: Mapping[str, Any]) -> None:
            nonlocal left
            left = left or step.endswith(_LEAVING)

        try:
            async with asyncio.timeout(self.resources.patience):
                response = await self._http.request(method, url, extensions={"trace": trace}, **request)
        except (TimeoutError, httpx.HTTPError) as error:
            raise failures.unanswered(published=publishes and left) from error
        return Answer(response.status_code, response.headers, response.content)

    def trusts(self, url: str) -> bool:
        """Whether an address that LinkedIn names is LinkedIn's own, so that a token may go there."""
        if self._rebased:
            return url.startswith(self._rebased + "/")
        try:
            parsed = httpx.URL(url)
        except httpx.InvalidURL:
            return False
        return parsed.scheme == "https" and f".{parsed.host}".endswith((".linkedin.com", ".licdn.com"))


class Api:
    """The API under one login, in one version; `right` is what publishing there needs."""

    def __init__(self, wires: Wires, login: Login, version: str, right: str) -> None:
        self.version = version
        self._wires = wires
        self._login = login
        self._right = right

    async def call(
        self,
        method: str,
        path: str,
        *,
        publishes: bool = False,
        headers: Mapping[str, str] | None = None,
        **request: Any,
    ) -> Answer:
        """One request and its answer; a token that is refused is renewed once. `path` may be an address LinkedIn named.

        Raises Later, Uncertain, Reconnect as `Wires.exchange` and the login do.
        """
        url = path if "://" in path else self._wires.api + path
        token = await self._login.token()
        answer = await self._wires.exchange(
            method, url, publishes=publishes, headers=self._headers(token, headers), **request
        )
        if answer.status == 401 and (fresh := await self._login.renewed(token)):
            return await self._wires.exchange(
                method, url, publishes=publishes, headers=self._headers(fresh, headers), **request
            )
        return answer

    async def done(self, method: str, path: str, *, publishes: bool = False, right: str = "", **request: Any) -> Answer:
        """One request that must succeed. Raises Rejected, Reconnect, Later, Uncertain."""
        return self.checked(await self.call(method, path, publishes=publishes, **request), publishes, right)

    def checked(self, answer: Answer, publishes: bool = False, right: str = "") -> Answer:
        """The answer, when it is a good one. Raises Rejected, Reconnect, Later, Uncertain."""
        now = self._wires.resources.clock.now()
        failure = failures.failure(answer, now, right=right or self._right, publishes=publishes)
        if failure:
            raise failure
        return answer

    def _headers(self, token: str, more: Mapping[str, str] | None) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {token}",
            "LinkedIn-Version": self.version,
            "X-Restli-Protocol-Version": RESTLI,
            **(more or {}),
        }


@asynccontextmanager
async def opened(resources: Resources) -> AsyncIterator[Wires]:
    """The way to LinkedIn; each call has a connection of its own, since one kept open may be gone when it is needed."""
    limits = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(timeout=resources.patience, limits=limits) as http:
        yield Wires(http, resources)
