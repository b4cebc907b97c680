"""The Telegram double as channels and groups have it: rights, entities, previews, albums, forwards, moved groups."""

import pytest
from telegram import InputMediaPhoto, LinkPreviewOptions, MessageEntity, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden
from telegram.ext import ApplicationBuilder

from bot.testing.telegram import Server, channel, group, person

BOT = 700


@pytest.fixture
def server():
    with Server() as server:
        yield server
        assert server.world.violations == []


@pytest.fixture
async def bot(server):
    made = ApplicationBuilder().token("700:TEST").base_url(f"{server.address}/bot").build().bot
    await made.initialize()
    yield made
    await made.shutdown()


@pytest.fixture
def news(server):
    return channel(server, "News", username="news_of_brenn")


def refused(words, kind=BadRequest):
    return pytest.raises(kind, match=f"(?i){words}")


async def test_a_channel_is_closed_to_who_may_not_post(bot, news):
    news.chat.lacking = {"can_post_messages"}
    with refused("need administrator rights in the channel chat"):
        await bot.send_message(news.id, "x")
    assert (await bot.get_chat_member(news.id, BOT)).can_post_messages is False
    news.chat.members[BOT] = "member"
    with refused("need administrator rights in the channel chat"):
        await bot.send_message(news.id, "x")
    with refused("member list is inaccessible"):
        await bot.get_chat_member(news.id, BOT)
    news.chat.members.clear()
    with refused("not a member of the channel chat", Forbidden):
        await bot.send_message(news.id, "x")


async def test_an_administrator_of_a_channel_has_its_rights(bot, news):
    member = await bot.get_chat_member("@news_of_brenn", BOT)
    assert (member.status, member.can_post_messages, member.can_edit_messages) == ("administrator", True, True)


async def test_a_restricted_member_of_a_group_may_not_write(server, bot):
    quay = group(server, "Quay")
    quay.chat.members[BOT], quay.chat.lacking = "restricted", {"can_send_messages"}
    with refused("not enough rights to send text messages"):
        await bot.send_message(quay.id, "x")
    member = await bot.get_chat_member(quay.id, BOT)
    assert (member.status, member.can_send_messages, member.can_send_photos) == ("restricted", False, True)


async def test_a_group_that_became_a_supergroup_says_where_it_is(server, bot):
    quay = group(server, "Quay")
    quay.chat.moved_to = -1009
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(quay.id, "x")
    assert caught.value.new_chat_id == -1009


async def test_a_private_chat_is_not_shown_to_who_is_outside(server, bot, news):
    quay = group(server, "Quay")
    news.chat.members.clear()
    quay.chat.members.clear()
    assert (await bot.get_chat(news.id)).title == "News"
    with refused("chat not found"):
        await bot.get_chat(quay.id)
    with refused("chat not found"):
        await bot.forward_message(quay.id, news.id, 1)


async def test_a_text_is_counted_in_code_points(bot, news):
    assert len((await bot.send_message(news.id, "🚢" * 4096)).text) == 4096
    with refused("message is too long"):
        await bot.send_message(news.id, "🚢" * 4097)
    with refused("caption is too long"):
        await bot.send_photo(news.id, b"x", caption="🚢" * 1025)


@pytest.mark.parametrize(
    ("offset", "length", "words"),
    [(0, 9, "ends after the end of the text"), (1, 2, "in the middle of a UTF-16 symbol"), (0, 1, "in the middle")],
)
async def test_an_entity_ends_within_the_text_and_at_a_character(bot, news, offset, length, words):
    with refused(words):
        await bot.send_message(news.id, "🚢 quay", entities=[MessageEntity("bold", offset, length)])
    assert (await bot.send_message(news.id, "🚢 quay", entities=[MessageEntity("bold", 0, 7)])).entities


async def test_a_hundred_entities_take_effect(bot, news):
    many = [MessageEntity("bold", at, 1) for at in range(150)]
    assert len((await bot.send_message(news.id, "a" * 150, entities=many)).entities) == 100


async def test_what_is_said_of_the_preview_is_kept(bot, news):
    options = LinkPreviewOptions(url="https://www.example.com/", prefer_large_media=True, show_above_text=True)
    sent = await bot.send_message(news.id, "x", link_preview_options=options)
    assert sent.link_preview_options == options
    changed = await bot.edit_message_text("x", news.id, sent.message_id)
    assert changed.link_preview_options is None
    both = LinkPreviewOptions(prefer_large_media=True, prefer_small_media=True)
    with refused("both"):
        await bot.send_message(news.id, "x", link_preview_options=both)


async def test_an_album_is_sent_whole_or_not_at_all(bot, news):
    shown = [InputMediaPhoto(b"one", caption="One"), InputMediaPhoto(b"two", caption="a" * 1025)]
    with refused("caption is too long"):
        await bot.send_media_group(news.id, shown)
    assert news.messages == []
    first = await bot.send_message(news.id, "x")
    sent = await bot.send_media_group(
        news.id, [shown[0], InputMediaPhoto(b"two")], reply_parameters=ReplyParameters(first.message_id)
    )
    assert len({one.media_group_id for one in sent}) == 1
    assert [one.reply_to_message.message_id for one in sent] == [first.message_id] * 2


async def test_a_text_may_become_a_picture(bot, news):
    sent = await bot.send_message(news.id, "x")
    changed = await bot.edit_message_media(InputMediaPhoto(b"one", caption="One"), news.id, sent.message_id)
    assert (changed.text, changed.caption, len(changed.photo)) == (None, "One", 1)


async def test_what_is_missing_or_protected_is_not_forwarded(server, bot, news):
    log = person(server, "Ana")
    sent = await bot.send_message(news.id, "x")
    with refused("message to forward not found"):
        await bot.forward_message(log.id, news.id, 99)
    with refused("message to copy not found"):
        await bot.copy_message(log.id, news.id, 99)
    news.chat.protected = True
    with refused("message can't be forwarded"):
        await bot.forward_message(log.id, news.id, sent.message_id)
    with refused("message can't be copied"):
        await bot.copy_message(log.id, news.id, sent.message_id)
    assert (await bot.get_chat(news.id)).has_protected_content


async def test_deleting_after_48_hours_needs_the_right(bot, news):
    sent = await bot.send_message(news.id, "x")
    news.chat.messages[sent.message_id]["date"] -= 49 * 3600
    news.chat.lacking = {"can_delete_messages"}
    with refused("can't be deleted"):
        await bot.delete_message(news.id, sent.message_id)
    news.chat.lacking = set()
    assert await bot.delete_message(news.id, sent.message_id)


async def test_a_fault_of_the_webhook_is_told(server, bot):
    server.world.webhook_fault = "Connection timed out"
    assert (await bot.get_webhook_info()).last_error_message == "Connection timed out"
