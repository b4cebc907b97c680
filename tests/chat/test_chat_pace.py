"""Few updates are worked on at once, and nobody who only waits keeps the others waiting."""

import asyncio

from bot.chat.pace import LONGEST, Pace


async def work(pace, under_way, most, *, leaves=False, until=None):
    await pace.wait()
    async with pace.inside():
        under_way.add(asyncio.current_task())
        most.append(len(under_way))
        await asyncio.sleep(0)
        if leaves:
            under_way.discard(asyncio.current_task())
            pace.leave()
            pace.leave()  # once is enough, twice does no harm
        if until:
            await until.wait()
        under_way.discard(asyncio.current_task())


async def test_no_more_than_there_are_places_work_at_once_and_all_get_done():
    pace, most = Pace(2), []
    await asyncio.gather(*(work(pace, set_, most) for set_ in [set()] for _ in range(20)))
    assert (len(most), max(most)) == (20, 2)


async def test_whoever_waits_for_telegram_keeps_no_place():
    pace, most, until, under_way = Pace(1), [], asyncio.Event(), set()
    waiting = [asyncio.ensure_future(work(pace, under_way, most, leaves=True, until=until)) for _ in range(5)]
    await asyncio.wait_for(work(pace, under_way, most), LONGEST / 2)
    until.set()
    await asyncio.gather(*waiting)
    assert max(most) == 1


async def test_whoever_takes_long_loses_the_place_but_not_the_work():
    pace, most, until = Pace(1), [], asyncio.Event()
    slow = asyncio.ensure_future(work(pace, set(), most, until=until))
    await asyncio.sleep(0)
    await asyncio.wait_for(work(pace, set(), most), 20 * LONGEST)
    until.set()
    await slow
    for _ in range(3):  # no place was given up twice
        await asyncio.wait_for(work(pace, set(), most), LONGEST / 2)
    second = asyncio.ensure_future(work(pace, set(), most, until=asyncio.Event()))
    await asyncio.sleep(0)
    third = asyncio.ensure_future(work(pace, set(), most))
    await asyncio.sleep(LONGEST / 4)
    assert not third.done()
    second.cancel()
    await third


async def test_work_that_fails_gives_its_place_up():
    pace = Pace(1)
    for _ in range(3):
        await asyncio.wait_for(pace.wait(), LONGEST / 2)
        try:
            async with pace.inside():
                raise ValueError
        except ValueError:
            pass
