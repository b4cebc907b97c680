"""Telegram: what the contract does not cover. Albums, formatting, previews, changes, refusals, the way there."""

import io
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from PIL import Image
from platforms.telegram.rig import TOKEN, rigged

from bot.domain.draft import Picture
from bot.domain.errors import Later, Reconnect, Rejected, Uncertain
from bot.domain.post import Card, Fitted, Span
from bot.domain.publication import Remote
from bot.platforms.telegram import door
from bot.testing.sessions import outgoing
from bot.testing.telegram import Refusal, group

LINK = "https://www.example.com/harbour"


@pytest.fixture
async def rig(tmp_path):
    async with rigged(tmp_path) as rig:
        yield rig


@pytest.fixture
async def session(rig):
    async with rig.platform.connect(rig.account, rig.resources) as session:
        yield session


def pictures(rig, *colours):
    made = []
    for colour in colours:
        file = io.BytesIO()
        Image.new("RGB", (64, 36), colour).save(file, "JPEG")
        fitted = Fitted("image/jpeg", 64, 36, file.getvalue())
        rig.album.pictures[fitted.id] = fitted
        made.append(Picture(media_id=fitted.id))
    return made


def spanned(part, *spans, card=None):
    return part.model_copy(update={"part": part.part.model_copy(update={"spans": spans}), "card": card})


def message(rig, remote):
    return rig.channel.message(int(remote.id.split(",")[0])).message


async def test_formatting_arrives_in_utf_16_units(rig, session):
    part = spanned(
        outgoing(rig, "🇬🇷 Brenn: read on", "key-1"),
        Span(start=3, end=8, kind="bold"),
        Span(start=10, end=17, kind="link", url=LINK),
    )
    sent = message(rig, await session.publish(part))
    assert sent["entities"] == [
        {"type": "bold", "offset": 5, "length": 5},
        {"type": "text_link", "offset": 12, "length": 7, "url": LINK},
    ]
    assert sent["link_preview_options"] == {"url": LINK}


async def test_a_card_is_a_large_preview_above_the_text(rig, session):
    part = spanned(outgoing(rig, "a" * 4096, "key-1"), card=Card(url=LINK, title="The harbour"))
    remote = await session.publish(part)
    shown = {"url": LINK, "prefer_large_media": True, "show_above_text": True}
    assert message(rig, remote)["link_preview_options"] == shown
    assert (await rig.seen())[0].card == LINK


async def test_a_text_without_a_link_says_nothing_of_previews(rig, session):
    assert "link_preview_options" not in message(rig, await session.publish(outgoing(rig, "Brenn", "key-1")))


async def test_an_album_is_one_part_with_its_words_on_the_first(rig, session):
    shown = pictures(rig, "teal", "navy", "gold")
    first = await session.publish(outgoing(rig, "Three quays", "key-1", images=shown))
    below = await session.publish(outgoing(rig, "Below", "key-2", first))
    assert first == Remote(id="1,2,3", url="https://t.me/harbour_news/1")
    album, reply = await rig.seen()
    assert (album.id, album.text, album.pictures) == ("1,2,3", "Three quays", tuple(one.media_id for one in shown))
    assert (reply.id, reply.parent_id, below.id) == ("4", "1", "4")
    assert [one.message.get("caption") for one in rig.channel.messages[:3]] == ["Three quays", None, None]


async def test_ten_pictures_may_stand_in_an_album(rig, session):
    shown = pictures(rig, *(f"#{number}0{number}0{number}0" for number in range(10)))
    remote = await session.publish(outgoing(rig, "Ten", "key-1", images=shown))
    assert remote.id == ",".join(map(str, range(1, 11)))


async def test_a_private_channels_posts_have_addresses_for_its_members(tmp_path):
    async with rigged(tmp_path, username="") as rig, rig.platform.connect(rig.account, rig.resources) as session:
        remote = await session.publish(outgoing(rig, "Brenn", "key-1"))
        assert remote.url == f"https://t.me/c/{rig.account.native_id[4:]}/1"
        assert rig.platform.located(remote.url, rig.account) == remote


async def test_a_part_whose_parent_is_gone_is_refused(rig, session):
    with pytest.raises(Rejected) as caught:
        await session.publish(outgoing(rig, "Below", "key-1", Remote(id="99")))
    assert caught.value.values["reason"] == "post_gone"
    with pytest.raises(Rejected):
        await session.publish(outgoing(rig, "Below", "key-1", Remote(id="not an id")))
    assert await rig.seen() == []


async def test_a_text_says_something_else_and_the_same_again_changes_nothing(rig, session):
    remote = await session.publish(outgoing(rig, "Brenn is open", "key-1"))
    new = outgoing(rig, "Brenn is closed", "key-1")
    assert await session.amend(remote, new) == remote
    assert await session.amend(remote, new) == remote
    assert [post.text for post in await rig.seen()] == ["Brenn is closed"]


async def test_a_picture_is_replaced_and_its_words_too(rig, session):
    teal, navy = pictures(rig, "teal", "navy")
    remote = await session.publish(outgoing(rig, "Teal", "key-1", images=[teal]))
    assert await session.amend(remote, outgoing(rig, "Navy", "key-1", images=[navy])) == remote
    (post,) = await rig.seen()
    assert (post.text, post.pictures) == ("Navy", (navy.media_id,))


async def test_a_text_gets_a_picture_but_a_picture_cannot_be_taken_away(rig, session):
    (teal,) = pictures(rig, "teal")
    remote = await session.publish(outgoing(rig, "Bare", "key-1"))
    await session.amend(remote, outgoing(rig, "Shown", "key-1", images=[teal]))
    with pytest.raises(Rejected) as caught:
        await session.amend(remote, outgoing(rig, "Bare again", "key-1"))
    assert caught.value.values["reason"] == "not_editable"
    assert [(post.text, len(post.pictures)) for post in await rig.seen()] == [("Shown", 1)]


async def test_an_album_keeps_its_number_of_pictures(rig, session):
    teal, navy, gold = pictures(rig, "teal", "navy", "gold")
    remote = await session.publish(outgoing(rig, "Two", "key-1", images=[teal, navy]))
    await session.amend(remote, outgoing(rig, "Two others", "key-1", images=[navy, gold]))
    (post,) = await rig.seen()
    assert (post.text, post.pictures) == ("Two others", (navy.media_id, gold.media_id))
    with pytest.raises(Rejected):
        await session.amend(remote, outgoing(rig, "One", "key-1", images=[gold]))


async def test_an_album_is_deleted_whole(rig, session):
    remote = await session.publish(outgoing(rig, "Two", "key-1", images=pictures(rig, "teal", "navy")))
    del rig.channel.chat.messages[1]
    await session.delete(remote)
    assert await rig.seen() == []


async def test_what_is_too_old_to_delete_is_said_so_unless_the_bot_has_the_right(rig, session):
    remote = await session.publish(outgoing(rig, "Old", "key-1"))
    rig.channel.chat.messages[1]["date"] -= 49 * 3600
    rig.channel.chat.lacking = {"can_delete_messages"}
    with pytest.raises(Rejected):
        await session.delete(remote)
    rig.channel.chat.lacking = set()
    await session.delete(remote)


async def test_a_change_whose_answer_is_lost_may_have_happened(rig, session):
    remote = await session.publish(outgoing(rig, "Brenn is open", "key-1"))
    rig.world.failures = {"editMessageText": ["after"], "deleteMessage": ["after"]}
    with pytest.raises(Uncertain):
        await session.amend(remote, outgoing(rig, "Brenn is closed", "key-1"))
    with pytest.raises(Uncertain):
        await session.delete(remote)


REFUSALS = [
    (Refusal(403, "Forbidden: bot was kicked from the channel chat"), Reconnect, "rights_missing"),
    (Refusal(400, "Bad Request: need administrator rights in the channel chat"), Reconnect, "rights_missing"),
    (Refusal(400, "Bad Request: not enough rights to send photos to the chat"), Reconnect, "rights_missing"),
    (Refusal(400, "Bad Request: chat not found"), Reconnect, "rights_missing"),
    (Refusal(400, "Bad Request: upgraded", migrate_to_chat_id=-1001), Reconnect, "logged_out"),
    (Refusal(401, "Unauthorized"), Reconnect, "logged_out"),
    (Refusal(404, "Not Found"), Reconnect, "logged_out"),
    (Refusal(400, "Bad Request: wrong type of the web page content"), Rejected, "network_refuses"),
    (Refusal(413, "Request Entity Too Large"), Rejected, "network_refuses"),
    (Refusal(429, "Too Many Requests: retry after 33", retry_after=33), Later, "network_busy"),
    (Refusal(500, "Internal Server Error: restart"), Uncertain, "outcome_unknown"),
    (Refusal(502, "Bad Gateway"), Uncertain, "outcome_unknown"),
]


@pytest.mark.parametrize(("refusal", "kind", "key"), REFUSALS, ids=lambda one: getattr(one, "description", None))
async def test_each_refusal_is_one_of_our_errors(rig, session, refusal, kind, key):
    rig.world.failures["sendMessage"] = [refusal]
    with pytest.raises(kind) as caught:
        await session.publish(outgoing(rig, "Brenn", "key-1"))
    assert caught.value.key == key
    assert await rig.seen() == []


async def test_a_busy_network_says_itself_how_long(rig, session):
    rig.world.failures["sendMessage"] = [REFUSALS[9][0]]
    with pytest.raises(Later) as caught:
        await session.publish(outgoing(rig, "Brenn", "key-1"))
    assert caught.value.retry_after == 33


async def test_nothing_is_sent_twice_by_the_library(rig, session):
    rig.world.failures["sendMessage"] = ["after"]
    with pytest.raises(Uncertain):
        await session.publish(outgoing(rig, "Brenn", "key-1"))
    assert len(rig.line.requests) == 1
    assert len(await rig.seen()) == 1


async def test_where_nobody_listens_nothing_was_sent(rig):
    gone = replace(rig.resources, addresses={"telegram": "http://127.0.0.1:1"})
    async with rig.platform.connect(rig.account, gone) as session:
        with pytest.raises(Later) as caught:
            await session.publish(outgoing(rig, "Brenn", "key-1"))
    assert caught.value.key == "network_unreachable"


PAGE = "<html><body>Access denied</body></html>"


@pytest.mark.parametrize(
    ("status", "body"), [(200, '{"ok": true}'), (200, "[]"), (200, "null"), (403, PAGE), (404, PAGE), (502, "[]")]
)
async def test_what_telegram_does_not_say_is_not_taken_for_its_word(rig, status, body):
    async def answer(request):
        await request.read()
        return web.Response(status=status, text=body, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app) as server:
        elsewhere = replace(rig.resources, addresses={"telegram": str(server.make_url(""))})
        async with rig.platform.connect(rig.account, elsewhere) as session:
            with pytest.raises(Uncertain):
                await session.publish(outgoing(rig, "Brenn", "key-1"))
            with pytest.raises(Later):
                await session.examine()


async def test_a_fault_of_our_own_is_not_taken_for_an_answer(rig):
    async def fails(bot):
        raise KeyError("ours")

    async with door.opened(TOKEN, rig.resources) as way:
        with pytest.raises(KeyError, match="ours"):
            await way.call(fails, publishes=True)
    assert rig.line.requests == []


async def test_a_group_is_published_in_as_a_channel_is(rig):
    place = group(rig.server, "The quay")
    account = rig.account.model_copy(update={"native_id": str(place.id), "handle": "The quay"})
    async with rig.platform.connect(account, rig.resources) as session:
        remote = await session.publish(outgoing(rig, "Brenn", "key-1"))
        identity, _ = await session.examine()
    assert place.message(int(remote.id)).text == "Brenn"
    assert (identity.handle, identity.native_id) == ("The quay", str(place.id))
    assert "publish" in identity.rights


async def test_the_token_shows_nowhere_even_where_it_is_wrong(rig, caplog):
    rig.world.token = "700:another"
    async with rig.platform.connect(rig.account, rig.resources) as session:
        with caplog.at_level("DEBUG"), pytest.raises(Reconnect) as caught:
            await session.publish(outgoing(rig, "Brenn", "key-1"))
    chain, error = [], caught.value
    while error is not None:
        chain += [repr(error), str(error), repr(vars(error))]
        error = error.__cause__ or error.__context__
    assert "sendMessage" in caplog.text
    assert not [text for text in (*chain, caplog.text) if TOKEN.partition(":")[2] in text]


async def test_a_page_that_repeats_the_address_shows_no_token(rig, caplog):
    async def echo(request):
        await request.read()
        page = f"<html>The requested URL {request.path} was not found on this server.</html>"
        return web.Response(status=404, text=page, content_type="text/html")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", echo)
    async with TestServer(app) as server:
        elsewhere = replace(rig.resources, addresses={"telegram": str(server.make_url(""))})
        async with rig.platform.connect(rig.account, elsewhere) as session:
            with caplog.at_level("DEBUG"), pytest.raises(Uncertain) as caught:
                await session.publish(outgoing(rig, "Brenn", "key-1"))
    logged = "".join(one.getMessage() for one in caplog.records if one.name != "aiohttp.access")
    assert "/sendMessage was not found" in logged
    shown = [logged, repr(caught.value.__cause__), str(caught.value.__cause__)]
    assert not [text for text in shown if TOKEN.partition(":")[2] in text]


@pytest.mark.parametrize(
    ("link", "number"),
    [
        ("https://t.me/harbour_news/12", "12"),
        ("t.me/Harbour_News/12?single", "12"),
        ("https://t.me/s/harbour_news/12", "12"),
        ("https://telegram.me/harbour_news/12#top", "12"),
        (" 12 ", "12"),
        ("12,13", "12,13"),
    ],
)
def test_a_link_or_an_id_names_a_post(rig, link, number):
    first = number.split(",")[0]
    assert rig.platform.located(link, rig.account) == Remote(id=number, url=f"https://t.me/harbour_news/{first}")


@pytest.mark.parametrize("link", ["", "https://t.me/other_news/12", "https://t.me/harbour_news", "t.me/c/999/12", "-5"])
def test_what_is_no_post_of_this_channel_names_none(rig, link):
    assert rig.platform.located(link, rig.account) is None


def test_an_account_has_its_page(rig):
    assert rig.platform.profile(rig.account) == "https://t.me/harbour_news"
    private = rig.account.model_copy(update={"handle": "The Harbour News", "native_id": "-100123"})
    assert rig.platform.profile(private) == "https://t.me/c/123/1"
    assert rig.platform.located("https://t.me/c/123/7", private) == Remote(id="7", url="https://t.me/c/123/7")
