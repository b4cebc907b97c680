"""Slots in the chat: listed, typed, removed; the next free one is there to tap when a time is asked for."""

import pytest
from chat.test_chat_publish import EVENING, add, says, told
from chat.test_chat_schedule import asked, offers, planned

from bot.chat.buttons import pack
from bot.chat.screens.slots import SlotTurn


async def slots(chat):
    brand = await chat.house.accounts.brand()
    found = await chat.house.slots.of(brand.id)
    return sorted((one.account_id, one.weekdays, one.wall, one.jitter, one.zone) for one in found)


async def listed(who):
    before = who.last.id
    who.write("/slots")
    return await who.wait(lambda: who.last.id > before and "Slots" in who.last.text and who.last, "no slots")


OTHER = (
    "The library of Marlow has reopened after two years\n\nThe library of Marlow reopened on Monday after two years of "
    "repairs, the council said. Its roof had leaked since 2019. 12,000 books were kept in the town hall meanwhile. "
    "The repairs cost 3 million euros. Readers may borrow ten books at a time from now on."
)
WORKING, EVERY = (0, 1, 2, 3, 4), tuple(range(7))


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("weekdays 9:00", (WORKING, "09:00", 0, "")),
        ("mon wed fri 17:30", ((0, 2, 4), "17:30", 0, "")),
        ("daily 12:00", (EVERY, "12:00", 0, "")),
        ("every sunday 8pm ~10", ((6,), "20:00", 10, "")),
        ("mon-fri 9:00", (WORKING, "09:00", 0, "")),
        ("monday to wednesday 9:00 +5 min", ((0, 1, 2), "09:00", 5, "")),
        ("weekdays 9:00 Europe/Athens", (WORKING, "09:00", 0, "Europe/Athens")),
    ],
)
async def test_a_slot_is_typed(chat, text, slot):
    ana = await chat.owner()
    seen = await listed(ana)
    assert "No slots yet" in seen.text
    ana.tap(seen.id, "Add")
    await says(ana, seen.id, "Which days and what time?")
    ana.write(text)
    await says(ana, seen.id, "1 · ")
    assert await slots(chat) == [("", *slot)]


@pytest.mark.parametrize(
    "text",
    [
        "9:00",
        "mondays",
        "soon",
        "mon 9:00 UTC+2",
        "sat or sun 9:00",
        "every 2 weeks monday 9:00",
        "monday 9:00 until 24 dec",
        "",
    ],
)
async def test_what_is_no_slot_is_asked_for_again(chat, text):
    ana = await chat.owner()
    seen = await listed(ana)
    ana.tap(seen.id, "Add")
    await says(ana, seen.id, "Which days and what time?")
    ana.write(text or "~200")
    await ana.sees("I read no slot in")
    ana.write("mon 9:00")
    await says(ana, seen.id, "1 · Mon 09:00 · All accounts")


async def test_a_slot_is_of_one_account_or_of_all_and_removed_by_its_number(chat):
    ana = await chat.owner()
    await add(chat, EVENING)
    ana.write("/slots weekdays 9:00")
    seen = await ana.sees("1 · Weekdays 09:00 · All accounts")
    ana.tap(seen.id, "Add")
    await says(ana, seen.id, "Whose slot is it?")
    ana.tap(seen.id, "Sandbox · evening")
    await says(ana, seen.id, "Which days and what time?")
    ana.write("sat sun 11:00")
    await says(ana, seen.id, "2 · Sat Sun 11:00 · Sandbox · evening")
    ana.tap(seen.id, "Remove")
    await says(ana, seen.id, "Which one goes?")
    gone = ana.message(seen.id).rows[0][0]["callback_data"]
    ana.tap(seen.id, "1")
    await says(ana, seen.id, "1 · Sat Sun 11:00 · Sandbox · evening")
    assert await slots(chat) == [("evening", (5, 6), "11:00", 0, "")]
    await told(ana, ana.tap_data(seen.id, gone), "changed since")
    assert len(await slots(chat)) == 1


async def test_the_house_style_leads_to_the_slots(chat):
    ana = await chat.owner()
    ana.write("/brand")
    seen = await ana.sees("House style")
    ana.tap(seen.id, "Slots")
    await says(ana, seen.id, "No slots yet")


@pytest.mark.parametrize("role", ["viewer", "writer", "editor"])
async def test_who_may_not_manage_looks_and_changes_nothing(chat, role):
    ana = await chat.owner()
    other = await chat.member(ana, "Otto", role)
    ana.write("/slots daily 9:00")
    await ana.sees("1 · Daily 09:00")
    seen = await listed(other)
    assert seen.buttons == []
    brand = await chat.house.accounts.brand()
    (slot,) = await chat.house.slots.of(brand.id)
    for verb, which in (("add", ""), ("whose", "sandbox"), ("remove", ""), ("drop", slot.id), ("nosuch", "")):
        await told(other, other.tap_data(seen.id, pack(SlotTurn(verb, which))), "role")
    other.write("/slots daily 10:00")
    await other.sees("role")
    assert len(await slots(chat)) == 1


@pytest.mark.parametrize("data", [("whose", "nosuch"), ("drop", "nosuch"), ("nosuch", "")])
async def test_a_button_that_never_was_does_nothing(chat, data):
    ana = await chat.owner()
    seen = await listed(ana)
    await told(ana, ana.tap_data(seen.id, pack(SlotTurn(*data))), "changed since")


async def test_the_next_free_slot_is_there_to_tap_and_taken_then(chat):
    ana = await chat.owner()
    ana.write("/slots daily 9:00")
    await ana.sees("1 · Daily 09:00")
    card = await asked(chat, ana)
    label = await offers(ana, card, "Next free slot: ")
    assert label.endswith("09:00")
    ana.tap(card, "Next free slot")
    await says(ana, card, "09:00 UTC")
    ana.tap(card, "Schedule")
    await says(ana, card, "Scheduled: Sandbox")
    (one,) = await planned(chat)
    assert (one.wall[-8:], one.zone) == ("09:00:00", "UTC")
    following = await chat.house.scheduling.next_slot(["sandbox"])
    assert following.at > one.at


async def test_of_two_who_see_the_same_free_slot_the_second_is_shown_the_one_after(chat):
    ana = await chat.owner()
    ana.write("/slots daily 9:00")
    await ana.sees("1 · Daily 09:00")
    first = await asked(chat, ana)
    second = await chat.card(ana, OTHER)
    ana.tap(second, "Schedule")
    await says(ana, second, "When? For example")
    for card in (first, second):
        ana.tap(card, "Next free slot")
        await says(ana, card, "09:00 UTC")
    ana.tap(first, "Schedule")
    await says(ana, first, "Scheduled: Sandbox")
    shown = ana.message(second).text
    ana.tap(second, "Schedule")
    await ana.wait(lambda: ana.message(second).text != shown, "no other slot")
    ana.tap(second, "Schedule")
    await says(ana, second, "Scheduled: Sandbox")
    one, other = [each.at for each in await planned(chat)]
    assert abs((one - other).days) == 1


async def test_the_next_slot_is_typed_too_and_where_there_is_none_that_is_said(chat):
    ana = await chat.owner()
    card = await asked(chat, ana)
    assert not any("slot" in label for label in ana.message(card).buttons)
    ana.write("next slot")
    await ana.sees("/slots")
    ana.write("/slots daily 9:00")
    await ana.sees("1 · Daily 09:00")
    ana.write("next slot")
    await says(ana, card, "09:00 UTC")
