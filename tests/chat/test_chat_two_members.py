"""Two members at one draft: each sees what the other did; who saw an older one is told; roles hold."""

import asyncio

from bot.chat.context import Context
from bot.chat.screens import draft
from bot.chat.view import View
from bot.domain.conversation import Place


async def opened(who, title):
    """Open the newest draft from the list; its card's message."""
    asked = who.write("/drafts")
    listed = await who.wait(
        lambda: next((one for one in who.from_bot if one.id > asked and one.buttons), None), "no list"
    )
    who.tap(listed.id, listed.buttons[0])
    found = await who.wait(lambda: next((one for one in who.from_bot if "Preview" in one.buttons), None), title)
    return found.id


async def test_both_cards_show_a_change_and_the_older_tap_is_told(chat):
    ana = await chat.owner()
    otto = await chat.member(ana, "Otto", "editor")
    card = await chat.card(ana)
    other = await opened(otto, "no card")
    stale = next(one["callback_data"] for row in otto.message(other).rows for one in row if one["text"] == "Shorter")
    ana.write("headline: The array runs", reply_to=card)
    await ana.wait(lambda: "The array runs" in ana.message(card).text, "the card is as it was")
    await otto.wait(lambda: "The array runs" in otto.message(other).text, "the other card is as it was")
    answer = await otto.answer_to(otto.tap_data(other, stale))
    assert "changed since" in answer["text"]
    otto.write("headline: It runs", reply_to=other)
    await ana.wait(lambda: "It runs" in ana.message(card).text, "the first card is as it was")


async def test_a_viewer_reads_and_is_told_why_no_more(chat):
    ana = await chat.owner()
    vera = await chat.member(ana, "Vera", "viewer")
    mine = await chat.card(ana)
    card = await opened(vera, "no card")
    assert vera.message(card).buttons == ["Preview", "Source"]
    for label in ("Shorter", "Headline", "Image", "Bullets"):
        row = next(one for row in ana.message(mine).rows for one in row if one["text"] == label)
        answer = await vera.answer_to(vera.tap_data(card, row["callback_data"]))
        assert "role" in answer["text"], label
    asked = vera.write("no emoji", reply_to=card)
    await vera.wait(lambda: vera.last.id > asked and "role" in vera.last.text, "no word of the role")


async def test_who_goes_on_meanwhile_is_not_taken_back_by_what_another_changed(chat):
    ana = await chat.owner()
    card = await chat.card(ana)
    office = Context(application=chat.bot).office
    here = Place(chat_id=ana.chat.id, message_id=card)
    for _ in range(250):
        shown = await office.correspondence.shown_at(here)
        if shown:
            break
        await asyncio.sleep(0.02)
    begun = Context(application=chat.bot).beside(here)  # showing the card anew, because somebody changed it
    ana.tap(card, "Headline")
    await ana.wait(lambda: "Which headline?" in ana.message(card).text, "no picker")
    assert await begun.sender.edit(here, View("The card as it was")) is None
    assert "Which headline?" in ana.message(card).text
    await draft._refresh(Context(application=chat.bot), shown)
    assert "Which headline?" in ana.message(card).text
    ana.tap(card, "Back")
    await ana.wait(lambda: "Headline" in ana.message(card).buttons, "no card")
