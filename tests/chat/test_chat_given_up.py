"""What is awaited ends as soon as no answer would do, and what is said next is read as usual."""

import asyncio
from dataclasses import replace

import pytest

from bot.domain.conversation import Place
from bot.testing.telegram import group


async def awaited(chat, who, kind, values):
    """The bot waits for this of a member in their private chat."""
    member = await chat.house.members.with_telegram(who.id)
    await chat.house.correspondence.ask(member.id, who.id, kind, **values)
    return lambda: chat.house.correspondence.awaited(member.id, who.id)


WHERE = {"account": "sandbox", "message": 3}
UNANSWERABLE = {
    "part": {"draft": "gone", "part": "headline", **WHERE},
    "bullet": {"draft": "gone", **WHERE},
    "mend": {"draft": "gone", "old": "x", **WHERE},
    "alt": {"draft": "gone", **WHERE},
    "picture": {"draft": "gone", **WHERE},
    "decline": {"approval": "gone", "message": 3},
    "paste": {"errand": "gone"},
    "there": {"draft": "gone", "publication": "gone", "revision": 1, "message": 3},
}


@pytest.mark.parametrize("kind", sorted(UNANSWERABLE))
async def test_an_answer_refused_for_good_ends_the_waiting_and_says_so(chat, kind):
    ana = await chat.owner()
    still = await awaited(chat, ana, kind, UNANSWERABLE[kind] | {"chat": ana.id})
    said = "An answer, with words enough. " * (20 if kind == "paste" else 1)
    ana.write(said)
    await ana.sees("not waiting for an answer any more")
    assert await still() is None
    ana.write("hello")
    await ana.sees("Send me an article")


async def test_a_role_that_may_not_is_told_once_and_reads_on(chat):
    ana = await chat.owner()
    will = await chat.member(ana, "Will", "writer")
    still = await awaited(chat, will, "style", {"setting": "signature"})
    will.write("Yours, the desk")
    await will.sees("not waiting for an answer any more")
    assert await still() is None
    await chat.card(will)


async def test_words_that_will_not_do_may_be_said_otherwise(chat):
    ana = await chat.owner()
    still = await awaited(chat, ana, "time_zone", {})
    ana.write("Atlantis")
    seen = await ana.sees("no time zone")
    assert "not waiting" not in seen.text
    assert (await still()).kind == "time_zone"


async def test_a_fault_of_ours_that_comes_again_ends_the_waiting(chat):
    ana = await chat.owner()
    still = await awaited(chat, ana, "time_zone", {})
    office = chat.bot.bot_data["office"]
    chat.bot.bot_data["office"] = replace(office, members=Faulty(office.members))
    ana.write("Athens")
    await ana.sees("did not work")
    assert await still()
    ana.write("Lima")
    await ana.wait(lambda: len([one for one in ana.from_bot if "did not work" in one.text]) == 2, "no second apology")
    assert await still() is None


async def test_the_mention_a_group_asks_for_is_no_part_of_an_answer(chat):
    ana = await chat.owner()
    desk = group(chat.server, "Desk", ana)
    card = await chat.card(ana)
    shown = await shown_at(chat, ana, card)
    member = await chat.house.members.with_telegram(ana.id)
    values = {"draft": shown.draft_id, "account": shown.account_id, "part": "headline", "message": card}
    await chat.house.correspondence.ask(member.id, desk.id, "part", **values, chat=ana.id)
    ana.write(f"@{chat.server.world.username} The array runs", room=desk)
    await ana.wait(lambda: "The array runs" in ana.message(card).text, "no headline")
    assert (await chat.house.drafting.latest(shown.draft_id)).draft.headline.text == "The array runs"


async def shown_at(chat, who, card):
    for _ in range(300):
        shown = await chat.house.correspondence.shown_at(Place(chat_id=who.id, message_id=card))
        if shown:
            return shown
        await asyncio.sleep(0.01)
    raise AssertionError("no card is noted")


class Faulty:
    """Members who prefer nothing, by a fault."""

    def __init__(self, real):
        self.real = real

    def __getattr__(self, name):
        return getattr(self.real, name)

    async def prefer(self, member, **chosen):
        raise RuntimeError("the planned fault")
