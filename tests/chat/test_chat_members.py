"""Who may talk: the first owner, invitations, roles, strangers."""

import asyncio
import json

from bot.chat import errands
from bot.domain.conversation import Place
from bot.testing.telegram import group, person


async def test_the_first_to_open_the_link_owns_the_bot(chat):
    ana = await chat.owner()
    assert "own" in ana.last.text
    assert await chat.house.members.is_owned()


async def test_a_stranger_gets_one_line_then_silence(chat):
    await chat.owner()
    stranger = person(chat.server, "Sten")
    stranger.start()
    await stranger.sees("private")
    stranger.write("hello?")
    stranger.write("/drafts")
    ana_writes = person(chat.server, "Otto")
    ana_writes.write("hi")
    await ana_writes.sees("private")
    assert len(stranger.from_bot) == 1


async def test_an_invitation_works_once(chat):
    ana = await chat.owner()
    editor = await chat.member(ana, "Edda", "editor")
    assert (await chat.house.members.with_telegram(editor.id)).role == "editor"
    code = next(one.text for one in reversed(ana.messages) if "start=" in one.text).partition("start=")[2].split()[0]
    late = person(chat.server, "Late")
    late.start(code)
    await late.sees("used already")
    assert await chat.house.members.with_telegram(late.id) is None


async def invited_in(chat, who, room):
    """Ask for an invitation within a group; the message that was asked in."""
    who.write(f"/members@{chat.server.world.username}", room=room)
    listed = await room.sees("Members")
    who.tap(listed.id, "Invite", room=room)
    await room.wait(lambda: "as what" in room.message(listed.id).text, "no roles")
    who.tap(listed.id, "Editor", room=room)
    return listed.id


async def test_an_invitation_asked_for_in_a_group_goes_to_the_private_chat(chat):
    ana = await chat.owner()
    desk = group(chat.server, "Desk", ana)
    asked = await invited_in(chat, ana, desk)
    await ana.sees("start=")
    await desk.wait(lambda: "in your chat with me" in desk.message(asked).text, "not said")
    assert not any("start=" in body["text"] for _, body in desk.chat.history)


async def test_who_cannot_be_written_to_hears_how_to_get_an_invitation(chat):
    ana = await chat.owner()
    desk = group(chat.server, "Desk", ana)
    ana.block()
    asked = await invited_in(chat, ana, desk)
    await desk.wait(lambda: "press Start" in desk.message(asked).text, "not said")
    assert not any("start=" in body["text"] for _, body in desk.chat.history)


def menu_of(chat, who):
    scope = {"type": "chat", "chat_id": who.id}
    commands = chat.server.world.commands.get(json.dumps([scope, ""], sort_keys=True))
    return commands and {one["command"] for one in commands}


async def test_another_role_has_another_menu_and_who_is_removed_none(chat):
    ana = await chat.owner()
    edda = await chat.member(ana, "Edda", "editor")
    await ana.wait(lambda: menu_of(chat, edda), "no menu")
    assert "halt" in menu_of(chat, edda)
    ana.write("/members")
    listed = await ana.wait(lambda: next((one for one in ana.from_bot if "Edda" in one.buttons), None), "no Edda")
    for label, changed in (("Viewer", lambda: not {"halt", "new"} & menu_of(chat, edda)), ("Remove", None)):
        await ana.wait(lambda: "Edda" in ana.message(listed.id).buttons, "no list")
        ana.tap(listed.id, "Edda")
        await ana.wait(lambda: "Remove" in ana.message(listed.id).buttons, "not shown")
        ana.tap(listed.id, label)
        await ana.wait(changed or (lambda: menu_of(chat, edda) is None), "the menu stayed")


async def test_what_a_removed_member_asked_for_is_not_done(chat):
    ana = await chat.owner()
    edda = await chat.member(ana, "Edda", "editor")
    member = await chat.house.members.with_telegram(edda.id)
    owner = await chat.house.members.with_telegram(ana.id)
    asked = Place(chat_id=edda.id, message_id=1)
    kept = await chat.house.correspondence.begin("read", member.id, asked, text="A text. " * 80)
    await chat.house.members.remove(member.id, actor=owner)
    before = len(edda.from_bot)
    await errands.resume(chat.bot)
    for _ in range(300):
        if (await chat.house.correspondence.errand(kept.id)).state == "failed":
            break
        await asyncio.sleep(0.01)
    assert (await chat.house.correspondence.errand(kept.id)).state == "failed"
    assert len(edda.from_bot) == before
