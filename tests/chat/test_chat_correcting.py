"""What is out is changed and deleted in the chat: asked once, with what comes of it; a stale tap does nothing."""

import json
from datetime import UTC, datetime
from html import unescape

import pytest

from bot import platforms
from bot.chat.buttons import MOST_BYTES, pack, unpack
from bot.chat.screens.corrections import Correct, CorrectNow, change_view, pairs
from bot.chat.screens.progress import Deal
from bot.chat.screens.publish import PublishAnew
from bot.chat.texts import Texts
from bot.chat.view import Button
from bot.domain.errors import Refused
from bot.domain.post import Card, Part, Post
from bot.domain.publication import Account, Publication
from bot.services.correcting import Change
from bot.services.publishing import Report
from bot.store import Store
from bot.testing.faulty import Faulty
from bot.text.counting import utf16_length
from bot.text.templating import Templates

LONG = "zzzzzzzzzzzz"
AT = datetime(2026, 5, 12, 9, 2, 11, tzinfo=UTC)


def strike(chat, **script):
    """From now on the sandbox is behind a line with these faults."""
    faulty = Faulty(platforms.get("sandbox"), **script)
    for service in (chat.house.delivering, chat.house.correcting):
        service._platform = lambda name: faulty
    return faulty


async def says(who, message, words):
    await who.wait(lambda: words in who.message(message).text, f"the card does not say {words!r}")
    return who.message(message)


async def offers(who, message, label):
    await who.wait(lambda: label in who.message(message).buttons, f"no button {label!r}")
    return who.message(message)


async def told(who, query, words):
    answer = await who.answer_to(query)
    if words not in answer.get("text", ""):
        await who.sees(words)


async def out(chat, who):
    """A card that tells of a post that is out."""
    card = await chat.card(who)
    who.tap(card, "Publish")
    await says(who, card, "Publish now on")
    who.tap(card, "Publish now")
    await says(who, card, "✅ Sandbox")
    await offers(who, card, "Back to the draft")
    return card


async def edited(who, card, words="headline: The quay is open again"):
    """The draft says something else now, and its card tells how what is out stands."""
    who.tap(card, "Back to the draft")
    await offers(who, card, "Headline")
    before = who.message(card).text
    who.write(words, reply_to=card)
    await who.wait(lambda: who.message(card).text != before, "the edit is not shown")
    await offers(who, card, "Publish 1")
    who.tap(card, "Publish 1")
    await offers(who, card, "How it stands")
    who.tap(card, "How it stands")
    return await says(who, card, "✅ Sandbox")


async def timeline(chat):
    """What readers see: each post's text, the deleted ones left out."""
    async with Store(chat.database) as store, store.read() as connection:
        rows = await connection.exec_driver_sql("SELECT body FROM timeline ORDER BY sequence")
        entries = [json.loads(body) if isinstance(body, str) else body for body in rows.scalars()]
    return [entry["text"] for entry in entries if not entry["deleted"]]


async def test_it_is_deleted_after_one_question_that_says_what_is_lost(chat):
    ana = await chat.owner()
    card = await out(chat, ana)
    ana.tap(card, "Delete it on Sandbox")
    seen = await says(ana, card, "Delete it on Sandbox · rehearsal?")
    assert "sandbox://rehearsal/" in seen.text
    assert "Replies and likes below it are lost" in seen.text
    assert len(await timeline(chat)) == 1
    ana.tap(card, "Back")
    await says(ana, card, "✅ Sandbox")
    await offers(ana, card, "Delete it on Sandbox")
    ana.tap(card, "Delete it on Sandbox")
    await offers(ana, card, "Delete it now")
    ana.tap(card, "Delete it now")
    seen = await says(ana, card, "🗑 Sandbox is deleted")
    assert seen.buttons == ["Back to the draft"]
    assert await timeline(chat) == []


async def test_what_was_deleted_is_published_anew_only_by_a_new_word(chat):
    ana = await chat.owner()
    card = await out(chat, ana)
    ana.tap(card, "Delete it on Sandbox")
    await offers(ana, card, "Delete it now")
    ana.tap(card, "Delete it now")
    await says(ana, card, "🗑 Sandbox is deleted")
    ana.tap(card, "Back to the draft")
    await offers(ana, card, "Publish 1")
    ana.tap(card, "Publish 1")
    seen = await says(ana, card, "It was deleted on Sandbox")
    now = next(one["callback_data"] for row in seen.rows for one in row if one["text"] == "Publish now")
    ana.tap(card, "Publish now")
    await says(ana, card, "✅ Sandbox")
    assert len(await timeline(chat)) == 1
    await offers(ana, card, "Delete it on Sandbox")
    ana.tap(card, "Delete it on Sandbox")
    await offers(ana, card, "Delete it now")
    ana.tap(card, "Delete it now")
    await says(ana, card, "🗑 Sandbox is deleted")
    await told(ana, ana.tap_data(card, now), "changed since")
    assert await timeline(chat) == []


async def test_a_change_is_shown_part_by_part_and_made_where_it_is(chat):
    ana = await chat.owner()
    card = await out(chat, ana)
    assert "Change it on Sandbox" not in ana.message(card).buttons
    (before,) = await timeline(chat)
    seen = await edited(ana, card)
    link = seen.text.partition("sandbox://")[2].split()[0]
    await offers(ana, card, "Change it on Sandbox")
    ana.tap(card, "Change it on Sandbox")
    seen = await says(ana, card, "Change what is out on Sandbox · rehearsal?")
    assert before.splitlines()[0] in seen.text
    assert "The quay is open again" in seen.text
    assert len(await timeline(chat)) == 1
    ana.tap(card, "Change it now")
    seen = await says(ana, card, "✅ Sandbox")
    assert link in seen.text
    await ana.wait(lambda: "Change it on Sandbox" not in ana.message(card).buttons, "it is offered again")
    (after,) = await timeline(chat)
    assert after.startswith("The quay is open again")
    ana.tap(card, "Back to the draft")
    await offers(ana, card, "Publish 1")
    ana.tap(card, "Publish 1")
    await says(ana, card, "All of it is on its way or out")


async def test_a_button_of_before_the_change_tells_how_it_stands(chat):
    ana = await chat.owner()
    card = await out(chat, ana)
    draft = (await chat.house.drafting.open(1))[0][0].draft
    (report,) = await chat.house.publishing.of_draft(draft.id)
    await edited(ana, card)
    await offers(ana, card, "Change it on Sandbox")
    ana.tap(card, "Change it on Sandbox")
    await offers(ana, card, "Change it now")
    ana.tap(card, "Change it now")
    await offers(ana, card, "Back to the draft")
    ana.tap(card, "Back to the draft")
    await offers(ana, card, "Headline")
    ana.tap_data(card, pack(Deal(draft.id, 1, report.publication.id, "look")))
    await says(ana, card, "✅ Sandbox")


async def test_a_network_that_changes_nothing_offers_to_delete_and_publish_again(chat):
    ana = await chat.owner()
    card = await out(chat, ana)
    strike(chat, without=["amend"])
    await edited(ana, card)
    await offers(ana, card, "Change it on Sandbox")
    ana.tap(card, "Change it on Sandbox")
    seen = await says(ana, card, "does not let a post be changed")
    assert "its address will be another" in seen.text
    ana.tap(card, "Delete and publish again")
    await says(ana, card, "✅ Sandbox")
    await ana.wait(lambda: "🗑" not in ana.message(card).text, "what was replaced is told")
    (after,) = await timeline(chat)
    assert after.startswith("The quay is open again")


async def test_a_change_the_network_refuses_may_be_published_again_instead(chat):
    ana = await chat.owner()
    card = await out(chat, ana)
    strike(chat, amend=["refused"])
    await edited(ana, card)
    await offers(ana, card, "Change it on Sandbox")
    ana.tap(card, "Change it on Sandbox")
    await offers(ana, card, "Change it now")
    ana.tap(card, "Change it now")
    await offers(ana, card, "Delete and publish again")
    ana.tap(card, "Delete and publish again")
    await says(ana, card, "✅ Sandbox")
    (after,) = await timeline(chat)
    assert after.startswith("The quay is open again")


async def test_a_network_that_asks_to_wait_is_waited_for(chat, monkeypatch):
    monkeypatch.setattr("bot.testing.faulty.RETRY_AFTER", 0.6)
    ana = await chat.owner()
    card = await out(chat, ana)
    strike(chat, delete=["busy"])
    ana.tap(card, "Delete it on Sandbox")
    await offers(ana, card, "Delete it now")
    ana.tap(card, "Delete it now")
    await says(ana, card, "🗑 Sandbox is deleted")
    assert await timeline(chat) == []


async def test_what_the_network_does_not_delete_is_deleted_by_hand(chat):
    ana = await chat.owner()
    card = await out(chat, ana)
    strike(chat, delete=["refused"])
    ana.tap(card, "Delete it on Sandbox")
    await offers(ana, card, "Delete it now")
    ana.tap(card, "Delete it now")
    await says(ana, card, "refuses this post")
    await offers(ana, card, "I deleted it on Sandbox")
    ana.tap(card, "I deleted it on Sandbox")
    await says(ana, card, "Is it gone on Sandbox")
    ana.tap(card, "It is gone")
    await says(ana, card, "🗑 Sandbox is deleted")


async def test_a_doubled_tap_deletes_once_and_tells_no_trouble(chat):
    ana = await chat.owner()
    card = await out(chat, ana)
    line = strike(chat)
    ana.tap(card, "Delete it on Sandbox")
    await offers(ana, card, "Delete it now")
    ana.tap(card, "Delete it now")
    ana.tap(card, "Delete it now")
    await says(ana, card, "🗑 Sandbox is deleted")
    assert [name for name, _ in line.calls] == ["delete"]


async def test_a_tap_on_a_question_that_is_stale_does_nothing(chat):
    ana = await chat.owner()
    card = await out(chat, ana)
    await edited(ana, card)
    await offers(ana, card, "Change it on Sandbox")
    ana.tap(card, "Change it on Sandbox")
    seen = await offers(ana, card, "Change it now")
    stale = seen.rows[0][0]["callback_data"]
    (before,) = await timeline(chat)
    ana.tap(card, "Back")
    await offers(ana, card, "Back to the draft")
    await edited(ana, card, "headline: The quay is closed again")
    await told(ana, ana.tap_data(card, stale), "changed since")
    assert await timeline(chat) == [before]


async def test_a_question_about_what_is_gone_does_nothing(chat):
    ana = await chat.owner()
    card = await out(chat, ana)
    first = ana.message(card).rows[0][0]["callback_data"]
    ana.tap(card, "Delete it on Sandbox")
    seen = await offers(ana, card, "Delete it now")
    now = seen.rows[0][0]["callback_data"]
    ana.tap(card, "Delete it now")
    await says(ana, card, "🗑 Sandbox is deleted")
    for data in (first, now):
        await told(ana, ana.tap_data(card, data), "changed since")
    await says(ana, card, "🗑 Sandbox is deleted")


@pytest.mark.parametrize("role", ["viewer", "writer"])
async def test_who_may_not_publish_neither_sees_the_buttons_nor_can_use_them(chat, role):
    ana = await chat.owner()
    wren = await chat.member(ana, "Wren", role)
    card = await out(chat, ana)
    first = ana.message(card).rows[0][0]["callback_data"]
    ana.tap(card, "Delete it on Sandbox")
    now = (await offers(ana, card, "Delete it now")).rows[0][0]["callback_data"]
    for data in (first, now):
        await told(wren, wren.tap_data(wren.last.id, data), "role")
    assert len(await timeline(chat)) == 1


async def test_a_restart_goes_on_where_it_was(telegram, tmp_path):
    from chat.conftest import Chat

    chat = Chat(telegram, f"sqlite:///{tmp_path / 'chat.db'}")
    async with chat.at_work():
        ana = await chat.owner()
        card = await out(chat, ana)
        strike(chat, delete=["busy"])
        ana.tap(card, "Delete it on Sandbox")
        await offers(ana, card, "Delete it now")
        ana.tap(card, "Delete it now")
        await says(ana, card, "refuses this post")
    async with chat.at_work():
        await says(ana, card, "🗑 Sandbox is deleted")
        assert await timeline(chat) == []


@pytest.mark.parametrize(
    "payload",
    [
        Correct(LONG, LONG, "change"),
        CorrectNow(LONG, LONG, "repost", "0123456789"),
        PublishAnew(LONG, 9999, LONG, "0123456789", 999),
    ],
)
def test_every_payload_fits_a_button(payload):
    assert len(pack(payload).encode()) <= MOST_BYTES
    assert unpack(pack(payload)) == payload


def change_of(texts, *, card=None):
    """A change of a thread: each part gets a new text."""
    made = [
        Post(platform="x", parts=tuple(Part(text=text, length=len(text), limit=280) for text in said))
        for said in (texts[0], texts[1])
    ]
    account = Account(id="x", brand_id="main", platform="x", handle="quay")
    publication = Publication(id=LONG, post_id="p", account_id="x", at=AT, content_hash="0" * 64, state="published")
    after = made[1].model_copy(update={"card": card})
    return Change(Report(publication, account, made[0], (), LONG, 1), made[0].parts, after, 2, differs=True)


@pytest.mark.parametrize("language", ["en", "de", "es", "ru"])
def test_a_long_thread_of_long_parts_fits_a_message(language):
    texts = [[f"{word} & {number} " * 400 for number in range(25)] for word in ("<before>", "<after>")]
    back = Button("Back")
    bar = Refused("amend_other_parts", before=25, after=25)
    view = change_view(Texts(Templates(), language), change_of(texts), "X · quay", back, bar=bar)
    assert utf16_length(unescape(view.text)) <= 4096
    assert "+17" in view.text
    assert "&lt;before&gt;" in view.text


def test_only_what_changes_is_shown_a_card_too():
    texts = [["Same", "Old", "Gone"], ["Same", "New"]]
    assert [(one.number, one.before, one.after) for one in pairs(change_of(texts))] == [
        (2, "Old", "New"),
        (3, "Gone", None),
    ]
    card = Card(url="https://harbour.example/", title="Quay")
    assert [one.number for one in pairs(change_of([["Same"], ["Same"]], card=card))] == [1]


async def test_what_nobody_knows_to_be_deleted_waits_in_the_queue(chat):
    ana = await chat.owner()
    card = await out(chat, ana)
    strike(chat, delete=["cannot_tell"] * 2)
    ana.tap(card, "Delete it on Sandbox")
    await offers(ana, card, "Delete it now")
    ana.tap(card, "Delete it now")
    await offers(ana, card, "I deleted it on Sandbox")
    ana.write("/queue")
    listed = await ana.sees("is not gone altogether")
    ana.tap(listed.id, "1")
    await offers(ana, listed.id, "Delete it on Sandbox · rehearsal")
    ana.tap(listed.id, "Delete it on Sandbox · rehearsal")
    await offers(ana, listed.id, "Delete it now")
    ana.tap(listed.id, "Delete it now")
    await says(ana, listed.id, "🗑 Sandbox is deleted")
    assert await timeline(chat) == []
    ana.write("/queue")
    await ana.sees("The queue is empty")
