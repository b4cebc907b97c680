"""What the progress card and the way out of the draft card say, for every state: pure."""

from datetime import UTC, datetime

import pytest

from bot.chat.buttons import MOST_BYTES, pack, unpack
from bot.chat.screens import progress, publish
from bot.chat.screens.doubts import Settle
from bot.chat.texts import Texts
from bot.domain.post import Part, Post
from bot.domain.publication import Account, Delivery, Failure, Publication, Remote
from bot.services.publishing import Report
from bot.text.templating import Templates

TEXTS = Texts(Templates())
AT = datetime(2026, 5, 12, 9, 2, 11, tzinfo=UTC)
POST = Post(platform="x", parts=(Part(text="1", length=1, limit=280), Part(text="2", length=1, limit=280)))
LONG = "zzzzzzzzzzzz"


def line(state, sent=0, *, error="", page="", **more):
    where = Remote(id="7", url="https://x.example/7")
    rows = tuple(
        Delivery(id=f"{part}", publication_id=LONG, part=part, key=f"{part}", remote=where if part < sent else None)
        for part in range(2)
    )
    publication = Publication(
        id=LONG,
        post_id="p",
        account_id="x",
        at=AT,
        content_hash="",
        state=state,
        error=Failure(key=error, values={"network": "X", "reason": "busy"}) if error else None,
    )
    account = Account(id="x", brand_id="main", platform="x", handle="quay")
    said = "X would not" if error else ""
    return progress.Line(Report(publication, account, POST, rows), "X", error=said, page=page, **more)


def shown(*lines, halted=False):
    view = progress.view(TEXTS, "d", 1, list(lines), halted=halted)
    return view.text, [button.label for row in view.rows for button in row]


@pytest.mark.parametrize(
    ("one", "words", "buttons"),
    [
        (line("published", 2, at=AT), ["✅ X  https://x.example/7  09:02:11"], ["Back to the draft"]),
        (line("publishing", 1), ["⏳ X is on its way: 1 of 2 parts are out"], []),
        (line("publishing", resumes=AT), ["I go on by myself at 09:02:11"], []),
        (line("failed", 1, error="network_refuses"), ["1 of 2 parts are out", "X would not"], ["Try X again"]),
        (line("held", error="network_refuses"), ["⏸ X is held", "X would not"], ["Try X again"]),
        (line("uncertain"), ["❓ X may be out"], ["It is there", "Send again"]),
        (line("uncertain", page="https://x.example/quay"), ["❓"], ["Open my timeline", "It is there", "Send again"]),
        (line("cancelled"), ["X is cancelled"], ["Back to the draft"]),
    ],
    ids=lambda value: value.report.publication.state if isinstance(value, progress.Line) else None,
)
def test_each_state_says_what_why_and_what_now(one, words, buttons):
    text, labels = shown(one)
    assert [word for word in words if word not in text] == []
    assert [label for label in buttons if label not in labels] == []
    assert ("Back to the draft" in labels) == (one.report.publication.state != "publishing")


def test_one_account_on_its_way_keeps_the_card_from_ending():
    text, labels = shown(line("published", 2), line("publishing"), halted=True)
    assert labels == []
    assert "Everything is halted" in text


def test_what_is_out_needs_no_word_about_the_brake():
    assert "halted" not in shown(line("published", 2), halted=True)[0]


@pytest.mark.parametrize(
    "payload",
    [
        progress.Deal(LONG, 9999, LONG, "nolink"),
        publish.PublishNow(LONG, 9999, LONG, "a" * publish.SEEN),
        publish.AskApproval(LONG, 9999, LONG, "a" * publish.SEEN),
        publish.Toggle(LONG, LONG, LONG, 1),
        publish.Copy(LONG, LONG),
        Settle(LONG, 9999, LONG, 99, "keep"),
    ],
)
def test_every_button_fits_and_comes_back(payload):
    assert unpack(pack(payload)) == payload
    assert len(pack(payload).encode()) <= MOST_BYTES
