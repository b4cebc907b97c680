"""The week in the chat: what goes out on each day of the member's own calendar, and the calendar file."""

from zoneinfo import ZoneInfo

import pytest
from chat.test_chat_publish import EVENING, add, says, told
from chat.test_chat_queue import plan
from chat.test_chat_schedule import days_on, living, planned
from icalendar import Calendar

from bot.chat.buttons import pack
from bot.chat.screens.week import ShowWeek
from bot.domain.publication import Account


def said(day):
    return f"{day:%a} {day.day} {day:%b}"


async def test_each_day_says_when_where_and_what(chat):
    ana = await living(await chat.owner())
    await add(chat, EVENING)
    await chat.card(ana)
    await plan(chat, 50, 24 * 9, accounts=("sandbox", "evening"))
    soon, late = [one.at.astimezone(ZoneInfo("Europe/Athens")) for one in await planned(chat)]
    ana.write("/week")
    seen = await ana.sees(f"{said(days_on(0))} – {said(days_on(6))}")
    day = seen.text.split(said(soon))[1].partition("\n\n")[0]
    assert f"{soon:%H:%M} ⏰ Sandbox · Sarnholm turns on" in day
    assert "evening" not in seen.text
    assert seen.text.count("–") == 1 + 6
    assert seen.buttons == ["‹", "›", "Calendar file"]
    ana.tap(seen.id, "›")
    seen = await says(ana, seen.id, f"{said(days_on(7))} – {said(days_on(13))}")
    assert f"{late:%H:%M} ⏰ Sandbox" in seen.text
    ana.tap(seen.id, "‹")
    await says(ana, seen.id, f"{said(days_on(0))} – {said(days_on(6))}")


def file_of(chat, message):
    document = message.message["document"]
    return chat.server.world.files[document["file_id"]]


@pytest.mark.parametrize("how", ["button", "word"])
async def test_the_calendar_file_holds_what_is_planned(chat, how):
    ana = await chat.owner()
    await chat.card(ana)
    (one,) = await plan(chat, 50)
    ana.write("/week" if how == "button" else "/week ics")
    if how == "button":
        ana.tap((await week_of(ana)).id, "Calendar file")
    seen = await ana.wait(lambda: "document" in ana.last.message and ana.last, "no file")
    name, data = file_of(chat, seen)
    assert name == "standfirst.ics"
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    assert one in str(event["uid"])
    assert event["dtstart"].dt == (await planned(chat))[0].at


async def week_of(who):
    return await who.wait(
        lambda: next((one for one in who.from_bot if "Calendar file" in one.buttons), None), "no week"
    )


async def test_a_week_with_too_much_to_tell_counts_the_rest_and_fits_a_message(chat):
    ana = await chat.owner()
    many = [
        Account(id=f"a{n:02}", brand_id="main", platform="sandbox", handle=f"harbourgazette{n:02}.news.example")
        for n in range(45)
    ]
    await add(chat, *many)
    await chat.card(ana)
    await plan(chat, *[1 + n / 10 for n in range(45)], accounts=[one.id for one in many])
    ana.write("/week")
    seen = await week_of(ana)
    shown = seen.text.count("⏰")
    assert 30 <= shown <= 40
    assert f"… and {45 - shown} more" in seen.text
    assert len(seen.text) < 4096


@pytest.mark.parametrize("start", ["", "999999", "nosuch", "26113x", "680101", "000101"])
async def test_a_week_that_never_was_does_no_harm(chat, start):
    ana = await chat.owner()
    ana.write("/week")
    seen = await week_of(ana)
    query = ana.tap_data(seen.id, pack(ShowWeek(start)))
    if start in ("680101", "000101"):
        await ana.answer_to(query)
        assert ana.message(seen.id).buttons
    else:
        await told(ana, query, "changed since")


async def test_a_viewer_sees_the_week_too_on_the_day_of_their_own_zone(chat):
    ana = await chat.owner()
    vera = await chat.member(ana, "Vera", "viewer")
    await living(vera, "Pacific/Kiritimati")
    vera.write("/week")
    seen = await week_of(vera)
    assert said(days_on(0, "Pacific/Kiritimati")) in seen.text
