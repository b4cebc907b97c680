"""Accounts on a Bluesky of one's own, as their owners use them: over plain HTTP, with nothing of ours."""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from secrets import token_hex

import httpx
from servers.bluesky_network import ADMIN_PASSWORD, JWT_SECRET, Network

from bot.testing.sessions import Seen

POST = "app.bsky.feed.post"
BLOCK = "app.bsky.graph.block"
TRIES = 1200
NOW = "2026-05-12T12:00:00Z"


def forged(token: str, *, secret: str = JWT_SECRET, **claims: object) -> str:
    """A token with other claims; it is the server's own where the secret is."""
    head, body, _ = token.split(".")
    read = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    signed = f"{head}.{_sealed(json.dumps({**read, **claims}).encode())}"
    return f"{signed}.{_sealed(hmac.digest(secret.encode(), signed.encode(), 'sha256'))}"


def expired(token: str) -> str:
    """The same token as it was two hours ago, now at its end."""
    return forged(token, exp=int(time.time()) - 10)


def _sealed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Person:
    """One account: its tokens, its password, its posts."""

    network: Network
    http: httpx.AsyncClient
    handle: str = field(default_factory=lambda: f"quay{token_hex(5)}.test")
    password: str = field(default_factory=lambda: token_hex(8))
    did: str = ""
    access: str = ""
    refresh: str = ""

    async def joins(self) -> "Person":
        """Make the account."""
        about = {"handle": self.handle, "email": f"{self.handle}@mail.example", "password": self.password}
        made = await self.does("com.atproto.server.createAccount", about)
        self.did, self.access, self.refresh = made["did"], made["accessJwt"], made["refreshJwt"]
        return self

    async def does(self, method: str, body: object = None, *, bearer: str = "") -> dict:
        """Call what changes something."""
        token = bearer or self.access
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = await self.http.post(f"{self.network.pds}/xrpc/{method}", json=body, headers=headers)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else {}

    async def asks(self, method: str, **params: object) -> httpx.Response:
        """Call what looks."""
        headers = {"Authorization": f"Bearer {self.access}"}
        return await self.http.get(f"{self.network.pds}/xrpc/{method}", params=params, headers=headers)

    async def says(self, text: str, reply: object = None) -> dict:
        """Post."""
        record = {"$type": POST, "text": text, "createdAt": NOW, **({"reply": reply} if reply else {})}
        return await self.does("com.atproto.repo.createRecord", self._of(record=record))

    async def answers(self, uri: str, text: str) -> str:
        """Answer a post, and wait until everybody sees it; the URI of the answer."""
        parent = await self.record(uri)
        above = {"uri": uri, "cid": parent["cid"]}
        said = await self.says(text, {"root": parent["value"].get("reply", {}).get("root", above), "parent": above})
        await self.until(said["uri"], there=True)
        return said["uri"]

    async def takes_back(self, uri: str) -> None:
        """Delete a post of one's own, and wait until nobody sees it."""
        await self.does("com.atproto.repo.deleteRecord", self._of(rkey=uri.split("/")[-1]))
        await self.until(uri, there=False)

    async def blocks(self, did: str) -> None:
        """Block somebody, and wait until it shows."""
        record = {"$type": BLOCK, "subject": did, "createdAt": NOW}
        await self.does("com.atproto.repo.createRecord", {"repo": self.did, "collection": BLOCK, "record": record})
        for _ in range(TRIES):
            profile = (await self.asks("app.bsky.actor.getProfile", actor=did)).json()
            if profile.get("viewer", {}).get("blocking"):
                return
            await asyncio.sleep(0.025)
        raise AssertionError(f"{did} is not blocked")

    async def taken_down(self) -> None:
        """The server's own people take the account down."""
        subject = {"$type": "com.atproto.admin.defs#repoRef", "did": self.did}
        body = {"subject": subject, "takedown": {"applied": True, "ref": "1"}}
        url = f"{self.network.pds}/xrpc/com.atproto.admin.updateSubjectStatus"
        answer = await self.http.post(url, json=body, auth=("admin", ADMIN_PASSWORD))
        assert answer.is_success, answer.text

    async def record(self, uri: str) -> dict:
        """A record as the server holds it."""
        did, collection, key = uri.removeprefix("at://").split("/")
        answer = await self.asks("com.atproto.repo.getRecord", repo=did, collection=collection, rkey=key)
        return answer.raise_for_status().json()

    async def records(self) -> list[dict]:
        """One's own posts, the oldest first."""
        answer = await self.asks("com.atproto.repo.listRecords", repo=self.did, collection=POST, limit=100)
        return sorted(answer.raise_for_status().json()["records"], key=lambda held: held["value"]["createdAt"])

    async def seen(self) -> list[Seen]:
        """One's own posts as readers see them."""
        return [await self._seen(held["uri"], held["value"]) for held in await self.records()]

    async def _seen(self, uri: str, value: dict) -> Seen:
        embed = value.get("embed", {})
        images = embed.get("images", [])
        return Seen(
            uri,
            value["text"],
            value.get("reply", {}).get("parent", {}).get("uri", ""),
            tuple(image["alt"] for image in images),
            tuple([await self.blob(image["image"]) for image in images]),
            embed.get("external", {}).get("uri", ""),
        )

    async def blob(self, blob: dict) -> str:
        """The SHA-256 of a picture's bytes."""
        answer = await self.asks("com.atproto.sync.getBlob", did=self.did, cid=blob["ref"]["$link"])
        return hashlib.sha256(answer.raise_for_status().content).hexdigest()

    def _of(self, **more: object) -> dict:
        return {"repo": self.did, "collection": POST, **more}

    async def until(self, uri: str, *, there: bool) -> None:
        """Wait until everybody sees a post, or nobody does."""
        for _ in range(TRIES):
            answer = await self.http.get(f"{self.network.appview}/xrpc/app.bsky.feed.getPosts", params={"uris": uri})
            if answer.is_success and bool(answer.json()["posts"]) == there:
                return
            await asyncio.sleep(0.025)
        raise AssertionError(f"{uri}: there should be {'a' if there else 'no'} post")
