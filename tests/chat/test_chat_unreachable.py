"""Cards that are gone, chats that are closed or moved: nobody's edit fails for somebody else's chat."""

import asyncio
import warnings

import pytest

from bot.chat.sending import Sender
from bot.chat.view import View
from bot.domain.conversation import Place
from bot.domain.errors import UnusableDatabase
from bot.testing.telegram import Refusal, group

GONE = Refusal(400, "Bad Request: message to edit not found")
NO_CHAT = Refusal(400, "Bad Request: chat not found")


async def both(chat):
    """Two members with cards of one draft."""
    ana = await chat.owner()
    otto = await chat.member(ana, "Otto", "editor")
    card = await chat.card(ana)
    otto.write("/drafts")
    listed = await otto.sees("Drafts")
    otto.tap(listed.id, "Sarnholm")
    theirs = await otto.wait(lambda: next((one for one in otto.from_bot if "Headline" in one.buttons), None), "no card")
    return ana, card, otto, theirs.id


async def edited(who, card, words):
    who.write(f"headline: {words}", reply_to=card)
    await who.wait(lambda: words in who.message(card).text, "not edited")


async def test_a_card_its_reader_deleted_is_forgotten(chat):
    ana, card, otto, theirs = await both(chat)
    chat.server.run(lambda: otto.chat.messages.pop(theirs))
    before = len(otto.from_bot)
    await edited(ana, card, "The first")
    await edited(ana, card, "The second")
    await asyncio.sleep(0.3)
    assert len(otto.from_bot) == before
    assert await chat.house.correspondence.shown_at(Place(chat_id=otto.id, message_id=theirs)) is None


@pytest.mark.parametrize("refusal", [NO_CHAT, Refusal(403, "Forbidden: user is deactivated"), 400])
async def test_a_colleague_who_cannot_be_reached_fails_nobodys_edit(chat, refusal):
    ana, card, _, _ = await both(chat)
    from_before = len(ana.from_bot)
    chat.server.world.failures["editMessageText"] = [None, refusal]
    await edited(ana, card, "The array runs")
    await asyncio.sleep(0.3)
    assert chat.server.world.failures["editMessageText"] == []
    assert len(ana.from_bot) == from_before


async def test_a_group_that_moved_gets_its_card_in_the_new_one(chat):
    ana, card, otto, theirs = await both(chat)
    new = group(chat.server, "Desk", ana, otto)
    await chat.house.correspondence.ask(
        (await chat.house.members.with_telegram(otto.id)).id, otto.id, "part", draft="x"
    )
    moved = Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=new.id)
    chat.server.world.failures["editMessageText"] = [None, moved]
    await edited(ana, card, "The array runs")
    await new.sees("The array runs")
    correspondence = chat.house.correspondence
    assert await correspondence.shown_at(Place(chat_id=otto.id, message_id=theirs)) is None
    member = await chat.house.members.with_telegram(otto.id)
    assert (await correspondence.awaited(member.id, new.id)).kind == "part"
    await edited(ana, card, "It runs on")
    await new.wait(lambda: "It runs on" in new.last.text and len(new.from_bot) == 1, "not kept up to date")


async def test_everything_that_is_sent_keeps_to_its_topic_as_long_as_there_is_one(chat):
    ana = await chat.owner()
    forum = group(chat.server, "Forum", ana, forum=True)
    sender = Sender(chat.bot.bot)
    topic = await chat.bot.bot.create_forum_topic(forum.id, "News")
    place = Place(chat_id=forum.id, thread_id=topic.message_thread_id)
    sent = [
        await sender.send(place, View("words")),
        await sender.send_photo(place, b"a picture", "seen"),
        await sender.send_file(place, b"a file", "style.yaml"),
    ]
    assert [forum.message(one.message_id).message["message_thread_id"] for one in sent] == [place.thread_id] * 3
    lost = await sender.send(place.model_copy(update={"thread_id": 999}), View("more"))
    assert lost.thread_id == 0
    assert forum.last.text == "more"


async def test_a_file_asked_for_in_a_topic_comes_there(chat):
    ana = await chat.owner()
    forum = group(chat.server, "Forum", ana, forum=True)
    topic = (await chat.bot.bot.create_forum_topic(forum.id, "News")).message_thread_id
    within = {"message_thread_id": topic, "is_topic_message": True}
    ana.write(f"/brand@{chat.server.world.username}", room=forum, **within)
    shown = await forum.wait(lambda: next((one for one in forum.from_bot if one.buttons), None), "no style")
    ana.tap(shown.id, "As a file", room=forum)
    sent = await forum.wait(lambda: next((one for one in forum.from_bot if "document" in one.message), None), "no file")
    assert sent.message["message_thread_id"] == topic


async def test_a_wait_that_telegram_asks_for_is_kept_without_a_warning(chat):
    ana = await chat.owner()
    chat.server.world.failures["sendMessage"] = [429]
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        ana.write("/settings")
        await ana.sees("Language")
    assert [str(one.message) for one in warned if "retry_after" in str(one.message)] == []


async def test_what_was_dealt_with_is_noted_once_the_database_takes_it(chat):
    ana = await chat.owner()
    order = chat.bot.update_processor
    order._correspondence = Full(chat.house.correspondence)
    ana.write("/help")
    await ana.wait(lambda: order._dealt, "nothing kept")
    order._correspondence = chat.house.correspondence
    ana.write("/accounts")
    await ana.sees("Accounts")
    for _ in range(300):
        if not await chat.house.correspondence.undealt():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("not noted")


class Full:
    """A correspondence whose database takes nothing."""

    def __init__(self, real):
        self.real = real

    async def depart(self, *update_ids):
        raise UnusableDatabase("database_full")
