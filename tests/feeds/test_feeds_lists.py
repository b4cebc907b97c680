"""Lists of feeds go out and come back; a page's own feeds are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Unreadable
from bot.feeds.discover import feeds_of
from bot.feeds.opml import MAX_BYTES, Outline, read, write

LIST = """<?xml version="1.0"?><opml version="1.0"><head/><body><outline text="News">
<outline text="Harbour &amp; Quay" type="rss" xmlUrl="https://harbour.example/feed" htmlUrl="https://harbour.example/"/>
<outline title="Twice" xmlUrl="https://harbour.example/feed"/><outline text="no feed"/>
<outline text="bad" xmlUrl="javascript:alert(1)"/><outline xmlurl="feed://quay.example/rss"/></outline></body></opml>"""


def test_a_list_is_read_through_its_folders_each_feed_once():
    assert read(LIST.encode()) == [
        Outline("https://harbour.example/feed", "Harbour & Quay", "https://harbour.example/"),
        Outline("http://quay.example/rss", "", ""),
    ]


@given(st.lists(st.text(max_size=40), max_size=6))
def test_what_is_written_is_read_again(titles):
    feeds = [Outline(f"https://a.example/{number}?a=1&b=2", " ".join(t.split())) for number, t in enumerate(titles)]
    again = read(write(feeds, title="Main <&> ]]>"))
    assert [one.url for one in again] == [one.url for one in feeds]
    for before, after in zip(feeds, again, strict=True):
        if before.title.isalnum():
            assert after.title == before.title


def test_a_list_opens_no_file_and_does_not_grow(tmp_path):
    (tmp_path / "secret").write_text("a secret")
    evil = f"<!DOCTYPE o [<!ENTITY x SYSTEM 'file://{tmp_path}/secret'>]><opml><body><outline text='&x;' "
    assert all(
        "secret" not in one.title for one in read(f"{evil} xmlUrl='https://a.example/'/></body></opml>".encode())
    )


@pytest.mark.parametrize(
    ("data", "key"),
    [(b"", "no_opml"), (b"hello", "no_opml"), (b"<rss/>", "no_opml"), (b" " * (MAX_BYTES + 1), "feed_too_large")],
)
def test_what_is_no_list_is_refused(data, key):
    with pytest.raises(Unreadable) as refused:
        read(data)
    assert refused.value.key == key


def test_a_page_names_its_feeds_those_of_comments_last():
    page = """<html><head><base href="/news/"><link rel="stylesheet" href="a.css">
    <link rel="alternate" type="application/rss+xml" title="Comments" href="comments.xml">
    <LINK REL="Alternate Home" TYPE="application/atom+xml; charset=utf-8" HREF="atom.xml">
    <link rel="alternate" hreflang="de" href="/de"><link rel="alternate" type="application/rss+xml" href="atom.xml">
    <link rel="alternate" type="application/feed+json" href="javascript:x"></head>"""
    assert feeds_of(page, url="https://harbour.example/a/b") == [
        "https://harbour.example/news/atom.xml",
        "https://harbour.example/news/comments.xml",
    ]


@given(st.text(max_size=300))
def test_any_page_is_looked_through(page):
    assert feeds_of(f"<link rel=alternate {page}", url="https://harbour.example/") is not None
