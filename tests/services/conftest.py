"""A newsroom for each test of the services."""

import pytest
from services.newsroom import Newsroom

from bot.store import Store


@pytest.fixture
async def newsroom(database_url):
    async with Store(database_url) as store:
        yield Newsroom(store)
