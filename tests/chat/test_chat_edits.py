"""Edits in words and by buttons: the part asked for changes, every other line stays; nothing is done twice."""

import asyncio

import pytest

from bot.app import product_folder
from bot.domain.publication import Account
from bot.store import Store, accounts

ARTICLE = (product_folder() / "demo" / "article.html").read_bytes()
EVENING = Account(id="evening", brand_id="main", platform="sandbox", handle="evening")
FEDI = Account(id="fedi", brand_id="main", platform="mastodon", handle="@evening")


def parts(who, card):
    """The lines of each part of the post as the card shows it."""
    message = who.message(card).message
    quotes = [one for one in message["entities"] if "blockquote" in one["type"]]
    text = message["text"].encode("utf-16-le")
    units = (text[2 * quote["offset"] : 2 * (quote["offset"] + quote["length"])] for quote in quotes)
    return [one.decode("utf-16-le").split("\n") for one in units]


def post(who, card):
    """The lines of the post's first part."""
    return parts(who, card)[0]


async def edited(who, card, words):
    before = post(who, card)
    who.write(words, reply_to=card)
    await who.wait(lambda: post(who, card) != before, f"{words!r} changed nothing")
    return before, post(who, card)


def bullets(lines):
    return [line for line in lines if line.startswith("✅")]


def others(lines, *parts):
    return [line for line in lines if line not in parts]


async def ready(chat):
    ana = await chat.owner()
    return ana, await chat.card(ana)


async def with_more(chat, *more):
    """A card of a brand with further accounts."""
    async with Store(chat.database) as store, store.begin() as connection:
        for account in more:
            await accounts.add(connection, account)
    return await ready(chat)


async def posts(who, card, *names):
    """The posts of accounts, by their buttons on the card."""
    found = {}
    for name in names:
        if f"{name} ✓" not in who.message(card).buttons:
            who.tap(card, name)
            await who.wait(lambda: f"{name} ✓" in who.message(card).buttons, f"not {name}")  # noqa: B023 - waited for
        found[name] = post(who, card)
    return found


async def test_a_headline_of_ones_own_leaves_every_other_line(chat):
    ana, card = await ready(chat)
    before, after = await edited(ana, card, "headline: The tidal array runs")
    assert after == ["The tidal array runs", *before[1:]]


async def test_a_dropped_bullet_is_gone_and_undo_and_redo_are_exact(chat):
    ana, card = await ready(chat)
    before, after = await edited(ana, card, "drop bullet 1")
    assert bullets(before)[0] not in after
    assert after[0] == before[0]
    _, undone = await edited(ana, card, "undo")
    assert undone == before
    _, redone = await edited(ana, card, "redo")
    assert redone == after


async def test_swapped_bullets_change_places_and_nothing_else(chat):
    ana, card = await ready(chat)
    before, after = await edited(ana, card, "swap 1 and 2")
    first, second = bullets(before)[:2]
    assert bullets(after)[:2] == [second, first]
    assert others(after, first, second) == others(before, first, second)


async def test_the_link_goes_to_the_first_reply_and_back_and_nothing_else_moves(chat):
    ana, card = await ready(chat)
    link = "https://harbour.example/tidal"
    before, after = await edited(ana, card, "Put the link in the first reply, please")
    assert after == others(before, link)
    assert parts(ana, card)[1:] == [[link]]
    await edited(ana, card, "link in text")
    assert parts(ana, card) == [before]


async def test_a_native_of_another_language_is_understood_and_answered_in_it(chat):
    ana = await chat.owner(language="de")
    ana.send_document("article.html", ARTICLE)
    await ana.wait(lambda: ana.last.buttons[:1] == ["Überschrift"], "no card", within=20)
    card = ana.last.id
    before, after = await edited(ana, card, "nur für Sandbox: Punkt 1 löschen, Hashtag #Öl hinzufügen")
    assert others(after, after[-1]) == others(before, bullets(before)[0], before[-1])
    assert after[-1].startswith("#Öl")
    asked = ana.write("Punkt 1 löschen und sing ein Lied", reply_to=card)
    await ana.wait(lambda: ana.last.id > asked, "no word of what was not understood")
    assert "„sing ein Lied“" in ana.last.text


async def test_a_hashtag_keeps_its_capitals_and_what_gave_way_to_it_is_named(chat):
    ana, card = await ready(chat)
    before, after = await edited(ana, card, "add hashtag #Öl and #ÖPNV")
    assert after == [*before[:-1], "#Öl #ÖPNV #Europe"]
    assert "#Strandkraft left out" in ana.message(card).text
    await edited(ana, card, "add #Quay")
    assert "#Europe left out" in ana.message(card).text
    _, third = await edited(ana, card, "no #öl")
    assert third[-1] == "#ÖPNV #Quay #Europe"
    await edited(ana, card, "add #Öl")
    asked = ana.write("add #Varn", reply_to=card)
    await ana.wait(lambda: ana.last.id > asked, "no word of too many")
    assert "all chosen: #ÖPNV #Quay #Öl." in ana.last.text
    asked = ana.write("add #quay", reply_to=card)
    await ana.wait(lambda: ana.last.id > asked, "no word of one twice")
    assert post(ana, card)[-1] == "#ÖPNV #Quay #Öl"


@pytest.mark.parametrize(
    ("words", "there"),
    [
        ("add hashtag #Quay", lambda before, after: after == [*before[:-1], f"#Quay {before[-1]}"]),
        ("drop hashtag #europe", lambda before, after: after == [*before[:-1], "#Strandkraft"]),
        ("no emoji", lambda before, after: not bullets(after) and after[0] == before[0]),
        ("question: Who pays for it?", lambda before, after: "Who pays for it?" in after and after[0] == before[0]),
        ("numbered", lambda before, after: any(line.startswith("1") for line in after) and after[0] == before[0]),
        ("for sandbox only: headline: Here alone", lambda before, after: after == ["Here alone", *before[1:]]),
    ],
)
async def test_a_word_changes_what_it_names(chat, words, there):
    ana, card = await ready(chat)
    before, after = await edited(ana, card, words)
    assert there(before, after)


async def test_what_is_not_understood_says_what_can_be_done_and_changes_nothing(chat):
    ana, card = await ready(chat)
    before = post(ana, card)
    asked = ana.write("make it sing", reply_to=card)
    await ana.wait(lambda: ana.last.id > asked and "shorter" in ana.last.text, "no word of what can be done")
    assert post(ana, card) == before


@pytest.mark.parametrize("part", ["Headline", "Question"])
async def test_one_writes_a_part_of_ones_own_by_the_button(chat, part):
    ana, card = await ready(chat)
    before = post(ana, card)
    ana.tap(card, part)
    await ana.wait(lambda: any("own" in one for one in ana.message(card).buttons), "no choice")
    ana.tap(card, next(one for one in ana.message(card).buttons if "own" in one))
    await ana.wait(lambda: ana.message(card).buttons == ["Back"], "not asked for")
    ana.write("Who gains from it?")
    await ana.wait(lambda: "Shorter" in ana.message(card).buttons, "no card")
    after = post(ana, card)
    assert "Who gains from it?" in after
    assert set(others(after, "Who gains from it?")) <= set(before)


async def test_the_same_tap_delivered_twice_is_done_once(chat):
    ana, card = await ready(chat)
    ana.again(ana.tap(card, "Shorter"))
    await ana.wait(lambda: "Undo" in ana.message(card).buttons, "not shorter")
    await asyncio.sleep(0.3)
    assert await revisions(chat) == 2


async def test_two_taps_at_once_are_done_once_and_both_answered(chat):
    ana, card = await ready(chat)
    taps = [ana.tap(card, "Shorter"), ana.tap(card, "Shorter")]
    answers = [await ana.answer_to(tap) for tap in taps]
    assert "changed since" in answers[1]["text"]
    assert await revisions(chat) == 2


async def revisions(chat):
    newest = await chat.house.drafting.open(1)
    return newest[0][0].draft.revision


async def test_several_wishes_are_one_revision(chat):
    ana, card = await ready(chat)
    before = post(ana, card)
    _, after = await edited(ana, card, "no emoji, shorter, drop 1\nheadline: The tidal array runs")
    assert after[0] == "The tidal array runs"
    assert not bullets(after)
    assert bullets(before)[0].removeprefix("✅").strip() not in "\n".join(after)
    assert sum(map(len, after)) < sum(map(len, before))
    assert await revisions(chat) == 2
    _, undone = await edited(ana, card, "undo")
    assert undone == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("no emoji, make it sing", "“make it sing”"),
        ("no emoji, longer", "all that fits. Nothing was changed."),
        ("no emoji, drop 9", "Nothing was changed."),
        ("no emoji and undo", "alone"),
        ("headline: New\nno emoji\nsing", "“sing”"),
    ],
)
async def test_of_several_wishes_none_is_done_where_one_cannot_be(chat, words, told):
    ana, card = await ready(chat)
    before = post(ana, card)
    asked = ana.write(words, reply_to=card)
    await ana.wait(lambda: ana.last.id > asked and told in ana.last.text, f"nothing said of {told}")
    assert post(ana, card) == before
    assert await revisions(chat) == 1


NAMES = ("Mastodon", "Sandbox · evening", "Sandbox · rehearsal")


@pytest.mark.parametrize("named", ["for Sandbox @evening only: ", "for Sandbox · evening only: "])
async def test_one_of_two_accounts_of_a_network_is_asked_for_by_its_handle(chat, named):
    ana, card = await with_more(chat, EVENING, FEDI)
    before = await posts(ana, card, *NAMES)
    asked = ana.write("for sandbox only: headline: Here alone", reply_to=card)
    await ana.wait(lambda: ana.last.id > asked, "no word of which one")
    assert "Sandbox @evening, Sandbox @rehearsal" in ana.last.text
    assert "for Sandbox @evening only: " in ana.last.text
    assert await revisions(chat) == 1
    ana.write(f"{named}headline: Here alone", reply_to=card)
    await ana.wait(lambda: "Here alone" in ana.message(card).text, "not changed")
    after = await posts(ana, card, *NAMES)
    evening = before["Sandbox · evening"]
    assert after == {**before, "Sandbox · evening": ["Here alone", *evening[1:]]}
