"""The HTTP server: checks every request against the description, lets in, counts limits, answers."""

import ssl
from base64 import b64decode
from binascii import Error as NoBase64
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Self

from aiohttp import web

from bot.testing.x import reading, spec
from bot.testing.x.logins import Caller, Logins, form_of
from bot.testing.x.rendering import Json
from bot.testing.x.world import PROBLEMS, Refusal, World, problem

WINDOW = timedelta(minutes=15)
# Requests of one account in a window (X fundamentals, rate limits).
LIMITS = {
    "POST /2/tweets": 100,
    "DELETE /2/tweets/{id}": 50,
    "GET /2/tweets": 5000,
    "GET /2/tweets/{id}": 900,
    "GET /2/users/me": 75,
    "GET /2/users/{id}/tweets": 900,
    "GET /2/users/{id}/mentions": 300,
    "GET /2/tweets/search/recent": 300,
    "PUT /2/tweets/{tweet_id}/hidden": 50,
    "POST /2/media/upload": 500,
    "POST /2/media/metadata": 500,
}
Handler = Callable[[Caller, web.Request, Any], Json]


class Server:
    """X on loopback, on the loop of whoever opens it; an async context manager.

    `newer` lets it answer under the field names of its newest description, `only_newer` take these alone. `next` are
    refusals for the next calls that write a post, `requests` are those that came, by operation.
    """

    def __init__(
        self, world: World | None = None, *, tls: ssl.SSLContext | None = None, newer: bool = False, port: int = 0
    ) -> None:
        self.world = world or World()
        self.logins = Logins(self.world)
        self.newer = newer
        self.only_newer = False
        self.next: list[Refusal] = []
        self.requests: list[str] = []
        self.address = ""
        self._tls = tls
        self._port = port
        self._used: dict[tuple[str, str], list[float]] = {}
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=20_000_000)
        for name, handler in self._handlers().items():
            method, path = name.split(" ", 1)
            app.router.add_route(method, path, self._answering(name, handler))
        app.router.add_post("/2/oauth2/token", self._token)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port, ssl_context=self._tls).start()
        self.address = f"{'https' if self._tls else 'http'}://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *exc: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    def _handlers(self) -> dict[str, Handler]:
        return {
            "POST /2/tweets": self._write,
            "GET /2/tweets": lambda caller, request, body: reading.several(self.world, request, newer=self.newer),
            "GET /2/tweets/search/recent": lambda _, request, body: reading.search(
                self.world, request, newer=self.newer
            ),
            "GET /2/tweets/{id}": lambda caller, request, body: reading.one(self.world, request, newer=self.newer),
            "DELETE /2/tweets/{id}": self._delete,
            "PUT /2/tweets/{tweet_id}/hidden": self._hide,
            "GET /2/users/me": lambda caller, request, body: reading.me(caller.user, request),
            "GET /2/users/{id}/tweets": lambda _, request, body: reading.timeline(
                self.world, request, newer=self.newer
            ),
            "GET /2/users/{id}/mentions": lambda _, request, body: reading.mentions(
                self.world, request, newer=self.newer
            ),
            "POST /2/media/upload": self._upload,
            "POST /2/media/metadata": self._describe,
        }

    def _answering(self, name: str, handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answering(request: web.Request) -> web.Response:
            self.requests.append(name)
            headers: dict[str, str] = {}
            try:
                caller = self.logins.caller(request, spec.operation(name)["scopes"])
                if caller.access:
                    headers["x-access-level"] = caller.access
                headers.update(self._counted(name, caller.user.id))
                answer = handler(caller, request, await self._checked(name, request))
            except Refusal as refusal:
                return web.json_response(refusal.body, status=refusal.status, headers={**headers, **refusal.headers})
            self.world.violations += spec.answer_faults(name, answer)
            return web.json_response(answer, status=201 if name == "POST /2/tweets" else 200, headers=headers)

        return answering

    async def _checked(self, name: str, request: web.Request) -> Any:
        """The body, after all of the request was checked."""
        body = None
        if request.can_read_body:
            if request.content_type != "application/json":
                self.world.violations.append(f"{name}: {request.content_type}")
            body = await request.json()
        if self.only_newer:
            _refuse_older(request)
        faults = spec.request_faults(name, request.match_info, dict(request.query), body)
        self.world.violations += faults
        if faults:
            detail = "One or more parameters to your request was invalid."
            refused = problem(400, detail, kind=f"{PROBLEMS}/invalid-request")
            refused.body["errors"] = [{"message": fault} for fault in faults]
            raise refused
        return body

    def _counted(self, name: str, user_id: str) -> dict[str, str]:
        """The headers of the limit. Raises Refusal when it is reached."""
        now = self.world.clock().timestamp()
        used = self._used.setdefault((name, user_id), [])
        used[:] = [at for at in used if at > now - WINDOW.total_seconds()]
        limit = LIMITS[name]
        reset = int((used[0] if used else now) + WINDOW.total_seconds())
        headers = {"x-rate-limit-limit": str(limit), "x-rate-limit-reset": str(reset)}
        if len(used) >= limit:
            raise too_many(headers)
        used.append(now)
        return {**headers, "x-rate-limit-remaining": str(limit - len(used))}

    def _write(self, caller: Caller, request: web.Request, body: Any) -> Json:
        if self.next:
            raise self.next.pop(0)
        made = self.world.write(caller.user, body)
        history = "edit_history_post_ids" if self.newer else "edit_history_tweet_ids"
        text, _ = reading.shown(made)
        return {"data": {"id": made.id, "text": text, history: list(made.versions)}}

    def _delete(self, caller: Caller, request: web.Request, body: Any) -> Json:
        self.world.delete(caller.user, request.match_info["id"])
        return {"data": {"deleted": True}}

    def _hide(self, caller: Caller, request: web.Request, body: Any) -> Json:
        post = self.world.posts.get(request.match_info["tweet_id"])
        if post is None or post.id == post.root:
            raise problem(404, "Could not find the reply.", kind=f"{PROBLEMS}/resource-not-found")
        if self.world.posts[post.root].author is not caller.user:
            raise problem(403, "You are not permitted to hide this reply.")
        post.hidden = body["hidden"]
        return {"data": {"hidden": post.hidden}}

    def _upload(self, caller: Caller, request: web.Request, body: Any) -> Json:
        try:
            data = b64decode(body["media"], validate=True)
        except NoBase64:
            raise problem(400, "The media is no base64.", kind=f"{PROBLEMS}/invalid-request") from None
        media = self.world.upload(caller.user, data)
        known = {"id": media.id, "media_key": f"3_{media.id}", "size": len(data), "expires_after_secs": 86400}
        return {"data": known}

    def _describe(self, caller: Caller, request: web.Request, body: Any) -> Json:
        media = self.world.media.get(body["id"])
        if media is None or media.owner != caller.user.id:
            raise problem(400, "The media does not exist.", kind=f"{PROBLEMS}/invalid-request")
        media.alt = ((body.get("metadata") or {}).get("alt_text") or {}).get("text", "")
        return {"data": {"id": media.id, "associated_metadata": body.get("metadata") or {}}}

    async def _token(self, request: web.Request) -> web.Response:
        self.requests.append("POST /2/oauth2/token")
        form = form_of(await request.read())
        try:
            if request.content_type != "application/x-www-form-urlencoded":
                raise Refusal(400, {"error": "invalid_request", "error_description": "no form"})
            given = self.logins.granted(form, request.headers.get("Authorization", ""))
        except Refusal as refusal:
            return web.json_response(refusal.body, status=refusal.status)
        return web.json_response(given)


def _refuse_older(request: web.Request) -> None:
    older = [name for name in request.query if name in spec.OLD_PARAMETERS]
    if older:
        refused = problem(
            400, "One or more parameters to your request was invalid.", kind=f"{PROBLEMS}/invalid-request"
        )
        refused.body["errors"] = [{"message": f"The query parameter [{older[0]}] is not one of those that are known."}]
        raise refused


def too_many(headers: dict[str, str]) -> Refusal:
    """A limit that is reached."""
    body = {"title": "Too Many Requests", "detail": "Too Many Requests", "type": "about:blank", "status": 429}
    return Refusal(429, body, {**headers, "x-rate-limit-remaining": "0"})
