"""Telegram's refusals and our own faults: a member is never left with silence, and the state is whole."""

import asyncio
import logging
from dataclasses import replace

import pytest
from chat.conftest import ARTICLE

from bot.domain.errors import UnusableDatabase
from bot.testing.telegram import Refusal

GONE = Refusal(400, "Bad Request: message to edit not found")


async def shown(who, words, message):
    return await who.wait(lambda: words in who.message(message).text, f"{words!r} is not shown")


@pytest.mark.parametrize("planned", [429, 500, "before", "after", "slow"])
async def test_an_edit_that_telegram_did_not_take_at_first_arrives(chat, planned):
    ana = await chat.owner()
    card = await chat.card(ana)
    chat.server.world.failures["editMessageText"] = [planned]
    ana.write("headline: The array runs", reply_to=card)
    await ana.wait(lambda: "The array runs" in ana.last.text, "no word of it", within=20)


@pytest.mark.parametrize("planned", [[429], [500], ["before", "before"], ["after"], ["slow"]])
async def test_a_tap_whose_answer_telegram_did_not_take_at_first_is_answered(chat, planned):
    ana = await chat.owner()
    card = await chat.card(ana)
    chat.server.world.failures["answerCallbackQuery"] = planned
    assert await ana.answer_to(ana.tap(card, "Headline"), within=20)


async def test_a_card_that_is_gone_is_sent_anew(chat):
    ana = await chat.owner()
    card = await chat.card(ana)
    chat.server.world.failures["editMessageText"] = [GONE]
    ana.tap(card, "Headline")
    await ana.wait(lambda: ana.last.id > card and "1" in ana.last.buttons, "no card")


async def test_a_button_of_a_message_out_of_reach_works(chat):
    ana = await chat.owner()
    card = await chat.card(ana)
    data = next(one["callback_data"] for row in ana.message(card).rows for one in row if one["text"] == "Headline")
    await ana.answer_to(ana.tap_gone(card, data))
    await ana.wait(lambda: "1" in ana.message(card).buttons, "no alternatives")


async def test_a_tap_too_old_to_be_answered_is_done_nevertheless(chat):
    ana = await chat.owner()
    card = await chat.card(ana)
    chat.server.world.failures["answerCallbackQuery"] = [
        Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    ]
    ana.tap(card, "Headline")
    await ana.wait(lambda: "1" in ana.message(card).buttons, "no alternatives")


@pytest.mark.parametrize("data", ["", "zz:1:2", "a:nothing:1:sandbox:undo", "o:x:1:y:headline", "again:77"])
async def test_a_button_nobody_made_is_answered(chat, data):
    ana = await chat.owner()
    card = await chat.card(ana)
    answer = await ana.answer_to(ana.tap_data(card, data or "x"))
    assert answer["text"]


async def test_who_blocked_the_bot_disturbs_nobody(chat):
    ana = await chat.owner()
    otto = await chat.member(ana, "Otto", "editor")
    otto.write("/drafts")
    await asyncio.sleep(0.05)
    otto.block()
    otto.write("/drafts")
    card = await chat.card(ana)
    ana.tap(card, "Headline")
    await ana.wait(lambda: "1" in ana.message(card).buttons, "no alternatives")
    otto.block(blocked=False)
    otto.write("/help")
    await otto.wait(lambda: otto.last.id > 4, "no help")


async def test_a_fault_is_told_with_a_reference_logged_and_tried_again(chat, caplog):
    ana = await chat.owner()
    card = await chat.card(ana)
    failing = Failing(chat.house.cards)
    chat.bot.bot_data["office"] = replace(chat.bot.bot_data["office"], cards=failing)
    ana.tap(card, "Headline")
    apology = await ana.sees("did not work")
    reference = apology.text.partition("Reference ")[2].strip(" .")
    logged = next(one for one in caplog.records if reference in one.getMessage())
    assert logged.exc_info
    assert "the planned fault" in str(logged.exc_info[1])
    failing.over = True
    await ana.answer_to(ana.tap(apology.id, "Try again"))
    await ana.wait(lambda: "1" in ana.message(card).buttons, "no alternatives")
    assert apology.id not in [one.id for one in ana.messages]


async def test_only_who_met_a_fault_tries_again(chat):
    ana = await chat.owner()
    card = await chat.card(ana)
    update = await ana.answer_to(ana.tap(card, "Headline")) and max(chat.server.world.taken)
    otto = await chat.member(ana, "Otto", "editor")
    answer = await otto.answer_to(otto.tap_data(otto.last.id, f"again:{update}"))
    assert "changed since" in answer["text"]


async def test_a_database_that_is_busy_loses_no_update(chat):
    ana = await chat.owner()
    chat.bot.update_queue._correspondence = Busy(chat.house.correspondence, times=2)
    ana.write("/help")
    await ana.wait(lambda: "shorter" in ana.last.text, "no help")


async def test_no_token_is_logged(chat, caplog):
    caplog.set_level(logging.DEBUG, "bot")
    ana = await chat.owner()
    chat.server.world.failures["sendMessage"] = ["before", "before", "before", "before"]
    ana.write("/help")
    await asyncio.sleep(0.5)
    assert [one for one in caplog.records if one.name.startswith("bot") and "700:test" in one.getMessage()] == []


async def test_a_tap_is_answered_before_what_takes_long_is_done(hasty):
    ana = await hasty.owner()
    card = await hasty.card(ana)
    hasty.server.world.failures["editMessageText"] = ["before", "slow"]
    query = ana.tap(card, "Headline")
    await ana.answer_to(query, within=3)
    assert hasty.server.world.failures["editMessageText"] or "1" in ana.message(card).buttons


async def test_a_refusal_that_comes_after_the_answer_is_told_by_a_message(hasty):
    ana = await hasty.owner()
    card = await hasty.card(ana)
    data = next(one["callback_data"] for row in ana.message(card).rows for one in row if one["text"] == "Shorter")
    ana.tap(card, "Shorter")
    await ana.wait(lambda: "Undo" in ana.message(card).buttons, "not shorter")
    query = ana.tap_data(card, data)
    await ana.answer_to(query)
    await ana.wait(
        lambda: "changed since" in hasty.server.world.queries[query]["answer"].get("text", "") + ana.last.text,
        "silence",
    )


async def test_a_refusal_told_by_a_message_answers_the_card_and_comes_once(hasty):
    ana = await hasty.owner()
    card = await hasty.card(ana)
    data = next(one["callback_data"] for row in ana.message(card).rows for one in row if one["text"] == "Shorter")
    before = len(ana.from_bot)
    await ana.answer_to(ana.tap_data(card, data.replace("shorter", "undo")))
    await ana.wait(lambda: len(ana.from_bot) > before, "silence")
    await asyncio.sleep(0.2)
    [told] = ana.from_bot[before:]
    assert told.message["reply_to_message"]["message_id"] == card


async def test_work_that_failed_by_a_fault_is_tried_again_by_a_tap(chat):
    ana = await chat.owner()
    failing = Failing(chat.house.reading)
    chat.bot.bot_data["office"] = replace(chat.bot.bot_data["office"], reading=failing)
    ana.send_document("article.html", ARTICLE.encode())
    apology = await ana.sees("did not work")
    assert "Reference" in apology.text
    otto = await chat.member(ana, "Otto", "editor")
    data = apology.rows[0][0]["callback_data"]
    assert "changed since" in (await otto.answer_to(otto.tap_data(otto.last.id, data)))["text"]
    failing.over = True
    ana.tap(apology.id, "Try again")
    await ana.wait(lambda: "Headline" in ana.message(apology.id).buttons, "no card", within=20)


class Failing:
    """A service with a fault of ours, until it is over."""

    def __init__(self, real):
        self.real, self.over = real, False

    def __getattr__(self, name):
        if not self.over:
            raise RuntimeError("the planned fault")
        return getattr(self.real, name)


class Busy:
    """A correspondence whose database is busy some times."""

    def __init__(self, real, times):
        self.real, self.times = real, times

    async def arrive_together(self, bodies):
        self.times -= 1
        if self.times >= 0:
            raise UnusableDatabase("database_busy", reason="database is locked")
        return await self.real.arrive_together(bodies)
