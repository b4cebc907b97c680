"""What goes wrong: one bad source does not stop the others, and a fault is a line with a reference, never a trace."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from bot.app import settings as app_settings
from bot.cli.root import app


@pytest.fixture
def faulty():
    """A command, and a line of a batch, with a fault that nobody foresaw."""

    @app.command("faulty")
    def break_down() -> None:
        raise ZeroDivisionError("nobody foresaw this")

    yield "faulty"
    app.registered_commands.pop()


@pytest.mark.parametrize("command", ["read", "compose"])
def test_one_bad_source_does_not_stop_the_others(run, article, command):
    done = run(command, "nosuch.txt", article, "http://127.0.0.1/", article, "--json")
    assert (done.code, len(done.lines)) == (1, 2)
    assert [line.partition(": ")[0] for line in done.err.splitlines()] == ["nosuch.txt", "http://127.0.0.1/"]
    if command == "compose":
        for kept in done.lines:
            assert run("publish", kept["id"], "--to", "sandbox").code == 0


def test_sources_that_a_rule_refuses_end_with_its_code(run, article):
    assert run("read", "http://127.0.0.1/", article).code == 3
    assert run("read", article, article).code == 0


def test_a_fault_is_one_line_and_its_trace_is_in_the_log(run, home, faulty):
    done = run(faulty)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    (reference,) = re.findall(r"reference (\w+)", done.err)
    log = home / "home" / "standfirst.log"
    assert str(log) in done.err
    assert f"reference {reference}\nTraceback" in log.read_text()
    assert "ZeroDivisionError: nobody foresaw this" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_debug_shows_the_trace_as_well(run, faulty, caplog):
    assert run("--debug", faulty).code == 1
    assert "nobody foresaw this" in caplog.text


def test_a_log_that_cannot_be_in_the_home_is_elsewhere(run, home, faulty, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(home))
    monkeypatch.setattr("tempfile.tempdir", None)
    (home / "home").mkdir()
    (home / "home" / "standfirst.log").mkdir()
    run(faulty)
    (kept,) = home.glob("standfirst-*.log")
    assert "nobody foresaw this" in kept.read_text()


def test_the_log_does_not_grow_without_end(run, home, faulty):
    log = home / "home" / "standfirst.log"
    log.parent.mkdir()
    log.write_bytes(b"x" * 1_000_001)
    run(faulty)
    assert log.stat().st_size < 10_000


def broken(home, what):
    file = home / "home" / "standfirst.db"
    file.parent.mkdir(exist_ok=True)
    if what == "a folder":
        file.mkdir()
    elif what == "cut off":
        file.write_bytes(file.read_bytes()[:20_000])
    else:
        file.write_bytes(b"certainly no database" * 99)


@pytest.mark.parametrize("what", ["a folder", "cut off", "no database"])
@pytest.mark.parametrize("command", ["compose", "publish", "queue", "collect", "replies", "rehearse"])
def test_no_command_shows_a_trace_when_the_database_is_broken(run, home, article, what, command):
    more = {"compose": [article], "publish": ["k3f9m2x8bd", "--to", "sandbox"], "rehearse": ["k3f9m2x8bd", "Good."]}
    if what == "cut off":
        run("compose", article)
    broken(home, what)
    done = run(command, *more.get(command, []))
    assert (done.code, done.out, "Traceback" in done.err, bool(done.err)) == (1, "", False, True)
    assert "reference" not in done.err


def test_a_batch_line_with_a_fault_has_a_reference(run):
    deep = json.dumps({"id": "a", "text": "A line."}) + "\n" + "[" * 100_000 + "\n"
    first, second = run("count", "--jsonl", "-", given=deep).lines
    assert (first["length"], second["error"]["key"]) == (7, "bad_json")


def test_a_deleted_reply_cannot_be_changed(run, draft):
    url = run("publish", draft, "--to", "sandbox", "--json").json["publications"][0]["parts"][0]["url"]
    (reply,) = re.findall(r"the reply is (\w+)", run("rehearse", url, "Good.").out)
    assert run("rehearse", reply, "Better.", "--edit").code == 0
    assert run("rehearse", reply, "--delete").code == 0
    for arguments in (["Again.", "--edit"], ["--delete"]):
        done = run("rehearse", reply, *arguments)
        assert (done.code, reply in done.err, "deleted" in done.err) == (3, True, True)


class Stranger(BaseHTTPRequestHandler):
    """A Bot API that knows nobody."""

    def do_POST(self):
        said = b'{"ok": false, "error_code": 401, "description": "Unauthorized"}'
        self.send_response(401)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_):
        """Nothing: it is not asked for."""


@pytest.fixture
def stranger():
    with HTTPServer(("127.0.0.1", 0), Stranger) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_bot_that_cannot_start_says_why(run, monkeypatch, stranger):
    done = run("run")
    assert (done.code, done.out, "STANDFIRST_TELEGRAM_TOKEN" in done.err) == (1, "", True)
    monkeypatch.setenv("STANDFIRST_TELEGRAM_TOKEN", "12345:refused")
    for address, word in ((stranger, "STANDFIRST_TELEGRAM_TOKEN"), ("http://127.0.0.1:1", "cannot be reached")):
        app_settings.cache_clear()
        monkeypatch.setenv("STANDFIRST_TELEGRAM_API_URL", address)
        done = run("run")
        assert (done.code, done.out, word in done.err) == (1, "", True)
        assert "refused:" not in done.err
        assert "12345" not in done.err
