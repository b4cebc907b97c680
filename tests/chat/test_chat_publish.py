"""Publishing in the chat: asked once, the accounts ticked, one card of progress; what is uncertain is settled."""

from datetime import UTC, datetime

import pytest

from bot.domain.publication import Account
from bot.store import Store, accounts
from bot.testing.faulty import Faulty


async def test_a_tap_asks_and_a_second_publishes_with_the_link_told(chat):
    ana = await chat.owner()
    card = await chat.card(ana)
    ana.tap(card, "Publish 1")
    await ana.wait(lambda: "Publish now on Sandbox?" in ana.message(card).text, "no question")
    ana.tap(card, "Publish now")
    await ana.wait(lambda: "sandbox://rehearsal/" in ana.message(card).text, "not published")
    assert "✅ Sandbox" in ana.message(card).text
    assert ana.message(card).buttons == ["Back to the draft"]
