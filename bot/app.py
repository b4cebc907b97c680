"""The composition root: the only place where parts meet, built by hand."""

import asyncio
import logging
import secrets
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from bot.articles import intake
from bot.articles.decode import MAX_BYTES
from bot.chat.texts import Languages, Texts
from bot.domain.article import Article, SourceKind
from bot.domain.brand import HouseStyle
from bot.domain.clock import SystemClock
from bot.domain.errors import Missing, Refused
from bot.domain.facts import Trace
from bot.domain.ids import new_id
from bot.domain.ports import Clock, Platform, Resources
from bot.facts import SourceIndex, trace
from bot.jobs.queue import PUBLISH, SCHEMA, DurableQueue
from bot.media.opening import MOST_BYTES as PICTURE_BYTES
from bot.net.client import PICTURES, GuardedClient, Page
from bot.platforms import get, installed, template_folders
from bot.services.accounts import Accounts
from bot.services.approving import Approving
from bot.services.backups import Backups
from bot.services.cards import Cards
from bot.services.checks import Punctual
from bot.services.composing import Composed, Composing
from bot.services.connecting import Connecting
from bot.services.correcting import Correcting
from bot.services.correspondence import Correspondence
from bot.services.delivering import PATIENCE, Delivering
from bot.services.doctor import Doctor
from bot.services.drafting import Drafting
from bot.services.echoes import Hearing
from bot.services.editing import Editing
from bot.services.halting import Halting
from bot.services.inbox import Inbox
from bot.services.interviews import Interviews
from bot.services.members import Members
from bot.services.news import News
from bot.services.offers import Offers
from bot.services.pictures import Pictures
from bot.services.publishing import Publishing
from bot.services.reading import Reading
from bot.services.recurring import Recurring
from bot.services.rehearsal import Rehearsal
from bot.services.scheduling import Scheduling
from bot.services.slots import Slots
from bot.services.stories import Stories
from bot.services.vault import StoredVault, keys
from bot.services.watching import Watching
from bot.settings import Settings
from bot.store import Store
from bot.store.timeline import StoredTimeline
from bot.text.sentences import split
from bot.text.templating import Templates, product_folder
from bot.writers.embedded import EmbeddedWriter

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
    "get",
    "opened",
    "platforms_named",
    "product_folder",
    "settings",
    "texts",
    "trace_texts",
    "webhook",
]

_LOG = logging.getLogger(__name__)


@cache
def settings() -> Settings:
    """The settings, read once. Raises Refused("bad_setting")."""
    try:
        found = Settings()
    except ValidationError as fault:
        raise _unusable(fault) from fault
    except (UnicodeDecodeError, OSError) as fault:
        raise Refused("bad_setting", name=".env", value="", why="", reason=str(fault), others="") from fault
    spoken = Templates(found.templates).languages()
    if found.language not in spoken:
        name, known = "STANDFIRST_LANGUAGE", ", ".join(spoken)
        raise Refused("bad_setting", name=name, value=found.language, why="no_language", reason=known, others="")
    return found


def _unusable(fault: ValidationError) -> Refused:
    """The first setting that cannot be used, with its value and why, and the names of others like it."""
    first, *more = fault.errors()
    names = [f"STANDFIRST_{str(error['loc'][0]).upper()}" for error in (first, *more)]
    return Refused(
        "bad_setting",
        name=names[0],
        value=str(first["input"]),
        why=first["type"],
        reason=first["msg"],
        others=", ".join(names[1:]),
    )


@cache
def templates() -> Templates:
    """The operator's templates before ours, and ours before the plug-ins'."""
    return Templates(settings().templates, template_folders())


@cache
def texts() -> Texts:
    """Every sentence, in the operator's language."""
    return Texts(templates(), settings().language)


class Desk:
    """What needs no database: reading, composing, tracing; for one-off commands and batches."""

    def __init__(self) -> None:
        self._intake = intake.Intake(GuardedClient(total_timeout=settings().fetch_timeout).fetch)
        self._composing = Composing(EmbeddedWriter(templates().source), templates())
        self._style = HouseStyle()

    async def read(self, source: str) -> Article:
        """Read a URL, a file, or stdin (`-`). Raises Unreadable or Refused."""
        if "://" in source:
            return await self._intake.from_url(source, article_id=new_id())
        return intake.from_bytes(content(source), name=Path(source).name, article_id=new_id())

    async def compose(self, article: Article, platforms: Sequence[Platform], *, draft_id: str) -> Composed:
        """Draft an article and fit it to each platform."""
        return await self._composing.compose(article, platforms, style=self._style, draft_id=draft_id)


def article_of(*, text: str = "", html: str = "", title: str = "", url: str = "", language: str = "") -> Article:
    """An article from what a batch line holds; what the line says of it wins over the page. Raises Unreadable."""
    language = language.strip().lower().replace("_", "-").partition("-")[0]
    if not html:
        return intake.from_text(text, title=title, url=url, language=language, article_id=new_id())
    read = intake.from_html(html, url=url, article_id=new_id())
    known = {name: value for name, value in (("title", title.strip()), ("language", language)) if value}
    return read.model_copy(update=known)


def trace_texts(article: str, post: str) -> Trace:
    """Trace a post's facts to the sentences of a plain article text."""
    sentences = [sentence for paragraph in split(article) for sentence in paragraph]
    return trace(post, SourceIndex.of_sentences(sentences))


def platforms_named(wanted: str) -> list[Platform]:
    """Platforms by comma-separated names, all that work for "". Raises Missing for one that is unknown or broken."""
    named = dict.fromkeys(filter(None, (name.strip() for name in wanted.split(","))))
    return [get(name) for name in named] or list(installed())


def content(source: str) -> bytes:
    """The bytes of a file or stdin (`-`), one more than may be read at most. Raises Missing."""
    if source == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with Path(source).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Missing("no_such_file", path=source, reason=error.strerror or "") from error


@dataclass(frozen=True, slots=True)
class House:
    """Everything that works on the database, put together."""

    store: Store
    queue: DurableQueue
    desk: Desk
    connecting: Connecting
    interviews: Interviews
    doctor: Doctor
    hearing: Hearing
    news: News
    watching: Watching
    backups: Backups
    stories: Stories
    members: Members
    halting: Halting
    accounts: Accounts
    approving: Approving
    offers: Offers
    cards: Cards
    editing: Editing
    pictures: Pictures
    correspondence: Correspondence
    drafting: Drafting
    reading: Reading
    publishing: Publishing
    scheduling: Scheduling
    slots: Slots
    recurring: Recurring
    delivering: Delivering
    correcting: Correcting
    inbox: Inbox
    rehearsal: Rehearsal


@asynccontextmanager
async def opened(database: str = "") -> AsyncIterator[House]:
    """Open the database (the settings' one, unless named), bring it up to date and put the services together."""
    async with Store(database or settings().database) as store:
        house = _house(store, SystemClock(), await DurableQueue.prepared(store))
        await house.accounts.prepare()
        if await house.halting.settle():
            _LOG.warning(texts().say("cli/copied"))
        yield house


async def restored(file: Path) -> int:
    """Fill the settings' database, which must be empty, from a backup; how many rows there were. Raises Refused."""
    store = Store(settings().database)
    try:
        return await Backups(store, SystemClock()).restore(file)
    finally:
        await store.close()


def _house(store: Store, clock: Clock, queue: DurableQueue) -> House:
    """Every service over one database."""
    timeline, vault, hearing = StoredTimeline(store), StoredVault(store, _keys, clock), Hearing(store, clock)
    composing = Composing(EmbeddedWriter(templates().source), templates())
    accounts = Accounts(store, clock, new_id, time_zone=settings().time_zone)
    drafting = Drafting(store, composing, clock, new_id)
    offers = Offers(store, drafting, composing, accounts, get, clock)
    publishing = Publishing(store, offers, clock, new_id, queue)
    slots = Slots(store, clock, new_id)
    cards = Cards(store, composing, get)
    editing = Editing(store, drafting, composing, cards, clock)
    pictures = Pictures(store, drafting, editing, _picture_fetch(), clock)
    resources = _resources(clock, timeline, pictures, vault, hearing)
    checks = (Punctual(clock),)
    delivering = Delivering(
        store, publishing, get, resources, clock, queue=queue, checks=checks, owner=queue.owner, gone=queue.gone
    )
    connecting = Connecting(store, vault, get, resources, clock, new_id, known=_known(), queue=queue)
    return House(
        store=store,
        queue=queue,
        desk=Desk(),
        connecting=connecting,
        interviews=Interviews(connecting, vault),
        doctor=Doctor(store, get, resources, clock),
        hearing=hearing,
        news=News(store, clock),
        watching=Watching(store, publishing, queue, clock, prefix=PUBLISH, schema=SCHEMA, patience=PATIENCE),
        backups=Backups(store, clock),
        stories=Stories(store, publishing),
        members=Members(store, clock, new_id),
        halting=Halting(store, clock, queue),
        approving=Approving(store, offers, clock, new_id),
        offers=offers,
        cards=cards,
        editing=editing,
        pictures=pictures,
        correspondence=Correspondence(store, clock),
        accounts=accounts,
        drafting=drafting,
        reading=Reading(store, drafting, accounts, get),
        publishing=publishing,
        scheduling=Scheduling(store, offers, publishing, slots, queue, clock),
        slots=slots,
        recurring=Recurring(store, drafting, publishing, clock, new_id),
        delivering=delivering,
        correcting=Correcting(store, drafting, offers, publishing, delivering, get, resources, clock),
        inbox=Inbox(store, publishing, get, resources, clock, new_id),
        rehearsal=Rehearsal(timeline, clock, new_id),
    )


def _resources(
    clock: Clock, timeline: StoredTimeline, pictures: Pictures, vault: StoredVault, hearing: Hearing
) -> Resources:
    """What every platform that connects is handed."""
    return Resources(
        clock=clock,
        new_id=new_id,
        timeline=timeline,
        fitted=pictures.fitted,
        thumbnail=pictures.thumbnail,
        vault=vault,
        addresses=settings().addresses,
        allow=settings().allowed,
        echoes=hearing.heard,
    )


def _keys() -> list[str]:
    """The keys that secrets are sealed with; the file is made when it is first needed."""
    return keys(settings().secret_key.get_secret_value(), settings().home / "secret.key")


def _known() -> dict[str, dict[str, str]]:
    """What need not be asked of whoever connects an account: our own bot may publish in channels too."""
    token = settings().telegram_token.get_secret_value()
    return {"telegram": {"house_token": token}} if token else {}


def _picture_fetch() -> Callable[[str], Awaitable[Page]]:
    """How an article's pictures are fetched: as guarded as its page, up to what a picture may weigh."""
    timeout = settings().fetch_timeout
    return GuardedClient(max_bytes=PICTURE_BYTES, accept=PICTURES, total_timeout=timeout).fetch


@asynccontextmanager
async def engine(house: House) -> AsyncIterator[None]:
    """What is due is sent by this process within the block. Raises Refused("already_running")."""
    from bot.jobs.at_work import Work
    from bot.jobs.engine import working
    from bot.jobs.tend import tending

    work = Work(house.delivering, house.queue, SystemClock())
    async with working(house.store, work), tending(_duties(house), house.watching.on_duty):
        yield


def _duties(house: House) -> "list[Duty]":
    """What recurs while the engine is at work."""
    from bot.jobs.engine import cancelled
    from bot.jobs.tend import Duty

    return [
        Duty("strays", timedelta(seconds=10), house.watching.strays),
        Duty("still", timedelta(seconds=30), partial(house.watching.still, cancelled)),
        Duty("lag", timedelta(seconds=30), house.watching.lag),
        Duty("series", timedelta(seconds=20), house.recurring.advance),
        Duty("retime", timedelta(hours=6), house.scheduling.retime),
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
        delivering=house.delivering,
        correcting=house.correcting,
        inbox=house.inbox,
        correspondence=house.correspondence,
        languages=Languages(templates(), settings().language),
        platform=get,
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
