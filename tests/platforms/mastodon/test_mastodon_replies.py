"""What others say below a post on Mastodon, as the inbox takes it."""

import pytest

from bot.domain.errors import Later
from bot.domain.publication import Remote
from bot.testing.sessions import outgoing


async def test_replies_are_plain_text_with_their_parents(rig, session):
    world = rig.server.world
    first = await session.publish(outgoing(rig, "Part 0", "key-0"))
    second = await session.publish(outgoing(rig, "Part 1", "key-1", first))
    renn = world.person("renn", "harbour.example")
    us = '<a href="https://mastodon.example/@standfirst" class="u-url mention">@<span>standfirst</span></a>'
    link = '<a href="https://harbour.example/plan"><span class="invisible">https://</span>harbour.example/plan</a>'
    html = f"<p>{us} Which quay?<br />The <b>old</b> one &amp; pier?</p><p>See {link}</p>"
    asked = world.say(renn, html, parent=world.status(second.id), spoiler="Question")
    deeper = world.say(world.person("ilda"), "<p>The old one.</p>", parent=asked, visibility="direct")
    replies, _ = await session.replies([first, second], cursor="")
    assert [(one.native_id, one.parent_id, one.author) for one in replies] == [
        (asked.id, second.id, "@renn@harbour.example")
    ]
    text = "@standfirst Which quay?\nThe old one & pier?\n\nSee https://harbour.example/plan"
    assert replies[0].text == f"Question\n\n{text}"
    assert replies[0].url == f"https://harbour.example/@renn/{asked.id}"
    assert (replies[0].private, replies[0].edited) == (False, None)
    deeper.visibility = "unlisted"
    replies, _ = await session.replies([first, second], cursor="")
    assert replies[1].author == "@ilda@mastodon.example"


async def test_a_direct_answer_is_private(rig, session):
    world = rig.server.world
    first = await session.publish(outgoing(rig, "Part 0", "key-0"))
    world.say(world.person("renn", "h.example"), "<p>Psst</p>", parent=world.status(first.id), visibility="direct")
    replies, _ = await session.replies([first], cursor="")
    assert [one.private for one in replies] == [True]


async def test_only_what_is_new_or_changed_is_told_again(rig, session):
    world = rig.server.world
    first = await session.publish(outgoing(rig, "Part 0", "key-0"))
    reply = world.say(world.person("renn", "harbour.example"), "<p>Which?</p>", parent=world.status(first.id))
    said, cursor = await session.replies([first], cursor="")
    assert await session.replies([first], cursor=cursor) == ([], cursor)
    reply.html, reply.edited = "<p>Which quay?</p>", world.clock.now()
    changed, after = await session.replies([first], cursor=cursor)
    assert [one.text for one in (*said, *changed)] == ["Which?", "Which quay?"]
    assert changed[0].edited is not None
    assert after != cursor


async def test_our_own_answers_are_no_replies_but_what_answers_them_is(rig, session):
    world = rig.server.world
    first = await session.publish(outgoing(rig, "Part 0", "key-0"))
    renn = world.person("renn", "harbour.example")
    asked = world.say(renn, "<p>Which quay?</p>", parent=world.status(first.id))
    ours = await session.publish(outgoing(rig, "The old one.", "key-1", Remote(id=asked.id)))
    thanks = world.say(renn, "<p>Thanks</p>", parent=world.status(ours.id))
    replies, _ = await session.replies([first], cursor="")
    assert [one.native_id for one in replies] == [asked.id, thanks.id]


async def test_below_a_part_that_is_gone_the_others_are_read(rig, session):
    world = rig.server.world
    first = await session.publish(outgoing(rig, "Part 0", "key-0"))
    second = await session.publish(outgoing(rig, "Part 1", "key-1", first))
    asked = world.say(world.person("renn", "harbour.example"), "<p>Which?</p>", parent=world.status(second.id))
    await session.delete(first)
    replies, _ = await session.replies([first, second], cursor="")
    assert [one.native_id for one in replies] == [asked.id]
    assert await session.replies([], cursor="") == (await session.replies([first], cursor=""))


async def test_a_server_that_cannot_be_read_is_read_later(anywhere):
    async with anywhere.platform.connect(anywhere.account, anywhere.resources) as session:
        first = await session.publish(outgoing(anywhere, "Part 0", "key-0"))
        for fault in ("refused_connection", "html_page", "wrong_type"):
            await anywhere.line.fail(fault)
            with pytest.raises(Later):
                await session.replies([first], cursor="")
            await anywhere.mend()
