"""A bot that is killed as it works: at the given commit, before or after it. Run by test_journey_chat_reading.py.

Reads lines of "<database> <api> <step>" (step 0 is never); for each it forks a bot, so that a death costs no start of
Python, tells its process id, and how it ended.
"""

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager
from dataclasses import replace

from chat.pages import Pages

from bot import app
from bot.chat.application import application
from bot.chat.running import running
from bot.store import Store
from bot.writers.embedded import EmbeddedWriter


class FusedStore(Store):
    """A store at whose commits the process dies when the fuse has burnt down."""

    left = 0

    @classmethod
    def step(cls) -> None:
        cls.left -= 1
        if cls.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    @asynccontextmanager
    async def begin(self):
        async with super().begin() as connection:
            yield connection
            self.step()
        self.step()


async def work(database: str, api: str, step: int) -> None:
    app.house.Store = FusedStore
    async with app.opened(database) as house:
        FusedStore.left = step
        office = replace(app.office(house), read=Pages().read)
        async with running(application("700:test", office, api_url=api)):
            await asyncio.sleep(60)


def tell(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main() -> None:
    EmbeddedWriter()
    for line in sys.stdin:
        database, api, step = line.split()
        child = os.fork()
        if child == 0:
            asyncio.run(work(database, api, int(step)))
            os._exit(0)
        tell(child)
        os.waitpid(child, 0)
        tell("ended")


if __name__ == "__main__":
    main()
