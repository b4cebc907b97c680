"""Around the drafts: the sample, the command menu, accounts, the inbox."""

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
