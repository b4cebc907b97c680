"""The networks' own conformance cases, every suite of them.

`SKIPPED` is left out, with the reason; a suite that nobody reads here fails the test.
"""

import gzip
import json

from bot.platforms.bluesky import platform as bluesky
from bot.platforms.bluesky import syntax
from bot.platforms.bluesky.facets import facets
from bot.platforms.mastodon import platform as mastodon
from bot.platforms.telegram import platform as telegram
from bot.platforms.telegram import wire as telegram_wire
from bot.platforms.x import entities
from bot.platforms.x import platform as x
from bot.text.counting import utf8_length
from bot.text.links import urls

SKIPPED = {
    "x/validate/tweets/6": "a text of 141 characters is valid since the limit rose from 140 to 280",
}


def weighed(case):
    measure = x.measure(case["text"])
    expected = case["expected"]
    return (measure.length, measure.valid), (expected["weightedLength"], expected["valid"])


def named(found, key):
    return [{key: entity.text, "indices": [entity.start, entity.end]} for entity in found]


def lists(text):
    return [
        {"screen_name": one.text, "list_slug": one.extra, "indices": [one.start, one.end]}
        for one in entities.mentions(text)
    ]


def words(found):
    return [entity.text for entity in found]


def addresses(text):
    return [text[start:end] for start, end in urls(text)]


def placed(text):
    return [{"url": text[start:end], "indices": [start, end]} for start, end in urls(text)]


def segments(text):
    encoded, position, found = text.encode(), 0, []
    for facet in (facet for facet in facets(text) if facet.kind != "tag"):
        if facet.start > position:
            found.append([encoded[position : facet.start].decode()])
        value = f"did:fake:{facet.value}" if facet.kind == "mention" else facet.value
        found.append([encoded[facet.start : facet.end].decode(), value])
        position = facet.end
    return [*found, [encoded[position:].decode()]] if position < len(encoded) else found


def tags(case):
    found = [facet for facet in facets(case["text"]) if facet.kind == "tag"]
    ranges = [{"byteStart": facet.start, "byteEnd": facet.end} for facet in found]
    return ([facet.value for facet in found], ranges), (case["expected"], case["byte_indices"])


def bluesky_length(case):
    measure = bluesky.measure(case["text"])
    got = (measure.valid, measure.length, utf8_length(case["text"]))
    return got, (case["expected"]["valid"], case["graphemes"], case["utf8"])


def telegram_length(case, media):
    measure = telegram.measure(case["text"], media=media)
    return {"utf16": measure.length, "valid": measure.valid}, case["expected"]


def telegram_offsets(case):
    given = [telegram_wire.Entity(kind, offset, length) for offset, length, kind in case["codepoint_entities"]]
    return [[one.offset, one.length] for one in telegram_wire.to_utf16(case["text"], given)], case["expected"]


def telegram_concat(case):
    given = [
        (part, [telegram_wire.Entity("bold", at, 4)])
        for part, at in zip(case["parts"], case["part_offsets"], strict=True)
    ]
    text, found = telegram_wire.concat(given)
    return (text, [one.offset for one in found]), (case["expected_text"], case["expected"])


def telegram_html(case):
    text, found = telegram_wire.parse(case["html"])
    found = telegram_wire.to_utf16(text, found)
    return (text, [[one.offset, one.length, one.kind] for one in found]), (case["text"], case["expected"])


def of(read):
    return lambda case: (read(case["text"]), case["expected"])


def valid(judge):
    return lambda case: ({"valid": judge(case["text"])}, case["expected"])


SUITES = {
    "x/extract.cashtags": of(lambda text: words(entities.cashtags(text))),
    "x/extract.cashtags_with_indices": of(lambda text: named(entities.cashtags(text), "cashtag")),
    "x/extract.hashtags": of(lambda text: words(entities.hashtags(text))),
    "x/extract.hashtags_from_astral": of(lambda text: words(entities.hashtags(text))),
    "x/extract.hashtags_with_indices": of(lambda text: named(entities.hashtags(text), "hashtag")),
    "x/extract.mentions": of(lambda text: words(entities.mentions(text))),
    "x/extract.mentions_or_lists_with_indices": of(lists),
    "x/extract.mentions_with_indices": of(lambda text: named(entities.mentions(text), "screen_name")),
    "x/extract.replies": of(lambda text: entities.replied_to(text) or None),
    "x/extract.tco_urls_with_params": of(addresses),
    "x/extract.urls": of(addresses),
    "x/extract.urls_with_directional_markers": of(placed),
    "x/extract.urls_with_indices": of(placed),
    "x/validate.UnicodeDirectionalMarkerCounterTest": weighed,
    "x/validate.WeightedTweetsCounterTest": weighed,
    "x/validate.WeightedTweetsWithDiscountedEmojiCounterTest": weighed,
    "x/validate.hashtags": of(entities.is_hashtag),
    "x/validate.lists": of(entities.is_list),
    "x/validate.tweets": of(lambda text: x.measure(text).valid),
    "x/validate.urls": of(entities.is_url),
    "x/validate.urls_without_protocol": of(lambda text: entities.is_url(text, scheme=False)),
    "x/validate.usernames": of(entities.is_username),
    "bluesky/detectFacets.cashtags": tags,
    "bluesky/detectFacets.segments": of(segments),
    "bluesky/detectFacets.tags": tags,
    "bluesky/interop.aturi_syntax": valid(syntax.is_at_uri),
    "bluesky/interop.datetime_syntax": valid(syntax.is_datetime),
    "bluesky/interop.did_syntax": valid(syntax.is_did),
    "bluesky/interop.handle_syntax": valid(syntax.is_handle),
    "bluesky/post.length": bluesky_length,
    "mastodon/status_length": lambda case: (
        {"valid": mastodon.measure(case["text"], spoiler=case["spoiler"]).valid},
        case["expected"],
    ),
    "telegram/caption_length": lambda case: telegram_length(case, True),
    "telegram/entities.concat": telegram_concat,
    "telegram/entities.utf16": telegram_offsets,
    "telegram/html.parse": telegram_html,
    "telegram/length": lambda case: telegram_length(case, False),
}


def test_every_case_of_the_networks_own_suites_passes(shared):
    failed, seen = [], set()
    with gzip.open(shared / "data/platform_conformance.jsonl.gz", "rt", encoding="utf-8") as lines:
        for case in map(json.loads, lines):
            suite = f"{case['platform']}/{case['suite']}"
            seen.add(suite)
            if case["id"] not in SKIPPED:
                got, expected = SUITES[suite](case)
                if got != expected:
                    failed.append((case["id"], got, expected))
    assert failed == []
    assert seen == set(SUITES)
