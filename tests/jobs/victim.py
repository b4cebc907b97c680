"""A program whose children work as the engine does and are killed: at a step of a delivery, or by who started them.

Reads orders as lines of JSON, forks a child for each (a death then costs no start of Python) and says, in JSON again:
{"started"} its process id, {"pid", "says"} what it tells, {"pid", "ended"} its exit code, negative for a signal.
"""

import asyncio
import ctypes
import json
import logging
import os
import select
import signal
import tempfile
from contextlib import asynccontextmanager
from contextvars import ContextVar
from pathlib import Path

from jobs.house import House, Order
from sqlalchemy import event
from sqlalchemy.pool import Pool

from bot.jobs.at_work import Work
from bot.jobs.engine import working
from bot.store import Store

POLL = 0.1
LOOK = 0.02
_DEATH_OF_PARENT = 1
counting: ContextVar[bool] = ContextVar("counting", default=False)


def tell(**what: object) -> None:
    os.write(1, json.dumps({"pid": os.getpid(), **what}).encode() + b"\n")


class Fuse:
    """Kills or stops this process at the given step, where it is; 0 never does."""

    left, signal = 0, signal.SIGKILL

    @classmethod
    def step(cls) -> None:
        if counting.get():
            cls.left -= 1
            if cls.left == 0:
                os.kill(os.getpid(), cls.signal)


class Counted:
    """Something awaited, each time it waits and each time it goes on a step."""

    def __init__(self, awaited) -> None:
        self.awaited = awaited

    def __await__(self):
        inner, send, given = self.awaited.__await__(), True, None
        while True:
            try:
                Fuse.step()
                waited = inner.send(given) if send else inner.throw(given)
            except StopIteration as done:
                return done.value
            Fuse.step()
            try:
                send, given = True, (yield waited)
            except BaseException as error:  # goes on to whom it is for
                send, given = False, error


class FusedStore(Store):
    """Before a transaction, before its commit and after it are steps too."""

    @asynccontextmanager
    async def begin(self):
        Fuse.step()
        async with super().begin() as connection:
            yield connection
            Fuse.step()
        Fuse.step()


class Stepped:
    """Delivers; the steps of one publication are counted."""

    def __init__(self, real, publication: str, done: asyncio.Event) -> None:
        self.real, self.publication, self.done = real, publication, done

    async def turn(self, publication_id, run, *, longest):
        turn = self.real.turn(publication_id, run, longest=longest)
        if publication_id != self.publication:
            return await turn
        counting.set(True)
        try:
            seconds = await Counted(turn)
        finally:
            counting.set(False)
        if seconds is None:
            self.done.set()
        return seconds


def cramped(connection, room: Path) -> None:
    """A SQLite file may have no more pages than the file `room` says: there is no place for more on the disk."""
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA max_page_count = {int(room.read_text())}")
    cursor.close()


async def work(order: Order) -> None:
    """The engine at work until the counted publication is through, or for ever."""
    Fuse.left, Fuse.signal, done = order.step, order.signal, asyncio.Event()
    if order.room:
        event.listen(Pool, "checkout", lambda connection, *_: cramped(connection, Path(order.room)))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, done.set)
    async with House.open(order, FusedStore) as house:
        delivering = Stepped(house.delivering, order.publication, done)
        work = Work(delivering, house.queue, house.clock)
        async with working(house.store, work, unnoted, poll=POLL):
            tell(says="ready")
            await done.wait()


async def unnoted(publications) -> None:
    pass


def child(order: Order) -> None:
    ctypes.CDLL(None).prctl(_DEATH_OF_PARENT, signal.SIGKILL)
    code = 1
    try:
        asyncio.run(work(order))
        code = 0
    except Exception as error:  # what a child ends with is told, and seen by its code
        logging.exception("the engine ended")
        tell(says=f"{type(error).__name__} {error} {getattr(error, 'values', '')}")
    finally:
        os._exit(code)


def orders():
    """Lines from who started us, as they come; meanwhile it is looked who ended."""
    left = b""
    while True:
        if select.select([0], [], [], LOOK)[0]:
            read = os.read(0, 65_536)
            if not read:
                return
            *lines, left = (left + read).split(b"\n")
            yield from lines
        reap()


def reap() -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        tell(pid=pid, ended=os.waitstatus_to_exitcode(status))


async def warm() -> None:
    """Load all that a house needs, once for every child."""
    with tempfile.TemporaryDirectory() as folder:
        async with House.open(Order(f"sqlite+aiosqlite:///{folder}/house.db", "sandbox")):
            pass


def main() -> None:
    asyncio.run(warm())
    for line in orders():
        made = json.loads(line)
        if made.get("x"):
            made["x"] = tuple(made["x"])
        pid = os.fork()
        if pid == 0:
            child(Order(**made))
        tell(started=pid)


if __name__ == "__main__":
    main()
