"""What is awaited takes only what answers it; what a card shows is what its edits change."""

import pytest

from bot.chat.screens import brand
from bot.domain.errors import Refused
from bot.testing.telegram import person


async def test_words_to_a_card_are_no_reason_to_keep_a_fact(chat):
    ana = await chat.owner()
    card = await chat.card(ana)
    ana.write("headline: Tidal power for €460 million", reply_to=card)
    await ana.wait(lambda: "460 million” is not in" in ana.message(card).text, "no doubt")
    ana.tap(card, "Keep")
    await ana.wait(lambda: "Your reason is kept" in ana.message(card).text, "not asked")
    ana.write("no emoji", reply_to=card)
    await ana.wait(lambda: "Emoji off" in ana.message(card).text, "not edited")
    assert "460 million” is not in" in ana.message(card).text


async def test_an_edit_on_a_card_with_its_own_wording_changes_that_wording(chat):
    ana = await chat.owner()
    card = await chat.card(ana)
    ana.write("for sandbox only: headline: Ours alone", reply_to=card)
    await ana.wait(lambda: "Ours alone" in ana.message(card).text, "not kept apart")
    ana.write("headline: Ours once more", reply_to=card)
    await ana.wait(lambda: "Ours once more" in ana.message(card).text, "not changed")


async def test_a_stranger_with_a_made_up_code_hears_it_once(chat):
    await chat.owner()
    stranger = person(chat.server, "Sten")
    stranger.start("junk")
    await stranger.sees("not a valid invitation")
    stranger.start("junk2")
    stranger.write("/started")
    late = person(chat.server, "Otto")
    late.write("hi")
    await late.sees("private")
    assert len(stranger.from_bot) == 1


@pytest.mark.parametrize("data", [b"signature: 2020-13-45", b"[" * 9000, b"", b"- a\n- b", b"\xff\xfe"])
def test_a_file_that_is_no_style_is_refused_in_words(data):
    with pytest.raises(Refused) as caught:
        brand.from_yaml(data)
    assert caught.value.key == "bad_style"
