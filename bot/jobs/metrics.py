"""Metrics for Prometheus and a health check, served where the settings say so; off when they do not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Info, generate_latest

import bot
from bot.domain.errors import StandfirstError
from bot.services.vitals import Vital, Vitals


@asynccontextmanager
async def served(vitals: Vitals, host: str, port: int) -> AsyncIterator[int]:
    """Serve GET /metrics and GET /health within the block; the port, where 0 took a free one. Raises OSError."""
    application = web.Application()
    door = _Door(vitals)
    application.add_routes([web.get("/metrics", door.metrics), web.get("/health", door.health)])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


class _Door:
    def __init__(self, vitals: Vitals) -> None:
        self._vitals = vitals

    async def metrics(self, request: web.Request) -> web.Response:
        """The numbers, in the text format of Prometheus."""
        try:
            text = exposition(await self._vitals.read())
        except StandfirstError as error:
            return web.Response(status=503, text=f"# {error.key}\n")
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def health(self, request: web.Request) -> web.Response:
        """200 when posts can go out, 503 when something keeps them all back; what, by name."""
        try:
            vital = await self._vitals.read()
        except StandfirstError as error:
            return web.json_response({"database": False, "error": error.key}, status=503)
        well = {"database": True, **self._vitals.well(vital)}
        body = {**well, "halted": vital.halted, "lag_seconds": round(vital.lag, 1)}
        return web.json_response(body, status=200 if all(well.values()) else 503)


def exposition(vital: Vital) -> bytes:
    """The numbers in the text format of Prometheus."""
    registry = CollectorRegistry()
    Info("standfirst", "What is running.", registry=registry).info({"version": bot.__version__})
    states = Gauge("standfirst_publications", "Publications by state.", ["state"], registry=registry)
    for state, count in vital.publications.items():
        states.labels(state).set(count)
    parts = Gauge("standfirst_deliveries", "Parts by platform and state.", ["platform", "state"], registry=registry)
    for (platform, state), count in vital.deliveries.items():
        parts.labels(platform, state).set(count)
    begun = Gauge("standfirst_duty_begun_seconds", "When each duty was begun last.", ["duty"], registry=registry)
    for name, at in vital.duties.items():
        begun.labels(name).set(at.timestamp())
    taken = Counter("standfirst_taken_up", "Publications this process took up, by why.", ["why"], registry=registry)
    for why, count in vital.taken_up.items():
        taken.labels(why).inc(count)
    for name, what, value in (
        ("overdue", "Publications that are due and not out.", vital.overdue),
        ("lag_seconds", "For how long the oldest of them is due.", vital.lag),
        ("replies_open", "Replies that wait for a person.", vital.replies),
        ("notices_untold", "What is still to be told in the chat.", vital.untold),
        ("halted", "1 while nothing is sent.", int(vital.halted)),
    ):
        Gauge(f"standfirst_{name}", what, registry=registry).set(value)
    return generate_latest(registry)
