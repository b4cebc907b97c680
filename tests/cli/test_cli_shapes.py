"""The command line's contract: names, shapes and exit codes that others script against."""

import json
import os
import subprocess
import sys

import pytest

from bot import platforms

HEAVY = ("sqlalchemy", "alembic", "trafilatura", "lxml", "jinja2", "httpx", "rich.console", "tweepy", "telegram")


@pytest.mark.parametrize("arguments", [["--help"], ["count", "--json", "A line."], ["count", "A line."]])
def test_what_must_be_quick_loads_nothing_heavy(arguments, tmp_path):
    code = (
        f"import sys; sys.argv = ['standfirst', *{arguments}]\n"
        "from bot.cli import _run\n"
        f"_run(); print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    environment = {**os.environ, "STANDFIRST_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert (done.stderr.strip(), done.returncode) == ("[]", 0)


@pytest.mark.parametrize(("arguments", "code"), [(["count", "A line."], 0), (["count", ""], 3), (["nosuch"], 2)])
def test_the_program_ends_with_the_code_of_what_happened(arguments, code, tmp_path):
    environment = {**os.environ, "STANDFIRST_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-m", "bot", *arguments], capture_output=True, env=environment)
    assert done.returncode == code


COMMANDS = ["read", "compose", "count", "facts", "publish", "queue", "replies", "collect", "rehearse", "demo", "run"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_an_example(run, command):
    done = run(command, "--help")
    assert (done.code, f"Example: standfirst {command}" in done.out) == (0, True)


def test_read_gives_the_article_with_its_sentences(run, article):
    found = run("read", article, "--json").json
    names = ["title", "authors", "site", "url", "published", "language", "image", "words", "sentences"]
    assert sorted(found) == sorted(names)
    assert found["language"] == "en"
    assert found["sentences"][0].startswith("Sarnholm switched on 48 tidal turbines")
    assert found == run("read", "-", "--json", given=article.read_text()).json


def test_read_shows_numbered_sentences(run, article):
    done = run("read", article)
    assert "  1  Sarnholm switched on 48" in done.out


def test_compose_gives_the_draft_and_a_post_for_every_network(run, article):
    found = run("compose", article, "--json").json
    assert list(found) == ["id", "draft", "posts", "untraced"]
    assert set(found["draft"]) == {
        "headline", "headlines", "standfirst", "bullets", "question", "questions", "hashtags", "category", "language",
        "sensitive", "writer",
    }  # fmt: skip
    assert set(found["draft"]["bullets"][0]) == {"text", "emoji", "sentences"}
    assert set(found["posts"]) == set(platforms.names())
    for post in found["posts"].values():
        assert set(post) == {"parts", "notes", "valid"}
        assert post["valid"]
        assert all(0 < part["length"] <= part["limit"] for part in post["parts"])
    assert found["untraced"] == []


def test_compose_fits_the_named_networks_alone(run, article):
    assert list(run("compose", article, "--for", "x, mastodon", "--json").json["posts"]) == ["x", "mastodon"]


def test_count_measures_by_the_networks_rules(run):
    found = run("count", "--platform", "x", "--json", "Now https://www.example.com/tidal-array-opens-at-last").json
    assert found == {
        "length": 27,
        "limit": 280,
        "valid": True,
        "unit": "weighted",
        "urls": ["https://www.example.com/tidal-array-opens-at-last"],
    }


def test_facts_says_where_each_stands_and_refuses_the_rest(run, article, home):
    post = home / "post.txt"
    post.write_text("Sarnholm switched on 48 turbines for €650 million")
    done = run("facts", article, post, "--json")
    assert done.code == 3
    assert {"text": "48", "kind": "number", "sentence": 2}.items() <= done.json["traced"][1].items()
    assert [fact["kind"] for fact in done.json["untraced"]] == ["money"]
    post.write_text("Sarnholm switched on 48 turbines")
    assert run("facts", article, post).code == 0


def test_a_dry_run_prints_the_exact_requests_and_sends_nothing(run, draft):
    done = run("publish", draft, "--to", "sandbox", "--dry-run")
    (request,) = done.json["requests"]
    assert (done.code, request["account"]) == (0, "sandbox:rehearsal")
    assert set(request["parts"][0]) == {"part", "key", "reply_to", "root", "card", "language"}
    assert run("queue", "--json").json == {"publications": []}
    (sent,) = run("publish", draft, "--to", "sandbox", "--json").json["publications"]
    assert len(sent["parts"]) == len(request["parts"])


def test_publishing_again_is_the_same_publication(run, draft):
    first, second = (run("publish", draft, "--to", "sandbox", "--json") for _ in range(2))
    assert first.json == second.json
    (publication,) = first.json["publications"]
    assert set(publication) == {"id", "account", "state", "error", "parts"}
    assert publication["state"] == "published"
    assert publication["parts"][0]["url"] == f"sandbox://rehearsal/{publication['parts'][0]['id']}"


def test_replies_are_collected_listed_and_exported(run, draft):
    (publication,) = run("publish", draft, "--to", "sandbox", "--json").json["publications"]
    url = publication["parts"][0]["url"]
    assert run("rehearse", url, "=Does this lower bills?", "--author", "@mira.example").code == 0
    assert run("collect", "--json").json == {"new": 1, "changed": 0, "failed": []}
    (reply,) = run("replies", "--open", "--json").json["replies"]
    assert (reply["author"], reply["parent_id"]) == ("@mira.example", publication["parts"][0]["id"])
    assert "'=Does this lower bills?" in run("replies", "--export", "csv").out
    assert "Does this lower bills?" in run("replies").out


def test_what_is_empty_says_so(run):
    for command in ("queue", "replies"):
        done = run(command)
        assert (done.code, bool(done.out.strip())) == (0, True)


LINES = (
    {"id": "a", "text": "A line.", "media": True},
    {"id": 7, "text": 7},
    {"text": "Zwölf Boxkämpfer 🥊"},
    [1],
    {"id": "e", "text": "\ud800"},
)


def test_a_batch_answers_line_by_line_and_a_bad_line_in_its_place(run):
    given = "\n".join(map(json.dumps, LINES)) + "\n\n{no json\n"
    done = run("count", "--jsonl", "-", given=given)
    assert done.code == 0
    assert [line["id"] for line in done.lines] == ["a", 7, None, None, "e", None]
    assert [line.get("error", {}).get("key") for line in done.lines] == [
        None, "bad_line", None, "bad_json", None, "bad_json",
    ]  # fmt: skip
    assert all(line["error"]["message"] for line in done.lines if "error" in line)


@pytest.mark.parametrize(
    ("command", "line", "names"),
    [
        ("read", {"text": "The quay reopened. Crews cheered."}, {"title", "sentences", "words"}),
        ("compose", {}, {"draft", "posts", "untraced"}),
        ("facts", {"article": "It has 48 turbines.", "post": "48"}, {"traced", "untraced"}),
    ],
)
def test_batches_hold_the_same_shapes(run, home, article, command, line, names):
    path = home / "batch.jsonl"
    line = {"text": article.read_text(), "language": "en"} if command in ("compose", "read") else line
    path.write_text(json.dumps({"id": "n1", **line}) + "\n" + json.dumps({"id": "n2"}) + "\n")
    first, second = run(command, "--jsonl", path).lines
    assert first["id"] == "n1"
    assert names <= set(first)
    assert (second["id"], set(second["error"])) == ("n2", {"key", "message"})


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["read"], 2),
        (["count", "--nosuch"], 2),
        (["replies", "--export", "pdf"], 2),
        (["facts", "one"], 2),
        (["compose"], 2),
        (["read", "http://127.0.0.1/"], 3),
        (["read", "file:///etc/hostname"], 3),
        (["read", "http://[::1]:80/"], 3),
        (["read", "nosuchfile.txt"], 1),
        (["compose", "nosuchfile.txt"], 1),
        (["count", "--jsonl", "nosuchfile.jsonl"], 1),
        (["count", "a" * 281], 3),
        (["count", "--platform", "gazette", "A line."], 1),
        (["publish", "nosuchdraft", "--to", "sandbox"], 1),
        (["rehearse", "nosuchpost", "Good."], 1),
    ],
)
def test_what_cannot_be_done_ends_with_its_code_and_says_why(run, arguments, code):
    done = run(*arguments)
    assert (done.code, "Traceback" in done.err) == (code, False)
    assert done.out.strip() if arguments[1:] == ["a" * 281] else done.err.strip()


def test_an_account_that_is_not_there_is_answered_with_those_that_are(run, draft):
    done = run("publish", draft, "--to", "gazette")
    assert (done.code, "sandbox:rehearsal" in done.err) == (1, True)


def test_all_accounts_are_planned_or_none(run, draft):
    assert run("publish", draft, "--to", "sandbox,gazette").code == 1
    assert run("queue", "--json").json == {"publications": []}


def test_an_article_with_nothing_in_it_is_said_to_hold_too_little(run):
    done = run("compose", "-", given="Hello.")
    assert (done.code, bool(done.err.strip()), done.out) == (1, True, "")


def test_a_broken_database_is_named_and_left_alone(run, home, article):
    (home / "home").mkdir()
    (home / "home" / "standfirst.db").write_bytes(b"certainly no database" * 99)
    done = run("queue")
    assert (done.code, "Traceback" in done.err, bool(done.err.strip())) == (1, False, True)
