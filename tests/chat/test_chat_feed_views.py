"""What the feeds look like in every language, and what a typed rule means."""

from datetime import UTC, datetime, timedelta

import pytest
from chat.test_chat_schedule_views import NOW, OWNER, ZONE, fits

from bot.chat.buttons import pack, unpack
from bot.chat.screens.feed_views import (
    NUMBERS,
    FeedTurn,
    ShowFeeds,
    card,
    list_view,
    seen_of,
    turned,
    typed,
)
from bot.chat.texts import LANGUAGES, Texts
from bot.domain.brand import Member
from bot.domain.errors import Refused
from bot.domain.feed import Feed, Quiet, Rule
from bot.domain.publication import Failure
from bot.text.templating import Templates

VIEWER = Member(id="v", name="Vera", role="viewer")


@pytest.fixture(params=LANGUAGES)
def texts(request):
    return Texts(Templates(), request.param)


def feed(number=1, **more):
    url = f"https://harbour.example/{number}/feed.xml"
    times = {"added": NOW, "next": NOW + timedelta(minutes=30), "checked": NOW, "newest": NOW - timedelta(days=3)}
    return Feed(id=f"f{number:09}", brand_id="main", url=url, title="Harbour <Gazette>", **{**times, **more})


FULL = Rule(
    include=("tide", "harbour wall"),
    exclude=("horoscope",),
    languages=("en", "de"),
    least=150,
    action="hold",
    cap=3,
    spacing=30,
    quiet=Quiet(start="22:00", end="07:00"),
    accounts=("a", "gone"),
)
FEEDS = [
    feed(),
    feed(2, state="paused"),
    feed(3, state="gone", failures=9),
    feed(4, failures=3, error=Failure(key="timed_out", values={"host": "x", "seconds": 20, "url": "x"})),
    feed(5, checked=None, newest=None, rule=FULL),
]


@pytest.mark.parametrize("who", [OWNER, VIEWER])
def test_every_feed_has_a_card_and_a_place_in_the_list(texts, who):
    fits(list_view(texts, [], 0, ZONE, NOW, who))
    fits(list_view(texts, FEEDS * 4, 8, ZONE, NOW, who))
    for one in FEEDS:
        fits(card(texts, one, {"a": "Sandbox"}, ZONE, NOW, who))


def test_the_list_says_how_reading_goes():
    text = list_view(Texts(Templates(), "en"), FEEDS, 0, ZONE, NOW, OWNER).text
    assert "✅ Read today 10:00, newest Sun 22 Mar 10:00." in text
    assert ("⏸ Paused." in text, "3 tries failed. Next: today 10:30" in text) == (True, True)
    assert "Harbour &lt;Gazette&gt;" in text


def test_only_who_may_publish_has_the_buttons_of_its_rule():
    assert len(card(Texts(Templates(), "en"), FEEDS[0], {}, ZONE, NOW, VIEWER).rows) == 1
    labels = [one.label for row in card(Texts(Templates(), "en"), FEEDS[4], {}, ZONE, NOW, OWNER).rows for one in row]
    assert labels[:3] == ["Hold, then publish", "Hold: 30 min", "At least: 150 words"]
    assert labels[-3:] == ["Pause", "Unsubscribe", "Feeds"]


@pytest.mark.parametrize("name", NUMBERS)
def test_taps_go_round_every_value_of_a_setting(name):
    rule, seen = Rule(), []
    for value in NUMBERS[name]:
        rule = turned(rule, f"{name}-{value}")
        seen.append(getattr(rule, name))
    assert tuple(seen) == NUMBERS[name]


@pytest.mark.parametrize("verb", ["", "cap", "cap-", "cap-7", "cap--1", "action-nosuch", "nosuch-1", "hold-x"])
def test_a_tap_that_never_was_sets_nothing(verb):
    with pytest.raises(Refused, match="changed_since"):
        turned(Rule(), verb)


@pytest.mark.parametrize(
    ("name", "said", "value"),
    [
        ("include", "tide, harbour wall ,, tide", ("tide", "harbour wall")),
        ("exclude", "horoscope\nlottery", ("horoscope", "lottery")),
        ("languages", "EN, de en", ("en", "de")),
        ("quiet", "22-7", Quiet(start="22:00", end="07:00")),
        ("quiet", "22:30 – 6.15", Quiet(start="22:30", end="06:15")),
        ("quiet", "-", None),
        ("include", "-", ()),
    ],
)
def test_a_rule_is_typed(name, said, value):
    assert getattr(typed(FULL, name, said), name) == value


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("quiet", "at night"),
        ("quiet", "25-7"),
        ("quiet", "22:70-7"),
        ("languages", "english"),
        ("include", "a," * 101 + ",".join(map(str, range(101)))),
    ],
)
def test_what_is_no_rule_is_refused(name, said):
    with pytest.raises(Refused, match="bad_feed_rule"):
        typed(Rule(), name, said)


def test_what_was_seen_changes_with_the_rule_and_the_state_alone():
    before = feed()
    assert seen_of(before) == seen_of(feed(checked=datetime(2026, 1, 1, tzinfo=UTC), failures=4))
    assert len({seen_of(before), seen_of(feed(rule=FULL)), seen_of(feed(state="paused"))}) == 3


@pytest.mark.parametrize("payload", [FeedTurn("f" * 12, "a" * 6, "action-draft"), ShowFeeds(-1)])
def test_every_payload_fits_a_button(payload):
    assert unpack(pack(payload)) == payload
