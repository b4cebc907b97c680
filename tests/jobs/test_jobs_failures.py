"""What else may befall the engine: a worker gone for good, one that stood still, no database, no room on the disk."""

import asyncio
import os
import signal
import time
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from jobs.house import House
from jobs.kills import Campaign, whole
from jobs.stands import Careless, webhook
from servers.postgres import cluster

from bot.domain.errors import UnusableDatabase
from bot.domain.publication import Delivery

pytestmark = pytest.mark.asyncio(loop_scope="session")
# Seconds that a test waits for what must come, and that a call may take.
PATIENT, PATIENCE = 60.0, 1.0
# In so many tests at a time every so many steps of a delivery are tried; by hand each of them.
STRIDE, SPACE = (8, 1) if os.environ.get("STANDFIRST_KILLS") else (2, 25)


@asynccontextmanager
async def at_work(crowd, database, workers=1, patience=PATIENCE, **more):
    """A house that publishes on a receiver which takes everything as often as it comes."""
    async with webhook(0.0, kind=Careless) as stand:
        order = stand.order.but(database=database, patience=patience, **more)
        async with House.open(order) as house:
            one = Campaign(crowd, house, stand, order, workers)
            await one.prepare()
            yield one


async def until(holds, within=PATIENT):
    """Wait for what must come; what it was, at last."""
    end = time.monotonic() + within
    while not (found := await holds()):
        assert time.monotonic() < end, "it did not come"
        await asyncio.sleep(0.05)
    return found


async def sending(one: Campaign) -> list[Delivery]:
    """The parts that are on their way at this moment."""
    reports = [await one.house.publishing.report(known) for known in one.planned]
    return [row for report in reports for row in report.deliveries if row.state == "sending"]


def pid_of(row: Delivery) -> int:
    return int(row.owner.split("/")[1])


async def test_a_worker_gone_for_good_its_work_goes_on(postgres_url, crowd):
    async with at_work(crowd, postgres_url, workers=3, patience=60.0) as one:
        one.stand.line.gate = asyncio.Event()
        for _ in range(4):
            await one.plan()
        workers = {victim.pid: victim for victim in [await one.start() for _ in range(3)]}

        async def all_four():
            return len(await one.out()) == 4 and await sending(one)

        rows = await until(all_four)
        gone = next(pid_of(row) for row in rows)
        began = time.monotonic()
        await one.kill(workers[gone])
        one.stand.line.gate.set()
        theirs = [row.publication_id for row in rows if pid_of(row) == gone]

        async def published():
            states = [(await one.house.publishing.report(known)).publication.state for known in theirs]
            return set(states) == {"published"}

        await until(published)
        assert time.monotonic() - began < 15
        one.workers = 2
        assert whole(await one.finish(PATIENT))


async def test_who_stood_still_in_the_middle_of_a_call_and_wakes_sends_nothing_twice(postgres_url, crowd):
    async with at_work(crowd, postgres_url, workers=2, patience=4.0) as one:
        one.stand.line.gate = asyncio.Event()
        known = await one.plan()
        workers = {victim.pid: victim for victim in [await one.start() for _ in range(2)]}

        async def under_way():
            return await one.out() and await sending(one)

        (row,) = await until(under_way)
        workers[pid_of(row)].signal(signal.SIGSTOP)
        one.stand.line.gate.set()
        await by_another(one, known)
        assert (await one.house.publishing.report(known)).publication.state == "published"
        workers[pid_of(row)].signal(signal.SIGCONT)
        assert whole(await one.finish(PATIENT))


async def by_another(one: Campaign, known: str) -> None:
    """Somebody else sends a publication, when whoever has it was silent for more than twice what a call may take."""
    await asyncio.sleep(2 * one.order.patience + 0.5)
    one.house.queue.at_work = False
    with suppress(UnusableDatabase, TimeoutError):  # who stands still within a transaction holds up whoever comes
        async with asyncio.timeout(2 * PATIENCE):
            await one.house.delivering.send(known)
    one.house.queue.at_work = True


@pytest.mark.parametrize("lane", range(STRIDE))
async def test_who_stood_still_at_any_step_and_wakes_sends_nothing_twice(tmp_path, crowd, lane):
    async with at_work(crowd, f"sqlite+aiosqlite:///{tmp_path / 'house.db'}") as one:
        for step in range(1 + lane * SPACE, most := 1000, STRIDE * SPACE):
            assert step < most - STRIDE * SPACE
            known = await one.plan()
            victim = await one.start(step=step, publication=known, signal=signal.SIGSTOP)
            # A call that a loaded machine does not answer in time is made again a minute later.
            await until(lambda victim=victim: stands_still(victim), within=3 * PATIENT)
            if not victim.alive:
                break
            await by_another(one, known)
            victim.signal(signal.SIGCONT)
            assert await victim.end() == 0
            one.running.remove(victim)
        one.running.clear()
        assert whole(await one.finish(PATIENT))


async def stands_still(victim) -> bool:
    return stopped(victim) or not victim.alive


def stopped(victim) -> bool:
    """Whether a process stands still, by the system's word (proc(5))."""
    try:
        with Path(f"/proc/{victim.pid}/stat").open(encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] == "T"
    except FileNotFoundError:
        return False


async def test_the_database_stopped_and_started_nothing_is_lost_or_twice(crowd):
    with cluster() as server:
        with psycopg.connect(server.url.replace("+psycopg", "") + "/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE house")
        async with at_work(crowd, f"{server.url}/house", workers=3, patience=16.0) as one:
            for _ in range(24):
                await one.plan()
            supervising = asyncio.ensure_future(supervised(one))
            for mode, many in (("fast", 4), ("immediate", 12)):
                await until(lambda many=many: at_least(one, many))
                await asyncio.to_thread(server.stop, mode)
                await asyncio.sleep(1.5)
                await asyncio.to_thread(server.start)
            try:
                await until(lambda: at_least(one, 24), within=2 * PATIENT)
            except AssertionError:
                await one.house.store.close()  # its connections were of the server that was stopped
                for left in await one.undone():
                    await one.tell(left.id)
                raise
            supervising.cancel()
            await one.house.store.close()  # its connections were of the server that was stopped
            assert whole(await one.finish(PATIENT))


async def at_least(one: Campaign, many: int) -> bool:
    return len(await one.out()) >= many


async def supervised(one: Campaign) -> None:
    """Whoever ends is started anew."""
    while True:
        one.running[:] = [victim for victim in one.running if victim.alive]
        while len(one.running) < one.workers:
            await one.start()
        await asyncio.sleep(0.2)


async def test_no_room_on_the_disk_is_said_and_nothing_is_lost(tmp_path, crowd):
    room = tmp_path / "room"
    async with at_work(crowd, f"sqlite+aiosqlite:///{tmp_path / 'house.db'}", room=str(room)) as one:
        room.write_text("1")  # as many as there are: SQLite lowers the limit no further
        for _ in range(60):
            await one.plan()
        await one.start()
        log = crowd.log

        async def said():
            return "disk_full" in log.read_text()

        await until(said)
        room.write_text("1000000")
        tally = await one.finish(PATIENT)
        assert whole(tally), log.read_text()[-3000:]


async def test_who_comes_second_to_a_file_is_told_who_holds_it(tmp_path, crowd):
    async with at_work(crowd, f"sqlite+aiosqlite:///{tmp_path / 'house.db'}") as one:
        first, second = await one.start(), None
        assert await first.ready()
        second = await one.start()
        assert await second.end() == 1
        one.running.remove(second)
        assert len(second.said) == 1
        assert "already_running" in second.said[0]
        assert f"{first.pid} (" in second.said[0]
        await one.plan()
        assert whole(await one.finish(PATIENT))
