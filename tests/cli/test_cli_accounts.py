"""Accounts on the command line: connected with answers given beforehand, examined, let go of; no secret is told."""

import asyncio
import threading

import pytest

from bot.testing.webhook import Receiver

SECRET = "a-shared-secret-of-ours"


@pytest.fixture
def receiver(monkeypatch):
    """A receiver on a loop of its own, since every command has one too."""
    monkeypatch.setenv("STANDFIRST_ALLOWED_HOSTS", "127.0.0.1")
    loop, one = asyncio.new_event_loop(), Receiver(SECRET)
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(one.__aenter__(), loop).result(10)
    yield one
    asyncio.run_coroutine_threadsafe(one.__aexit__(None, None, None), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


@pytest.fixture
def connect(run, home, receiver):
    file = home / "secret"
    file.write_text(SECRET + "\n")

    def connected(*more, secret=f"@{file}"):
        answers = (f"url={receiver.address}", f"secret={secret}", "name=our site")
        return run("connect", "webhook", *(part for answer in answers for part in ("--set", answer)), *more)

    return connected


def test_an_account_is_connected_and_published_to(run, connect, receiver, draft):
    done = connect("--json")
    assert (done.code, done.json["new"], done.json["account"]["handle"]) == (0, True, "our site")
    assert SECRET not in done.out + done.err
    assert run("publish", draft, "--to", "webhook").code == 0
    assert len(receiver.posts) == 1


def test_the_dry_run_is_what_is_sent(run, connect, receiver, draft):
    connect()
    (request,) = run("publish", draft, "--to", "webhook", "--dry-run").json["requests"]
    run("publish", draft, "--to", "webhook")
    assert [part["part"]["text"] for part in request["parts"]] == [post.text for post in receiver.posts]


def test_the_doctor_tells_of_every_account(run, connect, receiver):
    connect()
    found = run("doctor", "--json")
    assert (found.code, found.json["well"]) == (0, True)
    assert [one["platform"] for one in found.json["accounts"]] == ["sandbox", "webhook"]
    receiver.secret = "another-secret-by-now"
    sick = run("doctor")
    assert sick.code == 1
    assert "Connect it anew (standfirst connect)" in sick.out
    assert SECRET not in sick.out + sick.err


def test_what_was_held_goes_out_when_the_account_is_connected_anew(run, connect, receiver, draft, home):
    connect()
    receiver.secret = "another-secret-by-now"
    assert run("publish", draft, "--to", "webhook").code == 1
    assert [one["state"] for one in run("queue", "--json").json["publications"]] == ["held"]
    again = connect("--account", "webhook", "--json", secret="another-secret-by-now")
    assert [one["state"] for one in again.json["publications"]] == ["published"]
    assert len(receiver.posts) == 1


def test_letting_go(run, connect, draft):
    connect()
    assert run("connect", "--remove", "webhook").code == 0
    assert run("publish", draft, "--to", "webhook").code == 1
    assert [one["platform"] for one in run("doctor", "--json").json["accounts"]] == ["sandbox"]


def test_nobody_there_to_answer_is_told_what_to_say(run, receiver):
    done = run("connect", "webhook", "--set", f"url={receiver.address}")
    assert done.code == 2
    assert "--set secret=@FILE" in done.err


def test_a_bad_answer_says_why(connect):
    done = connect(secret="short")
    assert done.code == 3
    assert "at least 16 characters" in done.err
    assert done.err.count("once more") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        ["connect"],
        ["connect", "webhook", "--set", "url"],
        ["connect", "webhook", "--set", "=x"],
        ["connect", "webhook", "--set", "secret=@/nowhere/at/all"],
        ["connect", "webhook", "--new-key"],
        ["connect", "webhook", "--remove", "webhook"],
    ],
)
def test_wrong_usage(run, wrong):
    assert run(*wrong).code == 2


def test_an_unknown_network_names_the_known_ones(run):
    done = run("connect", "gazette")
    assert done.code == 1
    assert "mastodon" in done.err


def test_a_new_key_can_be_used_at_once(run, connect, monkeypatch):
    made = run("connect", "--new-key").out.strip()
    monkeypatch.setenv("STANDFIRST_SECRET_KEY", made)
    assert connect().code == 0
    assert run("doctor").code == 0


def test_a_lost_key_is_told_with_the_way_out(run, connect, home, draft):
    connect()
    (home / "home" / "secret.key").unlink()
    done = run("publish", draft, "--to", "webhook")
    assert done.code == 1
    assert "STANDFIRST_SECRET_KEY" in done.err
    assert [one["state"] for one in run("queue", "--json").json["publications"]] == ["scheduled"]


def test_an_answer_may_begin_with_an_at(run):
    assert run("connect", "threads", "--set", "handle=@@harbour", "--json").json["account"]["handle"] == "@harbour"
