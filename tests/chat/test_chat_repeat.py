"""Repeating a post in the chat: how often is typed, said back and kept; a series is paused, resumed and ended."""

import pytest
from chat.test_chat_publish import says, told
from chat.test_chat_queue import draft_of, opened, plan
from chat.test_chat_schedule import living, offers, planned

from bot.chat.buttons import pack
from bot.chat.screens.repeat import Repeat
from bot.chat.screens.waiting import SeriesTurn


async def asked(chat, who):
    """A publication's card with the question how often."""
    await chat.card(who)
    await plan(chat, 30)
    card = await opened(chat, who)
    who.tap(card, "Repeat")
    await says(who, card, "How often?")
    return card


async def begun(chat, who):
    """A series by its card."""
    card = await asked(chat, who)
    who.write("every monday 9:00")
    await offers(who, card, "Repeat it")
    who.tap(card, "Repeat it")
    await says(who, card, "Planned so far: 1")
    return card


async def test_a_typed_rule_is_said_back_with_its_next_times_and_kept_by_a_tap(chat):
    ana = await living(await chat.owner())
    card = await asked(chat, ana)
    ana.write("every monday 9:00 10 times")
    await offers(ana, card, "Repeat it")
    seen = ana.message(card)
    assert "Weekly: Mon 09:00 (Europe/Athens), 10 times" in seen.text
    assert seen.text.count("Mon ") == 1 + 3
    assert "Takes the place of what is planned" in seen.text
    assert await chat.house.recurring.every() == []
    ana.tap(card, "Repeat it")
    seen = await says(ana, card, "Next: Mon ")
    assert seen.buttons == ["Pause", "End it", "Queue"]
    (one,) = await planned(chat)
    (series,) = await chat.house.recurring.every()
    assert (one.series_id, one.wall[-8:], one.zone) == (series.id, "09:00:00", "Europe/Athens")


async def test_a_doubled_tap_begins_one_series(chat):
    ana = await chat.owner()
    card = await asked(chat, ana)
    ana.write("daily 9:00")
    await offers(ana, card, "Repeat it")
    first, second = ana.tap(card, "Repeat it"), ana.tap(card, "Repeat it")
    ana.again(first)
    await ana.answer_to(second)
    await says(ana, card, "Planned so far: 1")
    assert len(await chat.house.recurring.every()) == 1
    assert len(await planned(chat)) == 1


@pytest.mark.parametrize(
    ("text", "words"), [("sometimes", "I read no rule"), ("every monday 9:00 until 1 jan 2020", "")]
)
async def test_what_is_no_rule_is_asked_for_again(chat, text, words):
    ana = await chat.owner()
    card = await asked(chat, ana)
    before = ana.message(card).text
    ana.write(text)
    await ana.wait(lambda: ana.message(card).text != before, "no word")
    await says(ana, card, words)
    assert "Repeat it" not in ana.message(card).buttons
    ana.write("weekdays 9:00")
    await offers(ana, card, "Repeat it")


async def test_paused_nothing_is_planned_and_resumed_it_goes_on_until_it_is_ended(chat):
    ana = await chat.owner()
    card = await begun(chat, ana)
    pause = ana.message(card).rows[0][0]["callback_data"]
    ana.tap(card, "Pause")
    assert (await says(ana, card, "Paused")).buttons == ["Resume", "End it", "Queue"]
    assert await planned(chat) == []
    await told(ana, ana.tap_data(card, pause), "changed since")
    ana.tap(card, "Queue")
    await says(ana, card, "The queue is empty")
    ana.tap(card, "Repeating · 1")
    await says(ana, card, "What repeats")
    ana.tap(card, "⏸ Weekly")
    await says(ana, card, "Paused")
    ana.tap(card, "Resume")
    await says(ana, card, "Next: Mon ")
    assert len(await planned(chat)) == 1
    ana.tap(card, "End it")
    assert (await says(ana, card, "It has ended")).buttons == ["Queue"]
    assert (await planned(chat), await chat.house.recurring.every()) == ([], [])


async def test_an_occurrence_leads_to_its_series(chat):
    ana = await chat.owner()
    await begun(chat, ana)
    card = await opened(chat, ana)
    assert "Repeat ..." not in ana.message(card).buttons
    ana.tap(card, "Repeats")
    await says(ana, card, "Next: Mon ")


async def test_a_draft_that_changed_since_is_not_repeated(chat):
    ana = await chat.owner()
    draft = await chat.card(ana)
    await plan(chat, 30)
    card = await opened(chat, ana)
    ana.tap(card, "Repeat")
    await says(ana, card, "How often?")
    ana.write("daily 9:00")
    await offers(ana, card, "Repeat it")
    ana.write("add hashtag #harbour", reply_to=draft)
    await ana.wait(lambda: "#harbour" in ana.message(draft).text, "not changed")
    await told(ana, ana.tap(card, "Repeat it"), "changed since")
    assert await chat.house.recurring.every() == []


@pytest.mark.parametrize("role", ["viewer", "writer"])
async def test_who_may_not_publish_changes_no_series(chat, role):
    ana = await chat.owner()
    other = await chat.member(ana, "Otto", role)
    card = await begun(chat, ana)
    (series,) = await chat.house.recurring.every()
    for verb in ("pause", "end", "resume"):
        await told(other, other.tap_data(other.last.id, pack(SeriesTurn(series.id, "active", verb))), "role")
    plan_id = f"plan/{ana.id}/{card}"
    await told(other, other.tap_data(other.last.id, pack(Repeat(plan_id, 2, "go"))), "role")
    assert await chat.house.recurring.every() == [series]
    assert (await draft_of(chat)).id == series.draft_id


async def test_a_button_that_never_was_does_nothing(chat):
    ana = await chat.owner()
    card = await begun(chat, ana)
    (series,) = await chat.house.recurring.every()
    for payload in (
        SeriesTurn(series.id, "active", "nosuch"),
        Repeat("plan/1/1", 1, "go"),
        SeriesTurn("x", "", "nope"),
    ):
        await ana.answer_to(ana.tap_data(card, pack(payload)))
    assert await chat.house.recurring.every() == [series]
