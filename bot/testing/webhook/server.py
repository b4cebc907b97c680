"""The receiver: HTTP, the signature, the keys."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from aiohttp import web

OFF = 300  # seconds that a signature's time may be off
FIELDS = {"id", "account", "time", "language", "text", "spans", "card", "images"}
SPAN = {"start", "end", "kind", "url"}
CARD = {"url", "title", "description", "image"}
IMAGE = {"type", "width", "height", "alt", "data"}


@dataclass(frozen=True)
class Received:
    """A post as it came: `pictures` are the bytes, `alts` their words, `sent` the whole body."""

    id: str
    key: str
    text: str
    alts: tuple[str, ...]
    pictures: tuple[bytes, ...]
    sent: dict[str, Any]
    raw: bytes


class Refusal(Exception):
    """What is answered instead."""

    def __init__(self, status: int, why: str, **headers: str) -> None:
        super().__init__(why)
        self.status = status
        self.headers = headers


class Receiver:
    """An async context manager; `address` is what is connected. `now` is in Unix seconds.

    `longest` is how many code points a text may have, `refused` words that no text may hold, `busy` a Retry-After that
    the next delivery is answered with.
    """

    def __init__(self, secret: str, *, path: str = "/hooks/standfirst", now: Callable[[], float] = time.time) -> None:
        self.secret = secret
        self.path = path
        self.now = now
        self.address = ""
        self.looks = True
        self.longest = 10_000
        self.refused: set[str] = set()
        self.busy = ""
        self.tests = 0
        self._by_key: dict[str, Received] = {}
        self._runner: web.AppRunner | None = None

    @property
    def posts(self) -> list[Received]:
        """What was published, oldest first."""
        return list(self._by_key.values())

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=50_000_000)
        app.router.add_route("*", self.path, self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}{self.path}"
        return self

    async def __aexit__(self, *exc: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        try:
            if request.method == "GET" and self.looks:
                return self._looked_up(request)
            if request.method != "POST":
                raise Refusal(405, "method not allowed")
            return self._taken(request, body)
        except Refusal as refusal:
            return web.json_response({"error": str(refusal)}, status=refusal.status, headers=refusal.headers)

    def _looked_up(self, request: web.Request) -> web.Response:
        key = request.headers.get("Idempotency-Key", "")
        self._verify(request, key.encode())
        post = self._by_key.get(key)
        if post is None:
            return web.json_response({"key": key}, status=404)
        return web.json_response({"key": key, "id": post.id, "url": self._url(post)})

    def _taken(self, request: web.Request, body: bytes) -> web.Response:
        if request.content_type != "application/json":
            raise Refusal(415, "JSON is wanted")
        self._verify(request, body)
        if self.busy:
            wait, self.busy = self.busy, ""
            raise Refusal(429, "too many", **{"Retry-After": wait})
        sent = self._object(body)
        key = request.headers.get("Idempotency-Key", "")
        if not key or sent.get("id") != key:
            raise Refusal(400, "the key is not the id")
        if sent.get("test") is True and set(sent) == {"test", "id"}:
            self.tests += 1
            return web.json_response({"test": True})
        before = self._by_key.get(key)
        if before and before.raw != body:
            raise Refusal(409, "the key was used for something else")
        post = before or self._kept(key, sent, body)
        return web.json_response({"id": post.id, "url": self._url(post)}, status=200 if before else 201)

    def _kept(self, key: str, sent: dict[str, Any], body: bytes) -> Received:
        _check(sent)
        if len(sent["text"]) > self.longest:
            raise Refusal(413, "too long")
        if any(word in sent["text"] for word in self.refused):
            raise Refusal(422, "a word of it is not wanted here")
        pictures = tuple(base64.b64decode(image["data"], validate=True) for image in sent["images"])
        alts = tuple(image["alt"] for image in sent["images"])
        post = Received(f"p{len(self._by_key) + 1}", key, sent["text"], alts, pictures, sent, body)
        self._by_key[key] = post
        return post

    def _verify(self, request: web.Request, message: bytes) -> None:
        given = dict(
            part.split("=", 1) for part in request.headers.get("Standfirst-Signature", "").split(",") if "=" in part
        )
        at = given.get("t", "")
        if not at.isdigit() or abs(self.now() - int(at)) > OFF:
            raise Refusal(401, "the signature is too old")
        right = hmac.new(self.secret.encode(), at.encode() + b"." + message, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(right, given.get("v1", "")):
            raise Refusal(401, "the signature is wrong")

    @staticmethod
    def _object(body: bytes) -> dict[str, Any]:
        try:
            sent = json.loads(body.decode("utf-8", "strict"))
        except ValueError:
            raise Refusal(400, "no JSON") from None
        if not isinstance(sent, dict):
            raise Refusal(400, "no object")
        return sent

    @staticmethod
    def _url(post: Received) -> str:
        return f"https://receiver.example/{post.id}"


def _check(sent: dict[str, Any]) -> None:
    """Every field there is, and no other; spans lie within the text."""
    card = sent.get("card")
    rows = [(sent, FIELDS), *((span, SPAN) for span in sent.get("spans", []))]
    rows += [(card, CARD)] if card is not None else []
    rows += [(image, IMAGE) for image in sent.get("images", [])]
    for row, fields in rows:
        if set(row) != fields:
            raise Refusal(422, f"fields: {sorted(set(row) ^ fields)}")
    if any(not 0 <= span["start"] < span["end"] <= len(sent["text"]) for span in sent["spans"]):
        raise Refusal(422, "a span lies outside the text")
