"""The composition root: the only place where parts meet, built by hand.

`desk.py` is what needs no database, `house.py` the services over one; here the chat and the engine are put on top.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from bot.app.desk import Desk, article_of, content, platforms_named, settings, templates, texts, trace_texts
from bot.app.feeds import following
from bot.app.house import House, opened, restored
from bot.articles import intake
from bot.chat.texts import Languages
from bot.domain.article import Article, SourceKind
from bot.domain.clock import SystemClock
from bot.domain.errors import Missing, Refused
from bot.domain.ids import new_id
from bot.platforms import get, installed, of_account
from bot.text.templating import product_folder

if TYPE_CHECKING:
    from bot.chat.application import Bot
    from bot.chat.context import Office
    from bot.chat.running import Webhook
    from bot.jobs.tend import Duty

__all__ = [
    "Desk",
    "House",
    "article_of",
    "chat",
    "content",
    "engine",
    "following",
    "get",
    "opened",
    "platforms_named",
    "product_folder",
    "restored",
    "settings",
    "texts",
    "trace_texts",
    "webhook",
]


@asynccontextmanager
async def engine(house: House) -> AsyncIterator[None]:
    """What is due is sent by this process within the block. Raises Refused("already_running")."""
    from bot.jobs.at_work import Work
    from bot.jobs.engine import working
    from bot.jobs.tend import tending

    work = Work(house.delivering, house.queue, SystemClock())
    watching = house.watching
    async with (
        working(house.store, work, watching.worker_gone),
        tending(_duties(house), watching.on_duty),
        _watched(house),
    ):
        yield


@asynccontextmanager
async def _watched(house: House) -> AsyncIterator[None]:
    """Metrics and health, where the settings want them. Raises Refused("port_taken")."""
    from bot.jobs.metrics import served

    host, port = settings().metrics_listen, settings().metrics_port
    if not port:
        yield
        return
    try:
        async with served(house.vitals, host, port):
            yield
    except OSError as fault:
        raise Refused("port_taken", address=f"{host}:{port}", reason=fault.strerror or "") from fault


def _duties(house: House) -> "list[Duty]":
    """What recurs while the engine is at work."""
    from bot.jobs.engine import cancelled, tidy
    from bot.jobs.tend import Duty

    feeds = following(house)
    return [
        Duty("strays", timedelta(seconds=10), house.watching.strays),
        Duty("still", timedelta(seconds=30), partial(house.watching.still, cancelled)),
        Duty("lag", timedelta(seconds=30), house.watching.lag),
        Duty("series", timedelta(seconds=20), house.recurring.advance),
        Duty("feeds", timedelta(seconds=30), feeds.read_due),
        Duty("items", timedelta(seconds=10), feeds.take_due),
        Duty("retime", timedelta(hours=6), house.scheduling.retime),
        Duty("jobs", timedelta(hours=6), tidy),
        Duty("retention", timedelta(days=1), house.retention.sweep),
    ]


def chat(house: House) -> "Bot":
    """The bot in Telegram, over these services. Raises Missing("no_telegram_token")."""
    from bot.chat.application import application

    token = settings().telegram_token.get_secret_value()
    if not token:
        raise Missing("no_telegram_token")
    return application(token, office(house), api_url=settings().telegram_api_url)


def office(house: House) -> "Office":
    """What the chat's handlers may call."""
    from bot.chat.context import Office

    async def paste(text: str, *, url: str = "", source: SourceKind = "text") -> Article:
        return await asyncio.to_thread(intake.from_text, text, url=url, source=source, article_id=new_id())

    async def opened_file(data: bytes, name: str, *, url: str = "") -> Article:
        return await asyncio.to_thread(intake.from_bytes, data, name=name, url=url, article_id=new_id())

    return Office(
        connecting=house.connecting,
        interviews=house.interviews,
        doctor=house.doctor,
        hearing=house.hearing,
        news=house.news,
        stories=house.stories,
        members=house.members,
        halting=house.halting,
        accounts=house.accounts,
        drafting=house.drafting,
        reading=house.reading,
        approving=house.approving,
        offers=house.offers,
        editing=house.editing,
        pictures=house.pictures,
        cards=house.cards,
        publishing=house.publishing,
        scheduling=house.scheduling,
        slots=house.slots,
        recurring=house.recurring,
        repeats=house.repeats,
        feeds=following(house),
        delivering=house.delivering,
        correcting=house.correcting,
        inbox=house.inbox,
        correspondence=house.correspondence,
        languages=Languages(templates(), settings().language),
        platform=of_account,
        platforms=installed,
        clock=SystemClock(),
        read=house.desk.read,
        paste=paste,
        open=opened_file,
        sample=(product_folder() / "demo" / "article.html").read_text(encoding="utf-8"),
    )


def webhook() -> "Webhook | None":
    """Where Telegram delivers to, None when it is asked."""
    from bot.chat.running import Webhook

    one = settings()
    if not one.webhook_url:
        return None
    return Webhook(one.webhook_url, one.webhook_listen, one.webhook_port, secrets.token_urlsafe(32))
