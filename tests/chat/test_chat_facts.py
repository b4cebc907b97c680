"""What the article does not say locks the draft until it is mended, or kept for a reason by whoever may."""

import pytest

from bot.store import Store

TEXT = (
    "Sarnholm reopens its quays\n\n"
    "The harbour board of Sarnholm reopened its quays on Monday after a repair of two years. "
    "The work cost €640 million and was paid by the city, the board said. "
    "Captain Ida Brandt said that 48 boats had returned by noon on the first day. "
    "Electricity bills should fall by 11 percent from October, when the harbour station opens."
)


async def told(who, query, words):
    """A tap is answered with these words, over the button or, where that took long, in a message."""
    answer = await who.answer_to(query)
    if words not in answer.get("text", ""):
        await who.sees(words)


async def doubtful(chat, who, headline="headline: The €460 million quays are open"):
    """A card whose headline says what the article does not."""
    card = await chat.card(who, TEXT)
    who.write(headline, reply_to=card)
    await locked(who, card)
    return card


async def locked(who, card):
    await who.wait(lambda: "🔒 Publish" in who.message(card).buttons, "not locked")


async def open_again(who, card):
    await who.wait(lambda: "Publish 1" in who.message(card).buttons, "locked still")
    return who.message(card)


async def test_the_card_shows_the_closest_sentence_and_publish_is_locked(chat):
    ana = await chat.owner()
    card = await doubtful(chat, ana)
    text = ana.message(card).text
    assert "“€460 million” is not in the article. Closest: “The work cost €640 million" in text
    await told(ana, ana.tap(card, "🔒 Publish"), "€460 million")


async def test_the_articles_value_is_taken_by_a_tap_and_undone_by_another(chat):
    ana = await chat.owner()
    card = await doubtful(chat, ana)
    ana.tap(card, "Use €640 million")
    seen = await open_again(ana, card)
    assert "The €640 million quays are open" in seen.text
    ana.tap(card, "Undo")
    await locked(ana, card)


async def test_the_part_is_written_anew(chat):
    ana = await chat.owner()
    card = await doubtful(chat, ana)
    ana.tap(card, "Edit headline")
    await ana.wait(lambda: "Write the headline anew" in ana.message(card).text, "not asked")
    ana.write("The quays are open")
    seen = await open_again(ana, card)
    assert "The quays are open" in seen.text


async def test_a_reason_lets_it_pass_and_is_kept(chat):
    ana = await chat.owner()
    card = await doubtful(chat, ana)
    ana.tap(card, "Keep “€460 million”")
    await ana.wait(lambda: "Why may" in ana.message(card).text, "not asked")
    ana.write("the mayor told us on the phone")
    await open_again(ana, card)
    async with Store(chat.database) as store, store.read() as connection:
        kept = (await connection.exec_driver_sql("SELECT text, reason FROM release")).all()
    assert kept == [("€460 million", "the mayor told us on the phone")]
    ana.tap(card, "Publish 1")
    await ana.wait(lambda: "Publish now" in ana.message(card).buttons, "no question")


async def test_going_back_from_a_question_asks_it_no_more(chat):
    ana = await chat.owner()
    card = await doubtful(chat, ana)
    ana.tap(card, "Keep")
    await ana.wait(lambda: "Why may" in ana.message(card).text, "not asked")
    ana.tap(card, "Back")
    await locked(ana, card)
    ana.write("no reason at all")
    await ana.sees("Send me an article: a link")
    assert "🔒 Publish" in ana.message(card).buttons


async def test_a_button_of_a_doubt_that_is_settled_says_so(chat):
    ana = await chat.owner()
    card = await doubtful(chat, ana)
    use = ana.message(card).rows[0][0]["callback_data"]
    ana.tap(card, "Use")
    await open_again(ana, card)
    await told(ana, ana.tap_data(card, use), "changed since")


@pytest.mark.parametrize("role", ["writer"])
async def test_a_writer_mends_and_has_no_button_to_let_pass(chat, role):
    ana = await chat.owner()
    wren = await chat.member(ana, "Wren", role)
    card = await doubtful(chat, wren)
    assert [label for label in wren.message(card).rows[0] if label["text"].startswith("Keep")] == []
    wren.tap(card, "Use €640 million")
    await wren.wait(lambda: "Ask for approval" in wren.message(card).buttons, "locked still")
