"""What comes in: files, forwards, pieces of a long text, several links, links drafted before, pages that fail."""

import asyncio
import json

import pytest
from articles.papers import paper, pdf, word
from articles.stories import BRIDGE, FERRY, LIBRARY
from chat.conftest import Chat
from chat.pages import Pages

from bot.chat import pieces
from bot.chat.screens import reading
from bot.domain.errors import Later, Unreadable
from bot.testing.telegram import channel, group

MARL, OSTREY, HULM = "https://marl.example/bridge", "https://ostrey.example/ferry", "https://hulm.example/l"


@pytest.fixture
async def pages():
    return Pages()


@pytest.fixture
async def chat(telegram, tmp_path, pages):
    one = Chat(telegram, f"sqlite:///{tmp_path / 'chat.db'}")
    one.read = pages.read
    async with one.at_work() as chat:
        yield chat


@pytest.fixture
async def ana(chat):
    return await chat.owner()


async def card(who, asked: int, within: float = 15):
    """The card of what was asked by a message: a later message with a draft's buttons."""
    return await who.wait(
        lambda: next((one for one in who.from_bot if one.id > asked and "Headline" in one.buttons), None),
        "no card",
        within=within,
    )


async def answer(who, asked: int):
    """The bot's first message after one."""
    return await who.wait(lambda: next((one for one in who.from_bot if one.id > asked), None), "silence")


async def settled(who, message_id: int, *gone: str):
    """A message once it says none of these any more."""
    await who.wait(lambda: not any(words in who.message(message_id).text for words in gone), "still the same")
    return who.message(message_id)


async def nothing_left(find):
    for _ in range(300):
        if not await find():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(await find())


FILES = {
    "paper.pdf": (paper(), "Sarnholm"),
    "paper.docx": (word([" ".join(FERRY.split("\n\n"))]), "Ostrey"),
    "story.md": (f"# {BRIDGE}".encode(), "Marl"),
    "story.txt": (LIBRARY.encode(), "Hulm"),
    "story.htm": (f"<html><body><p>{BRIDGE} {FERRY}</p></body></html>".encode(), "Marl"),
}
REFUSED = {
    "locked.pdf": (pdf([[]], password="x"), "locked with a password"),
    "scan.pdf": (pdf([[]]), "no text"),
    "film.mp4": (b"\0\0\0", "not text but mp4"),
    "old.doc": (b"\xd0\xcf\x11\xe0", "not text but doc"),
    "shop.zip": (b"PK\3\4", "not text but zip"),
}


async def test_a_file_becomes_a_draft(ana):
    for name, (data, words) in FILES.items():
        assert words in (await card(ana, ana.send_document(name, data))).text


async def test_a_file_that_cannot_be_read_says_why(ana):
    for name, (data, said) in REFUSED.items():
        seen = await answer(ana, ana.send_document(name, data))
        await ana.wait(lambda seen=seen, said=said: said in ana.message(seen.id).text, "no reason")


async def test_a_file_too_large_is_not_fetched(ana, telegram):
    ana.send_document("big.txt", b"word " * 2_100_000)
    await ana.sees("more than 10 MB")
    assert not any("Reading" in one.text for one in ana.from_bot)


async def test_a_house_style_comes_as_a_file(ana, chat):
    await answer(ana, ana.send_document("style.yaml", b"signature: Harbour Desk\n"))
    assert (await chat.house.accounts.brand()).style.signature == "Harbour Desk"
    seen = await answer(ana, ana.send_document("style.yml", b"signature: [\n"))
    assert "did not work" not in seen.text


async def test_a_forwarded_post_keeps_whose_it_is(ana, telegram):
    news = channel(telegram, "Harbour News", username="harbournews")
    post = news.message(news.publish(f"{FERRY}\n\nhttps://t.me/harbournews")).message
    seen = await card(ana, ana.forward(post))
    assert "Harbour News" in seen.text
    assert f"https://t.me/harbournews/{post['message_id']}" in seen.text


async def test_the_caption_of_a_photo_is_the_text(ana):
    assert "Marl" in (await card(ana, ana.send_photo(b"\xff\xd8\xff", BRIDGE + " " + LIBRARY))).text


async def test_an_album_is_answered_once(ana):
    photo = [{"file_id": "p", "file_unique_id": "p", "file_size": 9, "width": 9, "height": 9}]
    asked = ana._say(None, 0, photo=photo, media_group_id="7", caption=BRIDGE + LIBRARY)
    ana._say(None, 0, photo=photo, media_group_id="7")
    await card(ana, asked)
    ana._say(None, 0, photo=photo, media_group_id="8")
    ana._say(None, 0, photo=photo, media_group_id="8")
    await ana.sees("a photo without words")
    ana.write("ok")
    await ana.sees("Send me an article")
    assert [one.text.startswith("I work from") for one in ana.from_bot].count(True) == 1


@pytest.mark.parametrize(("more", "is_text"), [("", False), (f" {LIBRARY} {BRIDGE}", True)])
async def test_a_long_text_with_a_link_is_the_article_and_a_short_one_tells_of_the_page(ana, pages, more, is_text):
    seen = await card(ana, ana.write(f"Look at {MARL} {FERRY}{more}"))
    assert pages.asked == ([] if is_text else [MARL])
    assert MARL in seen.text


def long_text(pieces: int) -> list[str]:
    """A text as Telegram splits it: all pieces but the last nearly full."""
    lines = [f"Ward {number} of Hulm counted {number * 37} households in the spring survey." for number in range(200)]
    full = [" ".join(lines[at * 65 : at * 65 + 65]) for at in range(pieces - 1)]
    return [f"Hulm counts its households\n\n{full[0]}", *full[1:], " ".join(lines[170:175])]


async def test_a_text_that_telegram_split_is_one_article(ana, chat):
    _, *rest = [ana.write(piece) for piece in long_text(3)]
    seen = await card(ana, rest[-1])
    drafts = await chat.house.drafting.open(9)
    article = await chat.house.drafting.article(drafts[0][0].draft.article_id)
    assert len(drafts) == 1
    assert len(article.sentences) == 65 + 65 + 5
    assert "Hulm counts its households" in seen.text
    await nothing_left(chat.house.correspondence.errands)


async def test_a_nearly_full_text_alone_does_not_wait_long(ana, monkeypatch):
    monkeypatch.setattr(pieces, "PATIENCE", 0.5)
    asked = ana.write(long_text(2)[0])
    await card(ana, asked, within=5)


async def test_several_links_are_one_post_each(ana, pages):
    question = await answer(ana, ana.write(f"{MARL} and {OSTREY}"))
    assert "2 links" in question.text
    ana.tap(question.id, "One post each")
    cards = await ana.wait(
        lambda: [one for one in ana.from_bot if "Headline" in one.buttons][1:], "one card", within=15
    )
    assert sorted(pages.asked) == [MARL, OSTREY]
    assert len(cards) == 1


async def test_several_links_are_one_round_up(ana, chat):
    pages_gone = "https://gone.example/x"
    question = await answer(ana, ana.write(f"{MARL} {OSTREY} {HULM} {pages_gone}"))
    ana.tap(question.id, "One round-up")
    await ana.sees("does without")
    seen = await card(ana, question.id - 1)
    assert seen.id == question.id
    assert "Round-up: Marl bridge" in seen.text
    assert all(url in seen.text for url in (MARL, OSTREY, HULM))
    assert "404" in ana.last.text
    ana.tap(seen.id, "Bullets")
    await ana.wait(lambda: "(s. 6" in ana.message(seen.id).text, "no bullets")
    ana.tap(seen.id, "Done")
    await ana.wait(lambda: "Headline" in ana.message(seen.id).buttons, "no way back")
    ana.write("swap 1 and 2", reply_to=seen.id)
    await ana.wait(lambda: 0 < ana.message(seen.id).text.find(OSTREY) < ana.message(seen.id).text.find(MARL), "same")


async def test_a_round_up_needs_two_articles(ana):
    question = await answer(ana, ana.write(f"{MARL} https://gone.example/x"))
    ana.tap(question.id, "One round-up")
    assert "Try again" in (await settled(ana, question.id, "links", "Reading")).buttons


async def test_more_than_eight_links_say_so(ana):
    question = await answer(ana, ana.write(" ".join(f"https://n{n}.example/a" for n in range(12))))
    assert "12 links; I take up to 8" in question.text


async def test_a_link_drafted_before_says_so_and_goes_on_if_wanted(ana, pages):
    first = await card(ana, ana.write(MARL))
    seen = await answer(ana, ana.write(f"{MARL.replace('//', '//www.')}?utm_source=x&fbclid=1"))
    seen = await settled(ana, seen.id, "Reading", "Drafting")
    assert "drafted this before" in seen.text
    assert "not published" in seen.text
    assert len(pages.asked) == 1
    ana.tap(seen.id, "Draft anew")
    assert (await card(ana, first.id)).id == seen.id
    again = await answer(ana, ana.write(MARL))
    again = await settled(ana, again.id, "Reading", "Drafting")
    ana.tap(again.id, "Open")
    await ana.wait(lambda: "Headline" in ana.message(again.id).buttons, "not opened")


async def test_a_link_published_before_says_where(ana, chat):
    seen = await card(ana, ana.write(MARL))
    ana.tap(seen.id, "Publish")
    await ana.wait(lambda: "Publish now" in ana.message(seen.id).buttons, "not asked")
    ana.tap(seen.id, "Publish now")
    await ana.wait(lambda: "Publish now" not in ana.message(seen.id).buttons, "not published")
    await nothing_left(chat.house.publishing.waiting)
    asked = ana.write(MARL)
    again = await settled(ana, (await answer(ana, asked)).id, "Reading", "Drafting")
    assert "Published on Sandbox" in again.text


async def test_a_page_that_cannot_be_read_is_tried_again_or_pasted(ana, pages):
    pages.failing[MARL] = Unreadable("timed_out", host="marl.example", seconds=20)
    seen = await answer(ana, ana.write(MARL))
    seen = await settled(ana, seen.id, "Reading")
    assert "did not answer within 20 seconds" in seen.text
    assert seen.buttons == ["Paste the text", "Try again"]
    ana.tap(seen.id, "Try again")
    await ana.wait(lambda: len(pages.asked) == 2, "not tried again")
    await ana.wait(lambda: "Paste the text" in ana.message(seen.id).buttons, "no way on")
    ana.tap(seen.id, "Paste the text")
    await ana.sees("Paste the text of the article from marl.example")
    made = await card(ana, ana.write(BRIDGE))
    assert MARL in made.text


@pytest.mark.parametrize(
    "error", [Unreadable("cut_short", host="marl.example"), Later("file_unreachable", retry_after=5)]
)
async def test_whatever_says_to_try_again_has_a_button_for_it(ana, pages, error):
    pages.failing[MARL] = error
    seen = await answer(ana, ana.write(MARL))
    seen = await settled(ana, seen.id, "Reading")
    del pages.failing[MARL]
    ana.tap(seen.id, "Try again")
    await ana.wait(lambda: "Headline" in ana.message(seen.id).buttons, "no card")


async def test_the_text_of_a_page_that_cannot_be_read_may_come_as_a_file(ana):
    seen = await answer(ana, ana.write("https://gone.example/x"))
    seen = await settled(ana, seen.id, "Reading")
    assert seen.buttons == ["Paste the text"]
    ana.tap(seen.id, "Paste the text")
    await ana.sees("Paste the text of the article from gone.example")
    made = await card(ana, ana.send_document("story.txt", LIBRARY.encode()))
    assert "https://gone.example/x" in made.text


async def test_words_beside_a_page_that_cannot_be_read_may_be_the_article(ana, pages):
    story = BRIDGE.split("\n\n")[1]
    seen = await answer(ana, ana.write(f"{story} https://gone.example/x"))
    seen = await settled(ana, seen.id, "Reading")
    assert "404" in seen.text
    ana.tap(seen.id, "Draft from your words")
    made = await card(ana, seen.id - 1)
    assert made.id == seen.id
    assert "https://gone.example/x" in made.text


async def test_a_slow_page_is_said_to_be_slow(ana, pages, monkeypatch):
    monkeypatch.setattr(reading, "SLOW", 0.2)
    pages.slow[MARL] = 1.0
    asked = ana.write(MARL)
    assert "Reading marl.example" in (await answer(ana, asked)).text
    await ana.sees("Still reading")
    await card(ana, asked)


async def test_a_short_text_may_be_an_article_after_all(ana):
    seen = await answer(ana, ana.write(BRIDGE.split("\n\n")[1][:140]))
    ana.tap(seen.id, "Draft from it")
    assert (await card(ana, seen.id - 1)).id == seen.id


async def test_a_changed_message_is_drafted_anew_if_wanted(ana, pages):
    asked = ana.write(MARL)
    first = await card(ana, asked)
    ana.edit(asked, OSTREY)
    seen = await answer(ana, first.id)
    assert "stays as it is" in seen.text
    ana.tap(seen.id, "Draft anew")
    assert "Ostrey" in (await card(ana, first.id)).text


async def test_a_viewer_may_not_draft(chat, ana):
    viewer = await chat.member(ana, "Vera", "viewer")
    viewer.write(MARL)
    await viewer.wait(lambda: len(viewer.from_bot) > 1, "silence")
    assert "Reading" not in viewer.last.text


async def test_in_a_group_only_what_is_meant_for_the_bot_is_taken(chat, ana):
    room = group(chat.server, "Desk", ana)
    ana.write(f"Have you seen {MARL}", room=room)
    ana.write("/unknown@OtherBot", room=room)
    asked = ana.write(f"@{chat.bot.bot.username} {MARL}", room=room)
    made = await card(room, asked)
    assert len(room.from_bot) == 1
    assert "Marl" in made.text


STICKER = {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
OTHERS = (
    ({"sticker": {"file_id": "s", "file_unique_id": "s", **STICKER}}, "stickers"),
    ({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}}, "voice messages"),
    ({"location": {"latitude": 1.5, "longitude": 2.5}}, "places"),
    ({"contact": {"phone_number": "1", "first_name": "Otto"}}, "contacts"),
    ({"dice": {"emoji": "🎲", "value": 3}}, "that kind of message"),
    ({"text": "/nothing me"}, "do not know /nothing"),
    ({"text": BRIDGE.split("\n\n")[1]}, "ing"),  # read, drafted, or its card already
    ({"text": "what can you do"}, "Send me an article"),
)


async def test_whatever_else_is_sent_gets_an_answer(ana):
    for content, said in OTHERS:
        assert said in (await answer(ana, ana._say(None, 0, **content))).text


async def test_every_nasty_message_gets_a_clear_answer(shared, ana, caplog, monkeypatch):
    monkeypatch.setattr(pieces, "PATIENCE", 0.25)
    rows = [json.loads(line) for line in (shared / "data/nasty.jsonl").read_text(encoding="utf-8").splitlines()]
    for row in rows:
        text = row["text"] if "text" in row else row["repeat"][0] * (4096 // max(1, len(row["repeat"][0])))
        if not text.strip():  # Telegram lets nobody send nothing
            continue
        asked = ana.write(text[:4096])
        seen = await answer(ana, asked)
        await ana.wait(
            lambda seen=seen: not ana.message(seen.id).text.startswith(("Reading", "Still", "Drafting")), row["id"]
        )
    said = [one.text for one in ana.from_bot]
    assert not any("did not work" in text for text in said)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
