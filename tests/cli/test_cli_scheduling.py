"""Times on the command line: said back before they are kept, asked about, moved, taken back, as a calendar file."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest


@pytest.fixture
def scheduled(run, draft):
    """The id of a publication that waits until tomorrow."""
    done = run("publish", draft, "--to", "sandbox", "--at", "tomorrow 9am", "--json")
    return done.json["publications"][0]["id"]


def tomorrow(hour):
    return (datetime.now(UTC) + timedelta(days=1)).replace(hour=hour, minute=0, second=0, microsecond=0).isoformat()


def one(run):
    (found,) = run("queue", "--json").json["publications"]
    return found


def test_a_time_is_said_back_and_kept_and_nothing_goes_out_before(run, draft):
    done = run("publish", draft, "--to", "sandbox", "--at", "tomorrow 9am", "--json")
    (kept,) = done.json["publications"]
    assert (done.code, kept["state"], kept["at"], kept["zone"]) == (0, "scheduled", tomorrow(9), "UTC")
    assert done.err.startswith("sandbox:rehearsal: ")
    assert " 09:00 UTC, in " in done.err
    assert "standfirst run" in done.err
    assert run("publish", draft, "--to", "sandbox", "--at", "tomorrow 9am", "--json").json == done.json
    listed = run("queue")
    assert "is planned" in listed.out
    assert " 09:00 UTC, in " in listed.out
    assert kept["id"] in listed.out


def test_the_zone_is_the_brands(run, article, monkeypatch):
    monkeypatch.setenv("STANDFIRST_TIME_ZONE", "Asia/Tokyo")
    draft = run("compose", article, "--json").json["id"]
    done = run("publish", draft, "--to", "sandbox", "--at", "tomorrow 9am", "--json")
    (kept,) = done.json["publications"]
    assert (kept["at"][10:], kept["zone"]) == ("T09:00:00+09:00", "Asia/Tokyo")
    assert "09:00 Asia/Tokyo" in done.err


@pytest.mark.parametrize(("text", "asked", "said"), [("at 7", "ambiguous", " or "), ("soon", "unclear", "no time")])
def test_what_must_be_asked_is_said_and_nothing_is_kept(run, draft, text, asked, said):
    done = run("publish", draft, "--to", "sandbox", "--at", text)
    assert (done.code, done.out) == (1, "")
    assert said in done.err
    done = run("publish", draft, "--to", "sandbox", "--at", text, "--json")
    assert (done.code, done.json["ask"]) == (1, asked)
    assert run("queue", "--json").json == {"publications": []}


def test_another_time_for_the_same_is_refused_and_named(run, draft, scheduled):
    done = run("publish", draft, "--to", "sandbox", "--at", "tomorrow 10am")
    assert done.code == 3
    assert "sandbox:rehearsal" in done.err
    assert one(run)["at"] == tomorrow(9)


def test_without_slots_the_next_slot_is_refused(run, draft):
    done = run("publish", draft, "--to", "sandbox", "--at", "next slot")
    assert done.code == 3
    assert "no free slot" in done.err


def test_a_dry_run_says_the_time_and_keeps_nothing(run, draft):
    done = run("publish", draft, "--to", "sandbox", "--at", "tomorrow 9am", "--dry-run")
    assert (done.code, done.json["requests"][0]["at"]) == (0, tomorrow(9))
    assert run("queue", "--json").json == {"publications": []}


def test_it_is_moved_and_taken_back_and_planned_anew(run, draft, scheduled):
    done = run("queue", "--reschedule", scheduled, "--at", "tomorrow 17:00", "--json")
    assert (done.code, done.json["publications"][0]["at"]) == (0, tomorrow(17))
    assert "sandbox:rehearsal: " in done.err
    assert run("queue", "--reschedule", scheduled, "--at", "yesterday 9am").code == 1
    assert one(run)["at"] == tomorrow(17)
    done = run("queue", "--cancel", scheduled, "--json")
    assert (done.code, done.json["publications"][0]["state"]) == (0, "cancelled")
    assert run("queue", "--cancel", scheduled).code == 3
    done = run("publish", draft, "--to", "sandbox", "--at", "tomorrow 11am", "--json")
    assert (done.code, done.json["publications"][0]["id"] == scheduled) == (0, False)


def test_while_everything_is_halted_that_is_said(run, draft, scheduled):
    before = one(run)["at"]
    assert run("halt").code == 0
    done = run("queue", "--now", scheduled)
    assert (done.code, one(run)["at"]) == (3, before)
    assert "standfirst resume" in done.err
    listed = run("queue", "--json")
    assert (listed.json["halted"], "standfirst resume" in listed.err) == (True, True)
    assert "standfirst resume" in run("publish", draft, "--to", "sandbox", "--at", "tomorrow 9am").err


def test_another_policy_for_the_same_time_is_kept(run, draft, scheduled, home):
    done = run("publish", draft, "--to", "sandbox", "--at", "tomorrow 9am", "--late", "200", "--void", "600")
    assert done.code == 0
    with sqlite3.connect(next(home.rglob("standfirst.db"))) as database:
        ((late, void),) = database.execute("SELECT late, void FROM publication WHERE state = 'scheduled'")
    assert (late, void is not None) == (200, True)


def test_what_is_out_already_is_not_scheduled_and_that_is_said(run, draft):
    assert run("publish", draft, "--to", "sandbox").code == 0
    done = run("publish", draft, "--to", "sandbox", "--at", "tomorrow 9am")
    assert (done.code, "It is out already" in done.err) == (1, True)


def test_it_is_sent_at_once(run, scheduled):
    done = run("queue", "--now", scheduled, "--json")
    assert (done.code, done.json["publications"][0]["state"]) == (0, "published")
    assert run("queue", "--json").json == {"publications": []}
    assert run("queue", "--now", scheduled).code == 3


def test_the_calendar_file_is_whole_and_names_each_publication(run, home, scheduled):
    shown = run("queue", "--ics", "-")
    assert shown.out.startswith("BEGIN:VCALENDAR\r\n")
    assert f"UID:{scheduled}@standfirst" in shown.out
    file = home / "queue.ics"
    assert run("queue", "--ics", file).code == 0
    assert f"UID:{scheduled}@standfirst" in file.read_text()
    assert [path.name for path in home.glob("*queue.ics*")] == ["queue.ics"]
    done = run("queue", "--ics", home / "nowhere" / "queue.ics")
    assert done.code == 1
    assert "nowhere" in done.err


@pytest.mark.parametrize(
    "how",
    [
        ["--at", "noon"],
        ["--reschedule", "x"],
        ["--cancel", "x", "--at", "noon"],
        ["--cancel", "x", "--now", "y"],
        ["--ics", "-", "--json"],
        ["--now", "x", "--again"],
        ["--reschedule", "x", "--at", "noon", "--by-hand"],
    ],
)
def test_what_does_not_belong_together_is_wrong_usage(run, how):
    assert run("queue", *how).code == 2


@pytest.mark.parametrize(
    "how", [["--late", "5"], ["--void", "5"], ["--at", "noon", "--late", "0"], ["--at", "noon", "--replace"]]
)
def test_a_policy_belongs_to_a_time(run, draft, how):
    assert run("publish", draft, "--to", "sandbox", *how).code == 2


def test_what_is_not_there_is_said(run):
    for how in (["--cancel", "nope"], ["--now", "nope"], ["--reschedule", "nope", "--at", "tomorrow 9am"]):
        done = run("queue", *how)
        assert done.code == 1
        assert "nope" in done.err
