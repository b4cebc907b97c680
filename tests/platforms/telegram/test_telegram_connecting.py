"""Connecting a channel or group, and examining it: the bot, its rights, the discussion group, privacy, the log chat."""

import pytest
from platforms.telegram.rig import TOKEN, rigged

from bot.domain.errors import Later, Reconnect, Refused
from bot.platforms.telegram import platform
from bot.testing.telegram import channel, group, person

BOT = 700


@pytest.fixture
async def rig(tmp_path):
    async with rigged(tmp_path) as rig:
        yield rig


def given(rig, **changes):
    return {"token": TOKEN, "channel": "@harbour_news", "log_chat": "", **changes}


async def refusal(call):
    with pytest.raises(Refused) as caught:
        await call
    assert caught.value.key == "bad_answer"
    return caught.value.values["name"], caught.value.values["reason"]


async def test_it_asks_for_a_token_a_channel_and_a_log_chat(rig):
    known, asked = {}, []
    while question := await platform.question(known, rig.resources):
        asked.append((question.name, question.secret, question.default))
        known[question.name] = given(rig)[question.name]
    assert asked == [("token", True, None), ("channel", False, None), ("log_chat", False, "")]


async def test_an_empty_token_is_the_houses_own_bot(rig):
    house = {"house_token": TOKEN}
    assert (await platform.question(house, rig.resources)).default == ""
    identity, secrets = await platform.identify({**given(rig, token=""), **house}, rig.resources)
    assert secrets == {"token": TOKEN}
    assert TOKEN not in repr(identity)


BAD = [
    ({"token": ""}, ("token", "empty")),
    ({"token": "BotFather"}, ("token", "token")),
    ({"token": f"{TOKEN}/../x"}, ("token", "token")),
    ({"channel": " "}, ("channel", "empty")),
    ({"channel": "the harbour news"}, ("channel", "channel")),
    ({"channel": "https://t.me/+AbCdEf"}, ("channel", "channel")),
    ({"channel": "https://www.example.com/harbour"}, ("channel", "channel")),
    ({"log_chat": "my own chat"}, ("log_chat", "channel")),
    ({"log_chat": "t.me/harbour_news"}, ("log_chat", "same")),
]


@pytest.mark.parametrize(("answers", "expected"), BAD, ids=lambda one: str(one)[:40])
async def test_an_answer_that_cannot_be_right_is_asked_for_anew(rig, answers, expected):
    assert await refusal(platform.question(given(rig, **answers), rig.resources)) == expected
    assert await refusal(platform.identify(given(rig, **answers), rig.resources)) == expected
    assert rig.line.requests == []


@pytest.mark.parametrize(
    "named", ["@harbour_news", "harbour_news", "https://t.me/harbour_news", "t.me/harbour_news/12", "id", "c"]
)
async def test_the_channel_goes_by_many_names(rig, named):
    number = rig.account.native_id
    named = {"id": number, "c": f"https://t.me/c/{number[4:]}/12"}.get(named, named)
    identity, _ = await platform.identify(given(rig, channel=named), rig.resources)
    assert (identity.native_id, identity.handle, identity.name) == (number, "@harbour_news", "The Harbour News")
    assert identity.rights == ("publish", "media", "edit", "delete")
    assert (identity.options, identity.limits) == ({}, None)


async def test_a_channel_without_a_name_goes_by_its_title(rig):
    private = channel(rig.server, "Harbour, inside")
    identity, _ = await platform.identify(given(rig, channel=str(private.id)), rig.resources)
    assert identity.handle == "Harbour, inside"


async def test_a_log_chat_is_kept_by_its_id(rig):
    log = group(rig.server, "Log")
    identity, _ = await platform.identify(given(rig, log_chat=str(log.id)), rig.resources)
    assert identity.options == {"log_chat": str(log.id)}
    ida = person(rig.server, "Ida")
    identity, _ = await platform.identify(given(rig, log_chat=str(ida.id)), rig.resources)
    assert identity.options == {"log_chat": str(ida.id)}
    assert log.messages == ida.messages == []


async def test_what_telegram_says_no_to_is_asked_for_anew(rig):
    ida, stranger = person(rig.server, "Ida"), person(rig.server, "Ove", started=False)
    log = group(rig.server, "Log")
    log.chat.members.clear()
    tried = {
        ("token", "token"): {"token": "701:AAE-the-secret-of-no-bot-at-all"},
        ("channel", "not_found"): {"channel": "@nowhere_news"},
        ("channel", "private"): {"channel": str(ida.id)},
        ("log_chat", "closed"): {"log_chat": str(stranger.id)},
        ("log_chat", "same"): {"log_chat": rig.account.native_id},
    }
    for expected, answers in tried.items():
        assert await refusal(platform.identify(given(rig, **answers), rig.resources)) == expected
    closed = given(rig, log_chat=str(log.id))
    assert await refusal(platform.identify(closed, rig.resources)) == ("log_chat", "closed")


async def test_a_bot_that_may_not_post_is_said_so(rig):
    rig.channel.chat.lacking = {"can_post_messages"}
    assert await refusal(platform.identify(given(rig), rig.resources)) == ("channel", "rights")
    rig.channel.chat.members.clear()
    assert await refusal(platform.identify(given(rig), rig.resources)) == ("channel", "rights")
    quay = group(rig.server, "The quay")
    quay.chat.members[BOT], quay.chat.lacking = "restricted", {"can_send_messages"}
    assert await refusal(platform.identify(given(rig, channel=str(quay.id)), rig.resources)) == ("channel", "rights")
    quay.chat.lacking = set()
    identity, _ = await platform.identify(given(rig, channel=str(quay.id)), rig.resources)
    assert identity.rights[:2] == ("publish", "media")


async def test_a_network_that_is_away_is_tried_later(rig):
    await rig.line.fail("refused_connection")
    with pytest.raises(Later):
        await platform.identify(given(rig), rig.resources)


async def findings(rig):
    async with rig.platform.connect(rig.account, rig.resources) as session:
        identity, found = await session.examine()
    return identity, {one.key: one for one in found}


async def test_all_is_well_with_a_channel_alone(rig):
    identity, found = await findings(rig)
    assert set(found) == {"telegram_rights", "telegram_no_group", "telegram_no_log_chat"}
    assert {one.level for one in found.values()} == {"good"}
    assert identity.rights == ("publish", "media", "edit", "delete")


async def test_rights_that_were_taken_away_are_found(rig):
    rig.channel.chat.lacking = {"can_delete_messages"}
    _, found = await findings(rig)
    assert found["telegram_deletes_two_days"].level == "warning"
    rig.channel.chat.lacking = {"can_post_messages"}
    identity, found = await findings(rig)
    assert found["telegram_cannot_post"].level == "fault"
    assert identity.rights == ()


async def test_a_bot_that_was_thrown_out_is_to_be_connected_anew(rig):
    private = channel(rig.server, "Harbour, inside")
    rig.account = rig.account.model_copy(update={"native_id": str(private.id), "handle": "Harbour, inside"})
    await findings(rig)
    private.chat.members.clear()
    with pytest.raises(Reconnect):
        await findings(rig)


async def test_privacy_mode_is_warned_of_with_its_remedy(rig):
    quay = group(rig.server, "The quay")
    rig.channel.chat.linked, quay.chat.linked = quay.id, rig.channel.id
    identity, found = await findings(rig)
    assert found["telegram_privacy"].level == "warning"
    assert found["telegram_privacy"].values == {"bot": "@standfirst_test_bot", "group": "The quay"}
    assert "read_replies" not in identity.rights
    quay.chat.members[BOT] = "administrator"
    identity, found = await findings(rig)
    assert found["telegram_hears"].values == {"group": "The quay"}
    assert {"read_replies", "answer"} <= set(identity.rights)
    quay.chat.members[BOT], rig.world.private = "member", False
    assert "telegram_hears" in (await findings(rig))[1]


async def test_a_bot_outside_of_the_discussion_group_is_warned_of(rig):
    quay = group(rig.server, "The quay")
    quay.chat.members.clear()
    rig.channel.chat.linked = quay.id
    _, found = await findings(rig)
    assert found["telegram_not_in_group"].level == "warning"


async def test_a_webhook_that_fails_and_a_log_chat_that_closed_are_warned_of(rig):
    log = group(rig.server, "Log")
    rig.account = rig.account.model_copy(update={"options": {"log_chat": str(log.id)}})
    rig.world.webhook_fault = "Connection refused"
    identity, found = await findings(rig)
    assert found["telegram_webhook"].values == {"reason": "Connection refused"}
    assert found["telegram_log_chat"].values == {"chat": "Log"}
    assert identity.options == rig.account.options
    log.chat.members.clear()
    assert (await findings(rig))[1]["telegram_log_chat_closed"].level == "warning"
