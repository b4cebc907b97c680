"""Answers that no receiver should give do no harm: they are read as far as they make sense."""

from datetime import UTC, datetime

import pytest

from bot.domain.errors import Later, Rejected
from bot.platforms.webhook import wire

NOON = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)
DEEP = b"[" * 100_000


def test_what_is_nested_without_end_says_nothing():
    assert wire.published(DEEP, "key-1").id == "key-1"
    assert isinstance(wire.failure(422, {}, DEEP, NOON, publishes=True), Rejected)


def test_half_characters_are_kept_out_of_what_is_stored():
    remote = wire.published(rb'{"id": "a\ud800b\u0000", "url": "https://x.example/\udfff"}', "key-1")
    assert remote.id.encode() == b"a?b"
    assert "\udfff" not in remote.url
    refused = wire.failure(422, {}, rb'{"error": "no \ud800"}', NOON, publishes=True)
    assert refused is not None
    assert refused.values["reason"] == "no ?"


@pytest.mark.parametrize("after", ["9" * 400, "-1", "soon", ""])
def test_a_wait_that_no_clock_shows_is_a_minute(after):
    error = wire.failure(429, {"retry-after": after}, b"", NOON, publishes=True)
    assert isinstance(error, Later)
    assert error.retry_after == wire.BUSY


@pytest.mark.parametrize("status", wire.PASSING)
def test_what_passes_by_itself_is_tried_again(status):
    assert isinstance(wire.failure(status, {}, b"", NOON, publishes=True), Later)
