"""What is written: whole where another program reads, safe in a terminal, UTF-8 under any locale."""

import csv
import io
import json
import os
import pty
import subprocess
import sys

import pytest

WICKED = "\x1b[2JHarby\x9b31m \x07reopens\u202e its quay"


def started(arguments, home, **more):
    environment = {**os.environ, "STANDFIRST_HOME": str(home / "home"), **more.pop("env", {})}
    return subprocess.run([sys.executable, "-m", "bot", *map(str, arguments)], env=environment, timeout=60, **more)


def test_a_pipe_gets_every_line_whole_and_without_colour(run, article, draft, monkeypatch, home):
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("FORCE_COLOR", "1")
    sentences = run("read", article, "--json").json["sentences"]
    assert [line[5:] for line in run("read", article).out.splitlines()[2:]] == sentences
    posts = run("compose", article, "--json").json["posts"].values()
    shown = run("compose", article).out
    assert all(part["text"] in shown for post in posts for part in post["parts"])
    assert "\x1b" not in shown
    assert "─" not in shown
    url = run("publish", draft, "--to", "sandbox", "--json").json["publications"][0]["parts"][0]["url"]
    said = "Does this lower bills outside the city too? " * 9
    run("rehearse", url, said)
    run("collect")
    assert said.strip() in run("replies").out
    post = home / "post.txt"
    quoted = "“" + "the exclusion zone at 14 square kilometres is three times what was promised by everybody" + "”"
    post.write_text(f"The union says {quoted}", encoding="utf-8")
    assert quoted.strip("“”") in run("facts", article, post).out


def test_a_terminal_gets_frames_no_wider_than_it_is(article, home):
    main, theirs = pty.openpty()
    done = started(["compose", article, "--for", "x"], home, stdout=theirs, env={"COLUMNS": "70", "TERM": "xterm"})
    os.close(theirs)
    shown = os.read(main, 100_000).decode()
    os.close(main)
    assert done.returncode == 0
    assert "╭─ X · " in shown
    assert all(len(line) <= 70 for line in shown.splitlines() if "\x1b" not in line)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-16"])
def test_any_locale_gets_utf_8(article, home, encoding):
    env = {"PYTHONIOENCODING": encoding, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = started(["compose", article, "--for", "telegram"], home, env=env, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "✅ The €640 million plant" in done.stdout.decode("utf-8")


def test_what_is_no_unicode_is_shown_escaped(run):
    assert run("count", "--platform", "\udcffx").code == 1
    assert run("read", "\udcff.txt").code == 1


def test_nothing_from_outside_reaches_the_terminal_as_a_command(run, home, draft):
    page = home / "page.html"
    body = f"{WICKED} on Monday after a year of work, the harbour board said. " * 4
    page.write_text(f"<title>{WICKED}</title><article><h1>{WICKED}</h1><p>{body}</p></article>", encoding="utf-8")
    url = run("publish", draft, "--to", "sandbox", "--json").json["publications"][0]["parts"][0]["url"]
    heard = run("rehearse", url, WICKED, "--author", f"@{WICKED}")
    run("collect")
    shown = [heard, *(run(*words) for words in (["read", page], ["compose", page], ["replies"], ["queue"]))]
    shown += [run("compose", page, "--json"), run("replies", "--json"), run("replies", "--export", "csv")]
    for done in shown:
        assert not set("\x1b\x9b\x07") & set(done.out + done.err)


def test_an_exported_cell_is_never_a_formula(run, draft):
    url = run("publish", draft, "--to", "sandbox", "--json").json["publications"][0]["parts"][0]["url"]
    starts = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x00=1", "\x1b=1", "\x7f@a", " \x07 =1")
    for said in starts:
        assert run("rehearse", "--author", said, "--", url, f'{said}, "quoted"\nand more').code == 0
    run("collect")
    raw = run("replies", "--export", "csv").out
    heading, *rows = csv.reader(io.StringIO(raw, newline=""))
    assert len(rows) == len(starts)
    for row in rows:
        assert len(row) == len(heading)
        assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
    assert all(line.startswith('"') for line in raw.split("\r\n") if line)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")  # noqa: PTH110 - a device
def test_a_full_disk_is_told_in_a_sentence(home):
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        done = started(["count", "A line."], home, stdout=full, stderr=subprocess.PIPE)
    assert (done.returncode, b"No space left" in done.stderr, b"Traceback" in done.stderr) == (1, True, False)


@pytest.mark.parametrize("arguments", [["count", "A line."], ["read", "nosuch"], ["queue"], ["queue", "--json"]])
def test_closed_streams_are_no_fault(home, arguments):
    command = 'exec "$@" <&- >&- 2>&-'
    environment = {**os.environ, "STANDFIRST_HOME": str(home / "home")}
    started = ["sh", "-c", command, "sh", sys.executable, "-m", "bot", *arguments]
    assert subprocess.run(started, env=environment, timeout=60).returncode == (1 if "nosuch" in arguments else 0)
    assert not (home / "home" / "standfirst.log").exists()


def test_a_reader_that_leaves_hears_nothing(home, article):
    lines = "\n".join(json.dumps({"id": n, "text": "A line."}) for n in range(2000))
    (home / "lines.jsonl").write_text(lines)
    words = f"{sys.executable} -m bot count --jsonl {home / 'lines.jsonl'} | head -1"
    done = subprocess.run(["sh", "-c", words], capture_output=True, text=True, timeout=60)
    assert (done.stdout.count("\n"), done.stderr) == (1, "")
