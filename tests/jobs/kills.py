"""Kills processes while they publish, and counts what is out there at the end; see test_jobs_kills.py."""

import asyncio
import random
import signal
import sys
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, fields

from jobs.crowd import Crowd, Victim
from jobs.house import IDA, House, Order
from jobs.stands import Stand

from bot.store import events, publications

UNDONE = ("scheduled", "publishing", "failed", "uncertain", "held")
LOOK = 0.1


@dataclass
class Tally:
    """What came of it; `asked` is how often a person had to say whether a part is out."""

    kills: int = 0
    publications: int = 0
    posts: int = 0
    twice: int = 0
    lost: int = 0
    stuck: int = 0
    asked: int = 0
    seconds: float = 0.0

    def row(self) -> str:
        return "".join(f"{getattr(self, one.name):>14.0f}" for one in fields(self))

    @staticmethod
    def head() -> str:
        return "".join(f"{one.name:>14}" for one in fields(Tally))


def whole(tally: Tally) -> bool:
    """Whether each post is out once."""
    return (tally.twice, tally.lost, tally.stuck) == (0, 0, 0)


@dataclass
class Campaign:
    """One network, one database, so many workers at a time."""

    crowd: Crowd
    house: House
    stand: Stand
    order: Order
    workers: int = 1
    tally: Tally = field(default_factory=Tally)
    planned: dict[str, tuple[str, ...]] = field(default_factory=dict)
    running: list[Victim] = field(default_factory=list)

    async def prepare(self) -> None:
        await self.house.accounts.prepare()
        for account, secrets in self.stand.accounts:
            await self.house.connect(account, secrets)
        self.house.queue.at_work = True  # what is settled here is sent by the victims

    async def plan(self, parts: int = 0) -> str:
        """One more publication, as long a thread as there is on the network unless told otherwise."""
        number, parts = len(self.planned), parts or self.stand.parts
        account, _ = self.stand.accounts[number % len(self.stand.accounts)]
        texts = tuple(f"Quay {number} is open again, part {part + 1} of {parts}." for part in range(parts))
        publication = await self.house.plan(account, *texts)
        self.planned[publication] = texts
        return publication

    async def start(self, **changes) -> Victim:
        victim = await self.crowd.start(self.order.but(**changes))
        self.running.append(victim)
        return victim

    async def kill(self, victim: Victim) -> None:
        self.tally.kills += await victim.killed()
        self.running.remove(victim)

    async def at_random(self, kills: int, *, waiting: int = 8, calm: float = 0.5, longest: float = 4.0) -> None:
        """Kill so many, each at any moment of its life, while there is always something to do."""
        while self.tally.kills < kills:
            while len(await self.undone()) < waiting:
                await self.plan(random.choice((0, 1)))
            while len(self.running) < self.workers:
                await self.start()
            victim = random.choice(self.running)
            await victim.ready()
            await asyncio.sleep(random.random() * random.choice((calm, longest)))
            await self.kill(victim)
            await self.settle()

    async def at_each_step(self, first: int = 1, stride: int = 1, most: int = 1000) -> None:
        """Kill one at the first step of a delivery, the next at the second (so many further) until there is no step."""
        for step in range(first, most, stride):
            publication = await self.plan()
            victim = await self.start(step=step, publication=publication)
            killed = await victim.end() == -signal.SIGKILL
            self.running.remove(victim)
            self.tally.kills += killed
            if not killed:
                return
            await self.settle()
        raise AssertionError(f"more than {most} steps")

    async def undone(self) -> list:
        async with self.house.store.read() as connection:
            return await publications.in_states(connection, UNDONE)

    async def settle(self) -> None:
        """A person's word on all that the network could not tell of: they look, and say what they see."""
        unsure = [one.id for one in await self.undone() if one.state == "uncertain"]
        await asyncio.gather(*map(self._asked, unsure))

    async def _asked(self, publication_id: str) -> None:
        report = await self.house.publishing.report(publication_id)
        unsure = [row for row in report.deliveries if row.state == "unknown"]
        if report.publication.state != "uncertain" or not unsure:
            return
        self.tally.asked += 1
        text = report.post.parts[unsure[0].part].text
        if text in await self.out():
            link = await asyncio.to_thread(self.stand.link, text)
            await self.house.delivering.settle_as_published(publication_id, link, actor=IDA)
        else:
            await self.house.delivering.settle_as_not_sent(publication_id, actor=IDA)

    async def out(self) -> list[str]:
        """Every text that is out."""
        if self.stand.texts:
            return list(await self.stand.texts())
        roots = await self.house.timeline.descendants("", after=0)
        below = [one for root in roots for one in await self.house.timeline.descendants(root.id, after=0)]
        return [one.text for one in (*roots, *below)]

    async def tell(self, publication_id: str) -> None:
        """Show how one stands that is stuck."""
        report = await self.house.publishing.report(publication_id)
        sys.stderr.write(f"stuck: {report.publication}\n" + "".join(f"  {row}\n" for row in report.deliveries))
        async with self.house.store.read() as connection:
            lines = await events.about(connection, f"publication/{publication_id}")
        sys.stderr.write("".join(f"  {line.at:%X.%f} {line.action} {line.actor} {line.detail}\n" for line in lines))

    async def finish(self, within: float) -> Tally:
        """Let whoever works go on until all is out; what came of it."""
        while len(self.running) < self.workers:
            await self.start()
        end = time.monotonic() + within
        while (left := await self.undone()) and time.monotonic() < end:
            await self.settle()
            await asyncio.sleep(LOOK)
        for victim in self.running:
            victim.signal(signal.SIGTERM)
            await victim.end()
        count = Counter(await self.out())
        texts = [text for each in self.planned.values() for text in each]
        self.tally.publications, self.tally.posts = len(self.planned), len(texts)
        self.tally.twice = sum(count.values()) - len(count)
        self.tally.lost = sum(text not in count for text in texts)
        self.tally.stuck = len(left)
        for one in left:
            await self.tell(one.id)
        assert set(count) <= set(texts), set(count) - set(texts)
        assert list(self.stand.violations()) == []
        return self.tally


async def campaign(crowd: Crowd, stand: Stand, database: str, work, workers: int = 1) -> Tally:
    """Open a house on a database, let `work` kill, finish and count."""
    order, began = stand.order.but(database=database), time.monotonic()
    async with AsyncExitStack() as opened:
        async with crowd.opening:
            house = await opened.enter_async_context(House.open(order))
        one = Campaign(crowd, house, stand, order, workers)
        await one.prepare()
        await work(one)
        tally = await one.finish(within=110.0)
        tally.seconds = time.monotonic() - began
        return tally
