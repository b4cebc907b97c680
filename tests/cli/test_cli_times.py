"""`standfirst when`: one time, a batch, and what is wrong with what was given."""

import json

NOW = ("--tz", "Europe/Athens", "--now", "2026-11-25T06:00:00+02:00")


def test_a_time_is_answered_with_its_instant_and_repeated(run):
    done = run("when", "fri 09:00", *NOW, "--json")
    assert (done.code, done.json) == (
        0,
        {"at": "2026-11-27T09:00:00+02:00", "echo": "Fri 27 Nov 09:00 Europe/Athens, in 2 d 3 h"},
    )
    assert run("when", "fri 09:00", *NOW).out.strip() == done.json["echo"]


def test_the_year_is_said_when_it_is_another(run):
    done = run("when", "5 jan 09:00", *NOW)
    assert done.out.strip() == "Tue 5 Jan 2027 09:00 Europe/Athens, in 41 d 3 h"


def test_a_question_ends_with_1_and_says_what_to_do(run):
    done = run("when", "at 7", *NOW)
    assert (done.code, done.out) == (1, "")
    assert "Wed 25 Nov 07:00 or Wed 25 Nov 19:00?" in done.err
    done = run("when", "at 7", *NOW, "--json")
    assert (done.code, done.json["ask"]) == (1, "ambiguous")


def test_a_time_that_clocks_jump_over_is_explained(run):
    done = run("when", "sun 3:30", "--tz", "Europe/Athens", "--now", "2027-03-24T10:00:00+02:00")
    assert done.err.startswith("On Sun 28 Mar clocks jump from 03:00 to 04:00, so 03:30 does not exist.")
    assert "Sun 28 Mar 02:30 or Sun 28 Mar 04:30?" in done.err


def test_the_next_slot_is_no_time_here(run):
    assert run("when", "next free slot", *NOW, "--json").json["ask"] == "unclear"


def test_a_batch_answers_every_line_in_order(run, home):
    lines = [
        {"id": "a", "text": "tomorrow 9am", "tz": "Asia/Tokyo", "now": "2026-11-25T06:00:00+09:00"},
        {"id": "b", "text": "soon", "tz": "Asia/Tokyo", "now": "2026-11-25T06:00:00+09:00"},
        {"id": "c", "text": "noon", "tz": "Nowhere/At_All", "now": "2026-11-25T06:00:00+09:00"},
        {"id": "d", "text": "noon", "tz": "Asia/Tokyo", "now": "2026-11-25T06:00:00"},
        {"id": "e"},
    ]
    file = home / "times.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)))
    done = run("when", "--jsonl", str(file))
    first, second, *wrong = done.lines
    assert first["at"] == "2026-11-26T09:00:00+09:00"
    assert second["ask"] == "unclear"
    assert [line["error"]["key"] for line in wrong] == ["no_such_zone", "bad_now", "bad_line"]
    assert "Nowhere/At_All" in wrong[0]["error"]["message"]


def test_a_bad_zone_or_instant_is_a_clear_error(run):
    for options, named in ((("--tz", "../etc"), "../etc"), (("--now", "yesterday"), "yesterday")):
        done = run("when", "noon", *options)
        assert done.code == 2
        assert named in done.err


def test_without_a_text_it_says_what_to_give(run):
    done = run("when")
    assert done.code == 2
    assert "tomorrow 9am" in done.err
