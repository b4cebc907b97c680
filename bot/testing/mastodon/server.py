"""The HTTP of a local Mastodon: bodies of every kind taken apart, tokens and scopes checked, rate limits told."""

import json
from email.utils import format_datetime
from typing import Any, Self

from aiohttp import BodyPartReader, web

from bot.testing.mastodon import logins
from bot.testing.mastodon.methods import OPEN, Call, Method, method
from bot.testing.mastodon.world import Refusal, Token, World

SCOPE = "This action is outside the authorized scopes"


class Server:
    """One server on loopback, on the loop it is entered in; `requests` are those that came."""

    def __init__(self, world: World | None = None) -> None:
        self.world = world or World()
        self.requests: list[tuple[str, str]] = []
        self.port = 0
        self._runner: web.AppRunner | None = None

    @property
    def address(self) -> str:
        """Where the server is called."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=100_000_000)
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *exc: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        path = request.path.rstrip("/")
        self.requests.append((request.method, path))
        headers = {"Date": format_datetime(self.world.clock.now(), usegmt=True)}
        try:
            found, named = method(request.method, path)
            token = logins.token(self.world, request.headers.get("Authorization", ""))
            may, told = self.world.throttle.passed(
                request.method, path, token.value if token else "", self.world.clock.now()
            )
            headers |= told
            if not may:
                raise Refusal(429, "Too many requests")
            _require_scope(found, token)
            params, files = await _parts(request)
            self._require_known(found, params, files)
            key = request.headers.get("Idempotency-Key", "")
            status, body = found.answer(Call(self.world, token, params, files, key, named))
        except Refusal as refusal:
            status, body = refusal.status, refusal.body
        return web.json_response(body, status=status, headers=headers)

    def _require_known(self, found: Method, params: dict[str, Any], files: dict[str, bytes]) -> None:
        """Rails drops what it does not know in silence; here it is told."""
        unknown = sorted({*params, *files} - {*found.takes, "file"})
        if unknown:
            self.world.violations.append(f"{found.verb} {found.path}: {', '.join(unknown)}")


def _require_scope(found: Method, token: Token | None) -> None:
    if token is None and found.answer not in OPEN:
        raise Refusal(401, "The access token is invalid")
    if token is not None and found.scopes and not any(token.may(scope) for scope in found.scopes):
        raise Refusal(403, SCOPE)


async def _parts(request: web.Request) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The parameters, of the address and of a body that is a form, JSON or multipart; and the files. Raises Refusal."""
    pairs: list[tuple[str, Any]] = list(request.query.items())
    files: dict[str, bytes] = {}
    kind = request.content_type
    if kind == "application/json" and request.can_read_body:
        try:
            said = json.loads(await request.read())
        except ValueError as error:
            raise Refusal(400, "Error occurred while parsing request parameters") from error
        return {**_gathered(pairs), **said}, files
    if kind == "multipart/form-data":
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.filename:
                files[part.name or ""] = bytes(await part.read())
            elif isinstance(part, BodyPartReader):
                pairs.append((part.name or "", await part.text()))
    elif kind == "application/x-www-form-urlencoded":
        pairs += list((await request.post()).items())
    return _gathered(pairs), files


def _gathered(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """What is named with "[]" is a list."""
    made: dict[str, Any] = {}
    for name, value in pairs:
        if name.endswith("[]"):
            made.setdefault(name.removesuffix("[]"), []).append(value)
        else:
            made[name] = value
    return made
