"""What must reach its end reaches it, whoever gives up waiting."""

import asyncio

import pytest

from bot.net.unbroken import unbroken


async def test_a_cancellation_takes_effect_after_the_work_is_done():
    begun, done = asyncio.Event(), []

    async def work():
        begun.set()
        await asyncio.sleep(0.05)
        done.append("kept")

    waiting = asyncio.ensure_future(unbroken(work()))
    await begun.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert done == ["kept"]


async def test_what_it_gives_or_raises_comes_through():
    async def gives():
        return 7

    async def raises():
        raise ValueError("no")

    assert await unbroken(gives()) == 7
    with pytest.raises(ValueError, match="no"):
        await unbroken(raises())
