"""A link on its way to a draft while the bot is killed at every step: one draft, one card, whatever happens."""

import asyncio
import os
import shutil
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from chat.conftest import Chat

from bot import app
from bot.testing.telegram import Server

TESTS = Path(__file__).parents[1]
LINK = "https://marl.example/bridge"
MOST_STEPS = 60


class Killed:
    """The program that forks bots, and the bot at work now."""

    def __init__(self, process: asyncio.subprocess.Process, api: str) -> None:
        self.process, self.api = process, api

    async def begin(self, database: str, step: int) -> None:
        self.process.stdin.write(f"{database} {self.api} {step}\n".encode())
        self.pid = int(await self.process.stdout.readline())
        self.ended = asyncio.ensure_future(self.process.stdout.readline())

    async def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        await self.ended


@pytest.fixture
def telegram():
    with Server() as server:
        yield server


@pytest.fixture
async def killed(telegram):
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(TESTS / "journeys/killed_bot.py"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": f"{TESTS}{os.pathsep}{TESTS.parent}"},
    )
    yield Killed(process, telegram.address)
    process.stdin.close()
    await process.wait()


async def cards(ana, asked: int, until) -> list:
    """The cards for a message, once there is one; none if the bot died before."""
    for _ in range(1500):
        found = [one for one in ana.from_bot if one.id > asked and "Headline" in one.buttons]
        if found or until.done():
            return found
        await asyncio.sleep(0.01)
    raise AssertionError(f"neither a card nor a death: {ana.messages[-3:]}")


async def drafts_of(database: str) -> int:
    async with app.opened(database) as house:
        return len(await house.drafting.open(50))


async def test_a_link_becomes_one_draft_and_one_card_wherever_the_bot_is_killed(telegram, killed, tmp_path):
    async with Chat(telegram, f"sqlite:///{tmp_path / 'owned.db'}").at_work() as chat:
        ana = await chat.owner()
    deaths = 0
    for step in range(1, MOST_STEPS):
        path = shutil.copy(tmp_path / "owned.db", tmp_path / f"{step}.db")
        database = f"sqlite:///{path}"
        asked = ana.write(LINK)
        await killed.begin(database, step)
        await cards(ana, asked, killed.ended)
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(killed.ended), 0.3)
        died = killed.ended.done()
        await killed.kill()
        if died:
            deaths += 1
            await killed.begin(database, 0)
            await cards(ana, asked, killed.ended)
            await asyncio.sleep(0.2)
            await killed.kill()
        assert len([one for one in ana.from_bot if one.id > asked and "Headline" in one.buttons]) == 1
        assert await drafts_of(database) == 1
        if not died:
            break
    assert deaths > 8
