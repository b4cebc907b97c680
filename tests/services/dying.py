"""A program that publishes and is killed: at each step in turn, or at any moment. Run by test_services_kill.py.

Its network keeps no promise but to take what it is given: a file of lines, each a post, without a look at the key.
Children are forked so that a death costs no start of Python.
"""

import asyncio
import json
import os
import random
import signal
import sys
import time
from contextlib import asynccontextmanager
from pathlib import Path

from services.newsroom import Newsroom

from bot import platforms
from bot.domain.publication import Remote
from bot.store import Store


class Fuse:
    """Kills this process at the given step, where it is; 0 never does."""

    def __init__(self, step: int = 0) -> None:
        self._left = step

    def step(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class FusedStore(Store):
    def __init__(self, url: str, fuse: Fuse) -> None:
        super().__init__(url)
        self._fuse = fuse

    @asynccontextmanager
    async def begin(self):
        self._fuse.step()
        async with super().begin() as connection:
            yield connection
            self._fuse.step()
        self._fuse.step()


class FileNetwork:
    name, label, shape, card = "sandbox", "File", "full", False

    def __init__(self, path: Path, fuse: Fuse) -> None:
        self.limits = platforms.get("sandbox").limits
        self._path = path
        self._fuse = fuse

    def measure(self, text, *, media=False, spoiler=""):
        return platforms.get("sandbox").measure(text, media=media, spoiler=spoiler)

    @asynccontextmanager
    async def connect(self, account, resources):
        yield self

    async def publish(self, outgoing):
        self._fuse.step()
        post = {"id": os.urandom(6).hex(), "key": outgoing.key, "text": outgoing.part.text}
        post["parent"] = outgoing.reply_to.id if outgoing.reply_to else ""
        with self._path.open("ab", buffering=0) as file:
            file.write(json.dumps(post).encode() + b"\n")
        self._fuse.step()
        await asyncio.sleep(random.random() * 0.004)
        return Remote(id=post["id"])

    async def find(self, outgoing):
        self._fuse.step()
        there = [post for post in map(json.loads, self._path.read_bytes().splitlines()) if post["key"] == outgoing.key]
        return Remote(id=there[0]["id"]) if there else None


async def deliver(url: str, network: Path, publication: str, fuse: Fuse) -> bool:
    store = FusedStore(url, fuse)
    newsroom = Newsroom(store, platform=FileNetwork(network, fuse))
    report = await newsroom.owner().deliver(publication)
    await store.close()
    return report.publication.state == "published"


async def planned(url: str, parts: int) -> str:
    async with Store(url) as store:
        return await Newsroom(store).planned(parts)


def child(url: str, network: Path, publication: str, step: int = 0) -> int:
    """A process that delivers."""
    pid = os.fork()
    if pid == 0:
        done = asyncio.run(deliver(url, network, publication, Fuse(step)))
        os._exit(0 if done else 3)
    return pid


def reaped(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def at_each_step(url: str, network: Path, parts: int) -> tuple[list[str], int]:
    """A publication for each step there is: killed at that step, then taken up once."""
    made, step, killed = [], 1, True
    while killed:
        publication = asyncio.run(planned(url, parts))
        killed = reaped(child(url, network, publication, step)) != 0
        if killed and reaped(child(url, network, publication)) != 0:
            raise SystemExit(f"stuck after step {step}")
        made.append(publication)
        step += 1
    return made, step - 2


async def recovered(url: str, network: Path) -> bool:
    store = Store(url)
    reports = await Newsroom(store, platform=FileNetwork(network, Fuse())).owner().recover()
    await store.close()
    return all(report.publication.state == "published" for report in reports)


def left_behind(url: str, network: Path, parts: int) -> tuple[list[str], int]:
    """A publication killed at each step there is, none taken up; then one process recovers them all."""
    made, step, killed = [], 1, True
    while killed:
        made.append(asyncio.run(planned(url, parts)))
        killed = reaped(child(url, network, made[-1], step)) != 0
        step += 1
    if not asyncio.run(recovered(url, network)):
        raise SystemExit("something is left after the recovery")
    return made, step - 2


def at_any_moment(url: str, network: Path, parts: int, seconds: float) -> tuple[list[str], int]:
    """Publications, each killed over and over, with two owners at once, until it is done."""
    made, kills, end = [], 0, time.monotonic() + seconds
    while time.monotonic() < end:
        publication, patience, codes = asyncio.run(planned(url, parts)), 0.02, [1]
        while 0 not in codes:
            pids = [child(url, network, publication) for _ in range(2)]
            time.sleep(random.random() * patience)
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
            codes = [reaped(pid) for pid in pids]
            kills += codes.count(-signal.SIGKILL)
            patience *= 1.1
        made.append(publication)
    return made, kills


if __name__ == "__main__":
    url, network, how, parts = sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    network.touch()
    ways = {"steps": at_each_step, "left": left_behind}
    done = ways[how](url, network, parts) if how in ways else at_any_moment(url, network, parts, 4.0)
    sys.stdout.write(json.dumps(done))
