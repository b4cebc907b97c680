"""The queue in the chat: what waits in order, a card for each, and what can be done about it by tapping."""

import asyncio
from datetime import timedelta

import pytest
from chat.test_chat_publish import EVENING, add, says, strike, timeline, told
from chat.test_chat_schedule import ZONE, living, offers, planned

from bot.chat.buttons import pack
from bot.chat.screens.queue import VERBS
from bot.chat.screens.waiting import Bunch, Queued, ShowQueue
from bot.domain.publication import Account, When
from bot.store import Store


async def owner_of(chat):
    return next(one for one in await chat.house.members.every() if one.role == "owner")


async def plan(chat, *ahead, accounts=("sandbox",)):
    """The newest draft's post on each account, so many hours ahead; ids in that order."""
    draft = (await chat.house.drafting.open(1))[0][0].draft
    who, now, made = await owner_of(chat), chat.house.news.now().replace(microsecond=0), []
    for hours, account in zip(ahead, accounts, strict=False):
        when = When(at=now + timedelta(hours=hours), wall="", zone="")
        made += await chat.house.publishing.plan(draft.id, [account], actor=who, when=when)
    return made


async def listed(chat, who):
    who.write("/queue")
    return await who.sees("Queue")


async def opened(chat, who, number="1"):
    """A publication's card, from the list."""
    message = (await listed(chat, who)).id
    who.tap(message, number)
    await offers(who, message, "Queue")
    return message


async def only(chat):
    (one,) = await planned(chat)
    return one


async def state_of(chat, publication_id):
    return (await chat.house.publishing.report(publication_id)).publication.state


async def test_where_nothing_waits_that_is_said_with_what_to_do(chat):
    ana = await chat.owner()
    ana.write("/queue")
    seen = await ana.sees("The queue is empty")
    assert "/feeds" in seen.text
    assert seen.buttons == []


async def test_what_waits_is_listed_in_order_and_opened_by_its_number(chat):
    ana = await living(await chat.owner())
    await add(chat, EVENING)
    await chat.card(ana)
    await plan(chat, 48, 24, accounts=("sandbox", "evening"))
    seen = await listed(chat, ana)
    assert seen.text.index("Sandbox · evening") < seen.text.index("Sandbox · rehearsal")
    assert seen.buttons == ["1", "2"]
    ana.tap(seen.id, "2")
    card = await says(ana, seen.id, "Athens time, in")
    assert "Sandbox · rehearsal" in card.text
    draft = (await chat.house.drafting.open(1))[0][0].draft
    assert draft.headline.text in card.text
    assert card.buttons[:5] == ["Reschedule", "Publish now ...", "Cancel", "Earlier", "Later"]
    assert card.buttons[-2:] == ["Draft", "Queue"]
    ana.tap(seen.id, "Queue")
    await says(ana, seen.id, "Sandbox · evening")


async def test_a_long_queue_is_turned_page_by_page(chat):
    ana = await chat.owner()
    many = [Account(id=f"a{n:02}", brand_id="main", platform="sandbox", handle=f"h{n:02}") for n in range(19)]
    await add(chat, *many)
    await chat.card(ana)
    await plan(chat, *range(1, 20), accounts=[one.id for one in many])
    seen = await listed(chat, ana)
    assert "1–8 of 19" in seen.text
    assert seen.buttons == [*map(str, range(1, 9)), "›"]
    ana.tap(seen.id, "›")
    assert "h08" in (await says(ana, seen.id, "9–16 of 19")).text
    ana.tap(seen.id, "›")
    seen = await says(ana, seen.id, "17–19 of 19")
    assert seen.buttons == ["17", "18", "19", "‹"]
    ana.tap_data(seen.id, pack(ShowQueue(9_000)))
    await says(ana, seen.id, "17–19 of 19")
    ana.tap_data(seen.id, pack(ShowQueue(-5)))
    await says(ana, seen.id, "1–8 of 19")


async def test_another_time_is_said_back_and_then_the_card_says_it(chat):
    ana = await living(await chat.owner())
    await chat.card(ana)
    await plan(chat, 24)
    card = await opened(chat, ana)
    ana.tap(card, "Reschedule")
    await says(ana, card, "When? For example")
    ana.write("in 3 days at 9am")
    await says(ana, card, "09:00 Athens time")
    before = await only(chat)
    ana.tap(card, "Move it there")
    await says(ana, card, "09:00 Athens time")
    await offers(ana, card, "Reschedule")
    after = await only(chat)
    assert after.at != before.at
    assert (after.wall[-8:], after.zone, after.run > before.run) == ("09:00:00", ZONE, True)


async def test_cancelled_it_never_goes_out(chat):
    ana = await chat.owner()
    await chat.card(ana)
    (one,) = await plan(chat, 24)
    card = await opened(chat, ana)
    ana.tap(card, "Cancel")
    seen = await says(ana, card, "is cancelled")
    assert seen.buttons == ["Draft", "Queue"]
    assert await state_of(chat, one) == "cancelled"
    ana.tap(card, "Queue")
    await says(ana, card, "The queue is empty")


async def test_publish_now_is_asked_once_and_seen_through(chat):
    ana = await chat.owner()
    await chat.card(ana)
    await plan(chat, 24)
    card = await opened(chat, ana)
    ana.tap(card, "Publish now")
    await says(ana, card, "Publish now on Sandbox?")
    assert await timeline(chat) == []
    ana.tap(card, "Publish now")
    await says(ana, card, "✅ Sandbox")
    assert await timeline(chat) == ["sandbox"]


async def test_earlier_and_later_swap_places_and_both_keep_a_time(chat):
    ana = await chat.owner()
    await add(chat, EVENING)
    await chat.card(ana)
    first, second = await plan(chat, 24, 48, accounts=("sandbox", "evening"))
    before = {one.id: one.at for one in await planned(chat)}
    card = await opened(chat, ana, "2")
    await ana.answer_to(ana.tap(card, "Earlier"))
    after = {one.id: one.at for one in await planned(chat)}
    assert set(after) == {first, second}
    assert sorted(after.values()) == sorted(before.values())


async def test_lateness_and_expiry_are_turned_on_its_card(chat):
    ana = await chat.owner()
    await chat.card(ana)
    await plan(chat, 24)
    card = await opened(chat, ana)
    ana.tap(card, "If late")
    await offers(ana, card, "If late: send within 2 h")
    ana.tap(card, "Void after")
    await offers(ana, card, "Void after: 1 h")
    one = await only(chat)
    assert (one.late, one.void - one.at) == (120, timedelta(hours=1))


async def late(chat, ana):
    """A publication that is held since it was due too long ago."""
    await chat.card(ana)
    (one,) = await plan(chat, -5)
    await chat.house.delivering.send(one)
    assert await state_of(chat, one) == "held"
    return one


async def test_what_is_held_as_late_says_so_and_goes_by_a_persons_word(chat):
    ana = await chat.owner()
    await late(chat, ana)
    card = await opened(chat, ana)
    seen = ana.message(card)
    assert "later than you allow" in seen.text
    assert seen.buttons == ["Send now", "New time", "Cancel", "Draft", "Queue"]
    ana.tap(card, "Send now")
    await says(ana, card, "✅ Sandbox")
    assert await timeline(chat) == ["sandbox"]


async def test_what_is_held_as_late_gets_another_time(chat):
    ana = await chat.owner()
    one = await late(chat, ana)
    card = await opened(chat, ana)
    ana.tap(card, "New time")
    await says(ana, card, "When? For example")
    ana.write("tomorrow 9am")
    await says(ana, card, "09:00")
    ana.tap(card, "Move it there")
    await offers(ana, card, "Reschedule")
    assert await state_of(chat, one) == "scheduled"


async def test_what_is_held_as_late_is_cancelled(chat):
    ana = await chat.owner()
    one = await late(chat, ana)
    card = await opened(chat, ana)
    ana.tap(card, "Cancel")
    await says(ana, card, "is cancelled")
    assert await state_of(chat, one) == "cancelled"


async def test_what_nobody_can_tell_about_is_settled_on_its_card(chat):
    ana = await chat.owner()
    await chat.card(ana)
    (one,) = await plan(chat, 0)
    strike(chat, publish=["cannot_tell"], find=["cannot_tell"] * 2)
    await chat.house.delivering.send(one)
    card = await opened(chat, ana)
    seen = ana.message(card)
    assert [label.split(" on ")[0] for label in seen.buttons[-4:]][2:] == ["Draft", "Queue"]
    ana.tap(card, "Send again")
    await says(ana, card, "✅ Sandbox")
    assert len(await timeline(chat)) == 1


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb not in ("look",)])
async def test_a_tap_on_what_moved_since_does_nothing_and_shows_how_it_stands(chat, verb):
    ana = await chat.owner()
    await chat.card(ana)
    await plan(chat, 24)
    card = await opened(chat, ana)
    one = await only(chat)
    await told(ana, ana.tap_data(card, pack(Queued(one.id, one.run + 1, verb))), "changed since")
    assert await only(chat) == one
    assert await timeline(chat) == []


@pytest.mark.parametrize("role", ["viewer", "writer"])
async def test_who_may_not_publish_looks_and_changes_nothing(chat, role):
    ana = await chat.owner()
    other = await chat.member(ana, "Otto", role)
    await chat.card(ana)
    await plan(chat, 24)
    card = await opened(chat, other)
    assert other.message(card).buttons == ["Draft", "Queue"]
    one = await only(chat)
    for verb in VERBS:
        await other.answer_to(other.tap_data(card, pack(Queued(one.id, one.run, verb))))
    for verb in ("time", "now", "sure", "cancel"):
        await other.answer_to(other.tap_data(card, pack(Bunch((await draft_of(chat)).id, "12345678", verb))))
    await asyncio.sleep(0.2)
    assert await only(chat) == one
    assert await timeline(chat) == []


async def draft_of(chat):
    return (await chat.house.drafting.open(1))[0][0].draft


async def test_two_members_before_one_card_see_what_the_other_did(chat):
    ana = await chat.owner()
    edda = await chat.member(ana, "Edda", "editor")
    await chat.card(ana)
    await plan(chat, 24)
    mine, theirs = await opened(chat, ana), await opened(chat, edda)
    old = edda.message(theirs).rows[0][2]["callback_data"]
    ana.tap(mine, "Cancel")
    await says(ana, mine, "is cancelled")
    await says(edda, theirs, "is cancelled")
    await edda.answer_to(edda.tap_data(theirs, old))
    assert await planned(chat) == []


async def test_all_that_waits_of_a_draft_is_dealt_with_together(chat):
    ana = await living(await chat.owner())
    await add(chat, EVENING)
    card = await chat.card(ana)
    ana.tap(card, "Schedule")
    await says(ana, card, "When? For example")
    ana.write("tomorrow 9am")
    await offers(ana, card, "Schedule 2 posts")
    ana.tap(card, "Schedule 2")
    await says(ana, card, "Scheduled: ")
    ana.tap(card, "Reschedule")
    await says(ana, card, "When? For example")
    ana.write("tomorrow 11am")
    await offers(ana, card, "Move it there")
    ana.tap(card, "Move it there")
    await says(ana, card, "11:00")
    await offers(ana, card, "Reschedule")
    assert [one.wall[-8:] for one in await planned(chat)] == ["11:00:00"] * 2
    async with Store(chat.database) as store, store.begin() as connection:
        await connection.exec_driver_sql("UPDATE publication SET run = run + 1 WHERE account_id = 'evening'")
    await told(ana, ana.tap(card, "Cancel"), "changed since")
    assert len(await planned(chat)) == 2
    ana.tap(card, "Cancel")
    await offers(ana, card, "Headline")
    assert await planned(chat) == []
