"""The HTTP server: reads requests as Telegram does, checks both ways against the description, delivers updates."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self, TypeVar

import aiohttp
from aiohttp import web

from bot.testing.telegram import spec
from bot.testing.telegram.methods import METHODS
from bot.testing.telegram.world import BOT_ID, Refusal, World

T = TypeVar("T")
LONGEST_POLL = 50
MOST_UPDATES = 100
SLOW = 7.0  # seconds, more than python-telegram-bot waits


class Server:
    """A Telegram of one's own on loopback, in a thread of its own; a context manager.

    `address` is what a bot is given as its API's base. `failures` of the world make calls fail: an int is an error
    code, a Refusal is answered, "before" drops the connection before anything happens, "after" when it has happened,
    "slow" answers late.
    """

    def __init__(self, world: World | None = None, *, port: int = 0) -> None:
        self.world = world or World()
        self.address = ""
        self._port = port
        self._poll = 0
        self._delivering: asyncio.Task[None] | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._ready: Future[str] = Future()

    def __enter__(self) -> Self:
        self._thread.start()
        self.address = self._ready.result(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def run(self, act: Callable[[], T]) -> T:
        """Do something to the world in the server's own thread, so that nothing happens in between."""
        if threading.get_ident() == self._thread.ident:
            return act()
        done: Future[T] = Future()

        def doing() -> None:
            try:
                done.set_result(act())
            except Exception as error:  # handed to the caller's thread, whatever it is
                done.set_exception(error)

        self._loop.call_soon_threadsafe(doing)
        return done.result(10)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        runner = self._loop.run_until_complete(self._start())
        self._loop.run_forever()
        self._loop.run_until_complete(self._end(runner))
        self._loop.close()

    async def _end(self, runner: web.AppRunner) -> None:
        """Nobody is kept waiting for an answer, no webhook delivered to any more."""
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await runner.cleanup()

    async def _start(self) -> web.AppRunner:
        app = web.Application(client_max_size=60_000_000)
        app.router.add_route("*", "/bot{token}/{method}", self._called)
        app.router.add_get("/file/bot{token}/files/{file}", self._file)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self._port)
        await site.start()
        host, port = runner.addresses[0][:2]
        self._ready.set_result(f"http://{host}:{port}")
        return runner

    async def _file(self, request: web.Request) -> web.Response:
        found = self.world.files.get(request.match_info["file"])
        return web.Response(body=found[1]) if found else web.Response(status=404)

    async def _called(self, request: web.Request) -> web.StreamResponse:
        began = time.perf_counter()
        name, token = request.match_info["method"], request.match_info["token"]
        try:
            if not (token == self.world.token or (not self.world.token and token.startswith(f"{BOT_ID}:"))):
                raise Refusal(401, "Unauthorized")
            answer = await self._answered(name, request)
        except Refusal as refusal:
            parameters = {"parameters": refusal.parameters} if refusal.parameters else {}
            body = {"ok": False, "error_code": refusal.code, "description": refusal.description, **parameters}
            return web.json_response(body, status=refusal.code)
        if name != "getUpdates":
            self.world.calls.append((name, began, time.perf_counter()))
        return web.json_response({"ok": True, "result": answer})

    async def _answered(self, name: str, request: web.Request) -> Any:
        if name not in spec.spec()["methods"]:
            raise Refusal(404, "Not Found")
        given, files = await _read(request)
        self.world.violations += spec.request_faults(name, given, set(files))
        failure = self._failure(name)
        if failure is not None and failure not in ("after", "slow"):
            _fail(failure, request)
        special = {"getUpdates": self._updates, "setWebhook": self._set_webhook, "deleteWebhook": self._no_webhook}
        if name in special:
            answer = await special[name](given)
        elif name == "getWebhookInfo":
            waiting = len(self.world.updates)
            answer = {"url": self.world.webhook.get("url", ""), "has_custom_certificate": False}
            answer["pending_update_count"] = waiting
            if self.world.webhook_fault:
                answer["last_error_message"] = self.world.webhook_fault
        else:
            self.world.slow_down(name, given)
            answer = METHODS[name](self.world, given, files)
        if failure == "slow":
            await asyncio.sleep(SLOW)
        elif failure == "after":
            _fail(failure, request)
        if name != "getUpdates":  # updates were checked when they came up
            self.world.violations += spec.answer_faults(name, answer)
        return answer

    def _failure(self, name: str) -> Any:
        planned = self.world.failures.get(name)
        return planned.pop(0) if planned else None

    async def _updates(self, given: dict[str, Any]) -> Any:
        """Long polling, one at a time: a new request ends an older one; what is below the offset is forgotten."""
        if self.world.webhook.get("url"):
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first")
        self._poll = mine = self._poll + 1
        self.world.changed()
        until = time.monotonic() + min(given.get("timeout", 0), LONGEST_POLL)
        offset = given.get("offset", 0)
        while self._poll == mine:
            self.world.updates = [one for one in self.world.updates if one["update_id"] >= offset]
            found = _wanted(self.world.updates, given)
            if found or time.monotonic() >= until:
                return self._handed(found[: min(given.get("limit", MOST_UPDATES), MOST_UPDATES)])
            await self._news(until - time.monotonic())
        raise Refusal(409, "Conflict: terminated by other getUpdates request; make sure that only one is running")

    def _handed(self, updates: list[dict[str, Any]]) -> list[dict[str, Any]]:
        now = time.perf_counter()
        for one in updates:
            self.world.taken.setdefault(one["update_id"], now)
        return updates

    def begin(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        """Start something in the server's own thread: many people who act by themselves."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _news(self, most: float) -> None:
        waiter = asyncio.Event()
        self.world.waiters.add(waiter)
        try:
            await asyncio.wait_for(waiter.wait(), most)
        except TimeoutError:
            return
        finally:
            self.world.waiters.discard(waiter)

    async def _set_webhook(self, given: dict[str, Any]) -> Any:
        self.world.webhook = given
        if given.get("url"):
            self._delivering = self._loop.create_task(self._deliver())
        return True

    async def _no_webhook(self, given: dict[str, Any]) -> Any:
        if given.get("drop_pending_updates"):
            self.world.updates.clear()
        self.world.webhook = {}
        return True

    async def _deliver(self) -> None:
        """Deliver updates to the webhook in order, each again until it is taken."""
        mine = self.world.webhook
        secret = mine.get("secret_token")
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        async with aiohttp.ClientSession() as session:
            while self.world.webhook is mine:
                waiting = _wanted(self.world.updates, mine)
                if not waiting:
                    await self._news(1)
                    continue
                if await _taken(session, mine["url"], waiting[0], headers):
                    self.world.updates.remove(waiting[0])
                else:
                    await asyncio.sleep(0.05)


def _wanted(updates: list[dict[str, Any]], given: dict[str, Any]) -> list[dict[str, Any]]:
    kinds = set(given.get("allowed_updates") or ())
    return [one for one in updates if not kinds or kinds & set(one)]


async def _taken(session: aiohttp.ClientSession, url: str, update: Any, headers: dict[str, str]) -> bool:
    try:
        async with session.post(url, json=update, headers=headers) as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False


def _fail(failure: Any, request: web.Request) -> None:
    if isinstance(failure, Refusal):
        raise failure
    if failure in ("before", "after"):
        if request.transport:
            request.transport.abort()
        raise Refusal(500, "the connection was dropped")
    if failure == 429:
        raise Refusal(429, "Too Many Requests: retry after 1", retry_after=1)
    raise Refusal(int(failure), "Internal Server Error")


async def _read(request: web.Request) -> tuple[dict[str, Any], dict[str, tuple[str, bytes]]]:
    """The parameters of a request, from its address, form, multipart or JSON body; and its files."""
    given: dict[str, Any] = dict(request.query)
    files: dict[str, tuple[str, bytes]] = {}
    if request.content_type == "application/json":
        given.update(await request.json())
        return given, files
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = (value.filename, value.file.read())
        else:
            given[name] = value
    method = request.match_info["method"]
    return {name: _typed(method, name, value) for name, value in given.items()}, files


def _typed(method: str, name: str, value: Any) -> Any:
    """A form's text as the type the description gives it; what does not fit stays text, and is found fault with."""
    types: list[str] = spec.spec()["methods"][method]["fields"].get(name, [[], False])[0]
    if not isinstance(value, str) or types == ["String"]:
        return value
    if "Integer" in types and value.lstrip("-").isdigit():
        return int(value)
    if types == ["Boolean"] and value.lower() in ("true", "false", "1", "0"):
        return value.lower() in ("true", "1")
    if "String" in types or not value.startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
