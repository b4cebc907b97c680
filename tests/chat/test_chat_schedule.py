"""Scheduling in the chat: a time typed or tapped is said back before it is kept; the card says when each post goes."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from chat.test_chat_publish import COPIED, EVENING, add, says, timeline, told

from bot.chat.buttons import pack
from bot.chat.screens.choosing import Turn
from bot.chat.screens.doubts import AskWhen
from bot.chat.screens.progress import Deal
from bot.domain.errors import Refused
from bot.store import Store, brands

ZONE = "Europe/Athens"


async def living(who, zone=ZONE):
    """A member who lives in a zone."""
    who.write("/settings")
    settings = (await who.wait(lambda: who.from_bot and "Time zone" in who.last.buttons and who.last, "no settings")).id
    who.tap(settings, "Time zone")
    await who.wait(lambda: "Time zone" not in who.message(settings).buttons, "no question")
    who.write(zone)
    await who.wait(lambda: zone in who.last.text, "no zone")
    return who


async def asked(chat, who):
    """A card with the question when."""
    card = await chat.card(who)
    who.tap(card, "Schedule")
    await says(who, card, "When? For example")
    return card


async def offers(who, message, label):
    def found():
        return next((one for one in who.message(message).buttons if one.startswith(label)), None)

    return await who.wait(found, f"{message} does not offer {label!r}")


async def typed(who, card, text):
    """The echo of a time."""
    who.write(text)
    await offers(who, card, "Schedule")
    return who.message(card)


async def planned(chat):
    """What waits, as it is kept."""
    return [one.publication for one in await chat.house.publishing.waiting()]


def days_on(days, zone=ZONE):
    return datetime.now(ZoneInfo(zone)).date() + timedelta(days=days)


def at(day, clock, zone=ZONE):
    return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(zone)).astimezone(UTC)


async def test_a_typed_time_is_said_back_and_kept_by_a_tap(chat):
    ana = await living(await chat.owner())
    card = await asked(chat, ana)
    assert ZONE in ana.message(card).text
    day = days_on(3)
    seen = await typed(ana, card, f"{day:%d.%m.%Y} 14:30")
    assert f"{day:%a} {day.day} {day:%b}" in seen.text
    assert "14:30 Athens time, in 2 days" in seen.text or "14:30 Athens time, in 3 days" in seen.text
    assert await planned(chat) == []
    ana.tap(card, "Schedule")
    seen = await says(ana, card, "Scheduled: Sandbox")
    assert "14:30" in seen.text
    assert seen.buttons == ["Reschedule", "Publish now ...", "Cancel", "Back to the draft", "Queue"]
    (one,) = await planned(chat)
    assert (one.at, one.wall, one.zone) == (at(day, "14:30"), f"{day}T14:30:00", ZONE)
    assert (one.late, one.void) == (30, None)
    assert await timeline(chat) == []


async def test_a_time_that_was_said_back_is_put_right_by_typing_another(chat):
    ana = await living(await chat.owner())
    card = await asked(chat, ana)
    day = days_on(3)
    await typed(ana, card, f"{day:%d.%m.%Y} 14:30")
    ana.write(f"{day:%d.%m.%Y} 16:45")
    await says(ana, card, "16:45 Athens time")
    ana.tap(card, "Schedule")
    await says(ana, card, "Scheduled: Sandbox")
    assert [one.wall for one in await planned(chat)] == [f"{day}T16:45:00"]


async def test_tomorrow_and_days_and_hours_are_there_to_tap(chat):
    ana = await living(await chat.owner())
    card = await asked(chat, ana)
    ana.tap(card, "Tomorrow 09:00")
    await says(ana, card, "09:00 Athens time")
    ana.tap(card, "Change")
    await says(ana, card, "When? For example")
    ana.tap(card, "Pick")
    await says(ana, card, "Which day?")
    day = days_on(2)
    ana.tap(card, f"{day:%a} {day.day} {day:%b}")
    await says(ana, card, "at what time?")
    ana.tap(card, "18:00")
    await says(ana, card, "18:00 Athens time")
    ana.tap(card, "Schedule")
    await says(ana, card, "Scheduled: Sandbox")
    (one,) = await planned(chat)
    assert one.at == at(day, "18:00")


async def test_a_clock_typed_where_a_day_is_open_is_of_that_day(chat):
    ana = await living(await chat.owner())
    card = await asked(chat, ana)
    ana.tap(card, "Pick")
    await says(ana, card, "Which day?")
    day = days_on(4)
    ana.tap(card, f"{day:%a} {day.day} {day:%b}")
    await says(ana, card, "at what time?")
    seen = await typed(ana, card, "14:45")
    assert f"{day:%a} {day.day} {day:%b}, 14:45 Athens time" in seen.text


def gap(zone):
    """The next wall time in a zone that clocks jump over."""
    day, rules = days_on(1, zone), ZoneInfo(zone)
    while True:
        wall = datetime.combine(day, time(3, 30))
        if wall.replace(tzinfo=rules).astimezone(UTC).astimezone(rules).replace(tzinfo=None) != wall:
            return wall
        day += timedelta(days=1)


async def test_a_time_that_does_not_exist_is_asked_about_with_its_neighbours_as_buttons(chat):
    ana = await living(await chat.owner())
    card = await asked(chat, ana)
    wall = gap(ZONE)
    ana.write(f"{wall:%d.%m.%Y} 3:30")
    seen = await says(ana, card, "so 03:30 does not exist")
    assert "clocks jump from 03:00 to 04:00" in seen.text
    early, late = seen.buttons[:2]
    assert ("02:30" in early, "04:30" in late) == (True, True)
    ana.tap(card, late)
    await says(ana, card, "04:30 Athens time")
    ana.tap(card, "Schedule")
    await says(ana, card, "Scheduled: Sandbox")
    (one,) = await planned(chat)
    assert one.at == at(wall.date(), "04:30")


@pytest.mark.parametrize(("text", "words"), [("yesterday 9am", "That is over"), ("soonish", "I read no time in that")])
async def test_what_is_over_or_unclear_is_asked_again_and_then_taken(chat, text, words):
    ana = await living(await chat.owner())
    card = await asked(chat, ana)
    ana.write(text)
    await says(ana, card, words)
    assert await planned(chat) == []
    seen = await typed(ana, card, "tomorrow 9am")
    assert "09:00 Athens time" in seen.text


async def test_now_leads_to_the_question_before_publishing(chat):
    ana = await chat.owner()
    card = await asked(chat, ana)
    ana.write("now")
    await says(ana, card, "Publish now on Sandbox?")
    assert await planned(chat) == []


async def test_every_account_ticked_is_planned_and_the_button_counts_them(chat):
    ana = await chat.owner()
    await add(chat, EVENING, COPIED)
    card = await asked(chat, ana)
    seen = await typed(ana, card, "tomorrow 9am")
    assert "Schedule 2 posts" in seen.buttons
    ana.tap(card, "Schedule 2")
    seen = await says(ana, card, "Scheduled: Sandbox · evening")
    assert seen.text.count("Scheduled: ") == 2
    assert sorted(one.account_id for one in await planned(chat)) == ["evening", "sandbox"]


async def test_lateness_and_expiry_are_turned_before_it_is_kept(chat):
    ana = await chat.owner()
    card = await asked(chat, ana)
    await typed(ana, card, "tomorrow 9am")
    for late, void in (("within 2 h", "1 h"), ("always send", "6 h")):
        ana.tap(card, "If late")
        await offers(ana, card, f"If late: {late}" if late == "always send" else f"If late: send {late}")
        ana.tap(card, "Void after")
        await offers(ana, card, f"Void after: {void}")
    ana.tap(card, "Schedule")
    await says(ana, card, "Scheduled: Sandbox")
    (one,) = await planned(chat)
    assert one.late >= 500_000
    assert one.void - one.at == timedelta(hours=6)


async def test_a_tap_of_an_earlier_step_does_nothing_and_shows_how_it_stands(chat):
    ana = await chat.owner()
    card = await asked(chat, ana)
    seen = await typed(ana, card, "tomorrow 9am")
    old = seen.rows[-1][0]["callback_data"]
    ana.tap(card, "Change")
    await says(ana, card, "When? For example")
    await typed(ana, card, "tomorrow 11am")
    await told(ana, ana.tap_data(card, old), "changed since")
    assert await planned(chat) == []
    await says(ana, card, "11:00")


async def test_a_doubled_tap_plans_once(chat):
    ana = await chat.owner()
    card = await asked(chat, ana)
    await typed(ana, card, "tomorrow 9am")
    first, second = ana.tap(card, "Schedule"), ana.tap(card, "Schedule")
    ana.again(first)
    await ana.answer_to(second)
    await says(ana, card, "Scheduled: Sandbox")
    assert len(await planned(chat)) == 1


async def test_what_was_changed_meanwhile_is_shown_and_asked_about_anew(chat):
    ana = await chat.owner()
    edda = await chat.member(ana, "Edda", "editor")
    card = await asked(chat, ana)
    seen = await typed(ana, card, "tomorrow 9am")
    go = seen.rows[-1][0]["callback_data"]
    edda.write("/drafts")
    theirs = (await edda.sees("Drafts")).id
    edda.tap(theirs, "")
    await offers(edda, theirs, "Headline")
    edda.write("add hashtag #harbour", reply_to=theirs)
    assert "#harbour" in (await says(ana, card, "Changed since you were asked")).text
    await told(ana, ana.tap_data(card, go), "changed since")
    assert await planned(chat) == []
    ana.tap(card, "Schedule")
    await says(ana, card, "09:00")
    ana.tap(card, "Schedule")
    await says(ana, card, "Scheduled: Sandbox")
    assert len(await planned(chat)) == 1


@pytest.mark.parametrize("role", ["viewer", "writer"])
async def test_who_may_not_publish_schedules_nothing_by_a_button_of_old(chat, role):
    ana = await chat.owner()
    other = await chat.member(ana, "Otto", role)
    card = await asked(chat, ana)
    seen = await typed(ana, card, "tomorrow 9am")
    go = seen.rows[-1][0]["callback_data"]
    await other.answer_to(other.tap_data(other.last.id, go))
    await asyncio.sleep(0.1)
    assert await planned(chat) == []


@pytest.mark.parametrize("data", ["plan/1/2:1:go", "plan/1/2:0:slot", "errand:1:t9999999999"])
async def test_a_button_that_never_was_does_nothing(chat, data):
    ana = await chat.owner()
    card = await asked(chat, ana)
    await told(ana, ana.tap_data(card, f"lt:{data}"), "changed since")
    turn = ana.message(card).rows[-1][0]["callback_data"]
    assert turn


@pytest.mark.parametrize("verb", ["c7", "cx", "d999999", "t2", "", "nosuch"])
async def test_a_verb_that_never_was_does_nothing(chat, verb):
    ana = await chat.owner()
    card = await asked(chat, ana)
    data = next(one["callback_data"] for row in ana.message(card).rows for one in row if one["text"].startswith("Pick"))
    _, plan_id, step, _ = data.split(":")
    await told(ana, ana.tap_data(card, pack(Turn(plan_id, int(step), verb))), "changed since")
    assert await planned(chat) == []


async def test_an_untraced_fact_keeps_a_draft_from_being_scheduled(chat):
    ana = await chat.owner()
    card = await chat.card(ana)
    ana.write("headline: The harbour costs €999 billion", reply_to=card)
    await says(ana, card, "is not in the article")
    assert "Schedule" not in ana.message(card).buttons
    draft = (await chat.house.drafting.open(1))[0][0].draft
    await ana.answer_to(ana.tap_data(card, pack(AskWhen(draft.id, draft.revision, ""))))
    with pytest.raises(Refused):
        await chat.house.offers.offer(draft.id, ["sandbox"])
    assert await planned(chat) == []


async def test_a_restart_forgets_neither_the_question_nor_the_echo(telegram, tmp_path):
    from chat.conftest import Chat

    chat = Chat(telegram, f"sqlite:///{tmp_path / 'chat.db'}")
    async with chat.at_work():
        ana = await living(await chat.owner())
        card = await asked(chat, ana)
    async with chat.at_work():
        await typed(ana, card, "tomorrow 9am")
    async with chat.at_work():
        ana.tap(card, "Schedule")
        await says(ana, card, "Scheduled: Sandbox")
    async with chat.at_work():
        assert len(await planned(chat)) == 1
        ana.tap(card, "Cancel")
        await offers(ana, card, "Headline")
        assert await planned(chat) == []


async def demand(chat):
    async with Store(chat.database) as store, store.begin() as connection:
        brand = await brands.by_name(connection, "Main")
        await brands.change(connection, brand.model_copy(update={"approval": "other_editor"}))


async def test_an_approval_covers_the_time_and_then_one_tap_schedules_it(chat):
    ana = await living(await chat.owner())
    edda = await chat.member(ana, "Edda", "editor")
    wren = await chat.member(ana, "Wren", "writer")
    await demand(chat)
    card = await chat.card(wren)
    wren.tap(card, "Schedule")
    await says(wren, card, "When? For example")
    wren.write("tomorrow 9am")
    await offers(wren, card, "Ask for approval")
    wren.tap(card, "Ask for approval")
    await says(wren, card, "asked for approval")
    theirs = (await edda.sees("for your approval")).id
    assert "09:00" in edda.message(theirs).text
    edda.tap(theirs, "Approve")
    await says(edda, theirs, "Edda approved exactly this")
    edda.tap(theirs, "Schedule")
    await says(edda, theirs, "09:00")
    edda.tap(theirs, "Schedule")
    await says(edda, theirs, "Scheduled: Sandbox")
    (one,) = await planned(chat)
    assert (one.at.hour, one.at.minute, one.at.date()) == (9, 0, datetime.now(UTC).date() + timedelta(days=1))


async def test_what_waits_is_told_where_publishing_is_asked_about(chat):
    ana = await chat.owner()
    card = await asked(chat, ana)
    await typed(ana, card, "tomorrow 9am")
    ana.tap(card, "Schedule")
    await says(ana, card, "Scheduled: Sandbox")
    ana.tap(card, "Back to the draft")
    await offers(ana, card, "Publish 1")
    ana.tap(card, "Publish 1")
    assert "It waits for its time on Sandbox" in (await says(ana, card, "on its way or out")).text
    ana.tap(card, "How it stands")
    await says(ana, card, "Scheduled: Sandbox")
    ana.tap(card, "Back to the draft")
    await offers(ana, card, "Schedule")
    ana.tap(card, "Schedule")
    await says(ana, card, "Scheduled: Sandbox")
    assert len(await planned(chat)) == 1


async def test_a_newer_wording_takes_the_place_of_the_one_that_waits(chat):
    ana = await chat.owner()
    card = await asked(chat, ana)
    await typed(ana, card, "tomorrow 9am")
    ana.tap(card, "Schedule")
    await says(ana, card, "Scheduled: Sandbox")
    (before,) = await planned(chat)
    ana.tap(card, "Back to the draft")
    await offers(ana, card, "Headline")
    assert "⏰ Scheduled: Sandbox, " in ana.message(card).text
    ana.write("add hashtag #harbour", reply_to=card)
    assert "09:00 (an earlier wording)" in (await says(ana, card, "#harbour")).text
    ana.tap(card, "Publish 1")
    await says(ana, card, "It takes the place of the earlier wording that is planned on Sandbox")
    ana.tap(card, "Back")
    await offers(ana, card, "Schedule")
    ana.tap(card, "Schedule")
    await says(ana, card, "Takes the place of the earlier wording: Sandbox")
    await typed(ana, card, "tomorrow 10am")
    ana.tap(card, "Schedule")
    assert "10:00" in (await says(ana, card, "Scheduled: Sandbox")).text
    (after,) = await planned(chat)
    assert after.id != before.id


async def test_a_look_at_what_waits_for_its_time_waits_for_nothing(chat):
    ana = await chat.owner()
    card = await asked(chat, ana)
    await typed(ana, card, "tomorrow 9am")
    ana.tap(card, "Schedule")
    await says(ana, card, "Scheduled: Sandbox")
    (one,) = await planned(chat)
    draft = (await chat.house.drafting.open(1))[0][0].draft
    ana.tap_data(card, pack(Deal(draft.id, draft.revision, one.id, "look")))
    seen = await says(ana, card, "is planned for")
    assert "Back to the draft" in seen.buttons
    await ana.wait(lambda: not undone(chat), "somebody looks at it still")


def undone(chat):
    return chat.bot.bot_data["errands"]
