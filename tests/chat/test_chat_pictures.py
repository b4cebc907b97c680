"""Pictures, the preview in full, and what changed."""

import asyncio
import io
from dataclasses import replace

import pytest
from PIL import Image

from bot.chat.context import Context
from bot.chat.screens import preview
from bot.domain.conversation import Place
from bot.domain.post import Part
from bot.store import Store
from bot.store.timeline import StoredTimeline
from bot.testing.telegram import group

STORY = (
    "The ferry between Norrvik and Hallsund goes electric in May, the county said on Monday. It carries 300 people and "
    "crosses in 40 minutes. Two chargers were built last autumn for 12 million kronor. The old boat stays in reserve "
    "through the winter. Tickets will cost what they cost today, said the county's traffic officer Maja Lind."
)


def png(colour="teal"):
    out = io.BytesIO()
    Image.new("RGB", (640, 360), colour).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
async def ana(chat):
    return await chat.owner()


async def picture_of(chat, who, card):
    shown = await noted(chat, who, card)
    return (await chat.house.drafting.latest(shown.draft_id)).draft.picture


async def noted(chat, who, card):
    """What the card shows, as soon as that is noted."""
    for _ in range(300):
        shown = await chat.house.correspondence.shown_at(Place(chat_id=who.id, message_id=card))
        if shown:
            return shown
        await asyncio.sleep(0.01)
    raise AssertionError("no card is noted")


async def test_a_card_is_drawn_and_undone(chat, ana):
    card = await chat.card(ana)
    ana.tap(card, "Image")
    await ana.wait(lambda: "Which picture" in ana.message(card).text, "no choice")
    ana.tap(card, "Draw a card")
    await ana.wait(lambda: "Headline" in ana.message(card).buttons, "no card", within=20)
    assert (await picture_of(chat, ana, card)).alt.startswith("Sarnholm")
    ana.tap(card, "Undo")
    await ana.wait(lambda: "Redo" in ana.message(card).buttons, "not undone")
    assert await picture_of(chat, ana, card) is None


async def test_a_photo_that_is_sent_becomes_the_picture_and_its_alt_text_is_asked_for(chat, ana):
    card = await chat.card(ana)
    ana.tap(card, "Image")
    await ana.wait(lambda: "Which picture" in ana.message(card).text, "no choice")
    ana.send_photo(png())
    await ana.sees("What does the picture show")
    ana.write("The quay at dawn")
    await ana.wait(lambda: "Another picture" in ana.message(card).text, "no picture")
    for _ in range(300):
        if (await picture_of(chat, ana, card)).alt:
            break
        await asyncio.sleep(0.01)
    assert (await picture_of(chat, ana, card)).alt == "The quay at dawn"


async def test_the_preview_holds_exactly_the_text_that_is_published(chat, ana):
    card = await chat.card(ana)
    shown = await noted(chat, ana, card)
    post = (await chat.house.cards.card(shown.draft_id)).post
    ana.tap(card, "Preview")
    seen = await ana.wait(lambda: next((one for one in ana.from_bot if one.id > card), None), "no preview")
    assert seen.text.partition("\n")[2] == post.parts[0].text
    ana.tap(card, "Publish")
    await ana.wait(lambda: "Publish now" in ana.message(card).buttons, "not asked")
    ana.tap(card, "Publish now")
    await ana.wait(lambda: "✅" in ana.message(card).text, "not published")
    address = next(word for word in ana.message(card).text.split() if word.startswith("sandbox://"))
    async with Store(chat.database) as store:
        entry = await StoredTimeline(store).by_id(address.rpartition("/")[2])
    assert entry.text == post.parts[0].text


async def test_what_changed_is_told_in_words_with_who_and_when(chat, ana):
    card = await chat.card(ana)
    ana.write("drop bullet 2, no emoji", reply_to=card)
    await ana.wait(lambda: "Bullet 2 dropped, Emoji off" in ana.message(card).text, "not told")
    ana.tap(card, "What changed")
    listed = await ana.wait(lambda: "Ana: Bullet 2 dropped" in ana.message(card).text, "no list")
    assert listed
    assert "Ana: Drafted" in ana.message(card).text


async def test_a_very_long_post_never_breaks_the_card(chat, ana):
    card = await chat.card(ana)
    ana.write("headline: " + "long & <wide> words " * 120, reply_to=card)
    await ana.wait(lambda: "Another headline" in ana.message(card).text, "no card")
    assert len(ana.message(card).text) <= 4096


async def asked_for_a_picture(chat, who):
    card = await chat.card(who)
    who.tap(card, "Image")
    await who.wait(lambda: "Which picture" in who.message(card).text, "no choice")
    return card


async def test_a_news_photo_is_a_story_although_a_picture_was_asked_for(chat, ana):
    card = await asked_for_a_picture(chat, ana)
    sent = ana.send_photo(png(), STORY)
    await ana.wait(lambda: [one for one in ana.from_bot if one.id > sent and "Headline" in one.buttons], "no draft")
    assert await picture_of(chat, ana, card) is None
    # It is asked for no more, as the member went on to another story.
    ana.send_photo(png("red"))
    await ana.sees("a photo without words")
    assert await picture_of(chat, ana, card) is None


async def test_a_photo_with_a_few_words_is_the_picture_while_nothing_else_was_said(chat, ana):
    card = await asked_for_a_picture(chat, ana)
    ana.send_photo(png(), "The quay at dawn")
    await ana.wait(lambda: "Another picture" in ana.message(card).text, "no picture")
    assert (await picture_of(chat, ana, card)).alt == "The quay at dawn"
    ana.tap(card, "Image")
    await ana.wait(lambda: "Which picture" in ana.message(card).text, "no choice")
    ana.write("/help")
    await ana.sees("Reply to a card")
    ana.send_photo(png("red"), "The new ferry")
    await ana.sees("Send me an article: a link")
    assert (await picture_of(chat, ana, card)).alt == "The quay at dawn"


async def test_a_photo_in_reply_to_the_card_is_its_picture_however_much_it_says(chat, ana):
    card = await chat.card(ana)
    ana.send_photo(png(), STORY, reply_to=card)
    await ana.wait(lambda: "Another picture" in ana.message(card).text, "no picture")
    assert (await picture_of(chat, ana, card)).alt == STORY


async def test_a_double_tap_on_preview_sends_it_once(chat, ana):
    card = await chat.card(ana)
    for _ in range(2):
        query = ana.tap(card, "Preview")
    ana.tap(card, "Preview")
    answer = await ana.answer_to(query)
    assert "right below" in answer["text"]
    await asyncio.sleep(0.3)
    shown = len([one for one in ana.from_bot if one.id > card])
    ana.write("/help")
    await ana.sees("Reply to a card")
    ana.tap(card, "Preview")
    await ana.wait(lambda: len([one for one in ana.from_bot if one.id > card]) == 2 * shown + 1, "not shown again")


async def test_a_preview_keeps_to_its_topic_and_to_what_a_message_holds(chat, ana):
    card = await chat.card(ana)
    shown = await noted(chat, ana, card)
    picture = await chat.house.pictures.uploaded(png(), actor=await chat.house.members.with_telegram(ana.id))
    wide = "\N{ROCKET}" * 900  # as many characters as a caption holds, and more units
    part = Part(text=wide, length=900, limit=1000, images=(picture,))
    card = await chat.house.cards.card(shown.draft_id)
    parts = (part, Part(text="<words> " * 1200, length=9600, limit=63206))
    card = replace(card, post=card.post.model_copy(update={"parts": parts}))
    forum = group(chat.server, "Forum", ana, forum=True)
    topic = await chat.bot.bot.create_forum_topic(forum.id, "News")
    context = Context(application=chat.bot)
    place = Place(chat_id=forum.id, thread_id=topic.message_thread_id)
    await preview._send(context, place, card)
    sent = [one.message for one in forum.from_bot if "forum_topic_created" not in one.message]
    assert {one["message_thread_id"] for one in sent} == {topic.message_thread_id}
    assert "caption" not in sent[0]
    assert wide in sent[1]["text"]
    assert (
        " ".join(one["text"].partition("9600/63206\n")[2] or one["text"] for one in sent[2:]).count("<words>") == 1200
    )
