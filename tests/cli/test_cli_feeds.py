"""Feeds on the command line: listed, brought and taken along, ruled, and what is refused."""

import json

import pytest

LIST = """<?xml version="1.0"?><opml version="2.0"><head/><body><outline text="News">
<outline type="rss" text="Harbour Gazette" xmlUrl="https://harbour.example/feed.xml" htmlUrl="https://harbour.example"/>
<outline type="rss" text="Odd &amp; old" xmlUrl="http://odd.example/rss?a=1&amp;b=2"/></outline></body></opml>"""


@pytest.fixture
def brought(run, tmp_path):
    """Two feeds from a list; the first one's id."""
    file = tmp_path / "feeds.opml"
    file.write_text(LIST, encoding="utf-8")
    found = run("feeds", "--import", str(file), "--json").json["feeds"]
    return found[0]["id"]


def test_without_feeds_it_says_how_to_follow_one(run):
    assert "--add" in run("feeds").out


def test_a_list_comes_in_and_goes_out(run, brought, tmp_path):
    listed = run("feeds", "--json").json["feeds"]
    assert [(one["title"], one["state"], one["checked"]) for one in listed] == [
        ("Harbour Gazette", "active", None),
        ("Odd & old", "active", None),
    ]
    assert "not read yet" in run("feeds").out
    out = tmp_path / "out.opml"
    assert run("feeds", "--export", str(out)).code == 0
    assert "http://odd.example/rss?a=1&amp;b=2" in out.read_text(encoding="utf-8")
    assert "harbour.example" in run("feeds", "--export", "-").out


def test_a_feed_is_paused_resumed_and_removed(run, brought):
    assert run("feeds", "--pause", brought, "--json").json["feeds"][0]["state"] == "paused"
    assert run("feeds", "--resume", brought, "--json").json["feeds"][0]["state"] == "active"
    assert len(run("feeds", "--remove", brought, "--json").json["feeds"]) == 1
    done = run("feeds", "--pause", brought)
    assert done.code == 1
    assert done.err


def test_what_is_said_of_a_rule_changes_and_the_rest_stays(run, brought):
    of = ("feeds", "--rules", brought)
    first = run(
        *of, "--include", "tidal power", "--include", "cod", "--action", "hold", "--hold", "45", "--every", "60"
    )
    assert "held 45 min" in first.out
    second = run(*of, "--quiet", "22:00-07:00", "--to", "sandbox", "--json").json["feeds"][0]
    assert second["interval"] == 60
    rule = second["rule"]
    assert (rule["include"], rule["hold"], rule["quiet"]) == (
        ["tidal power", "cod"],
        45,
        {"start": "22:00", "end": "07:00"},
    )
    assert len(rule["accounts"]) == 1
    assert run(*of, "--quiet", "-", "--json").json["feeds"][0]["rule"]["quiet"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        ("--action", "hold"),
        ("--rules", "x"),
        ("--rules", "ID", "--quiet", "late"),
        ("--rules", "ID", "--action", "shout"),
        ("--add", "https://a.example", "--remove", "x"),
    ],
)
def test_wrong_usage_is_refused_with_what_to_do(run, brought, wrong):
    done = run("feeds", *(brought if one == "ID" else one for one in wrong))
    assert done.code == 2
    assert done.err


def test_an_address_inside_the_house_is_refused_and_a_broken_list_told(run, tmp_path):
    assert run("feeds", "--add", "http://127.0.0.1/feed").code == 3
    file = tmp_path / "no.opml"
    file.write_text(json.dumps({}), encoding="utf-8")
    assert run("feeds", "--import", str(file)).code == 1
