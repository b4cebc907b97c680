"""A tap on "Publish now" while the bot is killed at every step: one post, one card that tells of it, whatever comes."""

import asyncio
import os
import re

import pytest
from chat.conftest import Chat
from journeys.copies import copied
from journeys.test_journey_chat_reading import killed, telegram  # noqa: F401 - fixtures

from bot.store import Store

MOST_STEPS = 60
# Every other step; each of them by hand.
APART = 1 if os.environ.get("STANDFIRST_KILLS") else 2


@pytest.fixture
async def asked(telegram, tmp_path):  # noqa: F811 - a fixture
    """The owner before the question whether to publish: who, the card's id, what the button means."""
    async with Chat(telegram, f"sqlite:///{tmp_path / 'asked.db'}").at_work() as chat:
        ana = await chat.owner()
        card = await chat.card(ana)
        ana.tap(card, "Publish 1")
        await ana.wait(lambda: "Publish now" in ana.message(card).buttons, "no question")
        return ana, card, ana.message(card).rows[-1][0]["callback_data"]


async def told(ana, card: int, until, known: set[str]) -> str:
    """The link of a post that was not known, once the card tells it; "" if the bot died before."""
    for _ in range(1500):
        found = re.search(r"✅ Sandbox +(sandbox://\S+)", ana.message(card).text)
        if found and found[1] not in known and "Back to the draft" in ana.message(card).buttons:
            return found[1]
        if until.done():
            return ""
        await asyncio.sleep(0.01)
    raise AssertionError(f"neither a post nor a death: {ana.message(card)}")


async def out(database: str) -> list[str]:
    async with Store(database) as store, store.read() as connection:
        return list((await connection.exec_driver_sql("SELECT id FROM timeline")).scalars())


async def test_a_post_is_out_once_wherever_the_bot_is_killed(killed, asked, tmp_path):  # noqa: F811 - a fixture
    ana, card, now = asked
    known: set[str] = set()
    deaths = 0
    for step in range(1, MOST_STEPS, APART):
        database = f"sqlite:///{copied(tmp_path / 'asked.db', tmp_path / f'{step}.db')}"
        ana.tap_data(card, now)
        await killed.begin(database, step)
        link = await told(ana, card, killed.ended, known)
        died = killed.ended.done()
        await killed.kill()
        if died:
            await killed.begin(database, 0)
            link = link or await told(ana, card, killed.ended, known)
            await asyncio.sleep(0.2)
            await killed.kill()
        assert [f"sandbox://rehearsal/{one}" for one in await out(database)] == [link]
        known.add(link)
        deaths += died
        if not died:
            break
    assert deaths > 12 // APART
