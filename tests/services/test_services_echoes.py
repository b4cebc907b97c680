"""What networks tell by themselves is kept once, however many tell it at once."""

import asyncio

from services.newsroom import NOON, StoppedClock

from bot.domain.publication import Account
from bot.services.echoes import Hearing
from bot.store import accounts


async def test_the_same_told_by_many_at_once_is_kept_once_in_the_newest_words(newsroom):
    await newsroom.accounts.prepare()
    harbour = Account(id="c1", brand_id="main", platform="telegram", handle="harbour", native_id="-100")
    async with newsroom.store.begin() as connection:
        await accounts.add(connection, harbour)
    hearing = Hearing(newsroom.store, StoppedClock())
    told = (hearing.hear("telegram", "-100", "7", {"text": "The quay is open."}) for _ in range(20))
    await asyncio.gather(*told)
    await hearing.hear("telegram", "-100", "7", {"text": "The quay is closed."})
    (echo,) = await hearing.heard("telegram", "-100", NOON)
    assert (echo.remote_id, echo.body) == ("7", {"text": "The quay is closed."})
