"""Approval in the chat: a writer asks, an editor decides on a card of their own, the asker is told; changes void it."""

import pytest

from bot.store import Store, brands


@pytest.fixture
async def team(chat):
    """An owner, an editor and a writer with a draft of theirs."""
    ana = await chat.owner()
    edda, wren = await chat.member(ana, "Edda", "editor"), await chat.member(ana, "Wren", "writer")
    return ana, edda, wren, await chat.card(wren)


async def told(who, query, words):
    """A tap is answered with these words, over the button or, where that took long, in a message."""
    answer = await who.answer_to(query)
    if words not in answer.get("text", ""):
        await who.sees(words)


async def demand(chat):
    async with Store(chat.database) as store, store.begin() as connection:
        brand = await brands.by_name(connection, "Main")
        await brands.change(connection, brand.model_copy(update={"approval": "other_editor"}))


async def says(who, message, words):
    await who.wait(lambda: words in who.message(message).text, f"{message} does not say {words!r}")
    return who.message(message)


async def ask(who, card):
    who.tap(card, "Ask for approval")
    await says(who, card, "Ask for approval to publish on Sandbox?")
    who.tap(card, "Ask for approval")
    return await says(who, card, "asked for approval")


async def case(who):
    return (await who.sees("for your approval")).id


async def test_a_writer_asks_an_editor_approves_and_publishes(chat, team):
    _, edda, wren, card = team
    seen = await ask(wren, card)
    assert "Publish 1" not in seen.buttons
    theirs = await case(edda)
    draft = (await chat.house.drafting.open(1))[0][0].draft
    for part in (await chat.house.cards.card(draft.id)).post.parts:
        assert part.text.splitlines()[0] in edda.message(theirs).text
    edda.tap(theirs, "Approve")
    await says(edda, theirs, "Edda approved exactly this")
    await wren.sees("Edda approved “")
    await says(wren, card, "Edda approved exactly this")
    wren.tap(card, "Approved")
    assert (await says(wren, card, "An editor or the owner publishes it")).buttons == ["Back"]
    edda.tap(theirs, "Publish 1")
    await says(edda, theirs, "Publish now on Sandbox?")
    edda.tap(theirs, "Publish now")
    await says(edda, theirs, "✅ Sandbox")


async def test_an_approver_finds_the_question_on_the_draft_too(chat, team):
    _, edda, wren, card = team
    await demand(chat)
    await ask(wren, card)
    edda.write("/drafts")
    listed = (await edda.sees("Drafts")).id
    edda.tap(listed, "")
    await edda.wait(lambda: "Approval ..." in edda.message(listed).buttons, "no draft")
    edda.tap(listed, "Approval ...")
    await says(edda, listed, "for your approval")
    wren.tap(card, "Approval ...")
    await says(wren, card, "is asked for. I tell you")
    edda.tap(listed, "Approve")
    await says(edda, listed, "Edda approved exactly this")


async def test_every_approvers_card_shows_the_first_decision(chat, team):
    ana, edda, wren, card = team
    await ask(wren, card)
    hers, theirs = await case(ana), await case(edda)
    data = ana.message(hers).rows[0][0]["callback_data"]
    edda.tap(theirs, "Decline")
    await says(edda, theirs, "What should change?")
    edda.write("the headline, please")
    await says(ana, hers, "Edda declined: the headline, please")
    seen = await wren.sees("Edda declined “")
    assert "the headline, please" in seen.text
    await told(ana, ana.tap_data(hers, data), "decided")


async def test_a_change_voids_it_on_every_card_and_for_good(chat, team):
    _, edda, wren, card = team
    await demand(chat)
    await ask(wren, card)
    theirs = await case(edda)
    yes = edda.message(theirs).rows[0][0]["callback_data"]
    wren.write("add hashtag #harbour", reply_to=card)
    await says(wren, card, "The approval is void")
    assert "Approve" not in (await says(edda, theirs, "The approval is void")).buttons
    await told(edda, edda.tap_data(theirs, yes), "void")
    wren.tap(card, "Undo")
    await wren.wait(lambda: "Redo" in wren.message(card).buttons, "not undone")
    assert "The approval is void" in wren.message(card).text


async def test_an_approved_draft_that_changed_is_not_published(chat, team):
    _, edda, wren, card = team
    await demand(chat)
    await ask(wren, card)
    theirs = await case(edda)
    edda.tap(theirs, "Approve")
    await says(edda, theirs, "Edda approved")
    edda.tap(theirs, "Publish 1")
    await says(edda, theirs, "Publish now on Sandbox?")
    now = edda.message(theirs).rows[-1][0]["callback_data"]
    wren.write("add hashtag #harbour", reply_to=card)
    await says(wren, card, "The approval is void")
    await told(edda, edda.tap_data(theirs, now), "changed since")
    assert await chat.house.publishing.waiting() == []


async def test_where_another_editors_yes_is_demanded_an_editor_asks_too_and_the_author_gets_no_card(chat):
    ana = await chat.owner()
    edda = await chat.member(ana, "Edda", "editor")
    await demand(chat)
    card = await chat.card(ana)
    assert "Ask for approval" in ana.message(card).buttons
    await ask(ana, card)
    theirs = await case(edda)
    assert [one for one in ana.from_bot if "for your approval" in one.text] == []
    edda.tap(theirs, "Approve")
    await ana.wait(lambda: "Publish 1" in ana.message(card).buttons, "cannot publish")


async def test_where_nobody_else_may_approve_that_is_said(chat):
    ana = await chat.owner()
    await demand(chat)
    card = await chat.card(ana)
    ana.tap(card, "Ask for approval")
    await says(ana, card, "Ask for approval to publish")
    await told(ana, ana.tap(card, "Ask for approval"), "Nobody else may approve")


async def given(chat, team):
    """What the writer asked for is approved by the editor: both cards."""
    _, edda, wren, card = team
    await demand(chat)
    await ask(wren, card)
    theirs = await case(edda)
    edda.tap(theirs, "Approve")
    await says(wren, card, "Edda approved exactly this")
    return theirs


def times(who, words):
    return len([one for one in who.from_bot if words in one.text])


async def test_a_house_style_turned_after_a_yes_is_told_to_both_once_and_no_card_says_approved(chat, team):
    ana, edda, wren, card = team
    theirs = await given(chat, team)
    ana.write("/brand")
    brand = (await ana.sees("House style")).id
    ana.tap(brand, "Question: ")
    told = await edda.sees("Changed since you approved “")
    assert "Ana changed the house style" in told.text
    assert told.buttons == ["Open it"]
    assert "Ask again" in (await wren.sees("Changed since Edda approved “")).text
    assert "Ask for approval" in (await says(wren, card, "The approval is void")).buttons
    assert not any(one.startswith("Publish") for one in (await says(edda, theirs, "The approval is void")).buttons)
    ana.tap(brand, "Question: ")
    await ana.answer_to(ana.tap(brand, "Tone: "))
    assert (times(edda, "Changed since"), times(wren, "Changed since")) == (1, 1)
    async with Store(chat.database) as store, store.read() as connection:
        rows = await connection.exec_driver_sql(
            "SELECT member.name FROM event JOIN member ON member.id = event.actor WHERE action = 'approval_void'"
        )
        assert rows.scalars().all() == ["Ana"]


async def test_an_edit_after_a_yes_is_told_to_who_gave_it_with_what_changed_and_by_whom(chat, team):
    _, edda, wren, card = team
    theirs = await given(chat, team)
    wren.write("add hashtag #harbour", reply_to=card)
    await says(wren, card, "The approval is void")
    assert "#harbour" in (await edda.sees("Changed since you approved “")).text
    assert "(Wren)" in edda.last.text
    assert "Publish" not in str((await says(edda, theirs, "The approval is void")).buttons)
    assert times(wren, "Changed since") == 0


async def test_a_member_who_may_approve_no_more_takes_the_yes_along(chat, team):
    ana, _, wren, card = team
    await given(chat, team)
    ana.write("/members")
    listed = (await ana.wait(lambda: next((m for m in ana.from_bot if "Wren" in m.buttons), None), "no list")).id
    ana.tap(listed, "Edda")
    await ana.wait(lambda: "Writer" in ana.message(listed).buttons, "no roles")
    ana.tap(listed, "Writer")
    assert "Edda may approve no more" in (await wren.sees("Changed since Edda approved “")).text
    await says(wren, card, "The approval is void")
