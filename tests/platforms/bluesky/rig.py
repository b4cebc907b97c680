"""Bluesky's own servers behind a line that fails on order, and an account there for each test."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from aiohttp import web
from platforms.bluesky.people import Person, expired
from servers.bluesky_network import Network

from bot.domain.ports import Resources
from bot.domain.publication import Account, Remote
from bot.platforms.bluesky import Bluesky, platform
from bot.testing.line import LINE_FAULTS, Line, LineFault
from bot.testing.memory import Album, MemoryVault, resources
from bot.testing.sessions import Fault, Seen

# What the contract hands to `rigged`.
NEEDS = ("bluesky_network",)

# Seconds. One server has to do for all processes of a run, and may be slow to answer; where it will not, nobody waits.
PATIENCE, HANGING = 3.0, 1.0
HANGS: tuple[LineFault, ...] = ("timeout_before", "timeout_after", "slow_body")

Bend = Callable[[web.Request], Awaitable[web.StreamResponse]]


def creates(method: str, path: str) -> bool:
    return path.endswith("com.atproto.repo.createRecord")


class Bending(Line):
    """A line that can also answer the next request itself, or change it on its way."""

    bend: Bend | None = None

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        bend = self.bend if self.strikes(request.method, request.path) else None
        if bend is None:
            return await super()._answer(request)
        self.bend = None
        self.requests.append((request.method, request.path))
        return await bend(request)

    async def busy(self, request: web.Request) -> web.StreamResponse:
        """The server's answer to one request too many."""
        headers = {
            "RateLimit-Limit": "5000",
            "RateLimit-Remaining": "0",
            "RateLimit-Reset": str(int(time.time()) + 240),
            "RateLimit-Policy": "5000;w=3600",
        }
        body = {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}
        return web.json_response(body, status=429, headers=headers)

    async def wants_code(self, request: web.Request) -> web.StreamResponse:
        """The answer of bsky.social to a main password where a code by mail is switched on."""
        body = {"error": "AuthFactorTokenRequired", "message": "A sign in code has been sent to your email address"}
        return web.json_response(body, status=401)

    async def elsewhere(self, request: web.Request) -> web.StreamResponse:
        """The answer of an address that points to another, for a request with all it holds."""
        return web.Response(status=307, headers={"Location": f"{self.address}/xrpc/com.atproto.server.createSession"})

    async def another_did(self, request: web.Request) -> web.StreamResponse:
        """The answer where a handle was given to somebody else."""
        return web.json_response({"did": "did:plc:somebodyelse"})

    def limited(self, left: int, most: int) -> Bend:
        """The server's own answer with the headers of one that counts requests."""

        async def bend(request: web.Request) -> web.StreamResponse:
            answer = await self._passed_on(request)
            answer.headers.update({"RateLimit-Limit": str(most), "RateLimit-Remaining": str(left)})
            return answer

        return bend

    async def too_long(self, request: web.Request) -> web.StreamResponse:
        """As if the server took less than it does: the text reaches it longer."""
        return await self._changed(request, text="The quay is open again." + " Come!" * 60)

    async def broken(self, request: web.Request) -> web.StreamResponse:
        """What the server does not take reaches it."""
        return await self._changed(request, facets=[{"index": {"byteStart": 4, "byteEnd": -1}, "features": []}])

    async def _changed(self, request: web.Request, **fields: object) -> web.StreamResponse:
        body = await request.json()
        body["record"] |= fields
        async with httpx.AsyncClient(timeout=30) as http:
            headers = {"Authorization": request.headers["Authorization"]}
            answer = await http.post(self.target + request.path, json=body, headers=headers)
        return web.Response(status=answer.status_code, body=answer.content, content_type="application/json")


@dataclass
class BlueskyRig:
    owner: Person
    reader: Person
    line: Bending
    vault: MemoryVault
    account: Account
    album: Album
    platform: Bluesky = platform
    lacks: Sequence[Fault] = ()

    @property
    def resources(self) -> Resources:
        patience = HANGING if self.line.fault in HANGS else PATIENCE
        return resources(self.vault, self.album, addresses={"bluesky": self.line.address}, patience=patience)

    @property
    def secrets(self) -> Sequence[str]:
        ours = (self.owner.password, self.owner.access, self.owner.refresh)
        return [*ours, *self.vault.kept[self.account.id].values()]

    async def seen(self) -> Sequence[Seen]:
        return await self.owner.seen()

    async def answer(self, remote: Remote, text: str) -> str:
        if not self.reader.did:
            await self.reader.joins()
        return await self.reader.answers(remote.id, text)

    async def fail(self, fault: Fault) -> bool:
        if fault in LINE_FAULTS:
            await self.line.fail(fault)
        elif fault in ("expired_token", "revoked_token"):
            await self.vault.keep(self.account.id, {"access": expired(self.owner.access)})
        else:
            bends: dict[Fault, Bend] = {
                "busy": self.line.busy,
                "changed_limits": self.line.too_long,
                "content_refused": self.line.broken,
            }
            self.line.bend = bends[fault]
        if fault == "revoked_token":
            await self.owner.does("com.atproto.server.deleteSession", bearer=self.owner.refresh)
        return True

    async def mend(self) -> None:
        self.line.bend = None
        await self.line.mend()


@asynccontextmanager
async def rigged(home: Path, bluesky_network: Network) -> AsyncIterator[BlueskyRig]:
    async with httpx.AsyncClient(timeout=30) as http, Bending(bluesky_network.pds, strikes=creates) as line:
        owner = await Person(bluesky_network, http).joins()
        account = Account(id="a1", brand_id="main", platform="bluesky", handle=owner.handle, native_id=owner.did)
        vault, album = MemoryVault({"a1": {"access": owner.access, "refresh": owner.refresh}}), Album()
        yield BlueskyRig(owner, Person(bluesky_network, http), line, vault, account, album)
