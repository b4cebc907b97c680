"""What is read of X's answers, pure: texts, names old and new, times, limits."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import Later, Reconnect, Rejected, Uncertain
from bot.domain.ports import Outgoing
from bot.domain.post import Part
from bot.domain.publication import Remote
from bot.platforms.x import failures, login, wire
from bot.platforms.x.door import Answer, Unread

NOON = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)
TCO = "https://t.co/abcdefghij"


def an_id(at=NOON):
    return str((int(at.timestamp() * 1000) - wire.EPOCH) << 22)


def link(expanded, **more):
    return {"urls": [{"start": 0, "end": 23, "url": TCO, "expanded_url": expanded, **more}]}


class TestTexts:
    @pytest.mark.parametrize(
        ("shown", "entities", "sent"),
        [
            ("Fish &amp; chips &lt; 5 &gt; 4", None, "Fish & chips < 5 > 4"),
            ("Written &amp;amp; meant", None, "Written &amp; meant"),
            (
                f"Read {TCO} now",
                link("https://harbour.example/a?b=1&c=2"),
                "Read https://harbour.example/a?b=1&c=2 now",
            ),
            (f"Look {TCO}", link("https://x.com/harbour/status/12/photo/1"), "Look"),
            (f"Look {TCO}", link("https://pic.x.com/abc", media_key="3_12"), "Look"),
            (f"港{TCO}が開いた", link("https://harbour.example/a"), "港https://harbour.example/aが開いた"),
            (f"Kept as it is {TCO}", None, f"Kept as it is {TCO}"),
        ],
    )
    def test_what_x_does_to_a_text_is_undone(self, shown, entities, sent):
        assert wire.text({"id": "1", "text": shown, "entities": entities}) == sent

    @pytest.mark.parametrize("name", ["note_tweet", "note_post"])
    def test_a_long_post_is_read_whole_under_either_name(self, name):
        note = {"text": f"Long &amp; {TCO}", "entities": link("https://harbour.example/")}
        assert wire.text({"id": "1", "text": "Long…", name: note}) == "Long & https://harbour.example/"

    @pytest.mark.parametrize(
        ("ours", "theirs"),
        [
            ("See example.com", "See http://example.com"),
            ("See HTTPS://Example.COM/Path/", "See https://example.com/Path"),
            ("See müller.de/ü", "See http://xn--mller-kva.de/%C3%BC"),
            ("One\n\n\n two ", "One two"),
            ("e\u0301", "é"),
            ("See example.com:443/x", "See https://example.com:443/x"),
        ],
    )
    def test_the_same_text_is_known_however_it_is_written(self, ours, theirs):
        assert wire.comparable(ours) == wire.comparable(theirs)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Quay 1", "Quay 2"),
            ("https://example.com/a", "https://example.com/b"),
            ("https://example.com/a?x=1", "https://example.com/a?x=2"),
            ("Quay", "quay"),
            ("https://example.com/A", "https://example.com/a"),
        ],
    )
    def test_other_texts_stay_others(self, one, other):
        assert wire.comparable(one) != wire.comparable(other)


class TestNames:
    @pytest.mark.parametrize(
        ("referenced", "history"),
        [("referenced_tweets", "edit_history_tweet_ids"), ("referenced_posts", "edit_history_post_ids")],
    )
    def test_parent_and_versions_are_read_under_either_name(self, referenced, history):
        post = {
            "id": "12",
            referenced: [{"type": "quoted", "id": "3"}, {"type": "replied_to", "id": "7"}],
            history: ["11", "12"],
        }
        assert wire.parent(post) == "7"
        assert wire.versions(post) == ["11", "12"]

    def test_a_post_that_names_neither_has_no_parent_and_one_version(self):
        assert wire.parent({"id": "12"}) == ""
        assert wire.versions({"id": "12"}) == ["12"]


class TestMatching:
    def part(self, **more):
        return Outgoing(part=Part(text="Quay", length=4, limit=280), key="k", **more)

    def test_an_id_tells_when_its_post_was_made(self):
        assert wire.made_at(an_id()) == NOON
        assert wire.made_at("1346889436626259968").date().isoformat() == "2021-01-06"

    def test_any_version_of_a_known_post_is_known(self):
        first, second = an_id(), an_id(NOON + timedelta(minutes=5))
        post = {"id": second, "text": "Quay", "edit_history_tweet_ids": [first, second]}
        assert wire.matches([post], self.part(), NOON) == [post]
        assert wire.matches([post], self.part(others=(first,)), NOON) == []
        assert wire.matches([post], self.part(), NOON + timedelta(minutes=1)) == []

    def test_a_reply_matches_below_its_own_parent_alone(self):
        post = {"id": an_id(), "text": "Quay", "referenced_posts": [{"type": "replied_to", "id": "7"}]}
        assert wire.matches([post], self.part(reply_to=Remote(id="7")), None) == [post]
        assert wire.matches([post], self.part(reply_to=Remote(id="8")), None) == []
        assert wire.matches([post], self.part(), None) == []


class TestEditing:
    @pytest.mark.parametrize(
        ("controls", "minutes", "may"),
        [
            (None, 59, True),
            (None, 61, False),
            ({"editable_until": "2026-05-12T12:30:00.000Z"}, 29, True),
            ({"editable_until": "2026-05-12T12:30:00.000Z"}, 31, False),
            ({"is_edit_eligible": False}, 1, False),
            ({"edits_remaining": 0}, 1, False),
            ({"editable_until": None, "is_edit_eligible": None, "edits_remaining": None}, 1, True),
        ],
    )
    def test_x_says_how_long_a_post_may_be_changed(self, controls, minutes, may):
        post = {"id": an_id(), "edit_controls": controls}
        assert wire.editable(post, NOON + timedelta(minutes=minutes)) is may


class TestLimits:
    def headers(self, **more):
        return {"Date": "Tue, 12 May 2026 12:00:00 GMT", **more}

    def test_the_time_to_wait_is_by_x_s_clock(self):
        reset = int(NOON.timestamp()) + 90
        headers = self.headers(**{"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(reset)})
        assert failures.wait(headers, NOON + timedelta(hours=5)) == 91

    def test_the_limit_that_is_reached_counts_and_not_the_others(self):
        soon, day = int(NOON.timestamp()) + 90, int(NOON.timestamp()) + 7200
        headers = self.headers(
            **{
                "x-rate-limit-remaining": "71",
                "x-rate-limit-reset": str(soon),
                "x-user-limit-24hour-remaining": "0",
                "x-user-limit-24hour-reset": str(day),
            }
        )
        assert failures.wait(headers, NOON) == 7201

    @pytest.mark.parametrize("headers", [{}, {"Date": "soon"}, {"x-rate-limit-reset": "never"}])
    def test_without_a_time_there_is_a_usual_wait(self, headers):
        assert failures.wait(headers, NOON) == failures.BUSY

    def test_a_time_that_is_over_is_a_second(self):
        headers = self.headers(**{"x-rate-limit-reset": "1000"})
        assert failures.wait(headers, NOON) == 1


class TestFailures:
    @pytest.mark.parametrize(
        ("status", "publishes", "error"),
        [
            (302, True, Uncertain),
            (302, False, Later),
            (400, True, Rejected),
            (401, True, Reconnect),
            (402, True, Reconnect),
            (404, True, Rejected),
            (408, True, Uncertain),
            (429, True, Later),
            (500, True, Uncertain),
            (500, False, Later),
        ],
    )
    def test_each_status_is_one_of_our_errors(self, status, publishes, error):
        told = failures.of_status(status, {}, {}, publishes=publishes, replies=False, now=NOON)
        assert type(told) is error or isinstance(told, failures.Gone)
        assert isinstance(told, error)

    @pytest.mark.parametrize(
        ("problem", "words"),
        [
            ({"detail": "Too long.", "title": "Invalid"}, "Too long."),
            ({"errors": [{"code": 32, "message": "Could not authenticate you."}]}, "Could not authenticate you."),
            ({"errors": ["text"], "title": "Invalid"}, "Invalid"),
            ({}, "HTTP 400"),
            ({"detail": "a" * 500}, "a" * 200),
        ],
    )
    def test_x_s_own_words_are_kept_short(self, problem, words):
        assert failures.words(problem, 400) == words

    @pytest.mark.parametrize("content", [b"", b"<html>", b'{"data": {"id": "1', b"[1]", b'"text"', b"\xff"])
    async def test_what_is_no_object_cannot_be_read(self, content):
        with pytest.raises(Unread):
            await Answer(201, "Created", {}, content).json()

    async def test_a_list_of_errors_that_is_none_is_left_out(self):
        answer = Answer(400, "Bad Request", {}, json.dumps({"errors": "many", "detail": "No."}).encode())
        assert await answer.json() == {"detail": "No."}


class TestLogin:
    def test_the_challenge_is_that_of_the_standard(self):
        assert (
            login.challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
            == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        )

    def test_what_a_token_answer_lacks_is_not_kept(self):
        assert login.tokens({"access_token": "a", "expires_in": 7200}, NOON) == {
            "access_token": "a",
            "expires": (NOON + timedelta(hours=2)).isoformat(),
        }


class TestAbsurdNumbers:
    @pytest.mark.parametrize("life", [10**12, -1, 0, "7200", 7200.0, "soon", None, [7200], float("nan")])
    def test_a_token_that_was_issued_is_never_dropped(self, life):
        kept = login.tokens({"access_token": "t", "refresh_token": "r", "expires_in": life}, NOON)
        assert (kept["access_token"], kept["refresh_token"]) == ("t", "r")
        assert datetime.fromisoformat(kept["expires"]) == NOON + timedelta(hours=2)

    @pytest.mark.parametrize("reset", ["9" * 400, "-5", "soon", "١٢"])
    def test_a_reset_that_no_clock_shows_is_a_minute(self, reset):
        assert failures.wait({"x-rate-limit-remaining": "0", "x-rate-limit-reset": reset}, NOON) == failures.BUSY

    def test_retry_after_is_heeded_where_there_is_no_reset(self):
        assert failures.wait({"Retry-After": "17"}, NOON) == 17

    @pytest.mark.parametrize("status", failures.PASSING)
    def test_what_passes_by_itself_is_tried_again(self, status):
        assert isinstance(failures.of_status(status, {}, {}, publishes=True, replies=False, now=NOON), Later)
