"""Feeds of every kind are read or refused with a reason; nothing in one reaches the network, a file, or much time."""

import base64
import gzip
import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import Unreadable
from bot.feeds.parse import MAX_BYTES, parse

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
AT = "https://harbour.example/news/feed.xml"
RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Harbour &amp; Quay</title><link>https://harbour.example/</link><language>en-GB</language>
<item><title>Old wall</title><link>/walls/1</link><guid isPermaLink="false">w1</guid>
<pubDate>Fri, 20 Nov 2026 09:00:00 +0100</pubDate><description>The wall is old.</description></item>
<item><title>New &lt;b&gt;wall&lt;/b&gt;</title><link>https://harbour.example/walls/2?utm_source=feed</link>
<guid isPermaLink="false">w2</guid><pubDate>Sun, 22 Nov 2026 09:00:00 GMT</pubDate>
<author>ilse@harbour.example (Ilse Brandt)</author>
<description>Short.</description><content:encoded><![CDATA[<p>The wall is <i>new</i>.</p>]]></content:encoded></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title type="html">Hafen &amp;amp; Kai</title>
<link rel="self" href="feed.xml"/><link href="/"/><id>urn:hafen</id>
<entry><title>Mauer</title><id>urn:1</id><link rel="enclosure" href="a.mp3"/><link href="mauer"/>
<updated>2026-11-21T10:00:00+01:00</updated><author><name>Ilse</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Neu.</p></div></content></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Quay</title><link>https://quay.example/</link></channel>
<item rdf:about="https://quay.example/1"><title>One</title><link>https://quay.example/1</link>
<dc:date>2026-11-20</dc:date><dc:creator>Jo</dc:creator></item></rdf:RDF>"""
JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Quay",
    "home_page_url": "https://quay.example/",
    "language": "en",
    "items": [
        {"id": 7, "url": "/a", "title": "A < B", "content_text": "x", "date_published": "2026-11-20T09:00:00Z"},
        {"id": "8", "external_url": "https://else.example/b", "content_html": "<p>y</p>", "authors": [{"name": "Jo"}]},
        "no item",
    ],
}


def read(text: str | bytes, kind: str = ""):
    return parse(text.encode() if isinstance(text, str) else text, url=AT, content_type=kind, now=NOW)


def read_or_refused(data: bytes):
    """The feed, or the key of why there is none."""
    try:
        return read(data)
    except Unreadable as error:
        return error.key


def test_an_id_stays_what_it_is_and_is_no_link_unless_it_is_an_address():
    items = "<item><title>a</title><guid>7</guid></item><item><title>b</title><guid>https://a.example/b</guid></item>"
    one, two = read(f"<rss version='2.0'><channel>{items}</channel></rss>").items
    assert (one.guid, one.link) == ("7", "")
    assert (two.guid, two.link) == ("https://a.example/b", "https://a.example/b")


def test_rss_gives_titles_absolute_links_aware_times_and_the_newest_first():
    feed = read(RSS)
    assert (feed.title, feed.home, feed.language) == ("Harbour & Quay", "https://harbour.example/", "en")
    assert [item.guid for item in feed.items] == ["w2", "w1"]
    new, old = feed.items
    assert (new.title, old.link) == ("New wall", "https://harbour.example/walls/1")
    assert "<i>new</i>" in new.content
    assert (new.summary, new.published) == ("Short.", datetime(2026, 11, 22, 9, tzinfo=UTC))
    assert old.published == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert "Ilse Brandt" in new.author


def test_atom_takes_the_alternate_link_and_inline_markup():
    feed = read(ATOM)
    entry = feed.items[0]
    assert (feed.title, feed.home, entry.link) == (
        "Hafen & Kai",
        "https://harbour.example/",
        "https://harbour.example/news/mauer",
    )
    assert (entry.guid, entry.language, entry.author) == ("urn:1", "de", "Ilse")
    assert "Neu." in entry.content


def test_rdf_is_read_too():
    assert [(one.title, one.link) for one in read(RDF).items] == [("One", "https://quay.example/1")]


def test_json_feed_is_read_whatever_its_ids_are():
    feed = read(json.dumps(JSON))
    by_id = {item.guid: item for item in feed.items}
    assert set(by_id) == {"7", "8"}
    assert (by_id["7"].title, by_id["7"].link) == ("A < B", "https://harbour.example/a")
    assert (by_id["8"].link, by_id["8"].author) == ("https://else.example/b", "Jo")


@pytest.mark.parametrize(
    ("date", "read_as"),
    [
        ("Tue, 24 Nov 2026 09:00:00 GMT", NOW),
        ("Fri, 01 Jan 2100 00:00:00 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("yesterday-ish", None),
        ("99999-99-99", None),
        ("", None),
    ],
)
def test_a_time_to_come_is_now_and_nonsense_is_none(date, read_as):
    one = read(f"<rss version='2.0'><channel><item><title>a</title><pubDate>{date}</pubDate></item></channel></rss>")
    assert one.items[0].published == read_as


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "ftp://a.example/b", "http://[::1", "a b"]
)
def test_only_web_links_are_links(link):
    one = read(f"<rss version='2.0'><channel><item><title>a</title><link>{link}</link></item></channel></rss>").items[0]
    assert one.link == "" or one.link.startswith("https://harbour.example/")


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "not_a_feed"),
        (b"hello", "not_a_feed"),
        (b"<!doctype html><html><head><title>x</title></head><body>feed</body></html>", "not_a_feed"),
        (b"<urlset><url><loc>https://a.example/</loc></url></urlset>", "not_a_feed"),
        (b'{"version": "1", "items": []}', "not_a_feed"),
        (b'{"version": "https://jsonfeed.org/version/1"', "broken_feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 100_000, "broken_feed"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "not_a_feed"),
        (b" " * (MAX_BYTES + 1), "feed_too_large"),
    ],
)
def test_what_is_no_feed_is_refused_with_its_reason(data, key):
    with pytest.raises(Unreadable) as refused:
        read(data)
    assert refused.value.key == key


def test_entities_neither_open_files_nor_grow(tmp_path):
    (tmp_path / "secret").write_text("a secret")
    outside = f"<!DOCTYPE r [<!ENTITY x SYSTEM 'file://{tmp_path}/secret'>]>"
    assert "secret" not in read(f"{outside}<rss version='2.0'><channel><title>a &x;</title></channel></rss>").title
    grows = "".join(f"<!ENTITY l{n + 1} '{f'&l{n};' * 10}'>" for n in range(9))
    bomb = f"<!DOCTYPE r [<!ENTITY l0 'lol'>{grows}]><rss version='2.0'><channel><title>&l9;</title></channel></rss>"
    assert len(read(bomb).title) < 100


def test_a_feed_has_500_items_at_most_and_texts_have_an_end():
    items = "".join(f"<item><title>{n}{'x' * 600}</title><guid>{n}</guid></item>" for n in range(600))
    found = read(f"<rss version='2.0'><channel>{items}</channel></rss>").items
    assert len(found) == 500
    assert max(len(one.title) for one in found) == 500


def test_scripts_and_comments_in_a_title_are_not_shown_and_cost_no_time():
    evil = "&lt;script&gt;a()&lt;/script&gt;Wall&lt;!-- b --&gt;" + "&lt;script&gt;&lt;!--" * 10_000
    began = time.perf_counter()
    found = read(f"<rss version='2.0'><channel><item><title>{evil}</title></item></channel></rss>").items[0]
    assert found.title == "Wall"
    assert time.perf_counter() - began < 5


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 900))
def test_a_damaged_feed_is_read_or_refused(garbage, at):
    data = RSS.encode()
    place = at % len(data)
    feed = read_or_refused(data[:place] + garbage + data[place + len(garbage) :])
    assert isinstance(feed, str) or all(item.published is None or item.published <= NOW for item in feed.items)


@pytest.mark.parametrize("cut", range(250, 1100, 100))
def test_a_feed_that_is_cut_short_still_gives_the_items_before(cut):
    assert len(read(RSS[:cut]).items) <= 2


def test_the_evaluation_feeds_are_read_or_refused_within_a_second(shared: Path):
    with gzip.open(shared / "data" / "feeds.jsonl.gz", "rt", encoding="utf-8") as file:
        cases = [json.loads(row) for row in file]
    refused = 0
    for case in cases:
        began = time.perf_counter()
        refused += isinstance(read_or_refused(base64.b64decode(case["b64"])), str)
        assert time.perf_counter() - began < 1, case["id"]
    assert refused <= len(cases) // 100
