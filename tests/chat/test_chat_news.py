"""What goes out in its time is told to whoever planned it, once; what did not goes to them too, with what now."""

import asyncio
from datetime import timedelta

from chat.test_chat_publish import strike

from bot.domain.publication import When
from bot.services.accounts import LOCAL


async def planned(chat, who, minutes=-1, **more):
    """A publication on the sandbox that came due while nobody looked at it."""
    (kept, _), *_ = await chat.house.drafting.open(1)
    at = chat.house.halting._clock.now() + timedelta(minutes=minutes)
    member = LOCAL if who is None else next(one for one in await chat.house.members.every() if one.name == who)
    plan = chat.house.publishing.plan
    (one,) = await plan(kept.draft.id, ["sandbox"], actor=member, when=When(at=at, **more))
    return one


def messages(who, words):
    return [one for one in who.from_bot if words in one.text]


async def test_what_went_out_in_its_time_is_told_once(chat):
    ana = await chat.owner()
    await chat.card(ana)
    one = await planned(chat, "Ana")
    await chat.house.delivering.deliver(one)
    told = await ana.sees("Out as planned")
    assert "Sandbox" in ana.message(told.id).text or await ana.sees("Sandbox")
    await chat.house.delivering.deliver(one)
    assert await chat.house.news.untold() == []
    assert len(messages(ana, "Out as planned")) == 1


async def test_what_was_too_late_is_told_with_what_now(chat):
    ana = await chat.owner()
    await chat.card(ana)
    one = await planned(chat, "Ana", minutes=-120)
    report = await chat.house.delivering.deliver(one)
    assert (report.publication.state, report.error.key) == ("held", "late")
    told = await ana.sees("This one needs you")
    await ana.wait(lambda: "later than you allow" in ana.message(told.id).text, "not why")
    ana.tap(told.id, "Send now")
    await ana.wait(lambda: "✅" in ana.message(told.id).text, "not out")
    assert (await chat.house.publishing.report(one)).publication.state == "published"


async def test_what_is_void_is_cancelled_and_told(chat):
    ana = await chat.owner()
    await chat.card(ana)
    now = chat.house.halting._clock.now()
    one = await planned(chat, "Ana", minutes=-5, void=now - timedelta(minutes=1))
    assert (await chat.house.delivering.deliver(one)).publication.state == "cancelled"
    await ana.sees("This one needs you")


async def test_what_the_command_line_planned_and_failed_goes_to_the_owners(chat):
    ana = await chat.owner()
    await chat.card(ana)
    strike(chat, publish=["refused"])
    one = await planned(chat, None)
    assert (await chat.house.delivering.deliver(one)).publication.state == "failed"
    await ana.sees("This one needs you")


async def test_what_somebody_looks_at_is_not_told_again(chat):
    ana = await chat.owner()
    card = await chat.card(ana)
    ana.tap(card, "Publish")
    await ana.wait(lambda: "Publish now on" in ana.message(card).text, "not asked")
    ana.tap(card, "Publish now")
    await ana.wait(lambda: "✅" in ana.message(card).text, "not out")
    for _ in range(200):
        if not await chat.house.news.untold():
            break
        await asyncio.sleep(0.05)
    assert await chat.house.news.untold() == []
    assert messages(ana, "Out as planned") == []
