"""A week later, after a restart: every button of a card works, or says that it changed since."""

from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from chat.conftest import Chat
from chat.process import article

from bot.domain.clock import SystemClock

WEEK = timedelta(days=7)
# What a card with an edit and an undo behind it offers.
LABELS = ("Headline", "Bullets", "Question", "Image", "Shorter", "Longer", "Undo", "Redo", "Preview", "Source")
LABELS += ("What changed", "Publish", "Discard")
# A screen left open, what is tapped on it, and what the card shows then.
SCREENS = (
    ("Headline", "2", "Another headline"),
    ("Question", "Write my own", "Send me the question"),
    ("Bullets", "1", "Which statements"),
    ("Image", "Draw a card", "Another picture"),
    ("Source", "Back", "All "),
    ("What changed", "Back", "All "),
    ("Publish", "Publish now", "✅ Sandbox"),
    ("Discard", "Bring it back", "All "),
)


class LaterClock(SystemClock):
    """The same clock, a week ahead."""

    def now(self):
        return super().now() + WEEK


@pytest.fixture
async def chat(telegram, tmp_path):
    return Chat(telegram, f"sqlite:///{tmp_path / 'chat.db'}")


@pytest.fixture
def a_week_later(telegram, monkeypatch, chat):
    @asynccontextmanager
    async def at_work():
        monkeypatch.setattr("bot.app.house.SystemClock", LaterClock)
        monkeypatch.setattr("bot.app.SystemClock", LaterClock)
        was = telegram.world.now
        telegram.world.now = lambda: was() + WEEK.total_seconds()
        async with chat.at_work():
            yield

    return at_work


async def edited(chat, who, number):
    """A card with two edits behind it, the second one undone."""
    card = await chat.card(who, article(number))
    for words in ("question: Who pays for it?", "question: Who pays in the end?"):
        who.write(words, reply_to=card)
        await who.wait(lambda words=words: words[10:] in who.message(card).text, "not edited")
    who.tap(card, "Undo")
    await who.wait(lambda: "Redo" in who.message(card).buttons, "not undone")
    return card


async def test_every_button_of_a_week_old_card_works(chat, a_week_later):
    async with chat.at_work():
        ana = await chat.owner()
        cards = {label: await edited(chat, ana, number) for number, label in enumerate(LABELS)}
    offered = {label for card in cards.values() for label in ana.message(card).buttons}
    assert offered - set(LABELS) == {"Publish 1", "Schedule"}
    async with a_week_later():
        for label, card in cards.items():
            before, newest = repr(ana.message(card)), ana.last.id
            answer = await ana.answer_to(ana.tap(card, label))
            assert "changed since" not in answer.get("text", ""), label
            if not answer.get("text"):
                await ana.wait(lambda: (repr(ana.message(card)), ana.last.id) != (before, newest), f"{label}: nothing")  # noqa: B023 - waited for at once
    assert not any("did not work" in one.text for one in ana.from_bot)


async def test_every_screen_left_open_for_a_week_goes_on_and_what_is_older_says_changed_since(chat, a_week_later):
    async with chat.at_work():
        ana = await chat.owner()
        cards, stale = [], {}
        for number, (label, inner, _) in enumerate(SCREENS):
            card = await edited(chat, ana, number)
            stale[card] = next(
                one["callback_data"] for row in ana.message(card).rows for one in row if one["text"] == "Shorter"
            )
            ana.tap(card, label)
            await ana.wait(lambda: any(b.startswith(inner) for b in ana.message(card).buttons), f"no {inner}")  # noqa: B023 - waited for at once
            cards.append(card)
    async with a_week_later():
        for card, (_, inner, shown) in zip(cards, SCREENS, strict=True):
            before = repr(ana.message(card))
            ana.tap(card, inner)
            await ana.wait(lambda: repr(ana.message(card)) != before and shown in ana.message(card).text, inner)  # noqa: B023 - waited for at once
            ana.write("question: Who pays next week?", reply_to=card)
            await ana.wait(lambda: "Who pays next week?" in ana.message(card).text, "not edited")  # noqa: B023 - waited for at once
            answer = await ana.answer_to(ana.tap_data(card, stale[card]))
            assert "changed since" in answer["text"]
