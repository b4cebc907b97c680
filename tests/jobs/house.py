"""The services over one database, with networks that are doubles: what plans and asks, and what is killed, is the same.

An `Order` is all that a process needs to know; it is read from a line of JSON.
"""

import random
import signal
import ssl
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from typing import get_args

import aiohttp
from aiohttp.abc import AbstractResolver

from bot import platforms
from bot.domain.article import Article
from bot.domain.brand import Member
from bot.domain.clock import SystemClock
from bot.domain.draft import Draft, Passage
from bot.domain.ids import new_id
from bot.domain.ports import Resources
from bot.domain.post import Part, Post
from bot.domain.publication import Account
from bot.jobs.queue import DurableQueue
from bot.platforms.x import X
from bot.services.accounts import Accounts
from bot.services.checks import Punctual
from bot.services.composing import Composing
from bot.services.delivering import Delivering
from bot.services.drafting import Drafting
from bot.services.offers import Offers
from bot.services.publishing import Publishing
from bot.services.vault import StoredVault
from bot.store import Store, accounts, articles, drafts, posts
from bot.store.drafts import Kept
from bot.store.timeline import StoredTimeline
from bot.testing.faulty import Fault, Faulty
from bot.text.templating import Templates
from bot.writers.embedded import EmbeddedWriter

IDA = Member(id="ida", name="Ida", role="editor")
KEY = "c3RhbmRmaXJzdC1zdGFuZGZpcnN0LXN0YW5kZmlyc3Q="
# What may befall a post on a network without a line to it, and how often nothing does.
STRIKES: tuple[Fault, ...] = ("answer_lost", "breaks_after", "hangs")
assert set(STRIKES) <= set(get_args(Fault))


@dataclass(frozen=True)
class Order:
    """Where the networks are, how far they lag, how long a call may take (seconds).

    `faults` is how likely a call without a line meets one, `x` where X's double listens and the file of its authority.
    At the given `step` of delivering the `publication` the process gets the `signal`. `room` is a file that says how
    many pages a SQLite file may have.
    """

    database: str
    platform: str
    addresses: dict[str, str] = field(default_factory=dict)
    lag: float | None = None
    patience: float = 2.0
    faults: float = 0.0
    x: tuple[int, str] | None = None
    step: int = 0
    publication: str = ""
    signal: int = signal.SIGKILL
    room: str = ""

    def but(self, **changes) -> "Order":
        return Order(**{**asdict(self), **changes})


class Loopback(AbstractResolver):
    """Everything is on this machine."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def resolve(self, host, port=0, family=0):
        found = {"hostname": host, "host": "127.0.0.1", "port": self.port, "proto": 0, "flags": 0}
        return [{**found, "family": 2}]

    async def close(self) -> None:
        pass


def opened(port: int, authority: str):
    """Connectors that reach X's double and trust its authority."""
    trusted = ssl.create_default_context(cafile=authority)
    return lambda: aiohttp.TCPConnector(resolver=Loopback(port), ssl=trusted, force_close=True)


def platform_of(order: Order):
    """The platform, its lag scaled; where no line leads to it, with faults of its own."""
    real = X(opened=opened(*order.x), lag=order.lag or 0.0) if order.x else platforms.get(order.platform)
    dice = [random.choice(STRIKES) if random.random() < order.faults else "none" for _ in range(10_000)]
    return Faulty(real, lag=order.lag, publish=dice if order.faults else ())


class House:
    """What plans, and what sends."""

    def __init__(self, store: Store, queue: DurableQueue, order: Order, platform) -> None:
        self.store, self.queue, self.order = store, queue, order
        self.clock = clock = SystemClock()
        self.lookup = lookup = lambda name: platform if name == order.platform else platforms.get(name)
        self.timeline = StoredTimeline(store)
        self.vault = StoredVault(store, lambda: [KEY], clock)
        self.resources = Resources(
            clock=clock,
            new_id=new_id,
            timeline=self.timeline,
            vault=self.vault,
            addresses=order.addresses,
            allow=("127.0.0.1", "localhost"),
            patience=order.patience / 2,
        )
        composing = Composing(EmbeddedWriter(), Templates())
        self.accounts = Accounts(store, clock, new_id)
        drafting = Drafting(store, composing, clock, new_id)
        offers = Offers(store, drafting, composing, self.accounts, lookup, clock)
        self.publishing = Publishing(store, offers, clock, new_id, queue)
        self.delivering = Delivering(
            store,
            self.publishing,
            lookup,
            self.resources,
            clock,
            queue=queue,
            checks=(Punctual(clock),),
            owner=queue.owner,
            gone=queue.gone,
            patience=order.patience,
        )

    @classmethod
    @asynccontextmanager
    async def open(cls, order: Order, store_of=Store):
        async with store_of(order.database) as store:
            queue = await DurableQueue.prepared(store)
            try:
                yield cls(store, queue, order, platform_of(order))
            finally:
                await queue.close()

    async def connect(self, account: Account, secrets: dict[str, str]) -> None:
        """Take an account in."""
        async with self.store.begin() as connection:
            await accounts.add(connection, account)
            if secrets:
                await self.vault.put(connection, account.id, secrets)

    async def plan(self, account: Account, *texts: str, **more) -> str:
        """A publication of a part for each text, due now unless told otherwise; its id."""
        article = Article(id=new_id(), sentences=("The quay reopened.",))
        draft = Draft(id=new_id(), article_id=article.id, headline=Passage(text="The quay reopened", sentences=(1,)))
        parts = tuple(Part(text=text, length=len(text), limit=3000) for text in texts)
        post = Post(platform=account.platform, parts=parts, language="en")
        async with self.store.begin() as connection:
            await articles.add(connection, article, self.clock.now())
            await drafts.add(connection, Kept(draft, "main", ()), self.clock.now())
            await posts.add(connection, new_id(), draft, account.id, post)
        (publication,) = await self.publishing.plan(draft.id, [account.id], actor=IDA, **more)
        return publication
