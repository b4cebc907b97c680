"""What Telegram brings into a channel's discussion group is kept as proof that the channel's post is out."""

from datetime import UTC, datetime

from bot.domain.publication import Account
from bot.store import Store, accounts
from bot.testing.telegram import channel, group

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


async def connect(chat, desk):
    """The channel is an account of ours."""
    account = Account(id="c1", brand_id="main", platform="telegram", handle="harbour", native_id=str(desk.id))
    async with Store(chat.database) as store, store.begin() as connection:
        await accounts.add(connection, account)


async def heard(chat, desk):
    return await chat.house.hearing.heard("telegram", str(desk.id), LONG_AGO)


async def test_a_post_that_is_brought_into_the_group_is_kept_with_its_words(chat):
    ana = await chat.owner()
    desk = channel(chat.server, "harbour", linked=group(chat.server, "Readers", ana, runs=True))
    await connect(chat, desk)
    post = desk.publish("The quay is open again.")
    ana.write("/help")
    await ana.sees("I draft posts")
    (echo,) = await heard(chat, desk)
    assert (echo.remote_id, echo.body["text"]) == (str(post), "The quay is open again.")


async def test_of_a_channel_that_is_nobody_s_account_nothing_is_kept(chat):
    ana = await chat.owner()
    desk = channel(chat.server, "strangers", linked=group(chat.server, "Readers", ana, runs=True))
    desk.publish("Buy our boats.")
    ana.write("/help")
    await ana.sees("I draft posts")
    assert await heard(chat, desk) == []


async def test_nobody_is_told_and_nothing_is_drafted(chat):
    ana = await chat.owner()
    desk = channel(chat.server, "harbour", linked=group(chat.server, "Readers", ana, runs=True))
    before = len(ana.from_bot)
    desk.publish("The quay of Brenn is open again. " * 30)
    ana.write("/help")
    await ana.sees("I draft posts")
    assert len(ana.from_bot) == before + 1
