"""The bot's process killed at each step from the article to the post: the same card goes on from there."""

import pytest
from chat.conftest import ARTICLE, Chat
from chat.process import Process

from bot.testing.telegram import person

PATIENT = 30


@pytest.fixture
async def bot(telegram, tmp_path):
    bot = Process(telegram, tmp_path)
    await bot.start()
    yield bot
    await bot.end()


@pytest.fixture
async def ana(telegram, bot):
    one = person(telegram, "Ana")
    one.start(await bot.code())
    await one.sees("Ana")
    return one


async def says(who, message, words):
    await who.wait(lambda: words in who.message(message).text, f"{message} does not say {words!r}", within=PATIENT)


async def offers(who, message, label):
    def found():
        return next((one for one in who.message(message).buttons if one.startswith(label)), None)

    return await who.wait(found, f"{message} does not offer {label!r}", within=PATIENT)


async def card_of(who, asked):
    def found():
        return next((one.id for one in who.from_bot if one.id > asked and "Headline" in one.buttons), None)

    return await who.wait(found, "no card", within=PATIENT)


async def test_killed_at_each_step_of_a_draft_the_same_card_goes_on(bot, ana):
    asked = ana.send_document("article.html", ARTICLE.encode())
    told = await ana.wait(lambda: next((one.id for one in ana.from_bot if one.id > asked), None), "no word")
    noted = "SELECT 1 FROM errand WHERE json_extract(body, '$.told.message_id') = " + str(told)
    await ana.wait(lambda: bot.rows(noted), "the message is not noted")
    await bot.killed()  # reading
    card = await card_of(ana, asked)
    assert card == told
    await bot.killed()  # the card
    ana.tap(card, "Headline")
    await says(ana, card, "Which headline?")
    second = next(line for line in ana.message(card).text.splitlines() if line.startswith("2 "))[2:].strip()
    await bot.killed()  # the picker
    ana.tap(card, "2")
    await offers(ana, card, "Headline")
    assert second in ana.message(card).text
    ana.tap(card, "Bullets")
    await says(ana, card, "Which statements")
    before = ana.message(card).text
    await bot.killed()  # the checklist
    ana.tap(card, "1")
    await ana.wait(lambda: ana.message(card).text != before, "not ticked", within=PATIENT)
    ana.tap(card, "Done")
    await offers(ana, card, "Headline")
    ana.tap(card, "Question")
    await says(ana, card, "Which question?")
    ana.tap(card, "Write my own")
    await says(ana, card, "Send me the question")
    await bot.killed()  # what is awaited
    ana.write("Who pays for the tide?")
    await says(ana, card, "Who pays for the tide?")
    ana.tap(card, "Image")
    await says(ana, card, "Which picture")
    await bot.killed()  # the pictures
    ana.tap(card, "Draw a card")
    await says(ana, card, "Another picture")
    await bot.killed()  # what was done is undone
    ana.tap(card, "Undo")
    await offers(ana, card, "Redo")
    assert [one.id for one in ana.from_bot if one.id >= card] == [card]
    assert bot.rows("SELECT count(DISTINCT id) FROM draft") == [(1,)]


async def test_killed_at_each_step_to_the_post_it_goes_out_once(telegram, bot, ana):
    edda = await Chat(telegram, "").member(ana, "Edda", "editor")
    ana.write("/brand")
    brand = (await ana.sees("House style")).id
    ana.tap(brand, "Approval")
    await offers(ana, brand, "Approval: another")
    card = await card_of(ana, ana.send_document("article.html", ARTICLE.encode()))
    ana.tap(card, "Ask for approval")
    await says(ana, card, "Ask for approval to publish")
    await bot.killed()  # the question for approval
    ana.tap(card, "Ask for approval")
    theirs = (await edda.sees("for your approval", within=PATIENT)).id
    await says(ana, card, "asked for approval")
    await bot.killed()  # the approver's card
    edda.tap(theirs, "Decline")
    await says(edda, theirs, "What should change?")
    await bot.killed()  # the reason awaited
    edda.tap(theirs, "Back")
    await offers(edda, theirs, "Approve")
    edda.tap(theirs, "Approve")
    await offers(ana, card, "Publish 1")
    await ana.sees("Edda approved “", within=PATIENT)
    await ana.wait(lambda: not bot.rows("SELECT 1 FROM errand WHERE state = 'waiting'"), "not noted", within=PATIENT)
    await bot.killed()  # what is approved
    ana.tap(card, "Publish 1")
    await says(ana, card, "Publish now on Sandbox?")
    await bot.killed(publish=["hangs"])  # the question
    ana.tap(card, "Publish now")
    await ana.wait(lambda: bot.rows("SELECT 1 FROM delivery WHERE state = 'sending'"), "not under way", within=PATIENT)
    await bot.killed()  # publishing under way
    await says(ana, card, "✅ Sandbox")
    ana.tap(card, "Back to the draft")
    await offers(ana, card, "Publish 1")
    assert bot.rows("SELECT count(*) FROM timeline") == [(1,)]
    # Killed between telling and noting it, it tells once more: Telegram cannot say whether it was told.
    assert len([one for one in ana.from_bot if "Edda approved “" in one.text]) in (1, 2)


@pytest.mark.parametrize("settled", ["Send again", "I have no link"])
async def test_killed_in_doubt_it_is_still_a_person_who_settles_it(bot, ana, settled):
    card = await card_of(ana, ana.send_document("article.html", ARTICLE.encode()))
    ana.tap(card, "Publish")
    await says(ana, card, "Publish now on Sandbox?")
    await bot.killed(publish=["cannot_tell"], find=["cannot_tell"] * 9)
    ana.tap(card, "Publish now")
    await says(ana, card, "❓ Sandbox may be out")
    await ana.wait(lambda: not bot.rows("SELECT 1 FROM errand WHERE state = 'waiting'"), "still looking")
    await bot.killed()  # in doubt
    if settled == "I have no link":
        ana.tap(card, "It is there")
        await says(ana, card, "Send me its link")
        await bot.killed()  # the link awaited
    ana.tap(card, settled)
    await says(ana, card, "✅ Sandbox")
    assert bot.rows("SELECT count(*) FROM timeline") == [(1 if settled == "Send again" else 0,)]
