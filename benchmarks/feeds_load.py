"""A thousand feeds read by one process while members tap their cards.

    python benchmarks/feeds_load.py [--feeds 1000] [--items 20] [--members 60] [--cores 0,1]

The bot is a process of its own (chat, engine and feeds on SQLite) on the cores named; the site with the feeds and
their articles is another on loopback, reached through the guarded client; the local Telegram and its people are this
one. Four passes: no feeds at all; every feed read for the first time; every feed asked again (304); a new item in one
feed of ten, drafted from its article. Printed for each: how long the reading took, how long taps waited meanwhile, from
the update handed out to the answer that arrives, and the most memory of the bot and of the process that parses.
"""

import argparse
import asyncio
import json
import os
import random
import re
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from chat_load import TOKEN, Visitor, crowd, joined, memory, processor

from bot.testing.telegram import Server

HOST = "news.example"
PUBLIC = "93.184.215.14"
EVERY = 10
WORDS = (
    "harbour wall council vote flood winter engineer crack residents signature quay lorry mayor loan basin spring "
    "ferry bridge library theatre market orchard school museum station garden tram bakery river tower archive "
    "teacher nurse pilot farmer sailor baker painter doctor judge clerk letter window engine bottle ladder "
    "opens closes moves grows leaks reopens borrows rebuilds paints measures counts carries sells returns"
).split()


def sentence(chance: random.Random) -> str:
    """A sentence that says something no other does."""
    said = " ".join(chance.choices(WORDS, k=14))
    return f"The {said}, and {chance.randint(20, 9000)} people of Sarnholm noticed it in {chance.randint(1950, 2020)}."


def text(feed: int, number: int) -> list[str]:
    """The paragraphs of an article."""
    chance = random.Random(feed * 1_000_003 + number)
    return [" ".join(sentence(chance) for _ in range(4)) for _ in range(5)]


def title(feed: int, number: int) -> str:
    """Its headline."""
    return sentence(random.Random(feed * 1_000_003 + number))[:90].rpartition(" ")[0]


async def site(items: int) -> None:
    """Serve feeds and articles; prints its port, and goes on with the next generation at each line it is sent."""
    generation = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        found = re.match(r"GET /(feed|story)/(\d+)(?:/(\d+))?", head)
        newest = items + (generation if found and int(found[2]) % EVERY == 0 else 0)
        etag = f'"{newest}"'
        if found is None:
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        elif found[1] == "feed" and f"If-None-Match: {etag}" in head:
            writer.write(f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode())
        else:
            body = feed(int(found[2]), newest, items) if found[1] == "feed" else page(int(found[2]), int(found[3]))
            kind = "application/rss+xml" if found[1] == "feed" else "text/html"
            head = f"Content-Type: {kind}\r\nETag: {etag}\r\nContent-Length: {len(body)}\r\n"
            writer.write(f"HTTP/1.1 200 OK\r\n{head}\r\n".encode() + body)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0, backlog=1000) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            generation += 1


def feed(number: int, newest: int, items: int) -> bytes:
    """A feed with its newest items."""
    told = "".join(
        f"<item><title>{title(number, one)}</title><link>http://{HOST}/story/{number}/{one}</link>"
        f"<guid isPermaLink='false'>{number}-{one}</guid><description><![CDATA[<p>{text(number, one)[0]}</p>"
        f"<p>{text(number, one)[1]}</p>]]></description></item>"
        for one in range(newest, newest - items, -1)
    )
    return f"<rss version='2.0'><channel><title>Gazette {number}</title>{told}</channel></rss>".encode()


def page(number: int, one: int) -> bytes:
    """An article."""
    told = "".join(f"<p>{paragraph}</p>" for paragraph in text(number, one))
    headline = title(number, one)
    return f"<html><head><title>{headline}</title></head><body><h1>{headline}</h1>{told}</body></html>".encode()


async def bot(port: int, count: int) -> None:
    """The bot: what `standfirst run` is, with a network that leads to the site alone."""
    from bot.app import chat, opened
    from bot.chat.running import first_link, running
    from bot.domain.clock import SystemClock
    from bot.feeds.opml import Outline, write
    from bot.jobs.at_work import Work
    from bot.jobs.engine import working
    from bot.services.accounts import LOCAL

    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with opened() as house:
        feeds = following(house, port)
        listed = [Outline(f"http://{HOST}/feed/{number}", f"Gazette {number}") for number in range(count)]
        await feeds.bring(write(listed, title="all"), actor=LOCAL, brand_id="main")
        work = Work(house.delivering, house.queue, SystemClock())
        async with working(house.store, work, house.watching.worker_gone), running(chat(house), None) as telegram:
            print(await first_link(telegram), flush=True)
            reading = asyncio.ensure_future(read_due(feeds))
            await stop.wait()
            reading.cancel()


def following(house: Any, port: int) -> Any:
    """The feeds of the house, whose site is on loopback."""
    import httpcore

    from bot.articles.intake import Intake
    from bot.domain.clock import SystemClock
    from bot.domain.ids import new_id
    from bot.net.client import GuardedClient
    from bot.platforms import get
    from bot.services.feeds import Feeds
    from bot.services.taking import Parts, Taking

    class Turned(httpcore.AsyncNetworkBackend):
        inner = httpcore.AnyIOBackend()

        async def connect_tcp(self, host: str, _: int, *rest: Any, **more: Any) -> httpcore.AsyncNetworkStream:
            return await self.inner.connect_tcp("127.0.0.1", port, *rest, **more)

    async def resolve(host: str, _: int) -> Sequence[str]:
        return [PUBLIC]

    client = GuardedClient(resolve=resolve, backend=Turned())
    intake = Intake(client.fetch)
    parts = Parts(
        accounts=house.accounts,
        drafting=house.drafting,
        publishing=house.publishing,
        scheduling=house.scheduling,
        slots=house.slots,
        platform=get,
        read=lambda url: intake.from_url(url, article_id=new_id()),
    )
    return Feeds(house.store, client.fetch, Taking(house.store, parts, SystemClock()), SystemClock(), new_id)


async def read_due(feeds: Any) -> None:
    """Read what is due, as the duty does, and print what was read from when to when."""
    while True:
        began = time.perf_counter()
        found = await feeds.poll_due()
        if found:
            outcomes = Counter(one.outcome for one in found)
            print(json.dumps({"began": began, "ended": time.perf_counter(), **outcomes}), flush=True)
        await asyncio.sleep(0.05 if found else 0.5)


class Watched:
    """The bot's process: what it prints, and the most memory it and its parser have held."""

    def __init__(self, process: "subprocess.Popen[str]", home: str) -> None:
        self.process, self.home = process, home
        self.peak = self.parser = 0.0
        os.set_blocking(self._out.fileno(), False)

    @property
    def _out(self) -> IO[str]:
        assert self.process.stdout
        return self.process.stdout

    def look(self) -> list[dict[str, Any]]:
        """What was read since the last look."""
        self.peak = max(self.peak, memory(self.process.pid))
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for child in children:
            try:  # a fork that has not begun its own program yet is a copy of the bot
                if b"bot.feeds.apart" in Path(f"/proc/{child}/cmdline").read_bytes():
                    self.parser = max(self.parser, memory(int(child)))
            except (OSError, ValueError):
                continue
        return [json.loads(line) for line in self._out.readlines() if line.startswith("{")]

    def counted(self, wanted: str) -> int:
        """One number of the database."""
        with sqlite3.connect(Path(self.home, "standfirst.db"), timeout=30) as database:
            return int(database.execute(wanted).fetchone()[0])

    def make_due(self, count: int) -> None:
        """Let every feed be due now, or none."""
        at = "2020-01-01 00:00:00.000000" if count else "2099-01-01 00:00:00.000000"
        with sqlite3.connect(Path(self.home, "standfirst.db"), timeout=30) as database:
            database.execute("UPDATE feed SET next = ?", (at,))


def phase(
    server: Server, watched: Watched, everybody: list[Visitor], *, feeds: int, until: str = "", least: float = 20
) -> dict[str, object]:
    """Let members act until every feed was read and `until` holds; the figures of that time."""
    first = {visitor.number: len(visitor.taps) for visitor in everybody}
    used, began, read = processor(watched.process.pid), time.perf_counter(), list[dict[str, Any]]()
    watched.look()
    watched.make_due(feeds)
    done = server.begin(crowd(server, everybody, least))
    seconds = 0.0
    while not done.done() or not seconds:
        time.sleep(0.25)
        read += watched.look()
        counted = sum(value for one in read for name, value in one.items() if name not in ("began", "ended"))
        if not seconds and counted >= feeds and (not until or watched.counted(until)):
            seconds = time.perf_counter() - began
        if done.done() and not seconds:
            done = server.begin(crowd(server, everybody, least))
    share = (processor(watched.process.pid) - used) / (time.perf_counter() - began)
    outcomes: Counter[str] = Counter()
    for one in read:
        outcomes.update({name: value for name, value in one.items() if name not in ("began", "ended")})
    waits = answered(server, everybody, first, began, began + seconds if feeds else began + 1e9)
    return {
        "seconds": round(seconds, 1) if feeds else None,
        "feeds": dict(outcomes),
        "taps meanwhile": len(waits),
        **(times(waits) if waits else {}),
        "cores used": round(share, 2),
        "peak MB": round(watched.peak),
        "parser MB": round(watched.parser),
    }


def times(waits: list[float]) -> dict[str, object]:
    """How long taps waited."""
    p95 = round(waits[int(len(waits) * 0.95)], 1)
    return {"tap ms p50": round(statistics.median(waits), 1), "tap ms p95": p95, "tap ms max": round(waits[-1], 1)}


def answered(server: Server, everybody: list[Visitor], first: dict[int, int], since: float, to: float) -> list[float]:
    """How long each tap waited that was handed out within this time, in milliseconds, rising."""
    world = server.world
    taps = [world.queries[query] for visitor in everybody for query in visitor.taps[first[visitor.number] :]]
    handed = [(world.taken.get(tap["update"]["update_id"], 0.0), tap) for tap in taps]
    return sorted((tap["answered"] - at) * 1000 for at, tap in handed if since <= at <= to and "answered" in tap)


def started(server: Server, home: str, port: int, asked: argparse.Namespace) -> "subprocess.Popen[str]":
    """The bot's process."""
    environment = {
        **os.environ,
        "STANDFIRST_HOME": home,
        "STANDFIRST_TELEGRAM_TOKEN": TOKEN,
        "STANDFIRST_TELEGRAM_API_URL": server.address,
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    command = [sys.executable, "-u", __file__, "--bot", str(port), "--feeds", str(asked.feeds)]
    with Path(home, "log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
    os.sched_setaffinity(process.pid, {int(core) for core in asked.cores.split(",")})
    return process


def measured(server: Server, home: str, asked: argparse.Namespace, pages: "subprocess.Popen[str]") -> dict[str, object]:
    """All four passes."""
    assert pages.stdout
    assert pages.stdin
    process = started(server, home, int(pages.stdout.readline()), asked)
    assert process.stdout
    code = re.search(r"start=(\S+)", process.stdout.readline())
    if code is None:
        raise SystemExit(Path(home, "log").read_text()[-2000:])
    watched = Watched(process, home)
    watched.make_due(0)
    everybody = asyncio.run(joined(server, home, asked.members, code[1]))
    phase(server, watched, everybody, feeds=0, least=10)  # everybody has a card
    figures: dict[str, object] = {"no feeds": phase(server, watched, everybody, feeds=0, least=asked.seconds)}
    figures["first reading"] = phase(server, watched, everybody, feeds=asked.feeds, least=asked.seconds)
    figures["not changed"] = phase(server, watched, everybody, feeds=asked.feeds, least=asked.seconds)
    pages.stdin.write("\n")
    pages.stdin.flush()
    new = (asked.feeds + EVERY - 1) // EVERY
    drafted = f"SELECT count(*) >= {new} FROM feed_item WHERE state IN ('drafted', 'failed')"
    figures["a new item in one of ten"] = phase(
        server, watched, everybody, feeds=asked.feeds, least=asked.seconds, until=drafted
    )
    figures["items kept"] = watched.counted("SELECT count(*) FROM feed_item")
    figures["items drafted"] = watched.counted("SELECT count(*) FROM feed_item WHERE state = 'drafted'")
    figures["drafts of feeds"] = watched.counted("SELECT count(*) FROM draft WHERE cause LIKE 'feed/%'")
    figures["log errors"] = Path(home, "log").read_text().count('"level": "error"')
    process.send_signal(signal.SIGTERM)
    process.wait(60)
    return figures


def main() -> None:
    """Run all and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--items", type=int, default=20)
    parser.add_argument("--members", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--cores", default="0,1")
    parser.add_argument("--bot", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--site", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.bot:
        asyncio.run(bot(asked.bot, asked.feeds))
    elif asked.site:
        asyncio.run(site(asked.items))
    else:
        cores = {int(core) for core in asked.cores.split(",")}
        os.sched_setaffinity(0, (os.sched_getaffinity(0) - cores) or cores)
        command = [sys.executable, __file__, "--site", "--items", str(asked.items)]
        with (
            tempfile.TemporaryDirectory() as home,
            Server() as server,
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as pages,
        ):
            try:
                print(json.dumps(measured(server, home, asked, pages), indent=1))
            finally:
                pages.kill()


if __name__ == "__main__":
    main()
