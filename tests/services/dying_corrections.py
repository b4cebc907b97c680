"""A program that deletes, changes or replaces what is out and is killed at each step in turn, then taken up once.

Its network is a file of lines, each what was done to it: publishing, amending and deleting, in order.
"""

import asyncio
import json
import os
import sys
from pathlib import Path

from services.dying import FileNetwork, Fuse, FusedStore, reaped
from services.newsroom import IDA, Newsroom

from bot.store import Store

# Every other step; each of them by hand.
APART = 1 if os.environ.get("STANDFIRST_KILLS") else 2
PARTS = 2
# So many publications are made ready at a time.
AT_ONCE = 15


class EditedNetwork(FileNetwork):
    async def delete(self, remote):
        self._do({"op": "delete", "id": remote.id})

    async def amend(self, remote, outgoing):
        self._do({"op": "amend", "id": remote.id, "text": outgoing.part.text})
        return remote

    def _do(self, line):
        self._fuse.step()
        with self._path.open("ab", buffering=0) as file:
            file.write(json.dumps({"key": "", **line}).encode() + b"\n")
        self._fuse.step()


async def prepared(url: str, network: Path) -> list[str]:
    """Some publications that are out, each with a newer revision of its draft."""
    async with Store(url) as store:
        newsroom = Newsroom(store, platform=EditedNetwork(network, Fuse()))
        made = [await newsroom.published(PARTS) for _ in range(AT_ONCE)]
        for publication in made:
            await newsroom.revise((await newsroom.publishing.report(publication)).draft_id, PARTS, "The quay closed")
    return made


async def correct(url: str, network: Path, publication: str, how: str, fuse: Fuse) -> str:
    """Correct it; the id of what stands for it then."""
    store = FusedStore(url, fuse)
    corrector = Newsroom(store, platform=EditedNetwork(network, fuse)).corrector()
    report = await getattr(corrector, how)(publication, actor=IDA)
    await store.close()
    return report.publication.id


def child(url: str, network: Path, publication: str, how: str, step: int) -> int:
    pid = os.fork()
    if pid == 0:
        asyncio.run(correct(url, network, publication, how, Fuse(step)))
        os._exit(0)
    return reaped(pid)


def at_each_step(url: str, network: Path, how: str) -> tuple[list[tuple[str, str]], int]:
    """For each step there is a publication and what came of it, the process killed at that step and taken up once."""
    made, step, killed, kills, ready = [], 1, True, 0, []
    while killed:
        ready = ready or asyncio.run(prepared(url, network))
        publication = ready.pop()
        killed = child(url, network, publication, how, step) != 0
        made.append((publication, asyncio.run(correct(url, network, publication, how, Fuse()))))
        step, kills = step + APART, kills + killed
    return made, kills


if __name__ == "__main__":
    network = Path(sys.argv[2])
    network.touch()
    sys.stdout.write(json.dumps(at_each_step(sys.argv[1], network, sys.argv[3])))
