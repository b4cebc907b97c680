"""Buttons nobody made: each is answered in one polite line, without a trace, and nothing is stuck afterwards."""

import logging

FORGED = (
    *("x", "again:" + "9" * 40, "again:1", "i:" + "9" * 50 + ":", "i:-7:gone", "y:name", "y:", "m:remove:local:"),
    *("m:role:local:viewer", "m:show:gone:", "m:new::emperor", "m:zzz::", "k:{d}:1:{a}:headline:-1"),
    *("k:{d}:1:{a}:headline:-9", "k:{d}:1:{a}:subtitle:1", "k:gone:1:{a}:headline:98", "b:{d}:1:{a}:tick:-1"),
    *("b:{d}:1:{a}:up:99", "b:{d}:1:{a}:blah:1", "t:{d}:{a}:nobody:0", "d:nope:nope", "d:{d}:nope", "s:xx"),
    *("rs:read/1/1:each", "ra:gone", "rp:gone", "rb:gone", "f:{d}:1:{a}:0:use", "f:{d}:1:{a}:-1:keep", "n:no:yes"),
    *("v:no:yes", "w:{d}:1:nope:look", "w:{d}:1:nope:zzz", "a:{d}:1:{a}:shorter:x", "a:{d}:" + "9" * 30 + ":{a}:undo"),
    *("pic:{d}:{a}:take:-1", "pic:{d}:{a}:zzz:0", "pic:gone:{a}:draw:0", "a:\0:1:1:undo", "o:{d}:1:{a}:../x", "h:x"),
)


async def test_forged_buttons_are_answered_in_a_line_and_nothing_is_stuck(chat, caplog):
    caplog.set_level(logging.ERROR)
    ana = await chat.owner()
    card = await chat.card(ana)
    made = next(one["callback_data"] for row in ana.message(card).rows for one in row if one["text"] == "Headline")
    _, draft_id, _, account, _ = made.split(":")
    unsaid = []
    for data in FORGED:
        before = len(ana.from_bot)
        data = data.format(d=draft_id, a=account)
        answer = await ana.answer_to(ana.tap_data(card, data), within=5)
        said = [answer.get("text", ""), *(one.text for one in ana.from_bot[before:])]
        if "standfirst" in " ".join(said) or "did not work" in " ".join(said):
            unsaid.append((data, said))
    assert unsaid == []
    itself = int(ana.tap_data(card, "x")) + 3  # the double counts taps and updates in turn
    assert "changed since" in (await ana.answer_to(ana.tap_data(card, f"again:{itself}")))["text"]
    assert itself in chat.server.world.taken
    assert [one.getMessage() for one in caplog.records if one.exc_info] == []
    await ana.answer_to(ana.tap_data(card, "h:1"), within=3)
    await ana.wait(lambda: "Resume" in " ".join(ana.message(card).buttons), "no brake", within=3)
