"""A newsroom for each test of the services."""

import pytest
from services.newsroom import Newsroom
from services.timing import Timing

from bot.store import Store


@pytest.fixture
async def newsroom(database_url):
    async with Store(database_url) as store:
        yield Newsroom(store)


@pytest.fixture
async def timing(newsroom):
    await newsroom.accounts.prepare()
    return Timing(newsroom)
