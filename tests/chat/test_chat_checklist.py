"""Pickers and the checklist: an account's own wording, other members' edits, what was put away."""

from chat.test_chat_two_members import opened


async def shows(who, card, words):
    await who.wait(lambda: words in who.message(card).text, f"no {words!r} in {who.message(card).text!r}")


async def offers(who, card, label):
    await who.wait(lambda: any(one.startswith(label) for one in who.message(card).buttons), f"no {label}")


async def test_a_picker_on_a_card_of_its_own_wording_changes_that_and_gives_it_back(chat):
    ana = await chat.owner()
    card = await chat.card(ana)
    common = ana.message(card).text
    ana.write("for sandbox only: headline: Ours alone", reply_to=card)
    await shows(ana, card, "Ours alone")
    ana.tap(card, "Headline")
    await shows(ana, card, "✅ Ours alone")
    second = next(line for line in ana.message(card).text.splitlines() if line.startswith("2 "))[2:].strip()
    ana.tap(card, "2")
    await offers(ana, card, "Headline")
    assert second in ana.message(card).text
    ana.tap(card, "Headline")
    await offers(ana, card, "As the others")
    ana.tap(card, "As the others")
    await offers(ana, card, "Headline")
    assert common.splitlines()[3] in ana.message(card).text
    ana.tap(card, "Undo")
    await shows(ana, card, second)


async def test_the_checklist_of_an_account_with_bullets_of_its_own_ticks_those(chat):
    ana = await chat.owner()
    card = await chat.card(ana)
    ana.write("for sandbox only: drop bullet 1", reply_to=card)
    await shows(ana, card, "Bullet 1 dropped")
    ana.tap(card, "Bullets")
    await shows(ana, card, "Which statements")
    lines = [line for line in ana.message(card).text.splitlines() if " ▫️ " in line or " ✅ " in line]
    assert len({line.partition(" ")[2][2:].strip() for line in lines}) == len(lines)
    ticked = sum(" ✅ " in line for line in lines)
    number = next(line.split(" ")[0] for line in lines if " ▫️ " in line)
    ana.tap(card, number)
    await ana.wait(lambda: ana.message(card).text.count(" ✅ ") == ticked + 1, "not ticked")
    ana.tap(card, "As the others")
    await ana.wait(lambda: "As the others" not in ana.message(card).buttons, "still apart")


async def test_anothers_edit_leaves_my_checklist_open_and_shows_what_changed(chat):
    ana = await chat.owner()
    otto = await chat.member(ana, "Otto", "editor")
    card = await chat.card(ana)
    other = await opened(otto, "no card")
    for who, message in ((ana, card), (otto, other)):
        who.tap(message, "Bullets")
        await shows(who, message, "Which statements")
    before = otto.message(other).text
    ana.tap(card, "1")
    await otto.wait(lambda: otto.message(other).text != before, "the other list is as it was")
    assert otto.message(other).text == ana.message(card).text
    assert "Which statements" in otto.message(other).text


async def test_a_tap_in_an_older_checklist_shows_it_as_it_is_now(chat):
    ana = await chat.owner()
    card = await chat.card(ana)
    ana.tap(card, "Bullets")
    await shows(ana, card, "Which statements")
    stale = next(one["callback_data"] for row in ana.message(card).rows for one in row if one["text"] == "1")
    before = ana.message(card).text
    ana.tap(card, "2")
    await ana.wait(lambda: ana.message(card).text != before, "not ticked")
    answer = await ana.answer_to(ana.tap_data(card, stale))
    assert "changed since" in answer["text"]
    assert "Which statements" in ana.message(card).text


async def test_anothers_edit_leaves_the_source_and_the_changes_open(chat):
    ana = await chat.owner()
    otto = await chat.member(ana, "Otto", "editor")
    card = await chat.card(ana)
    other = await opened(otto, "no card")
    ana.write("headline: The array runs", reply_to=card)
    await shows(otto, other, "The array runs")
    for button, words in (("Source", "Where the article says it"), ("What changed", "What changed")):
        otto.tap(other, button)
        await shows(otto, other, words)
        before = otto.message(other).text
        ana.write(f"headline: It runs, said {button}", reply_to=card)
        await otto.wait(lambda before=before: otto.message(other).text != before, "as it was")
        assert otto.message(other).text.startswith(words)
        otto.tap(other, "Back")
        await offers(otto, other, "Headline")


async def test_anothers_edit_leaves_the_question_for_my_words(chat):
    ana = await chat.owner()
    otto = await chat.member(ana, "Otto", "editor")
    card = await chat.card(ana)
    other = await opened(otto, "no card")
    ana.tap(card, "Headline")
    await shows(ana, card, "Which headline")
    ana.tap(card, "Write my own")
    await shows(ana, card, "Send me the headline")
    otto.write("no emoji", reply_to=other)
    await shows(otto, other, "Emoji off")
    assert "Send me the headline" in ana.message(card).text
    ana.write("The array runs at last")
    await shows(ana, card, "The array runs at last")


async def test_words_to_a_card_that_was_put_away_offer_the_way_back_and_change_nothing(chat):
    ana = await chat.owner()
    card = await chat.card(ana)
    ana.tap(card, "Discard")
    await shows(ana, card, "Discarded")
    for words in ({"reply_to": card}, {}):
        asked = ana.write("no emoji", **words)
        await ana.wait(lambda asked=asked: ana.last.id > asked, "no word")
        assert (ana.last.text.startswith("Discarded"), ana.last.buttons) == (True, ["Bring it back"])
    ana.tap(card, "Bring it back")
    await offers(ana, card, "Headline")
    assert "Emoji off" not in ana.message(card).text
