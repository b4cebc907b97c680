"""Accounts in the chat: connected one question at a time, secrets taken out at once, examined, let go."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.chat import logins
from bot.domain.publication import Account
from bot.services.accounts import LOCAL
from bot.store import Store, accounts
from bot.store.tables import metadata
from bot.testing.telegram import group
from bot.testing.webhook import Receiver

SECRET = "a-shared-secret-of-ours"


@pytest.fixture
async def receiver():
    async with Receiver(SECRET) as receiver:
        yield receiver


async def asked(who, message_id, words):
    """Wait until a message asks for something; as it stands then."""
    await who.wait(lambda: words in who.message(message_id).text, f"not asked for {words}")
    return who.message(message_id)


async def begun(chat, who, network="Webhook"):
    """Begin to connect; the message that asks."""
    who.write("/accounts")
    listed = await who.sees("Accounts")
    who.tap(listed.id, "Connect an account")
    await asked(who, listed.id, "Which network")
    who.tap(listed.id, network)
    return listed.id


async def connected(chat, who, receiver, secret=SECRET):
    card = await begun(chat, who)
    await asked(who, card, "address that posts")
    who.write(receiver.address)
    await who.sees("The secret that deliveries")
    return who.write(secret)


def stands(who, message_id):
    return message_id in [one.id for one in who.messages]


async def stored(chat):
    """Everything that is in the database, as text."""
    said = []
    async with Store(chat.database) as store, store.read() as connection:
        for table in metadata.sorted_tables:
            said += [str(tuple(row)) for row in (await connection.execute(select(table))).all()]
    return "\n".join(said)


async def test_an_account_is_connected_and_can_be_published_to(chat, receiver):
    ana = await chat.owner()
    await connected(chat, ana, receiver)
    name = await ana.sees("A name for it")
    ana.write("our site")
    done = await ana.sees("is connected")
    assert "our site" in done.text
    assert name.id not in [one.id for one in ana.messages]
    assert receiver.posts == []  # the test delivery is no post
    card = await chat.card(ana)
    ana.tap(card, "Publish")
    question = await ana.wait(lambda: ana.message(card) if "Webhook" in ana.message(card).text else None, "no question")
    ana.tap(question.id, "Publish now")
    await ana.wait(lambda: receiver.posts, "nothing came", within=20)
    assert receiver.posts[0].sent["account"] == "our site"


async def test_what_is_secret_is_taken_out_of_the_chat_and_of_what_is_kept(chat, receiver):
    ana = await chat.owner()
    said = await connected(chat, ana, receiver)
    await ana.sees("A name for it")
    assert not stands(ana, said)
    ana.write("our site")
    await ana.sees("is connected")
    kept = await stored(chat)
    assert SECRET not in kept
    assert receiver.address not in kept
    files = list(Path(chat.database.partition("///")[2]).parent.glob("chat.db*"))
    assert files
    assert not [file.name for file in files if SECRET.encode() in file.read_bytes()]
    assert SECRET not in json.dumps([one.text for one in ana.from_bot])


async def test_an_answer_that_will_not_do_is_asked_for_again(chat, receiver):
    ana = await chat.owner()
    await connected(chat, ana, receiver, "short")
    again = await ana.sees("at least 16 characters. Please answer once more")
    assert "The secret that deliveries" in again.text
    ana.write(SECRET)
    await ana.sees("A name for it")


async def test_a_wrong_secret_is_told_when_it_is_checked(chat, receiver):
    ana = await chat.owner()
    await connected(chat, ana, receiver, "another-secret-of-somebody")
    await ana.sees("A name for it")
    ana.write("our site")
    await ana.sees("✗")
    assert "webhook" not in [one.platform for one in await chat.house.accounts.every()]


async def test_connecting_can_be_given_up(chat, receiver):
    ana = await chat.owner()
    card = await begun(chat, ana)
    await asked(ana, card, "address that posts")
    ana.tap(card, "Cancel")
    await asked(ana, card, "Accounts")
    ana.write("/help")
    await ana.sees("I draft posts from it")
    assert "https://x" not in await stored(chat)


async def test_logins_are_asked_for_in_private_alone(chat, receiver):
    ana = await chat.owner()
    desk = group(chat.server, "Desk", ana)
    ana.write(f"/accounts@{chat.server.world.username}", room=desk)
    listed = await desk.sees("Accounts")
    ana.tap(listed.id, "Connect an account", room=desk)
    await desk.wait(lambda: "Which network" in desk.message(listed.id).text, "no networks")
    ana.tap(listed.id, "Webhook", room=desk)
    await ana.sees("address that posts")
    await desk.wait(lambda: "do not belong in a group" in desk.message(listed.id).text, "not said")


async def test_members_who_do_not_manage_see_the_list_alone(chat):
    ana = await chat.owner()
    edda = await chat.member(ana, "Edda", "editor")
    edda.write("/accounts")
    assert (await edda.sees("Accounts")).buttons == []


async def test_an_account_is_examined_and_let_go(chat, receiver):
    ana = await chat.owner()
    await connected(chat, ana, receiver)
    await ana.sees("A name for it")
    ana.write("our site")
    done = await ana.sees("is connected")
    ana.tap(done.id, "Back")
    await asked(ana, done.id, "Accounts")
    ana.tap(done.id, "Webhook · our site")
    await asked(ana, done.id, "Up to")
    ana.tap(done.id, "Examine")
    await asked(ana, done.id, "✓")
    ana.tap(done.id, "Let go")
    await asked(ana, done.id, "is forgotten")
    ana.tap(done.id, "Let go")
    await asked(ana, done.id, "Accounts")
    assert "our site" not in ana.message(done.id).text


async def test_status_examines_every_account(chat):
    ana = await chat.owner()
    ana.write("/status")
    status = await ana.sees("Running")
    ana.tap(status.id, "Examine accounts")
    seen = await asked(ana, status.id, "All is well")
    assert "Sandbox" in seen.text


async def test_owners_are_told_once_that_a_login_ends(chat):
    ana = await chat.owner()
    async with chat.house.doctor._store.begin() as connection:
        (known,) = await accounts.every(connection)
        soon = datetime.now(UTC) + timedelta(days=6, hours=12)
        await accounts.change(connection, known.model_copy(update={"expires": soon}))
    await logins.tell(chat.bot)
    await logins.tell(chat.bot)
    warned = await ana.sees("ends in 6 days")
    assert [one.text for one in ana.from_bot].count(warned.text) == 1
    assert warned.buttons == ["Connect anew"]


async def test_what_waited_for_a_login_goes_out_when_it_is_there_again(chat, receiver):
    ana = await chat.owner()
    await connected(chat, ana, receiver)
    await ana.sees("A name for it")
    ana.write("our site")
    await ana.sees("is connected")
    card = await chat.card(ana)
    receiver.secret = "another-secret-by-now"
    ana.tap(card, "Publish")
    question = await ana.wait(lambda: ana.message(card) if "Webhook" in ana.message(card).text else None, "no question")
    ana.tap(question.id, "Publish now")
    await ana.wait(lambda: "does not take the login" in ana.message(card).text, "not told", within=20)
    ana.write("/accounts")
    listed = (await ana.sees("Accounts")).id
    ana.tap(listed, "Webhook · our site")
    await asked(ana, listed, "Up to")
    ana.tap(listed, "Connect anew")
    await asked(ana, listed, "address that posts")
    ana.write(receiver.address)
    await ana.sees("The secret that deliveries")
    ana.write("another-secret-by-now")
    await ana.sees("A name for it")
    ana.write("our site")
    await ana.wait(lambda: receiver.posts, "nothing came", within=20)
    assert len(receiver.posts) == 1


@pytest.mark.parametrize("how", ["/slashed-secret-of-ours", "file"])
async def test_a_secret_that_comes_otherwise_is_taken_out_too(chat, receiver, how):
    ana = await chat.owner()
    card = await begun(chat, ana)
    await asked(ana, card, "address that posts")
    ana.write(receiver.address)
    await ana.sees("The secret that deliveries")
    if how == "file":
        said = ana.send_document("key.txt", b"the-secret-in-a-file")
        await ana.sees("as a plain message")
    else:
        said = ana.write(how)
        await ana.sees("A name for it")
    assert not stands(ana, said)
    assert how not in await stored(chat) or how == "file"
    assert "key.txt" not in await stored(chat)


async def test_a_command_ends_the_conversation_and_what_follows_is_no_answer(chat, receiver):
    ana = await chat.owner()
    card = await begun(chat, ana)
    await asked(ana, card, "address that posts")
    ana.write(receiver.address)
    await ana.sees("The secret that deliveries")
    ana.write("/drafts")
    await ana.wait(lambda: "draft" in ana.last.text.lower(), "no list")
    later = await chat.card(ana)
    assert stands(ana, later)
    assert receiver.address not in await stored(chat)


async def test_who_is_not_let_in_says_the_secret_once_more(chat, receiver):
    ana = await chat.owner()
    await connected(chat, ana, receiver, "another-secret-of-somebody")
    await ana.sees("A name for it")
    ana.write("our site")
    again = await ana.sees("✗")
    assert "The secret that deliveries" in again.text
    said = ana.write(SECRET)
    await ana.sees("is connected")
    assert not stands(ana, said)


async def test_an_account_whose_plug_in_is_gone_breaks_nothing_and_is_told(chat, receiver):
    ana = await chat.owner()
    async with chat.house.store.begin() as connection:
        gone = Account(id="g1", brand_id="main", platform="gazette", handle="the-gazette")
        await accounts.add(connection, gone)
    ana.write("/accounts")
    listed = await ana.sees("gazette · the-gazette · ✗ its network is not installed")
    ana.tap(listed.id, "gazette · the-gazette")
    await asked(ana, listed.id, "Its network is not installed.")
    ana.tap(listed.id, "Let go")
    await asked(ana, listed.id, "Its login is forgotten")
    card = await chat.card(ana)
    ana.tap(card, "Publish")
    question = await ana.wait(lambda: ana.message(card) if "Sandbox" in ana.message(card).text else None, "no question")
    assert "the-gazette" not in question.text
    ana.tap(listed.id, "Let go")
    await ana.wait(lambda: "gazette" not in ana.message(listed.id).text, "not let go")


async def test_a_question_of_before_it_was_connected_anew_lets_nothing_go(chat, receiver):
    ana = await chat.owner()
    await connected(chat, ana, receiver)
    await ana.sees("A name for it")
    ana.write("our site")
    await ana.sees("is connected")
    (account,) = [one for one in await chat.house.accounts.every() if one.platform == "webhook"]
    ana.write("/accounts")
    listed = await ana.sees("Accounts")
    ana.tap(listed.id, "Webhook · our site")
    await asked(ana, listed.id, "Up to")
    ana.tap(listed.id, "Let go")
    await asked(ana, listed.id, "Its login is forgotten")
    given = {"url": receiver.address, "secret": SECRET, "name": "our site"}
    await chat.house.connecting.connect("webhook", given, actor=LOCAL, brand_id="main", account_id=account.id)
    ana.tap(listed.id, "Let go")
    await asked(ana, listed.id, "Up to")
    assert account.id in [one.id for one in await chat.house.accounts.every()]
    ana.tap(listed.id, "Let go")
    await asked(ana, listed.id, "Its login is forgotten")
    ana.tap(listed.id, "Let go")
    await ana.wait(lambda: "our site" not in ana.message(listed.id).text, "not let go")
