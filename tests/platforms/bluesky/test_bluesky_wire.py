"""Parts become records under keys of their own; links are read; failures are told apart. All of it without a server."""

import base64
import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import Later, Reconnect, Rejected, Uncertain
from bot.domain.ports import Outgoing
from bot.domain.post import Part
from bot.domain.publication import Account, Remote
from bot.platforms.bluesky import failures, platform, threads, tokens, wire
from bot.platforms.bluesky.failures import Answered, Lost

NOON = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)
DID = "did:plc:z72i7hdynmk6r22z27h6tvur"
URI = f"at://{DID}/app.bsky.feed.post/3mloc7spd6j2o"
ACCOUNT = Account(id="a1", brand_id="main", platform="bluesky", handle="ilda.example", native_id=DID)
# The specification of record keys, for the type "tid".
TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")


def part(text="The quay is open.", **more):
    return Outgoing(part=Part(text=text, length=len(text), limit=300), key="key-1", **more)


class TestRecordKeys:
    def test_a_key_is_a_time_as_the_specification_writes_it(self):
        keys = [
            wire.record_key(part(planned=planned).model_copy(update={"key": f"{number}"}))
            for planned in (None, NOON, datetime(1970, 1, 1, tzinfo=UTC))
            for number in range(200)
        ]
        assert all(TID.fullmatch(key) for key in keys)
        assert len(set(keys)) == len(keys)

    def test_the_same_part_has_the_same_key_however_often_it_is_tried(self):
        later = part(planned=NOON, since=NOON + timedelta(hours=1), others=("x",))
        assert wire.record_key(part(planned=NOON)) == wire.record_key(later)

    def test_what_is_planned_later_sorts_later(self):
        keys = [wire.record_key(part(planned=NOON + timedelta(seconds=number))) for number in range(50)]
        assert keys == sorted(keys)

    def test_a_key_names_its_second(self):
        number = 0
        for digit in wire.record_key(part(planned=NOON)):
            number = number * 32 + "234567abcdefghijklmnopqrstuvwxyz".index(digit)
        assert (number >> 10) // 1_000_000 == NOON.timestamp()


class TestRecords:
    def test_a_plain_record_has_its_text_its_time_and_its_language(self):
        made = wire.record(part(language="el"), NOON, {}, None, None)
        assert made == {
            "$type": "app.bsky.feed.post",
            "text": "The quay is open.",
            "createdAt": "2026-05-12T12:00:00.000Z",
            "langs": ["el"],
        }

    def test_a_language_nobody_knows_is_not_named(self):
        assert "langs" not in wire.record(part(), NOON, {}, None, None)

    def test_a_record_is_the_same_at_another_time_and_no_other(self):
        sent = wire.record(part(), NOON, {}, None, None)
        assert wire.same(wire.record(part(), NOON + timedelta(minutes=1), {}, None, None), sent)
        assert not wire.same(wire.record(part("The quay is shut."), NOON, {}, None, None), sent)

    def test_what_answers_something_else_is_not_the_part(self):
        answer = wire.record(part(), NOON, {}, None, wire.reply({"uri": URI, "cid": "c"}, {"uri": URI, "cid": "c"}))
        assert wire.ours(answer, part(reply_to=Remote(id=URI)))
        assert not wire.ours(answer, part())


class TestLinks:
    @pytest.mark.parametrize(
        "link",
        [
            f"https://bsky.app/profile/{DID}/post/3mloc7spd6j2o",
            "https://bsky.app/profile/ilda.example/post/3mloc7spd6j2o",
            " https://bsky.app/profile/Ilda.Example/post/3mloc7spd6j2o?ref=x#y ",
            URI,
            "at://ilda.example/app.bsky.feed.post/3mloc7spd6j2o",
        ],
    )
    def test_a_link_names_the_post(self, link):
        url = f"https://bsky.app/profile/{DID}/post/3mloc7spd6j2o"
        assert platform.located(link, ACCOUNT) == Remote(id=URI, url=url)

    @pytest.mark.parametrize(
        "link",
        [
            "",
            "3mloc7spd6j2o",
            "https://bsky.app/profile/ilda.example",
            "https://bsky.app/profile/nobody/post/3mloc7spd6j2o",
            "https://bsky.social/profile/ilda.example/post/3mloc7spd6j2o",
            f"at://{DID}/app.bsky.feed.like/3mloc7spd6j2o",
            f"https://bsky.app/profile/{DID}/post/..",
        ],
    )
    def test_other_links_name_nothing(self, link):
        assert platform.located(link, ACCOUNT) is None

    def test_an_account_has_a_page(self):
        assert platform.profile(ACCOUNT) == f"https://bsky.app/profile/{DID}"


class TestFailures:
    @pytest.mark.parametrize(
        ("failure", "publishing", "looking"),
        [
            (Lost(left=True), Uncertain, Later),
            (Lost(left=False), Later, Later),
            (Answered(500, "InternalServerError", "Internal Server Error"), Uncertain, Later),
            (Answered(502, "", ""), Uncertain, Later),
            (Answered(502, "UpstreamFailure", "Upstream"), Uncertain, Later),
            (Answered(429, "RateLimitExceeded", ""), Later, Later),
            (Answered(400, "ExpiredToken", ""), Reconnect, Reconnect),
            (Answered(400, "InvalidToken", ""), Reconnect, Reconnect),
            (Answered(401, "", ""), Reconnect, Reconnect),
            (Answered(401, "AccountTakedown", ""), Reconnect, Reconnect),
            (Answered(403, "Forbidden", ""), Reconnect, Reconnect),
            (Answered(400, "InvalidRequest", "Bad facet"), Rejected, Rejected),
            (Answered(413, "", ""), Rejected, Rejected),
            (Answered(404, "", ""), Later, Later),
        ],
    )
    def test_each_failure_says_what_to_do(self, failure, publishing, looking):
        assert type(failures.judged(failure, publishing=True)) is publishing
        assert type(failures.judged(failure, publishing=False)) is looking

    @pytest.mark.parametrize(
        "said",
        [
            "Record/text must not be longer than 300 graphemes",
            "string too big (maximum 3000, got 3025) at $.record.text",
        ],
    )
    def test_a_text_that_is_too_long_is_called_so(self, said):
        message = f"Invalid app.bsky.feed.post record: {said}"
        error = failures.judged(Answered(400, "InvalidRequest", message), publishing=True)
        assert error.values["reason"] == "too_long"

    @pytest.mark.parametrize(
        ("headers", "wait"),
        [
            ({"ratelimit-reset": "1778587440", "date": "Tue, 12 May 2026 12:00:00 GMT"}, 240),
            ({"ratelimit-reset": "1778587199", "date": "Tue, 12 May 2026 12:00:00 GMT"}, 1),
            ({"retry-after": "7"}, 7),
            ({"retry-after": "0"}, 1),
            ({"ratelimit-reset": "soon"}, None),
            ({}, None),
        ],
    )
    def test_a_busy_server_says_how_long_to_wait(self, headers, wait):
        assert failures.waiting(headers) == wait

    def test_a_busy_server_that_says_nothing_is_left_alone_for_a_minute(self):
        assert failures.judged(Answered(429, "RateLimitExceeded", ""), publishing=True).retry_after == 60


class TestTokens:
    @pytest.mark.parametrize("token", ["", "a", "a.b.c", "a.W10.c", "a.e30.c", "é.é.é"])
    def test_what_is_no_token_is_never_worth_sending(self, token):
        assert tokens.ending(token, NOON)

    @pytest.mark.parametrize(("left", "ending"), [(-1, True), (4, True), (6, False), (120, False)])
    def test_a_token_that_ends_within_minutes_is_renewed_first(self, left, ending):
        claimed = json.dumps({"exp": int((NOON + timedelta(minutes=left)).timestamp())}).encode()
        token = f"a.{base64.urlsafe_b64encode(claimed).rstrip(b'=').decode()}.c"
        assert tokens.ending(token, NOON) is ending


def view(key, parent="", did="did:plc:renn", text="So?", created="2026-05-12T12:00:00Z", **more):
    reply = {"reply": {"parent": {"uri": parent}}} if parent else {}
    return {
        "post": {
            "uri": f"at://{did}/app.bsky.feed.post/{key}",
            "author": {"did": did, "handle": "renn.test"},
            "record": {"text": text, "createdAt": created, **reply},
            "indexedAt": "2026-05-12T12:30:00.000Z",
        },
        **more,
    }


class TestThreads:
    def test_replies_are_read_at_every_depth_the_oldest_first_and_our_own_left_out(self):
        below = view("3", URI, created="2026-05-12T12:20:00Z", replies=[view("2", "at://x", text="Deep")])
        gone = {
            "notFound": True,
            "uri": "at://gone",
            "replies": [view("4", "at://gone", created="2099-01-01T00:00:00Z")],
        }
        tree = threads.laid_out(view("1", did=DID, replies=[below, view("5", URI, did=DID), gone]))
        found = list(threads.readers(tree.posts, DID))
        assert [(one.native_id[-1], one.text) for one in found] == [("2", "Deep"), ("3", "So?"), ("4", "So?")]
        assert found[0].author == "@renn.test"
        # A reader's clock says anything; a reply is never later than the network saw it.
        assert found[2].created == datetime(2026, 5, 12, 12, 30, tzinfo=UTC)

    @pytest.mark.parametrize("created", ["", "yesterday", None, "2026-05-12T11:00:00"])
    def test_a_time_that_is_none_is_when_the_network_saw_it(self, created):
        (one,) = threads.readers(threads.laid_out(view("2", URI, created=created)).posts, DID)
        assert one.created == datetime(2026, 5, 12, 12, 30, tzinfo=UTC)

    def test_a_blocked_reply_is_withheld_and_not_gone(self):
        tree = threads.laid_out(view("1", did=DID, replies=[{"blocked": True, "uri": "at://b"}]))
        assert tree.withheld == {"at://b"}

    def test_a_cursor_remembers_the_newest_replies_and_forgets_what_is_gone(self):
        many = [
            view(f"{number:04}", URI, created=f"2026-05-12T10:{number % 60:02}:{number // 60:02}Z")
            for number in range(900)
        ]
        found = list(threads.readers(threads.laid_out(view("1", did=DID, replies=many)).posts, DID))
        kept = threads.known(threads.remembered(found, {}, [found[-1].native_id]))
        assert set(kept) == {one.native_id for one in found[-501:-1]}


@pytest.mark.parametrize(
    "headers", [{"ratelimit-reset": "9" * 30}, {"retry-after": "9" * 400}, {"ratelimit-reset": "soon"}]
)
def test_a_wait_that_no_clock_shows_is_none(headers):
    assert failures.waiting(headers) is None


def test_a_token_that_ends_beyond_all_calendars_is_renewed_before_it_is_used():
    claims = base64.urlsafe_b64encode(json.dumps({"exp": 10**18}).encode()).decode().rstrip("=")
    assert tokens.expires(f"a.{claims}.c") is None
    assert tokens.ending(f"a.{claims}.c", NOON)
