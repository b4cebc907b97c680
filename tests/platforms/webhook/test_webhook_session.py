"""What a webhook does beyond the contract: the signature, the whole body, statuses, the look-up, the guard."""

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from platforms.webhook.rig import PATH, SECRET, rigged

from bot.domain.errors import Later, Reconnect, Rejected, Uncertain
from bot.domain.post import Card, Span
from bot.platforms.webhook import wire
from bot.testing.memory import SetClock
from bot.testing.sessions import drawn, outgoing

NOON = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)


@pytest.fixture
async def rig(tmp_path):
    async with rigged(tmp_path) as rig:
        yield rig


def test_the_signature_is_over_the_time_and_the_very_body():
    made = wire.headers("a secret of sixteen", "k-1", NOON, b'{"id":"k-1"}')
    at = str(int(NOON.timestamp()))
    right = hmac.new(b"a secret of sixteen", f'{at}.{{"id":"k-1"}}'.encode(), hashlib.sha256).hexdigest()
    assert made["Standfirst-Signature"] == f"t={at},v1={right}"
    asked = wire.headers("a secret of sixteen", "k-1", NOON)
    right = hmac.new(b"a secret of sixteen", f"{at}.k-1".encode(), hashlib.sha256).hexdigest()
    assert asked == {"Idempotency-Key": "k-1", "Standfirst-Signature": f"t={at},v1={right}"}


async def test_the_receiver_gets_everything_there_is_of_a_part(rig):
    sent = outgoing(rig, "Der Hafen öffnet ✅", "k-1")
    part = sent.part.model_copy(update={"spans": (Span(start=4, end=9, kind="link", url="https://harbour.example/"),)})
    card = Card(
        url="https://harbour.example/a", title="Open", description="Again", image="https://harbour.example/i.jpg"
    )
    async with rig.platform.connect(rig.account, rig.resources) as session:
        remote = await session.publish(sent.model_copy(update={"part": part, "card": card, "planned": NOON}))
    (post,) = rig.receiver.posts
    assert remote.id == post.id
    assert remote.url == f"https://receiver.example/{post.id}"
    assert post.sent == {
        "id": "k-1",
        "account": "our site",
        "time": "2026-05-12T12:00:00+00:00",
        "language": "en",
        "text": "Der Hafen öffnet ✅",
        "spans": [{"start": 4, "end": 9, "kind": "link", "url": "https://harbour.example/"}],
        "card": card.model_dump(),
        "images": [],
    }


async def test_the_same_key_again_is_the_same_bytes_and_one_post(rig):
    sent = outgoing(rig, "Open again.", "k-1").model_copy(update={"planned": NOON})
    async with rig.platform.connect(rig.account, rig.resources) as session:
        first = await session.publish(sent)
        assert await session.publish(sent) == first
    assert len(rig.receiver.posts) == 1


async def test_a_key_used_for_something_else_is_refused(rig):
    async with rig.platform.connect(rig.account, rig.resources) as session:
        await session.publish(outgoing(rig, "One", "k-1"))
        with pytest.raises(Rejected) as caught:
            await session.publish(outgoing(rig, "Two", "k-1"))
    assert caught.value.values["reason"] == "the key was used for something else"


async def test_a_receiver_that_cannot_look_up_leaves_it_to_a_person(rig):
    rig.receiver.looks = False
    async with rig.platform.connect(rig.account, rig.resources) as session:
        with pytest.raises(Uncertain) as caught:
            await session.find(outgoing(rig, "One", "k-1"))
    assert caught.value.key == "cannot_tell"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, b""),
        (404, b"<h1>Cannot GET /hooks</h1>"),
        (404, b'{"detail":"Not Found"}'),
        (404, b'{"key":"k-2"}'),
        (200, b'{"id":"p1"}'),
        (200, b"[]"),
        (204, b'{"key":"k-1"}'),
    ],
)
def test_an_answer_that_does_not_carry_the_key_tells_nothing(status, body):
    with pytest.raises(Uncertain):
        wire.looked_up(status, body, "k-1")


def test_an_answer_that_carries_the_key_tells():
    assert wire.looked_up(404, b'{"key":"k-1"}', "k-1") is None
    found = wire.looked_up(200, b'{"key":"k-1","id":12,"url":"https://a.example/12"}', "k-1")
    assert (found.id, found.url) == ("12", "https://a.example/12")


@pytest.mark.parametrize("body", [b"", b"ok", b"[1]", b'{"id":""}', b'{"id":null,"url":"javascript:alert(1)"}'])
def test_any_2xx_is_a_post_and_the_key_stands_for_an_id(body):
    assert wire.failure(202, {}, body, NOON, publishes=True) is None
    remote = wire.published(body, "k-1")
    assert (remote.id, remote.url) == ("k-1", "")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *((302, Rejected), (400, Rejected), (404, Rejected), (410, Rejected), (413, Rejected), (422, Rejected)),
        *((401, Reconnect), (403, Reconnect), (429, Later)),
        *((408, Uncertain), (500, Uncertain), (502, Uncertain), (503, Uncertain), (504, Uncertain)),
    ],
)
def test_every_status_is_one_of_our_errors(status, kind):
    assert type(wire.failure(status, {}, b"", NOON, publishes=True)) is kind
    looking = wire.failure(status, {}, b"", NOON, publishes=False)
    assert type(looking) is (Later if kind is Uncertain else kind)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("0", 1),
        ("Tue, 12 May 2026 12:02:00 GMT", 120),
        ("Tue, 12 May 2026 11:00:00 GMT", 1),
        ("soon", 60),
        ("", 60),
        ("-5", 60),
    ],
)
def test_a_busy_receiver_is_waited_for_as_it_says(header, seconds):
    assert wire.failure(429, {"retry-after": header}, b"", NOON, publishes=True).retry_after == seconds


async def test_a_clock_that_is_off_is_refused_by_the_receiver(rig):
    late = replace(rig.resources, clock=SetClock(datetime.now(UTC) - timedelta(minutes=6)))
    async with rig.platform.connect(rig.account, late) as session:
        with pytest.raises(Reconnect) as caught:
            await session.publish(outgoing(rig, "Open again.", "k-1"))
    assert caught.value.values["reason"] == "the signature is too old"
    assert rig.receiver.posts == []


async def test_a_private_address_is_refused_unless_it_is_allowed(rig):
    strict = replace(rig.resources, allow=())
    async with rig.platform.connect(rig.account, strict) as session:
        with pytest.raises(Rejected) as caught:
            await session.publish(outgoing(rig, "Open again.", "k-1"))
    assert caught.value.values["reason"] == "unsafe_address"
    assert rig.line.requests == []
    assert PATH not in str(caught.value.__cause__)


async def test_an_examination_publishes_nothing_and_says_what_the_receiver_can(rig):
    async with rig.platform.connect(rig.account, rig.resources) as session:
        _, findings = await session.examine()
        assert [(one.level, one.key) for one in findings] == [
            ("good", "webhook_looks"),
            ("warning", "webhook_plain_http"),
        ]
        assert rig.receiver.tests == 0
        rig.receiver.looks = False
        _, findings = await session.examine()
    assert [one.key for one in findings] == ["webhook_answers", "webhook_no_look", "webhook_plain_http"]
    assert (rig.receiver.tests, rig.receiver.posts) == (1, [])


async def test_an_examination_with_the_wrong_secret_asks_to_connect_anew(rig):
    for looks in (True, False):
        rig.receiver.looks, rig.receiver.secret = looks, "another one by now"
        async with rig.platform.connect(rig.account, rig.resources) as session:
            with pytest.raises(Reconnect):
                await session.examine()


async def test_four_pictures_arrive_in_order(rig):
    colours = ("teal", "navy", "olive", "maroon")
    pictures = [drawn(colour) for colour in colours]
    rig.album.pictures.update({picture.id: picture for picture in pictures})
    part = outgoing(rig, "Open again.", "k-1").part
    images = tuple({"media_id": picture.id, "alt": colour} for picture, colour in zip(pictures, colours, strict=True))
    part = part.model_validate({**part.model_dump(), "images": images})
    async with rig.platform.connect(rig.account, rig.resources) as session:
        await session.publish(outgoing(rig, "Open again.", "k-1").model_copy(update={"part": part}))
    (post,) = rig.receiver.posts
    assert post.pictures == tuple(picture.data for picture in pictures)
    assert post.alts == colours
    assert json.loads(post.raw)["images"][0]["width"] == 640


def test_neither_address_nor_secret_is_in_a_repr(rig):
    receiver = rig.platform
    assert SECRET not in repr(receiver)
    assert PATH not in repr(receiver)
