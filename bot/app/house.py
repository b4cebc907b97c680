"""Every service over one database, put together by hand."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.app.desk import Desk, settings, templates, texts
from bot.domain.clock import SystemClock
from bot.domain.ids import new_id
from bot.domain.ports import Clock, Resources
from bot.jobs.queue import PUBLISH, SCHEMA, DurableQueue
from bot.media.opening import MOST_BYTES as PICTURE_BYTES
from bot.net.client import PICTURES, GuardedClient, Page
from bot.platforms import get, of_account
from bot.services.accounts import Accounts
from bot.services.approving import Approving
from bot.services.backups import Backups
from bot.services.cards import Cards
from bot.services.checks import Check, Punctual, PutAway
from bot.services.composing import Composing
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
from bot.services.repeats import Repeats
from bot.services.rereading import Rereading
from bot.services.retention import Retention
from bot.services.scheduling import Scheduling
from bot.services.slots import Slots
from bot.services.stories import Stories
from bot.services.vault import StoredVault, keys
from bot.services.vitals import Vitals
from bot.services.watching import Watching
from bot.store import Store
from bot.store.timeline import StoredTimeline
from bot.writers.embedded import EmbeddedWriter

_LOG = logging.getLogger(__name__)


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
    vitals: Vitals
    retention: Retention
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
    repeats: Repeats


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
    drafting, repeats = Drafting(store, composing, clock, new_id), Repeats(store, clock)
    offers = Offers(store, drafting, composing, accounts, of_account, clock)
    publishing = Publishing(store, offers, clock, new_id, queue)
    slots, cards = Slots(store, clock, new_id), Cards(store, composing, of_account)
    editing = Editing(store, drafting, composing, cards, clock)
    pictures = Pictures(store, drafting, editing, _picture_fetch(), clock)
    resources = _resources(clock, timeline, pictures, vault, hearing)
    desk, watching = Desk(), Watching(store, publishing, queue, clock, jobs=(PUBLISH, SCHEMA), patience=PATIENCE)
    delivering = _delivering(store, publishing, resources, clock, queue, _checks(store, clock, drafting, desk, repeats))
    connecting = Connecting(store, vault, get, resources, clock, new_id, known=_known(), queue=queue)
    return House(
        store=store,
        queue=queue,
        desk=desk,
        connecting=connecting,
        interviews=Interviews(connecting, vault),
        doctor=Doctor(store, get, resources, clock),
        hearing=hearing,
        news=News(store, clock),
        vitals=Vitals(store, queue, clock, watching.taken_up),
        retention=Retention(store, pictures, clock, log_kept_for=timedelta(days=settings().log_days)),
        watching=watching,
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
        reading=Reading(store, drafting, accounts, of_account),
        publishing=publishing,
        scheduling=Scheduling(store, offers, publishing, slots, queue, clock),
        slots=slots,
        recurring=Recurring(store, drafting, publishing, clock, new_id),
        delivering=delivering,
        correcting=Correcting(store, drafting, offers, publishing, delivering, get, resources, clock),
        inbox=Inbox(store, publishing, get, resources, clock, new_id),
        rehearsal=Rehearsal(timeline, clock, new_id),
        repeats=repeats,
    )


def _checks(store: Store, clock: Clock, drafting: Drafting, desk: Desk, repeats: Repeats) -> Sequence[Check]:
    """What may hold a publication back; what asks the network comes last."""
    return Punctual(clock), PutAway(drafting), repeats, Rereading(store, desk.read, clock)


def _delivering(
    store: Store,
    publishing: Publishing,
    resources: Resources,
    clock: Clock,
    queue: DurableQueue,
    checks: Sequence[Check],
) -> Delivering:
    """What sends."""
    return Delivering(
        store, publishing, get, resources, clock, queue=queue, checks=checks, owner=queue.owner, gone=queue.gone
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
