"""A platform from outside needs nothing but the guide: its example is installed as it stands there, and works."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from platforms import guide

from bot.testing.sessions import FAULTS

ROOT = Path(__file__).resolve().parents[2]
STORY = "The harbour of Brenn reopened on Monday. The council of Brenn paid 3 million crowns for the new quay. " * 3


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return guide.written(tmp_path_factory.mktemp("source"))


@pytest.fixture(scope="module")
def run(source, tmp_path_factory):
    """Run Python where the example is installed beside Standfirst."""
    target = tmp_path_factory.mktemp("installed")
    guide.install(source, target)
    own = {"PYTHONPATH": str(target), "STANDFIRST_HOME": str(tmp_path_factory.mktemp("home")), "NO_COLOR": "1"}

    def run(*args, text="", folder=ROOT, **more):
        command, environment = [sys.executable, *args], {**os.environ, **own, **more}
        return subprocess.run(
            command, input=text, capture_output=True, text=True, cwd=folder, env=environment, check=False
        )

    return run


def suite(run, tmp_path, *args, **more):
    """Run tests there: the names of those that passed, and of those that were skipped."""
    report = tmp_path / "report.xml"
    done = run(
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-o",
        "junit_family=xunit1",
        f"--junit-xml={report}",
        *args,
        **more,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    cases = list(ElementTree.parse(report).iter("testcase"))
    skipped = {case.get("name") for case in cases if case.find("skipped") is not None}
    return {case.get("name") for case in cases} - skipped, skipped


def test_the_guide_shows_a_whole_package():
    there = set(guide.files())
    assert {"pyproject.toml", "gazette/__init__.py", "gazette/wire.py", "gazette/client.py", "gazette/rig.py"} <= there


def test_what_the_guide_names_is_there():
    page = guide.GUIDE.read_text(encoding="utf-8")
    prose = re.sub(r"```.*?^```$", "", page, flags=re.MULTILINE | re.DOTALL)
    keys = {key for key in re.findall(r'`"(\w+)"', prose) if "_" in key}
    assert len(keys) >= 5
    assert [key for key in keys if not (ROOT / f"templates/chat/en/errors/{key}.txt.j2").exists()] == []
    modules = set(re.findall(r"\bbot(?:\.\w+)+", prose))
    assert [name for name in modules if not any(_there(name))] == []
    slug = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in re.findall(r"^## (.+)$", page, re.M)}
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= slug


def _there(name):
    """Whether a module of that name exists, or one that holds it by its last word."""
    path = ROOT.joinpath(*name.split("."))
    yield path.is_dir() or path.with_suffix(".py").is_file()
    holder = path.parent.with_suffix(".py")
    yield holder.is_file() and path.name in holder.read_text(encoding="utf-8")


def test_the_example_is_in_shape(source):
    rules = ["--isolated", "--line-length", "120"]
    for command in (["format", "--check"], ["check", "--select", "E,F,W,I,B,UP,C90,SIM,RET,RUF,ASYNC"]):
        ruff = [sys.executable, "-m", "ruff", *command, *rules, "."]
        done = subprocess.run(ruff, capture_output=True, text=True, cwd=source, check=False)
        assert done.returncode == 0, done.stdout


def test_nothing_of_ours_knows_the_example():
    assert [path for folder in ("bot", "templates") for path in (ROOT / folder).rglob("*gazette*")] == []
    assert "gazette" not in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_it_is_found_by_its_entry_point_and_loads_no_client(run):
    code = (
        "import sys; from bot import platforms; print('gazette' in platforms.names(), "
        "platforms.get('gazette').label, 'gazette.client' in sys.modules, 'httpx' in sys.modules)"
    )
    assert run("-c", code).stdout.split() == ["True", "Gazette", "False", "False"]


def test_posts_are_composed_for_it_in_its_own_words(run):
    done = run("-m", "bot", "compose", "-", "--json", text=STORY)
    assert done.returncode == 0, done.stderr
    post = json.loads(done.stdout)["posts"]["gazette"]
    assert "\n+ " in post["parts"][0]["text"]
    assert post["valid"]


def test_its_own_tests_pass_and_every_fault_is_tried_or_lacking(run, source, tmp_path):
    passed, skipped = suite(run, tmp_path, "tests", folder=source)
    tried = {fault for fault in FAULTS if f"test_a_failure_says_what_to_do_next[{fault}]" in passed}
    assert tried == set(FAULTS)
    assert skipped == set()
    assert "test_its_shape_is_one_the_composer_knows" in passed


def test_our_own_contract_takes_it_in(run, tmp_path):
    tests = ("tests/platforms/test_platform_contract.py", "-k", "gazette")
    passed, _ = suite(run, tmp_path, *tests)
    assert "test_each_reply_comes_once[gazette]" in passed
    assert "test_its_shape_is_one_the_composer_knows[gazette]" in passed


@pytest.mark.parametrize(
    ("given", "says"),
    [("short", "too short for a token of Gazette"), ("x" * 20, "The desk your notes appear under")],
)
def test_it_is_connected_in_its_own_words(run, given, says):
    done = run("-m", "bot", "connect", "gazette", "--set", f"token={given}")
    assert done.returncode != 0
    assert says in " ".join(done.stderr.split())


def test_its_own_questions_errors_and_findings_have_their_sentences(run):
    code = (
        "from bot.app import templates; from bot.chat.texts import Texts; from bot.domain.errors import Later\n"
        "from bot.domain.connection import Finding, Question\n"
        "for language in ('en', 'de', 'es'):\n"
        "    texts = Texts(templates(), language)\n"
        "    print(texts.question('gazette', Question(name='token')).partition(',')[0])\n"
        "    print(texts.finding(Finding(level='good', key='gazette_plan', values={'longest': 600})))\n"
        "    print(texts.error(Later('gazette_closed', retry_after=5, network='Gazette')).partition('.')[0])"
    )
    english = ["A token of your Gazette account", "Notes may have up to 600 characters."]
    closed = {"en": "Gazette's press is closed for now", "de": "Gazettes Presse ruht gerade"}
    said = run("-c", code).stdout.splitlines()
    assert said == [line for one in ("en", "de", "es") for line in (*english, closed.get(one, closed["en"]))]
