"""Publications due in the same minute: how late the last one is and what each costs, on SQLite and on Postgres.

    python benchmarks/throughput.py [--count 10000] [--accounts 200] [--network null] [--only sqlite,postgres,plain]

Each row is a run of its own on a database of its own: the engine on SQLite, on Postgres with 1, 2 and 4 workers, and
beside it a plain procrastinate queue with as many workers, each of whose jobs does the same: claims the part in the
journal, "sends", marks it (`journal`: by the very services; `bare`: three statements and nothing else). The network
answers at once (`null`), or is the sandbox with its timeline in the same database (`sandbox`). Postgres is a cluster of
its own, durable as it comes (fsync on). All is planned ahead for one instant, at which the workers are waiting.

Printed: seconds from that instant until half, 95 in 100 and all are out; milliseconds for each; the workers' processor
time for each; the ratio to the plain queue with as many workers. Needs the extra `bench`.
"""

import argparse
import asyncio
import json
import logging
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from jobs.house import House, Order  # noqa: E402 - the house of the tests, on its path
from servers.postgres import cluster  # noqa: E402
from sqlalchemy import text  # noqa: E402

from bot.domain.article import Article  # noqa: E402
from bot.domain.draft import Draft, Passage  # noqa: E402
from bot.domain.ids import new_id  # noqa: E402
from bot.domain.post import Part, Post  # noqa: E402
from bot.domain.publication import Account, Delivery, Publication, Remote  # noqa: E402
from bot.jobs.at_work import Work  # noqa: E402
from bot.jobs.engine import AT_ONCE, working  # noqa: E402
from bot.store import accounts, articles, deliveries, drafts, posts, publications  # noqa: E402
from bot.store.drafts import Kept  # noqa: E402

DURABLE = "-c shared_buffers=256MB -c max_connections=300"
AT_A_TIME = 250


class Null:
    """A network that takes everything at once and keeps nothing."""

    name, label, place, shape, card = "sandbox", "Null", 0, "full", False

    @asynccontextmanager
    async def connect(self, account: Account, resources: Any) -> AsyncIterator["Null"]:
        """Be there."""
        yield self

    async def publish(self, outgoing: Any) -> Remote:
        """Take it."""
        return Remote(id=outgoing.key)

    async def find(self, outgoing: Any) -> Remote | None:
        """Nothing is lost here."""
        return None


@asynccontextmanager
async def house(database: str, network: str) -> AsyncIterator[House]:
    """The services, with the network."""
    async with House.open(Order(database, "sandbox", patience=60.0)) as made:
        if network == "null":
            made.delivering._platform = lambda name: Null()
        yield made


async def plan(made: House, count: int, many: int, at: datetime, queued: str) -> float:
    """Plan so many publications on so many accounts for an instant; how many seconds each took to queue."""
    await made.accounts.prepare()
    article = Article(id=new_id(), sentences=("The quay reopened.",))
    now, began = datetime.now(UTC), 0.0
    async with made.store.begin() as connection:
        await articles.add(connection, article, now)
        for number in range(many):
            account = Account(id=f"a{number}", brand_id="main", platform="sandbox", handle=f"quay{number}")
            await accounts.add(connection, account)
    for first in range(0, count, AT_A_TIME):
        async with made.store.begin() as connection:
            for number in range(first, min(count, first + AT_A_TIME)):
                publication = await kept(connection, article, number, many, at)
                started = time.monotonic()
                if queued == "engine":
                    await made.queue.put(connection, publication)
                began += time.monotonic() - started
    return began / count


async def kept(connection: Any, article: Article, number: int, many: int, at: datetime) -> Publication:
    """One publication with all it needs."""
    words = f"Quay {number} is open again."
    draft = Draft(id=f"d{number}", article_id=article.id, headline=Passage(text=words, sentences=(1,)))
    post = Post(platform="sandbox", parts=(Part(text=words, length=len(words), limit=3000),), language="en")
    account = f"a{number % many}"
    publication = Publication(
        id=f"p{number}", post_id=f"t{number}", account_id=account, at=at, content_hash=post.content_hash, run=1
    )
    await drafts.add(connection, Kept(draft, "main", ()), at)
    await posts.add(connection, publication.post_id, draft, account, post)
    await publications.add(connection, publication)
    part = Delivery(id=f"{number}/0", publication_id=publication.id, part=0, key=f"{publication.id}-0")
    await deliveries.add(connection, part)
    return publication


def plain_app(database: str) -> Any:
    """Procrastinate's app over the same database."""
    from procrastinate import App, PsycopgConnector

    return App(connector=PsycopgConnector(conninfo=database.replace("+psycopg", ""), max_size=20))


async def plan_plain(database: str, count: int, many: int, at: datetime) -> float:
    """Queue as many jobs with procrastinate; how many seconds each took."""
    app = plain_app(database)
    job = app.task(name="job")(lambda publication_id: None)
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        began = time.monotonic()
        for number in range(count):
            place = job.configure(lock=f"a{number % many}", schedule_at=at)
            await place.defer_async(publication_id=f"p{number}")
        return (time.monotonic() - began) / count


async def unnoted(publications: Any) -> None:
    """Nothing is noted of what is taken over."""


async def work(database: str, network: str, kind: str) -> None:
    """One worker, until it is told to end."""
    done = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, done.set)
    async with house(database, network) as made:
        if kind == "engine":
            async with working(made.store, Work(made.delivering, made.queue, made.clock), unnoted):
                await done.wait()
        else:
            await plain(made, database, kind, done)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"cpu": used.ru_utime + used.ru_stime}))


async def plain(made: House, database: str, kind: str, done: asyncio.Event) -> None:
    """A worker of procrastinate, doing as many jobs at once as the engine does."""
    app = plain_app(database)

    async def journal(publication_id: str) -> None:
        await made.delivering.send(publication_id)

    async def bare(publication_id: str) -> None:
        await three_statements(made, publication_id)

    app.task(name="job")({"journal": journal, "bare": bare}[kind])
    async with app.open_async():
        polling = {"fetch_job_polling_interval": 0.2, "listen_notify": False}
        worker = asyncio.ensure_future(
            app.run_worker_async(concurrency=AT_ONCE, install_signal_handlers=False, **polling)
        )
        await done.wait()
        worker.cancel()
        await asyncio.wait([worker])


async def three_statements(made: House, publication_id: str) -> None:
    """Claim, send, mark, and no more."""
    claim = text("UPDATE delivery SET state = 'sending', started_at = now() WHERE publication_id = :id")
    mark = text("UPDATE delivery SET state = 'sent', remote_id = key WHERE publication_id = :id")
    out = text("UPDATE publication SET state = 'published' WHERE id = :id")
    event = text(
        "INSERT INTO event (at, actor, action, subject, detail) "
        "VALUES (now(), 'plain', 'published', 'publication/' || :id, '{}')"
    )
    async with made.store.begin() as connection:
        await connection.execute(claim, {"id": publication_id})
    async with made.store.begin() as connection:
        for one in (mark, out, event):
            await connection.execute(one, {"id": publication_id})


@dataclass(frozen=True)
class Row:
    """What one run came to; seconds after the instant, and for each publication."""

    name: str
    workers: int
    half: float
    most: float
    last: float
    each: float
    cpu: float
    queueing: float


@contextmanager
def crew(database: str, network: str, kind: str, workers: int) -> Any:
    """So many workers; at the end the processor time they used."""
    command = [sys.executable, __file__, "--work", database, "--network", network, "--kind", kind]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(workers)]
    used: list[float] = []
    try:
        yield used
    finally:
        for one in running:
            one.send_signal(signal.SIGTERM)
        for one in running:
            said, _ = one.communicate(timeout=120)
            used += [json.loads(line)["cpu"] for line in said.splitlines()[-1:]]


async def out(made: House) -> int:
    """How many are published."""
    async with made.store.read() as connection:
        asked = text("SELECT count(*) FROM publication WHERE state = 'published'")
        return int((await connection.execute(asked)).scalar_one())


async def instants(made: House) -> list[datetime]:
    """When each was published, in order."""
    async with made.store.read() as connection:
        rows = await connection.execute(text("SELECT at FROM event WHERE action = 'published' ORDER BY at"))
        found = [one if isinstance(one, datetime) else datetime.fromisoformat(one) for one in rows.scalars()]
    return [one if one.tzinfo else one.replace(tzinfo=UTC) for one in found]


async def run(database: str, given: argparse.Namespace, kind: str, workers: int) -> Row:
    """Plan, let the workers wait for the instant, and see when all is out."""
    lead = timedelta(seconds=given.count * 0.006 + 12)
    async with house(database, given.network) as made:
        at = datetime.now(UTC) + lead
        queueing = await plan(made, given.count, given.accounts, at, kind)
        if kind != "engine":
            queueing = await plan_plain(database, given.count, given.accounts, at)
        if datetime.now(UTC) + timedelta(seconds=6) > at:
            print("planning took longer than the lead; the figures begin late", file=sys.stderr)
        with crew(database, given.network, kind, workers) as used:
            while await out(made) < given.count:  # noqa: ASYNC110 - other processes publish
                await asyncio.sleep(0.5)
            times = await instants(made)
        late = [(one - at).total_seconds() for one in times]
        assert len(late) == given.count, f"{len(late)} published of {given.count}"
    name = {"engine": "engine", "journal": "procrastinate, same journal", "bare": "procrastinate, bare"}[kind]
    each = late[-1] / given.count * 1000
    cpu = sum(used) / given.count * 1000
    return Row(name, workers, late[len(late) // 2], late[len(late) * 95 // 100], late[-1], each, cpu, queueing * 1000)


def printed(database: str, row: Row, beside: Sequence[Row] = ()) -> None:
    """One line of the table."""
    ratios = "".join(f"{row.last / one.last:>8.2f}" for one in beside)
    figures = f"{row.half:>9.1f}{row.most:>9.1f}{row.last:>9.1f}{row.each:>9.2f}{row.cpu:>9.2f}{row.queueing:>9.2f}"
    print(f"{database:<10}{row.name:<30}{row.workers:>3}{figures}{ratios}", flush=True)


def head() -> None:
    """The names of the columns."""
    names = "".join(f"{name:>9}" for name in ("half s", "95 % s", "last s", "ms each", "cpu ms", "queue ms"))
    print(f"{'database':<10}{'queue':<30}{'n':>3}{names}   ratio of the last to the plain ones", flush=True)


def main() -> None:
    """Read the command line, run, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--accounts", type=int, default=200)
    parser.add_argument("--network", choices=("null", "sandbox"), default="null")
    parser.add_argument("--only", default="sqlite,postgres,plain")
    parser.add_argument("--workers", default="1,2,4")
    parser.add_argument("--work", default="", help=argparse.SUPPRESS)
    parser.add_argument("--kind", default="engine", help=argparse.SUPPRESS)
    given = parser.parse_args()
    logging.getLogger("dbos").addHandler(logging.NullHandler())
    if given.work:
        asyncio.run(work(given.work, given.network, given.kind))
        return
    head()
    if "sqlite" in given.only:
        with tempfile.TemporaryDirectory() as home:
            printed("SQLite", asyncio.run(run(f"sqlite+aiosqlite:///{home}/house.db", given, "engine", 1)))
    if "postgres" in given.only or "plain" in given.only:
        with cluster(DURABLE) as server:
            for workers in map(int, given.workers.split(",")):
                side_by_side(server.url, given, workers)


def side_by_side(server: str, given: argparse.Namespace, workers: int) -> None:
    """The plain queues first, then the engine with its ratios to them."""
    beside = []
    for kind in ("journal", "bare") if "plain" in given.only else ():
        beside.append(asyncio.run(run(new_database(server), given, kind, workers)))
        printed("Postgres", beside[-1])
    if "postgres" in given.only:
        printed("Postgres", asyncio.run(run(new_database(server), given, "engine", workers)), beside)


def new_database(server: str) -> str:
    """The address of an empty database."""
    import psycopg

    name = f"throughput_{os.urandom(4).hex()}"
    with psycopg.connect(server.replace("+psycopg", "") + "/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}"


if __name__ == "__main__":
    main()
