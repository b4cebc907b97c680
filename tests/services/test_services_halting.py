"""The emergency brake."""

import pytest

from bot.domain.brand import Member
from bot.domain.errors import Refused
from bot.services.halting import Halting

EDITOR = Member(id="ed", name="Edda", role="editor")


async def test_nothing_is_sent_while_halted_and_all_of_it_after(newsroom):
    halting = Halting(newsroom.store, newsroom.clock)
    await halting.halt(actor=EDITOR)
    publication = await newsroom.planned(2)
    report = await newsroom.owner().deliver(publication)
    assert (report.publication.state, await newsroom.out(publication)) == ("scheduled", [])
    await halting.resume(actor=EDITOR)
    await newsroom.owner().recover()
    assert len(await newsroom.out(publication)) == 2


async def test_only_who_may_publish_holds_the_brake(newsroom):
    halting = Halting(newsroom.store, newsroom.clock)
    with pytest.raises(Refused):
        await halting.halt(actor=Member(id="w", name="Wim", role="writer"))
    assert not await halting.is_halted()


async def test_halting_twice_is_halting_once(newsroom):
    halting = Halting(newsroom.store, newsroom.clock)
    await halting.halt(actor=EDITOR)
    await halting.halt(actor=EDITOR)
    await halting.resume(actor=EDITOR)
    assert not await halting.is_halted()
