"""Around the drafts: the sample, the command menu, accounts, the inbox."""

import asyncio

import pytest
from articles.stories import FERRY

from bot.domain.brand import Member


async def test_a_new_owner_tries_the_sample(chat):
    ana = await chat.owner()
    ana.tap(ana.last.id, "Try it")
    card = await ana.wait(lambda: next((one for one in ana.from_bot if "Headline" in one.buttons), None), "no card")
    assert "tidal" in card.text


async def test_the_menu_is_the_members_own(chat):
    ana = await chat.owner()
    viewer = await chat.member(ana, "Vera", "viewer")

    def menu(who):
        wanted = f'"chat_id": {who.id}'
        kept = next(listed for scope, listed in chat.server.world.commands.items() if wanted in scope)
        return {one["command"] for one in kept}

    await viewer.wait(lambda: any(f'"chat_id": {viewer.id}' in scope for scope in chat.server.world.commands), "none")
    assert {"brand", "halt", "new"} <= menu(ana)
    assert menu(viewer) & {"brand", "halt", "new"} == set()


async def test_a_reply_is_reviewed_and_put_away(chat):
    ana = await chat.owner()
    card = await chat.card(ana)
    ana.tap(card, "Publish")
    await ana.wait(lambda: "Publish now" in ana.message(card).buttons, "not asked")
    ana.tap(card, "Publish now")
    await ana.wait(lambda: "✅" in ana.message(card).text, "not published")
    address = next(word for word in ana.message(card).text.split() if word.startswith("sandbox://"))
    await chat.house.rehearsal.say(address, "Does this lower bills outside the city?", "@mira")
    ana.write("/inbox")
    shown = await ana.sees("Does this lower bills")
    ana.tap(shown.id, "Done")
    await ana.wait(lambda: "No open replies" in ana.message(shown.id).text, "still open")
    assert [one.state for one in await chat.house.inbox.listed()] == ["dismissed"]


async def test_accounts_say_what_they_take(chat):
    ana = await chat.owner()
    ana.write("/accounts")
    assert "Sandbox" in (await ana.sees("Accounts")).text


async def test_a_viewer_puts_nothing_away(chat):
    ana = await chat.owner()
    viewer = await chat.member(ana, "Vera", "viewer")
    me: Member = await chat.house.members.with_telegram(viewer.id)
    assert me.role == "viewer"
    viewer.write("/halt")
    await viewer.sees("does not allow")
    assert not await chat.house.halting.is_halted()


async def test_the_sample_is_shown_again_when_it_is_asked_for_again(chat):
    ana = await chat.owner()
    welcome = ana.last.id
    ana.tap(welcome, "Try it")
    await ana.wait(lambda: "Headline" in ana.last.buttons, "no card", within=20)
    first, title = ana.last.id, ana.last.text.splitlines()[0]
    await asyncio.sleep(0.2)
    ana.tap(welcome, "Try it")
    await ana.wait(lambda: ana.last.id > first and "Headline" in ana.last.buttons, "no card")
    assert ana.last.text.splitlines()[0] == title
    assert len(await chat.house.drafting.open(10)) == 1


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Send me a link"), ("de", "einen Link"), ("es", "un enlace"), ("ru", "ссылку")]
)
async def test_new_asks_for_an_article_and_no_more(chat, language, said):
    ana = await chat.owner(language=language)
    ana.write("/new")
    asked = await ana.wait(lambda: ana.last if ana.last.id > 3 else None, "silence")
    assert said in asked.text
    assert len(asked.text) < 120


async def test_what_stands_behind_new_is_drafted(chat):
    ana = await chat.owner()
    await chat.card(ana, f"/new {FERRY}")
