"""What a server answers, and what it says of itself, is believed as far as it can be true."""

import math
from datetime import UTC, datetime

import pytest

from bot.domain.errors import LONGEST_WAIT, Later, Rejected, Uncertain
from bot.platforms.mastodon import instance
from bot.platforms.mastodon.failures import Gone, of_status, told

NOON = datetime(2026, 8, 12, 12, 0, tzinfo=UTC)


def of(status, headers=None, body=b"", *, publishes=True):
    return of_status(status, headers or {}, body, publishes=publishes, now=NOON)


@pytest.mark.parametrize("name", ["retry-after", "x-ratelimit-reset"])
@pytest.mark.parametrize("value", ["9" * 400, "9" * 30, "9" * 5000, "inf", "nan", "-5", "9999-12-31T23:59:59Z", ""])
def test_a_wait_is_finite_whatever_is_said(name, value):
    error = of(429, {name: value})
    wait = error.retry_after
    assert math.isfinite(wait)
    assert 1 <= wait <= LONGEST_WAIT


def test_a_date_that_is_none_tells_nothing():
    assert told({"date": "Mon, 01 Jan " + "9" * 30 + " 00:00:00 GMT"}) is None


@pytest.mark.parametrize("status", [421, 423, 425])
def test_what_was_not_taken_yet_is_sent_later(status):
    error = of(status, {"retry-after": "7"})
    assert (type(error), error.key, error.retry_after) == (Later, "network_busy", 7)


def test_a_redirect_took_nothing():
    error = of(302, body=b'{"error": "Elsewhere"}')
    assert (type(error), error.values["reason"]) == (Rejected, "Elsewhere")
    assert isinstance(of(302, publishes=False), Later)
    assert isinstance(of(200), Uncertain)


def test_an_answer_nested_too_deep_says_nothing():
    assert of(422, body=b"[" * 200_000).values["reason"] == "HTTP 422"


@pytest.mark.parametrize("value", [True, 0, -1, None, "500", 1.5, 10**18])
def test_limits_that_cannot_be_true_are_mastodons_own(value):
    statuses = {"max_characters": value, "characters_reserved_per_url": value}
    media = {"image_size_limit": value, "image_matrix_limit": value}
    said = {"configuration": {"statuses": statuses, "media_attachments": media}}
    assert instance.limits(said) == instance.DEFAULT


@pytest.mark.parametrize("value", [True, -1, 21, 10**18])
def test_pictures_without_number_are_not_believed(value):
    assert instance.limits({"configuration": {"statuses": {"max_media_attachments": value}}}).images == 4


@pytest.mark.parametrize(
    ("body", "gone"), [(b'{"error": "Record not found"}', True), (b"<html>Not here</html>", False), (b"", False)]
)
@pytest.mark.parametrize("status", [404, 410])
def test_a_post_is_gone_only_where_the_server_itself_says_so(status, body, gone):
    error = of(status, body=body)
    assert (isinstance(error, Rejected), isinstance(error, Gone)) == (True, gone)
