"""What choosing a time and the queue look like, in every language, at every step."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.chat.buttons import pack, unpack
from bot.chat.plans import Plan, Target
from bot.chat.screens import choosing, queue, repeat, scheduled, slots, week
from bot.chat.screens.choosing import Choosing, Turn
from bot.chat.screens.scheduled import Line
from bot.chat.screens.waiting import Bunch, Queued, SeriesTurn, ShowQueue
from bot.chat.sending import keyboard
from bot.chat.texts import LANGUAGES, Texts
from bot.chat.view import Button
from bot.domain.brand import Member
from bot.domain.moment import Unclear
from bot.domain.post import Part, Post
from bot.domain.publication import Account, Delivery, Failure, Publication, Remote
from bot.domain.recurrence import Recurrence
from bot.domain.series import Series
from bot.domain.slot import Slot
from bot.services.publishing import Report
from bot.text.templating import Templates
from bot.times import moment_of, read_time

NOW = datetime(2026, 3, 25, 8, 0, tzinfo=UTC)
ZONE = "Europe/Athens"
OWNER = Member(id="m", name="Ana", role="owner")
# The longest ids that a chat of Telegram and our store give.
PLAN = "plan/-1001234567890123/2147483647"
STATES = ("scheduled", "publishing", "published", "failed", "uncertain", "held", "cancelled")


@pytest.fixture(params=LANGUAGES)
def texts(request):
    return Texts(Templates(), request.param)


def report(state="scheduled", hours=30, series_id="", key=""):
    at = NOW + timedelta(hours=hours)
    part = Part(text="Sarnholm turns on <its> array & more\n\nSecond line", length=40, limit=280)
    post = Post(platform="sandbox", parts=(part,), language="en")
    error = Failure(key=key, values={"minutes": 40}) if key else None
    more = {"wall": at.isoformat()[:19], "zone": ZONE, "run": 1, "series_id": series_id, "error": error}
    publication = Publication(id="p" * 12, post_id="q", account_id="a", at=at, content_hash="c", state=state, **more)
    account = Account(id="a", brand_id="main", platform="sandbox", handle="quay")
    remote = Remote(id="1", url="https://quay.example/1") if state in ("published", "uncertain") else None
    row = Delivery(id="d", publication_id=publication.id, part=0, key="k", state="planned", remote=remote)
    return Report(publication, account, post, (row,), "d" * 10, 2)


def line(texts, **more):
    one = report(**more)
    moment = moment_of(one.publication.at, ZONE)
    said = choosing.near_said(texts, moment, NOW)
    return Line(one, "Sandbox · quay", said, datetime.fromisoformat(moment.wall), said, "", "https://quay.example")


def choose(**more):
    back = Button("x", ShowQueue(0))
    return Choosing(["Sandbox", "X"], ZONE, NOW, back, **more)


def plan(**more):
    return Plan(id=PLAN, draft_id="d" * 10, account_id="a" * 12, revision=2, step=999, **more)


MOMENT = moment_of(NOW + timedelta(hours=50), ZONE)
GAP = read_time("29 mar 2026 3:30", NOW, ZONE)
PLANS = {
    "ask": plan(),
    "days": plan(stage="days"),
    "hours": plan(stage="hours", day="2026-03-25"),
    "gap": plan(stage="question", unclear=GAP),
    "unclear": plan(stage="question", unclear=Unclear(reason="unclear")),
    "past": plan(stage="question", unclear=Unclear(reason="past")),
    "echo": plan(stage="echo", moment=MOMENT),
    "always": plan(stage="echo", moment=MOMENT, late=choosing.ALWAYS, void=360),
    "moved": plan(stage="echo", moment=MOMENT, targets=(Target(id="p", run=1),)),
}


def fits(view):
    """It can be sent: its buttons pack, and say no more than a button holds."""
    assert view.text.strip()
    assert len(view.text) < 4096
    board = keyboard(view)
    for row in board.inline_keyboard if board else ():
        for button in row:
            assert 0 < len(button.text) <= 64
            assert button.url or unpack(button.callback_data) is not None


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("asking", [False, True])
def test_every_step_of_a_time_can_be_shown(texts, name, asking):
    more = choose(slot=MOMENT, asking=asking, waits=["X, Fri"])
    fits(choosing.view(texts, PLANS[name], more))


def test_a_gap_offers_both_its_neighbours():
    view = choosing.view(Texts(Templates(), "en"), PLANS["gap"], choose())
    assert [button.label for button in view.rows[0]] == ["Sun 29 Mar 02:30", "Sun 29 Mar 04:30"]
    assert "On Sun 29 Mar clocks jump from 03:00 to 04:00, so 03:30 does not exist" in view.text


def test_hours_that_are_over_are_not_there_to_tap():
    view = choosing.view(Texts(Templates(), "en"), PLANS["hours"], choose())
    assert view.rows[0][0].label == "11:00"  # it is 10:00 there


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("key", ["", "late"])
def test_every_state_has_a_card_and_a_place_in_the_queue_and_the_week(texts, state, key):
    one = line(texts, state=state, key=key, series_id="s" * 10)
    fits(scheduled.card(texts, one, OWNER))
    fits(scheduled.view(texts, [one, one], OWNER))
    fits(queue.view(texts, [one] * 8, 8, 30, halted=True, series=2))
    fits(week.view(texts, [(date(2026, 3, 25), [one] * 50), (date(2026, 3, 26), [])], ZONE))


@pytest.mark.parametrize(
    ("state", "key", "labels"),
    [
        ("held", "late", ["Send now", "New time", "Cancel"]),
        ("held", "", ["Try Sandbox · quay again", "New time", "Cancel"]),
        ("failed", "", ["Try Sandbox · quay again", "New time", "Cancel"]),
        ("publishing", "", []),
        ("published", "", []),
        ("cancelled", "", []),
    ],
)
def test_a_card_has_the_buttons_of_its_state(state, key, labels):
    view = scheduled.card(Texts(Templates(), "en"), line(Texts(Templates(), "en"), state=state, key=key), OWNER)
    assert [button.label for row in view.rows for button in row] == [*labels, "Draft", "Queue"]


def test_what_is_in_doubt_is_settled_on_its_card():
    view = scheduled.card(Texts(Templates(), "en"), line(Texts(Templates(), "en"), state="uncertain"), OWNER)
    assert view.rows[0][0].url == "https://quay.example"
    assert len(view.rows[0]) == 3


RULES = [
    Recurrence(every="day", wall="09:00", zone=ZONE, start=date(2026, 3, 25)),
    Recurrence(every="day", step=3, wall="09:00", zone=ZONE, start=date(2026, 3, 25), count=4),
    Recurrence(
        every="week", weekdays=(0, 2), wall="09:00", zone=ZONE, start=date(2026, 3, 25), until=date(2026, 12, 24)
    ),
    Recurrence(every="week", step=2, weekdays=(0,), wall="09:00", zone=ZONE, start=date(2026, 3, 25)),
    Recurrence(every="month", day=31, wall="09:00", zone=ZONE, start=date(2026, 3, 25)),
    Recurrence(every="month", step=2, wall="09:00", zone=ZONE, start=date(2026, 3, 25)),
]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("state", ["active", "paused", "ended"])
@pytest.mark.parametrize("why", ["", "draft_changed", "cannot_publish"])
def test_every_series_has_a_card(texts, rule, state, why):
    one = Series(
        id="s" * 10, draft_id="d", revision=1, account_ids=("a",), rule=rule, member_id="m", state=state, why=why
    )
    fits(repeat.view(texts, one, ["Sandbox"], "Sarnholm", "Mon 9:00", OWNER))
    assert rule.wall in repeat.rule_said(texts, rule)


def test_slots_are_told_by_their_days(texts):
    kept = [
        Slot(id=str(n), brand_id="main", weekdays=days, wall="09:00", jitter=n)
        for n, days in enumerate(((0, 2), (0, 1, 2, 3, 4), tuple(range(7))))
    ]
    fits(slots.view(texts, kept, {}, ZONE, OWNER))


@pytest.mark.parametrize(
    "payload",
    [
        Turn(PLAN, 99_999, "t2612312359"),
        repeat.Repeat(PLAN, 99_999, "ask"),
        Queued("p" * 12, 10**6, "late525600"),
        Bunch("d" * 10, "f" * 8, "cancel"),
        SeriesTurn("s" * 10, "active", "resume"),
        slots.SlotTurn("remove", "a" * 12),
        week.ShowWeek("261231"),
    ],
)
def test_every_payload_fits_a_button(payload):
    assert unpack(pack(payload)) == payload
