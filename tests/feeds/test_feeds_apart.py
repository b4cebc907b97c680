"""Feeds are read in a process beside that may be stopped: whatever one holds, the others are read."""

import asyncio
import time
from datetime import UTC, datetime

import pytest

from bot.domain.errors import Unreadable
from bot.feeds.apart import reader

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ITEM = b"<item><title>\xc3\xa4</title><guid>%d</guid></item>"
FEED = b"<rss version='2.0'><channel><title>Quay</title>" + ITEM + b"</channel></rss>"
# Nested so deep that feedparser needs seconds.
DEEP = b"<rss version='2.0'><channel><title>t</title>" + b"<a>" * 600_000


async def test_many_feeds_are_read_one_after_the_other_and_none_is_mixed_up():
    async with reader() as read:
        asked = [read(FEED % number, url="https://a.example/", content_type="", now=NOW) for number in range(20)]
        found = await asyncio.gather(*asked)
    assert [(one.items[0].guid, one.items[0].title) for one in found] == [(str(n), "ä") for n in range(20)]


async def test_a_refusal_comes_back_with_its_reason():
    async with reader() as read:
        for data, key in ((b"hello", "not_a_feed"), (b" " * 5_000_001, "feed_too_large")):
            with pytest.raises(Unreadable) as refused:
                await read(data, url="", content_type="", now=NOW)
            assert refused.value.key == key
        assert (await read(FEED % 1, url="", content_type="", now=NOW)).title == "Quay"


async def test_one_that_takes_too_long_is_stopped_while_everything_else_goes_on():
    slowest = 0.0

    async def beat() -> None:
        nonlocal slowest
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.005)
            slowest = max(slowest, time.perf_counter() - began)

    async with reader(1.5) as read:
        await read(FEED % 1, url="", content_type="", now=NOW)
        beating = asyncio.ensure_future(beat())
        with pytest.raises(Unreadable) as refused:
            await read(DEEP, url="", content_type="", now=NOW)
        beating.cancel()
        assert refused.value.key == "feed_too_hard"
        assert slowest < 0.5
        assert (await read(FEED % 2, url="", content_type="", now=NOW)).items[0].guid == "2"


async def test_who_is_called_off_leaves_no_process_behind():
    async with reader() as read:
        asked = asyncio.ensure_future(read(DEEP, url="", content_type="", now=NOW))
        await asyncio.sleep(0.5)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        assert (await read(FEED % 3, url="", content_type="", now=NOW)).items[0].guid == "3"
