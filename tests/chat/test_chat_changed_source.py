"""A held post whose source changed: what changed is shown, and it is sent anyway, read anew or cancelled by a tap."""

from datetime import timedelta

import pytest
from articles.stories import BRIDGE
from chat.conftest import Chat
from chat.pages import Pages
from chat.test_chat_publish import says, timeline
from chat.test_chat_queue import offers, opened, owner_of, state_of
from services.newsroom import StoppedClock

from bot.domain.publication import When
from bot.services.delivering import Delivering
from bot.services.rereading import Rereading

PAGE = "https://marl.example/bridge"
CHANGED = BRIDGE.replace("cost 4 million euros", "cost 5 million euros")


@pytest.fixture
async def reader(telegram, tmp_path):
    """A bot that reads from a table of pages."""
    chat, pages = Chat(telegram, f"sqlite:///{tmp_path / 'source.db'}"), Pages()
    chat.read = pages.read
    async with chat.at_work():
        chat.pages = pages
        yield chat


async def held(chat, ana, text=CHANGED):
    """A publication that is held since its page says something else now."""
    await chat.card(ana, PAGE)
    house = chat.house
    draft, now = (await house.drafting.open(1))[0][0].draft, house.news.now()
    when = When(at=now - timedelta(minutes=1))
    (one,) = await house.publishing.plan(draft.id, ["sandbox"], actor=await owner_of(chat), when=when)
    chat.pages.texts[PAGE] = text
    clock = StoppedClock(now + timedelta(hours=1))
    delivering, check = house.delivering, Rereading(house.store, chat.pages.read, clock)
    of = (house.store, house.publishing, delivering._platform, delivering._resources, clock)
    assert (await Delivering(*of, queue=house.queue, checks=[check]).send(one)).publication.state == "held"
    return one


async def shown(chat, ana):
    """The message with what changed."""
    card = await opened(chat, ana)
    assert ana.message(card).buttons[:3] == ["Send anyway: Sandbox · rehearsal", "What changed", "Cancel"]
    ana.tap(card, "What changed")
    await offers(ana, card, "Read anew")
    return card


async def test_what_changed_is_marked_and_it_is_sent_by_a_persons_word(reader):
    ana = await reader.owner()
    one = await held(reader, ana)
    card = await shown(reader, ana)
    seen = ana.message(card)
    assert "marl.example" in seen.text
    assert "4 5 million euros" in seen.text
    assert seen.buttons == ["Send anyway", "Read anew", "Cancel", "Back"]
    ana.tap(card, "Send anyway")
    await says(ana, card, "✅ Sandbox")
    assert (await state_of(reader, one), await timeline(reader)) == ("published", ["sandbox"])


async def test_it_is_read_anew_beside_and_cancelled(reader):
    ana = await reader.owner()
    one = await held(reader, ana)
    card = await shown(reader, ana)
    ana.tap(card, "Read anew")
    seen = await ana.wait(lambda: ana.last if "Headline" in ana.last.buttons else None, "no card")
    assert "5 million euros" in seen.text
    assert await state_of(reader, one) == "held"
    ana.tap(card, "Cancel")
    await says(ana, card, "is cancelled")
    assert await timeline(reader) == []


async def test_a_tap_on_what_moved_since_shows_how_it_stands(reader):
    ana = await reader.owner()
    one = await held(reader, ana)
    card = await shown(reader, ana)
    owner, run = await owner_of(reader), (await reader.house.publishing.report(one)).publication.run
    await reader.house.scheduling.cancel(one, actor=owner, seen_run=run)
    ana.tap(card, "Read anew")
    await says(ana, card, "is cancelled")
