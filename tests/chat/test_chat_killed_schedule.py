"""The bot's process killed at each step of choosing a time: the same message goes on, each post is planned once."""

from chat.conftest import ARTICLE
from chat.test_chat_killed_steps import ana, bot, card_of, offers, says

__all__ = ["ana", "bot"]


async def test_killed_at_each_step_of_a_time_it_is_planned_once_and_goes_out_once(bot, ana):
    card = await card_of(ana, ana.send_document("article.html", ARTICLE.encode()))
    ana.tap(card, "Schedule")
    await says(ana, card, "When? For example")
    await bot.killed()  # the question
    ana.tap(card, "Pick")
    await says(ana, card, "Which day?")
    await bot.killed()  # the days
    ana.tap(card, ana.message(card).buttons[2])
    await says(ana, card, "at what time?")
    ana.tap(card, "Back")
    await says(ana, card, "Which day?")
    ana.write("tomorrow 9am")
    await offers(ana, card, "Schedule")
    await bot.killed()  # the echo
    ana.tap(card, "Void after")
    await offers(ana, card, "Void after: 1 h")
    ana.tap(card, "Schedule")
    await bot.killed()  # while it is kept
    await says(ana, card, "Scheduled: Sandbox")
    assert bot.rows("SELECT count(*) FROM publication WHERE state = 'scheduled'") == [(1,)]
    ana.tap(card, "Reschedule")
    await says(ana, card, "When? For example")
    ana.write("tomorrow 11am")
    await offers(ana, card, "Move it there")
    ana.tap(card, "Move it there")
    await bot.killed()  # while it is moved
    await offers(ana, card, "Reschedule")
    assert bot.rows("SELECT count(*), max(wall LIKE '%11:00:00') FROM publication") == [(1, 1)]
    ana.tap(card, "Publish now")
    await says(ana, card, "Publish now on Sandbox")
    await bot.killed()  # the last question
    ana.tap(card, "Publish now")
    await bot.killed()  # while it goes out
    await ana.wait(lambda: bot.rows("SELECT 1 FROM publication WHERE state = 'published'"), "not out", within=30)
    assert bot.rows("SELECT count(*) FROM timeline") == [(1,)]
