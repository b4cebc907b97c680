"""Bluesky counts graphemes and bytes, and finds facets in bytes."""

import pytest

from bot.domain.post import Span
from bot.platforms.bluesky import facets, syntax
from bot.platforms.bluesky import platform as bluesky


@pytest.mark.parametrize(
    ("text", "length", "problem"),
    [
        ("é" * 300, 300, ""),
        ("a" * 301, 301, "too_long"),
        ("👩‍👩‍👧‍👧" * 120, 120, ""),
        ("👩‍👩‍👧‍👧" * 121, 121, "too_many_bytes"),
    ],
)
def test_both_limits_hold(text, length, problem):
    measure = bluesky.measure(text)
    assert (measure.length, measure.problem) == (length, problem)


def test_facets_are_in_order_apart_and_in_bytes():
    text = "Été ✅ by @ilda.test on estmere.com/quay, #Ferry"
    found = facets.facets(text)
    shown = [(text.encode()[facet.start : facet.end].decode(), facet.kind, facet.value) for facet in found]
    assert shown == [
        ("@ilda.test", "mention", "ilda.test"),
        ("estmere.com/quay", "link", "https://estmere.com/quay"),
        ("#Ferry", "tag", "Ferry"),
    ]


def test_a_named_link_wins_over_what_is_detected():
    span = Span(start=0, end=11, kind="link", url="https://estmere.com/a")
    assert facets.facets("estmere.com", [span]) == (facets.Facet(0, 11, "link", "https://estmere.com/a"),)


def test_a_mention_without_an_account_stays_text():
    found = facets.facets("@ilda.test and @renn.test #quay")
    written = facets.to_json(found, {"renn.test": "did:plc:abc"})
    assert [facet["features"] for facet in written] == [
        [{"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:abc"}],
        [{"$type": "app.bsky.richtext.facet#tag", "tag": "quay"}],
    ]
    assert written[0]["index"] == {"byteStart": 15, "byteEnd": 25}


@pytest.mark.parametrize("key", ["..", "", "a/b", "a" * 513])
def test_a_record_key_is_checked(key):
    assert not syntax.is_record_key(key)
