"""A link on its way to a draft while the bot is killed at every step: one draft, one card, whatever happens."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from chat.conftest import Chat
from journeys.copies import copied

from bot import app
from bot.testing.telegram import Server

TESTS = Path(__file__).parents[1]
LINK = "https://marl.example/bridge"
MOST_STEPS = 60
# Every other step; each of them by hand.
APART = 1 if os.environ.get("STANDFIRST_KILLS") else 2


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


async def left_behind(database: str) -> tuple[int, int, int]:
    """How many drafts there are, how many sentences the newest one's article has, how many errands are never done."""
    async with app.opened(database) as house:
        for _ in range(500):
            if not await house.correspondence.errands():
                break
            await asyncio.sleep(0.02)
        drafts = await house.drafting.open(50)
        article = await house.drafting.article(drafts[0][0].draft.article_id)
        return len(drafts), len(article.sentences), len(await house.correspondence.errands())


async def survives(telegram, killed, ana, folder, step: int, messages) -> tuple[bool, tuple[int, int, int]]:
    """Whether a bot that took these messages died at this step; and what is there after another one went on."""
    path = copied(folder / "owned.db", folder / f"{step}.db")
    database = f"sqlite:///{path}"
    asked, *_ = [ana.write(text) for text in messages]
    await killed.begin(database, step)
    await cards(ana, asked, killed.ended)
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(killed.ended), 0.3)
    died = killed.ended.done()
    if died:
        await killed.begin(database, 0)
        await cards(ana, asked, killed.ended)
    left = await left_behind(database)
    await killed.kill()
    assert len([one for one in ana.from_bot if one.id > asked and "Headline" in one.buttons]) == 1
    return died, left


@pytest.fixture
async def ana(telegram, tmp_path):
    async with Chat(telegram, f"sqlite:///{tmp_path / 'owned.db'}").at_work() as chat:
        return await chat.owner()


async def test_a_link_becomes_one_draft_and_one_card_wherever_the_bot_is_killed(telegram, killed, ana, tmp_path):
    deaths = 0
    for step in range(1, MOST_STEPS, APART):
        died, left = await survives(telegram, killed, ana, tmp_path, step, [LINK])
        assert left == (1, 3, 0)
        deaths += died
        if not died:
            break
    assert deaths > 8 // APART


async def test_a_text_in_pieces_becomes_one_article_wherever_the_bot_is_killed(telegram, killed, ana, tmp_path):
    lines = [f"Ward {number} of Hulm counted {number * 37} households in the spring survey." for number in range(140)]
    pieces = [" ".join(lines[at : at + 65]) for at in range(0, 140, 65)]
    for step in range(3, 30, 5):
        _, left = await survives(telegram, killed, ana, tmp_path, step, pieces)
        assert left == (1, 140, 0)
