"""The command line run in this process, in a home of its own."""

import io
import json
import logging
import sys
from dataclasses import dataclass

import pytest

from bot import app
from bot.cli import _run

ARTICLE = """Sarnholm turns on Europe's largest tidal array

Sarnholm switched on 48 tidal turbines in the Varn Strait on Monday, making the port city of 210,000 people home to \
Europe's largest tidal power array. The €640 million plant will cover about 38 percent of the city's electricity use, \
according to the operator, Strandkraft.

Electricity bills in Sarnholm should fall by 11 percent from October, the city council said, because the plant sells \
to the local grid at a fixed price for 20 years. Households outside the city limits will not benefit until a second \
cable is laid, which the council expects in 2028.

Fishing crews remain opposed. The strait's cod catch fell by a fifth during construction, and the Varn Fishers' Union \
says the exclusion zone, at 14 square kilometres, is twice what was promised. The council has offered the union €3.2 \
million a year until 2031.
"""


@dataclass
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home of its own for the settings, which are read once in a process."""
    read_once = (app.settings, app.templates, app.texts)
    monkeypatch.setenv("STANDFIRST_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "100")
    for cached in read_once:
        cached.cache_clear()
    yield tmp_path
    for cached in read_once:
        cached.cache_clear()


@pytest.fixture
def run(home, monkeypatch, capfdbinary):
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)

    def standfirst(*arguments, given=""):
        monkeypatch.setattr(sys, "argv", ["standfirst", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode(errors="surrogatepass"))))
        code = _run()
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return Done(code, out.decode(), err.decode())

    return standfirst


@pytest.fixture
def article(home):
    path = home / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


@pytest.fixture
def draft(run, article):
    """The id of a draft that is kept."""
    return run("compose", article, "--json").json["id"]
