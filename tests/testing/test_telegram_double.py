"""The local Telegram keeps Telegram's rules, seen through the real library over real HTTP."""

import asyncio
import time

import aiohttp
import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReplyParameters,
)
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut
from telegram.ext import ApplicationBuilder, MessageHandler, filters

from bot.testing.telegram import Refusal, Server, World, channel, group, person

TOKEN = "700:test"


@pytest.fixture(autouse=True)
def _seconds_as_timedelta(monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
def telegram():
    with Server() as server:
        yield server
        assert server.world.violations == []


def bot_of(server, token=TOKEN):
    return Bot(token, base_url=f"{server.address}/bot", base_file_url=f"{server.address}/file/bot")


@pytest.fixture
async def bot(telegram):
    async with bot_of(telegram) as bot:
        yield bot


@pytest.fixture
def ana(telegram):
    return person(telegram, "Ana")


def keyboard(data="x", label="Go"):
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=data)]])


async def test_a_wrong_token_is_refused(telegram):
    other = bot_of(telegram, "701:other")
    with pytest.raises(InvalidToken):
        await other.initialize()
    await other.shutdown()


async def test_updates_wait_until_they_are_taken_and_come_again_until_then(bot, ana):
    ana.write("/start")
    ana.write("two https://quay.example/a")
    first = await bot.get_updates(timeout=5)
    assert [one.message.text for one in first] == ["/start", "two https://quay.example/a"]
    assert [one.type for one in first[1].message.entities] == ["url"]
    assert [one.update_id for one in await bot.get_updates()] == [one.update_id for one in first]
    assert [one.message.text for one in await bot.get_updates(offset=first[1].update_id)] == [first[1].message.text]
    assert await bot.get_updates(offset=first[1].update_id + 1, timeout=0) == ()


async def test_long_polling_ends_as_soon_as_something_comes(bot, ana):
    asking = asyncio.ensure_future(bot.get_updates(timeout=10))
    await asyncio.sleep(0.05)
    began = time.monotonic()
    ana.write("hi")
    assert len(await asking) == 1
    assert time.monotonic() - began < 1


async def test_only_wanted_kinds_are_handed_out(bot, ana):
    ana.write("hi")
    assert await bot.get_updates(allowed_updates=["callback_query"]) == ()


async def test_a_second_poller_ends_the_first(telegram, bot):
    first = asyncio.ensure_future(bot.get_updates(timeout=10))
    await asyncio.sleep(0.05)
    async with bot_of(telegram) as other:
        await other.get_updates(timeout=0)
    with pytest.raises(Conflict, match="terminated by other getUpdates"):
        await first


async def test_polling_is_refused_while_a_webhook_is_set(bot):
    await bot.set_webhook("http://127.0.0.1:1/x")
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_a_webhook_gets_updates_in_order_with_the_secret(telegram, ana, unused_tcp_port):
    got = []

    async def take(update, context):
        got.append(update.message.text)

    builder = ApplicationBuilder().token(TOKEN).base_url(f"{telegram.address}/bot")
    made = builder.build()
    made.add_handler(MessageHandler(filters.ALL, take))
    url = f"http://127.0.0.1:{unused_tcp_port}/telegram"
    async with made:
        await made.start()
        where = {"listen": "127.0.0.1", "port": unused_tcp_port, "url_path": "telegram"}
        await made.updater.start_webhook(**where, webhook_url=url, secret_token="hush")
        for number in range(5):
            ana.write(f"message {number}")
        await ana.wait(lambda: len(got) == 5, "not delivered")
        async with aiohttp.ClientSession() as session, session.post(url, json={}) as answer:
            assert answer.status == 403
        assert (await made.bot.get_webhook_info()).url == url
        await made.updater.stop()
        await made.stop()
    assert got == [f"message {number}" for number in range(5)]


async def test_429_says_how_long_to_wait(telegram, bot, ana):
    ana.start()
    telegram.world.failures["sendMessage"] = [429]
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(ana.id, "x")
    assert refused.value.retry_after.total_seconds() == 1
    assert (await bot.send_message(ana.id, "x")).text == "x"


@pytest.mark.parametrize(("planned", "said", "arrived"), [("before", NetworkError, 0), ("after", NetworkError, 1)])
async def test_a_dropped_connection_is_dropped_before_or_after(telegram, bot, ana, planned, said, arrived):
    telegram.world.failures["sendMessage"] = [planned]
    with pytest.raises(said):
        await bot.send_message(ana.id, "x")
    assert len(ana.from_bot) == arrived


async def test_a_slow_answer_times_out(telegram, bot, ana):
    telegram.world.failures["sendMessage"] = ["slow"]
    with pytest.raises(TimedOut):
        await bot.send_message(ana.id, "x", read_timeout=0.2)
    assert len(ana.from_bot) == 1


async def test_a_planned_refusal_is_answered(telegram, bot, ana):
    telegram.world.failures["sendMessage"] = [Refusal(400, "Bad Request: CHAT_RESTRICTED"), 500]
    with pytest.raises(BadRequest, match=r"(?i)restricted"):
        await bot.send_message(ana.id, "x")
    with pytest.raises(NetworkError):
        await bot.send_message(ana.id, "x")


async def test_a_text_holds_4096_characters_and_a_caption_1024(bot, ana):
    assert len((await bot.send_message(ana.id, "é" * 4096)).text) == 4096
    with pytest.raises(BadRequest, match="too long"):
        await bot.send_message(ana.id, "é" * 4097)
    with pytest.raises(BadRequest, match="too long"):
        await bot.send_photo(ana.id, b"picture", caption="x" * 1025)
    with pytest.raises(BadRequest, match="empty"):
        await bot.send_message(ana.id, " \n ")


@pytest.mark.parametrize("data", ["x" * 64, "é" * 32])
async def test_callback_data_holds_64_bytes(bot, ana, data):
    sent = await bot.send_message(ana.id, "x", reply_markup=keyboard(data))
    assert sent.reply_markup.inline_keyboard[0][0].callback_data == data
    with pytest.raises(BadRequest, match=r"(?i)button_data_invalid"):
        await bot.send_message(ana.id, "x", reply_markup=keyboard(data + "é"))


@pytest.mark.parametrize(
    ("html", "text", "kinds"),
    [
        ("<b>bold</b> &amp; <i>more</i>", "bold & more", ["bold", "italic"]),
        ('<a href="https://quay.example/?a=1&amp;b=2">quay</a>', "quay", ["text_link"]),
        ("\U0001f30a <code>x</code>", "\U0001f30a x", ["code"]),
    ],
)
async def test_html_becomes_entities(bot, ana, html, text, kinds):
    sent = await bot.send_message(ana.id, html, parse_mode="HTML")
    assert sent.text == text
    assert [entity.type for entity in sent.entities] == kinds
    assert all(word.strip() for word in sent.parse_entities().values())


@pytest.mark.parametrize(
    "html", ["<b>open", "a < b", "<p>no such tag</p>", "</b>", "<b><i>crossed</b></i>", "<script>"]
)
async def test_html_that_does_not_parse_is_refused(bot, ana, html):
    with pytest.raises(BadRequest, match=r"(?i)can't parse entities"):
        await bot.send_message(ana.id, html, parse_mode="HTML")


async def test_edits_change_what_stands_and_refuse_the_same_and_the_gone(bot, ana):
    sent = await bot.send_message(ana.id, "one", reply_markup=keyboard())
    await bot.edit_message_text("two", ana.id, sent.message_id, reply_markup=keyboard())
    assert (ana.last.text, ana.last.buttons) == ("two", ["Go"])
    with pytest.raises(BadRequest, match="is not modified"):
        await bot.edit_message_text("two", ana.id, sent.message_id, reply_markup=keyboard())
    await bot.edit_message_text("two", ana.id, sent.message_id)
    assert ana.last.buttons == []
    assert await bot.delete_messages(ana.id, [sent.message_id, 999_999])
    with pytest.raises(BadRequest, match=r"(?i)message to edit not found"):
        await bot.edit_message_text("three", ana.id, sent.message_id)
    with pytest.raises(BadRequest, match="can't be edited"):
        await bot.edit_message_text("mine", ana.id, ana.write("yours"))


async def test_replies_name_what_they_reply_to_unless_it_is_gone(bot, ana):
    asked = ana.write("question")
    assert (await bot.send_message(ana.id, "a", reply_parameters=ReplyParameters(asked))).reply_to_message
    with pytest.raises(BadRequest, match=r"(?i)to be replied not found"):
        await bot.send_message(ana.id, "a", reply_parameters=ReplyParameters(asked + 500))
    gone = ReplyParameters(asked + 500, allow_sending_without_reply=True)
    assert (await bot.send_message(ana.id, "a", reply_parameters=gone)).reply_to_message is None


async def test_who_blocked_or_never_started_hears_nothing(telegram, bot, ana):
    ana.block()
    with pytest.raises(Forbidden, match="blocked"):
        await bot.send_message(ana.id, "x")
    change = (await bot.get_updates())[0].my_chat_member
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("member", "kicked")
    ana.block(blocked=False)
    assert await bot.send_message(ana.id, "x")
    with pytest.raises(Forbidden, match="initiate"):
        await bot.send_message(person(telegram, "Otto", started=False).id, "x")
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await bot.send_message(5, "x")


async def test_a_tap_is_answered_once_and_in_time(telegram, bot, ana):
    sent = await bot.send_message(ana.id, "x", reply_markup=keyboard("go:1"))
    tap = ana.tap(sent.message_id, "Go")
    query = (await bot.get_updates())[0].callback_query
    assert (query.data, query.message.message_id, query.chat_instance) == ("go:1", sent.message_id, str(ana.id))
    await bot.answer_callback_query(tap, "done", show_alert=True)
    assert (await ana.answer_to(tap))["text"] == "done"
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await bot.answer_callback_query(tap)
    late = ana.tap(sent.message_id, "Go")
    telegram.world.now = lambda: time.time() + 3600
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await bot.answer_callback_query(late)


async def test_a_tap_on_a_message_out_of_reach_carries_no_text(bot, ana):
    ana.tap_gone(5, "go:1")
    message = (await bot.get_updates())[0].callback_query.message
    assert (message.is_accessible, message.message_id, message.chat.id) == (False, 5, ana.id)


async def test_files_go_both_ways(telegram, bot, ana):
    ana.send_document("quay.txt", b"The quay reopened.", mime="text/plain")
    ana.send_photo(b"picture", "Quay")
    document, photo = await bot.get_updates()
    file = await bot.get_file(document.message.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"The quay reopened."
    assert photo.message.caption == "Quay"
    sent = await bot.send_document(ana.id, b"list", filename="style.yaml", caption="Yours")
    assert sent.document.file_name == "style.yaml"
    assert (await bot.send_photo(ana.id, photo.message.photo[-1].file_id)).photo[-1].file_id
    album = await bot.send_media_group(ana.id, [InputMediaPhoto(b"one"), InputMediaPhoto(b"two")])
    assert len({one.media_group_id for one in album}) == 1
    telegram.world.files["large"] = ("large", bytes(20_000_001))
    with pytest.raises(BadRequest, match="too big"):
        await bot.get_file("large")


async def test_commands_are_kept_by_scope_and_language(bot, ana):
    scope = BotCommandScopeChat(ana.id)
    await bot.set_my_commands([BotCommand("drafts", "Drafts")])
    await bot.set_my_commands([BotCommand("drafts", "Entwürfe")], scope=scope, language_code="de")
    assert [one.description for one in await bot.get_my_commands()] == ["Drafts"]
    assert [one.description for one in await bot.get_my_commands(scope, "de")] == ["Entwürfe"]
    await bot.delete_my_commands(scope, "de")
    assert await bot.get_my_commands(scope, "de") == ()
    with pytest.raises(BadRequest, match=r"(?i)command_invalid"):
        await bot.set_my_commands([BotCommand("Drafts!", "x")])


async def test_a_channels_post_appears_in_its_discussion_group_and_is_commented_there(telegram, bot, ana):
    room = group(telegram, "Readers", ana, runs=True)
    gazette = channel(telegram, "Gazette", username="gazette", linked=room)
    assert (await bot.get_chat("@gazette")).linked_chat_id == room.id
    post = await bot.send_message(gazette.id, "The quay reopened.")
    assert post.from_user is None
    forward = (await bot.get_updates())[0].message
    assert forward.is_automatic_forward
    assert forward.sender_chat.id == forward.forward_origin.chat.id == gazette.id
    assert forward.forward_origin.message_id == post.message_id
    gazette.comment(ana, post.message_id, "At last!")
    comment = (await bot.get_updates(offset=-0))[-1].message
    assert comment.message_thread_id == comment.reply_to_message.message_id == forward.message_id


async def test_what_others_publish_in_the_channel_is_a_channel_post(telegram, bot):
    channel(telegram, "Gazette").publish("By hand")
    assert (await bot.get_updates())[0].channel_post.text == "By hand"


async def test_in_privacy_mode_the_bot_hears_only_what_is_meant_for_it(telegram, bot, ana):
    room = group(telegram, "Desk", ana)
    mine = await bot.send_message(room.id, "Ready.")
    for said in ("lunch?", "/drafts", "hey @standfirst_test_bot"):
        ana.write(said, room=room)
    ana.write("2 shorter", room=room, reply_to=mine.message_id)
    assert [one.message.text for one in await bot.get_updates()] == ["/drafts", "hey @standfirst_test_bot", "2 shorter"]
    telegram.world.private = False
    ana.write("lunch!", room=room)
    assert (await bot.get_updates())[-1].message.text == "lunch!"
    assert (await bot.get_me()).can_read_all_group_messages


async def test_a_forum_has_topics(telegram, bot, ana):
    forum = group(telegram, "Desk", ana, forum=True)
    topic = await bot.create_forum_topic(forum.id, "Harbour")
    sent = await bot.send_message(forum.id, "x", message_thread_id=topic.message_thread_id)
    assert sent.is_topic_message
    with pytest.raises(BadRequest, match=r"(?i)thread not found"):
        await bot.send_message(forum.id, "x", message_thread_id=99_999)
    with pytest.raises(BadRequest, match=r"(?i)not a forum"):
        await bot.create_forum_topic(ana.id, "x")


async def test_the_bot_must_be_in_a_group_to_write_there(telegram, bot, ana):
    room = group(telegram, "Desk", ana)
    assert [one.user.id for one in await bot.get_chat_administrators(room.id)] == [ana.id]
    assert (await bot.get_chat_member(room.id, bot.id)).status == "member"
    await bot.leave_chat(room.id)
    with pytest.raises(Forbidden, match="not a member"):
        await bot.send_message(room.id, "x")


async def flooded(bot, chat_ids):
    for done, chat_id in enumerate(chat_ids):
        try:
            await bot.send_message(chat_id, "x")
        except RetryAfter as refused:
            return done, refused.retry_after.total_seconds()
    return len(chat_ids), 0


async def test_flood_rules_are_kept_when_switched_on(telegram, bot, ana):
    now, world = time.time(), telegram.world
    world.now, world.flood = lambda: now, True
    many = [person(telegram, f"Reader {number}").id for number in range(40)]
    room = group(telegram, "Desk", ana)
    assert await flooded(bot, [ana.id] * 10) == (5, 6)
    now += 10
    assert await flooded(bot, many) == (30, 2)
    now += 10
    assert await flooded(bot, [room.id] * 30) == (20, 61)
    now += 61
    assert await flooded(bot, [room.id]) == (1, 0)


async def test_faults_against_the_description_are_found():
    with Server(World()) as server:
        ana = person(server, "Ana")
        async with aiohttp.ClientSession() as session:
            wrong = {"chat_id": ana.id, "text": "x", "txet": "y", "disable_notification": "perhaps"}
            async with session.post(f"{server.address}/bot{TOKEN}/sendMessage", json=wrong) as answer:
                assert answer.status == 200
            async with session.post(f"{server.address}/bot{TOKEN}/sendChatAction", json={"chat_id": ana.id}):
                pass
            async with session.post(f"{server.address}/bot{TOKEN}/sendMesage", json={}) as answer:
                assert answer.status == 404
        server.world.commands['[{"type": "default"}, ""]'] = [{"command": "x"}]
        async with bot_of(server) as bot:
            with pytest.raises(TypeError):
                await bot.get_my_commands()
        assert server.world.violations == [
            "sendMessage: there is no parameter txet",
            "sendMessage: disable_notification is no Boolean: 'perhaps'",
            "sendChatAction: action is required",
            "getMyCommands answered: result[0] lacks description",
        ]
