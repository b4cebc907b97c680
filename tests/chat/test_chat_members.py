"""Who may talk: the first owner, invitations, roles, strangers."""

from bot.testing.telegram import person


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
