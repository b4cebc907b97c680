"""The bot's process killed at any moment while members write, tap and publish: nothing lost, nothing twice."""

import asyncio
import json
import os
import random
import signal
import sys

from chat.process import TOKEN, Process, Visitor

from bot.testing.telegram import person

SECONDS = float(os.environ.get("KILLING_SECONDS", "10"))


async def settled(bot) -> None:
    """Wait until the last process has dealt with everything."""
    waiting = "SELECT 1 FROM arrival WHERE NOT dealt UNION SELECT 1 FROM errand WHERE state = 'waiting'"
    for _ in range(200):
        if not bot.rows(waiting):
            return
        await asyncio.sleep(0.1)


async def test_killed_at_any_moment_the_bot_loses_nothing_and_does_nothing_twice(telegram, tmp_path):
    bot, over = Process(telegram, tmp_path), asyncio.Event()
    await bot.start()
    ana = person(telegram, "Ana")
    ana.start(await bot.code())
    await ana.sees("Ana")
    visitors = [Visitor(ana, 1)]
    chance = random.Random()
    killing = asyncio.ensure_future(bot.dying(chance, over))
    living = [asyncio.ensure_future(one.live(over)) for one in visitors]
    await asyncio.sleep(SECONDS)
    over.set()
    await asyncio.gather(killing, *living)
    await settled(bot)
    await bot.end(signal.SIGTERM)

    pasted = sum(len(one.pasted) for one in visitors)
    assert bot.rows("SELECT count(*) FROM draft WHERE revision = 1") == [(pasted,)]
    assert [tap for one in visitors for tap in one.taps if "answer" not in telegram.world.queries[tap]] == []
    wanted = sorted(f"message/{one.who.id}/{word}" for one in visitors for word in one.words)
    assert sorted(cause for (cause,) in bot.rows("SELECT cause FROM draft WHERE cause LIKE 'message/%'")) == wanted
    posts = [json.loads(body)["text"] for (body,) in bot.rows("SELECT body FROM timeline WHERE root_id = ''")]
    assert len(posts) == len(set(posts)) == sum(one.published for one in visitors)
    assert TOKEN not in (tmp_path / "log").read_text()
    taps = sum(len(one.taps) for one in visitors)
    sys.stdout.write(f"{bot.kills} kills, {pasted} articles, {taps} taps, {len(posts)} posts\n")
