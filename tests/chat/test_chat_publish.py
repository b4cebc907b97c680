"""Publishing in the chat: asked once, on the accounts ticked; one card of progress; what failed names the next step."""

import asyncio

import pytest

from bot import platforms
from bot.chat.buttons import pack
from bot.chat.screens.progress import VERBS, Deal
from bot.domain.publication import Account
from bot.store import Store, accounts
from bot.testing.faulty import Faulty

EVENING = Account(id="evening", brand_id="main", platform="sandbox", handle="evening")
COPIED = Account(id="copied", brand_id="main", platform="threads", handle="quay")


async def told(who, query, words):
    """A tap is answered with these words, over the button or, where that took long, in a message."""
    answer = await who.answer_to(query)
    if words not in answer.get("text", ""):
        await who.sees(words)


async def add(chat, *more):
    async with Store(chat.database) as store, store.begin() as connection:
        for account in more:
            await accounts.add(connection, account)


def strike(chat, **script):
    """From now on the sandbox is behind a line with these faults."""
    faulty = Faulty(platforms.get("sandbox"), **script)
    chat.house.delivering._platform = lambda name: faulty  # the one place where a network is reached
    return faulty


async def says(who, message, words):
    await who.wait(lambda: words in who.message(message).text, f"the card does not say {words!r}")
    return who.message(message)


async def asked(chat, who):
    """A card with the question before publishing."""
    card = await chat.card(who)
    who.tap(card, "Publish")
    await says(who, card, "Publish now on")
    return card


async def timeline(chat):
    async with Store(chat.database) as store, store.read() as connection:
        return (await connection.exec_driver_sql("SELECT account_id FROM timeline")).scalars().all()


async def test_a_tap_asks_and_a_second_publishes_with_the_link_told(chat):
    ana = await chat.owner()
    card = await asked(chat, ana)
    assert ana.message(card).text == "Publish now on Sandbox?"
    ana.tap(card, "Publish now")
    seen = await says(ana, card, "sandbox://rehearsal/")
    assert seen.text.startswith("✅ Sandbox")
    assert seen.buttons == ["Delete it on Sandbox", "Back to the draft"]
    ana.tap(card, "Back")
    await ana.wait(lambda: "Publish 1" in ana.message(card).buttons, "no draft card")
    ana.tap(card, "Publish 1")
    seen = await says(ana, card, "All of it is on its way or out")
    assert seen.buttons == ["How it stands", "Back"]
    ana.tap(card, "How it stands")
    await says(ana, card, "✅ Sandbox")
    ana.write("add hashtag #harbour", reply_to=card)
    await ana.wait(lambda: "Publish 1" in ana.message(card).buttons, "no draft card")
    ana.tap(card, "Publish 1")
    assert "An earlier wording is out on Sandbox" in (await says(ana, card, "Publish now on Sandbox?")).text


async def test_a_doubled_tap_and_one_that_comes_again_publish_once(chat):
    ana = await chat.owner()
    card = await asked(chat, ana)
    first, second = ana.tap(card, "Publish now"), ana.tap(card, "Publish now")
    ana.again(first)
    await ana.answer_to(second)
    await says(ana, card, "sandbox://rehearsal/")
    assert len(await timeline(chat)) == 1


async def test_accounts_are_ticked_off_and_the_button_counts_them(chat):
    ana = await chat.owner()
    await add(chat, EVENING)
    card = await asked(chat, ana)
    assert "✓ Sandbox · evening" in ana.message(card).buttons
    ana.tap(card, "✓ Sandbox · rehearsal")
    await says(ana, card, "Publish now on Sandbox · evening?")
    ana.tap(card, "Back")
    await ana.wait(lambda: "Publish 1" in ana.message(card).buttons, "the choice was forgotten")
    ana.tap(card, "Publish 1")
    await says(ana, card, "Publish now on Sandbox · evening?")
    ana.tap(card, "✓ Sandbox · evening")
    seen = await says(ana, card, "No account is ticked")
    assert not any(label.startswith("Publish") for label in seen.buttons)
    ana.tap(card, "▫️ Sandbox · evening")
    await says(ana, card, "Publish now on Sandbox · evening?")
    ana.tap(card, "Publish now")
    await says(ana, card, "sandbox://evening/")
    assert await timeline(chat) == ["evening"]


async def test_an_account_without_a_client_is_there_to_copy(chat):
    ana = await chat.owner()
    await add(chat, COPIED)
    card = await asked(chat, ana)
    assert ana.message(card).text == "Publish now on Sandbox?"
    before = len(ana.from_bot)
    ana.tap(card, "Copy Threads")
    await ana.wait(lambda: len(ana.from_bot) > before, "nothing to copy")
    draft = (await chat.house.drafting.open(1))[0][0].draft
    post = (await chat.house.cards.card(draft.id, "copied")).post
    assert ana.last.text == post.parts[0].text
    assert [entity["type"] for entity in ana.last.message["entities"]] == ["pre"]


async def test_what_another_member_changed_meanwhile_is_shown_and_not_published(chat):
    ana = await chat.owner()
    card = await asked(chat, ana)
    now = ana.message(card).rows[-1][0]["callback_data"]
    ana.write("no emoji", reply_to=card)
    await ana.wait(lambda: "Headline" in ana.message(card).buttons, "no card")
    await told(ana, ana.tap_data(card, now), "changed since")
    assert await timeline(chat) == []


async def test_a_refusal_is_told_and_tried_again(chat):
    ana = await chat.owner()
    card = await asked(chat, ana)
    strike(chat, publish=["refused"])
    ana.tap(card, "Publish now")
    seen = await says(ana, card, "was not published")
    assert "Faulty" in seen.text
    ana.tap(card, "Try Sandbox again")
    await says(ana, card, "✅ Sandbox")


async def test_a_network_that_asks_to_wait_is_waited_for(chat, monkeypatch):
    monkeypatch.setattr("bot.testing.faulty.RETRY_AFTER", 0.6)
    ana = await chat.owner()
    card = await asked(chat, ana)
    strike(chat, publish=["busy"])
    ana.tap(card, "Publish now")
    await says(ana, card, "I go on by myself at")
    await says(ana, card, "✅ Sandbox")


@pytest.mark.parametrize(
    ("way", "count"), [(["Send again"], 1), (["It is there", "I have no link"], 0), (["It is there", "Back", "S"], 1)]
)
async def test_what_nobody_can_tell_about_is_settled_by_a_person(chat, way, count):
    ana = await chat.owner()
    card = await asked(chat, ana)
    strike(chat, publish=["cannot_tell"], find=["cannot_tell"] * 2)
    ana.tap(card, "Publish now")
    await says(ana, card, "❓ Sandbox may be out")
    for label in way:
        await ana.wait(lambda label=label: any(b.startswith(label) for b in ana.message(card).buttons), f"no {label}")
        ana.tap(card, label)
    await says(ana, card, "✅ Sandbox")
    assert len(await timeline(chat)) == count


async def test_the_link_of_what_is_there_is_taken_and_a_wrong_one_asked_for_again(chat):
    ana = await chat.owner()
    card = await asked(chat, ana)
    strike(chat, publish=["answer_lost"], find=["cannot_tell"])
    ana.tap(card, "Publish now")
    await says(ana, card, "❓ Sandbox may be out")
    ana.tap(card, "It is there")
    await says(ana, card, "Send me its link")
    ana.write("over there!")
    await ana.sees("is no address of a post")
    ana.write("sandbox://rehearsal/k3f9m2x8bd")
    seen = await says(ana, card, "✅ Sandbox")
    assert "sandbox://rehearsal/k3f9m2x8bd" in seen.text
    assert len(await timeline(chat)) == 1


async def test_a_writer_cannot_publish_by_a_button_of_old(chat):
    ana = await chat.owner()
    card = await asked(chat, ana)
    now = ana.message(card).rows[-1][0]["callback_data"]
    wren = await chat.member(ana, "Wren", "writer")
    await told(wren, wren.tap_data(wren.last.id, now), "role")
    assert await timeline(chat) == []


@pytest.mark.parametrize("failures", [[500], ["before"], [500, 500]])
async def test_trouble_with_telegram_keeps_no_post_from_going_out_and_the_card_tells_it_in_the_end(chat, failures):
    ana = await chat.owner()
    card = await asked(chat, ana)
    chat.server.world.failures["editMessageText"] = failures
    ana.tap(card, "Publish now")
    await says(ana, card, "✅ Sandbox")
    assert len(await timeline(chat)) == 1


async def test_a_restart_goes_on_where_it_was(telegram, tmp_path):
    from chat.conftest import Chat

    chat = Chat(telegram, f"sqlite:///{tmp_path / 'chat.db'}")
    async with chat.at_work():
        ana = await chat.owner()
        card = await asked(chat, ana)
        strike(chat, publish=["busy"])
        ana.tap(card, "Publish now")
        await says(ana, card, "I go on by myself at")
    async with Store(chat.database) as store, store.begin() as connection:
        await connection.exec_driver_sql("UPDATE delivery SET retry_at = NULL")
    async with chat.at_work():
        await says(ana, card, "✅ Sandbox")
        assert len(await timeline(chat)) == 1


async def both_asked(chat):
    """Two members before the same question, and their messages."""
    ana = await chat.owner()
    edda = await chat.member(ana, "Edda", "editor")
    await add(chat, EVENING)
    card = await asked(chat, ana)
    edda.write("/drafts")
    theirs = (await edda.sees("Drafts")).id
    edda.tap(theirs, "")
    await edda.wait(lambda: "Publish 2" in edda.message(theirs).buttons, "no card")
    edda.tap(theirs, "Publish 2")
    await says(edda, theirs, "Publish now on")
    return ana, card, edda, theirs


async def test_two_members_who_publish_at_once_publish_once(chat):
    ana, card, edda, theirs = await both_asked(chat)
    ana.tap(card, "Publish now")
    edda.tap(theirs, "Publish now")
    await says(ana, card, "sandbox://evening/")
    await says(edda, theirs, "sandbox://evening/")
    assert sorted(await timeline(chat)) == ["evening", "sandbox"]


async def test_who_is_before_the_question_sees_that_another_published(chat):
    ana, card, edda, theirs = await both_asked(chat)
    now = edda.message(theirs).rows[-1][0]["callback_data"]
    ana.tap(card, "Publish now")
    await says(ana, card, "sandbox://evening/")
    assert "Publish now" not in (await says(edda, theirs, "All of it is on its way or out")).buttons
    edda.tap_data(theirs, now)
    await says(edda, theirs, "sandbox://evening/")
    assert sorted(await timeline(chat)) == ["evening", "sandbox"]


async def untick(ana, card, theirs):
    ana.tap(card, "✓ Sandbox · evening")


async def edit(ana, card, theirs):
    ana.write("add hashtag #harbour", reply_to=card)


@pytest.mark.parametrize(("change", "what"), [(untick, "the accounts"), (edit, "#harbour")])
async def test_what_another_changed_is_said_before_the_question_is_asked_again(chat, change, what):
    ana, card, edda, theirs = await both_asked(chat)
    now = edda.message(theirs).rows[-1][0]["callback_data"]
    await change(ana, card, theirs)
    assert what in (await says(edda, theirs, "Changed since you were asked")).text
    await told(edda, edda.tap_data(theirs, now), "changed since")
    assert what in (await says(edda, theirs, "Changed since you were asked")).text
    assert await timeline(chat) == []
    edda.tap(theirs, "Publish")
    await says(edda, theirs, "Publish now on")
    edda.tap(theirs, "Publish now")
    await says(edda, theirs, "✅ Sandbox")


@pytest.mark.parametrize("state", ["held", "failed", "uncertain", "scheduled"])
@pytest.mark.parametrize("role", ["viewer", "writer", "editor"])
async def test_every_verb_by_every_role_publishes_only_by_right_and_when_it_is_time(chat, role, state):
    ana = await chat.owner()
    other = await chat.member(ana, "Otto", role)
    card = await asked(chat, ana)
    strike(chat, publish=["logged_out"])
    ana.tap(card, "Publish now")
    await says(ana, card, "is held")
    draft = (await chat.house.drafting.open(1))[0][0].draft
    (report,) = await chat.house.publishing.of_draft(draft.id)
    async with Store(chat.database) as store, store.begin() as connection:
        await connection.exec_driver_sql(f"UPDATE publication SET state = '{state}', at = '2099-01-01 00:00:00.000000'")
        if state == "uncertain":
            await connection.exec_driver_sql("UPDATE delivery SET state = 'unknown'")
    for verb in (*VERBS, "publish", ""):
        for publication in (report.publication.id, "nosuch"):
            data = pack(Deal(draft.id, draft.revision, publication, verb))
            await other.answer_to(other.tap_data(other.last.id, data))
    await asyncio.sleep(0.3)  # what was begun beside the conversation has its turn
    (now,) = await chat.house.publishing.of_draft(draft.id)
    meant = {"held": "scheduled", "failed": "scheduled", "uncertain": "publishing"} if role == "editor" else {}
    assert now.publication.state == meant.get(state, state)
    assert await timeline(chat) == []
