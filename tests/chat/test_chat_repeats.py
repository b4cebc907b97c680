"""The same story twice within a day: told in the question before it is published or scheduled."""

from chat.test_chat_publish import says, timeline
from chat.test_chat_schedule import at, days_on, living, offers, planned, typed
from services.desk import STORY

WARNED = "the same text went out there"


async def published(chat, who):
    """A draft that is out now."""
    card = await chat.card(who, STORY)
    who.tap(card, "Publish")
    await says(who, card, "Publish now on Sandbox?")
    await offers(who, card, "Publish now")
    assert "⚠️" not in who.message(card).text
    who.tap(card, "Publish now")
    await says(who, card, "✅ Sandbox")
    return card


async def test_it_is_told_before_it_is_published_and_goes_out_where_that_was_seen(chat):
    ana = await chat.owner()
    await published(chat, ana)
    card = await chat.card(ana, STORY)
    ana.tap(card, "Publish")
    seen = await says(ana, card, WARNED)
    assert "sandbox://" in seen.text
    ana.tap(card, "Publish now")
    await says(ana, card, "✅ Sandbox")
    assert len(await timeline(chat)) == 2


async def test_what_came_out_since_is_told_before_anything_is_sent(chat):
    ana = await chat.owner()
    first, second = await chat.card(ana, STORY), await chat.card(ana, STORY)
    for card in (first, second):
        ana.tap(card, "Publish")
        await says(ana, card, "Publish now on Sandbox?")
    ana.tap(first, "Publish now")
    await says(ana, first, "✅ Sandbox")
    ana.tap(second, "Publish now")
    await says(ana, second, WARNED)
    assert len(await timeline(chat)) == 1
    ana.tap(second, "Publish now")
    await says(ana, second, "✅ Sandbox")
    assert len(await timeline(chat)) == 2


async def test_it_is_told_before_it_is_scheduled_and_kept_as_seen(chat):
    ana = await living(await chat.owner())
    await published(chat, ana)
    (out,) = [one.publication.id for one in await chat.house.publishing.of_draft(await newest(chat))]
    card = await chat.card(ana, STORY)
    ana.tap(card, "Schedule")
    await says(ana, card, "When? For example")
    seen = await typed(ana, card, "in 2h")
    assert WARNED in seen.text
    ana.tap(card, "Schedule")
    await says(ana, card, "Scheduled: Sandbox")
    (one,) = await planned(chat)
    assert one.waived == (f"repeats:{out}",)


async def test_days_later_it_is_no_repeat(chat):
    ana = await living(await chat.owner())
    await published(chat, ana)
    card = await chat.card(ana, STORY)
    ana.tap(card, "Schedule")
    await says(ana, card, "When? For example")
    day = days_on(3)
    assert WARNED not in (await typed(ana, card, f"{day:%d.%m.%Y} 14:30")).text
    ana.tap(card, "Schedule")
    await says(ana, card, "Scheduled: Sandbox")
    (one,) = await planned(chat)
    assert (one.waived, one.at) == ((), at(day, "14:30"))


async def newest(chat):
    return (await chat.house.drafting.open(1))[0][0].draft.id
