"""Plug-ins of others: found, ordered, with templates of their own, and no harm to the rest when they are broken."""

import json
import os
import subprocess
import sys

import pytest

from bot import platforms
from bot.chat.texts import Texts
from bot.domain.connection import Finding, Question
from bot.domain.errors import Later, Missing, Refused
from bot.text.templating import Templates

GAZETTE = """
from bot.domain.post import Limits, Measure


class Gazette:
    name, label, limits, shape, card = "gazette", "Gazette", Limits(text=500, unit="characters"), "brief", False

    def measure(self, text, *, media=False, spoiler=""):
        return Measure(length=len(text), limit=500, unit="characters")


platform = Gazette()
"""
SOURCES = {
    "gazette/__init__.py": GAZETTE,
    "gazette/templates/posts/gazette.txt.j2": "Gazette says: {{ headline }}",
    "gazette/templates/posts/threads.txt.j2": "not for a plug-in to say",
    "raising.py": "raise OSError('no licence file')",
    "lacking.py": GAZETTE.replace("name, label", "name, labels").replace('"gazette"', '"lacking"'),
    "misnamed.py": GAZETTE,
    "usurping.py": GAZETTE.replace('"gazette"', '"x"'),
    "gazette-0.1.dist-info/METADATA": "Metadata-Version: 2.1\nName: gazette\nVersion: 0.1\n",
    "gazette-0.1.dist-info/entry_points.txt": "[standfirst.platforms]\n"
    + "".join(f"{name} = {name}:platform\n" for name in ("raising", "lacking", "misnamed", "gazette", "gone"))
    + "x = usurping:platform\n",
}


@pytest.fixture
def plugins(tmp_path, monkeypatch):
    """A folder of somebody's packages on the path, one of them good."""
    for name, source in SOURCES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    cached = (platforms._found, platforms.names, platforms.get, platforms.installed, platforms.template_folders)
    for each in cached:
        each.cache_clear()
    yield tmp_path
    for each in cached:
        each.cache_clear()
    for name in ("gazette", "raising", "lacking", "misnamed", "usurping"):
        sys.modules.pop(name, None)


def test_a_broken_plugin_is_left_out_with_a_warning_and_the_others_work(plugins, caplog):
    ours = ["x", "telegram", "bluesky", "mastodon", "linkedin", "threads", "facebook", "webhook", "sandbox"]
    assert [platform.name for platform in platforms.installed()] == [*ours, "gazette"]
    for name, reason in (
        ("raising", "no licence file"),
        ("lacking", "label"),
        ("misnamed", "gazette"),
        ("gone", "gone"),
    ):
        assert any(f"platform {name} is left out" in line and reason in line for line in caplog.messages), name


@pytest.mark.parametrize("name", ["raising", "lacking", "misnamed", "gone"])
def test_a_broken_plugin_asked_for_by_name_says_what_is_wrong(plugins, name):
    with pytest.raises(Missing) as caught:
        platforms.get(name)
    assert (caught.value.key, caught.value.values["name"]) == ("broken_platform", name)
    assert Templates().render("chat/en/errors/broken_platform.txt.j2", **caught.value.values)


def test_an_outsider_cannot_take_the_name_of_one_of_ours(plugins):
    assert platforms.get("x").label == "X"


def test_a_plugins_own_template_comes_after_ours_and_before_the_one_for_all(plugins, tmp_path):
    folders = platforms.template_folders()
    assert folders == (plugins / "gazette" / "templates",)
    templates = Templates(plugin_folders=folders)
    assert templates.render(templates.for_platform("gazette"), headline="Tide") == "Gazette says: Tide"
    assert "not for a plug-in" not in templates.source(templates.for_platform("threads"))
    (tmp_path / "own" / "posts").mkdir(parents=True)
    (tmp_path / "own/posts/gazette.txt.j2").write_text("Ours: {{ headline }}")
    assert Templates(tmp_path / "own", folders).render("posts/gazette.txt.j2", headline="Tide") == "Ours: Tide"


def test_a_plugins_own_words_are_said_where_neither_we_nor_the_operator_have_any(plugins, tmp_path):
    chat = plugins / "gazette/templates/chat"
    own = tmp_path / "own/chat/en"
    for path, words in {
        chat / "en/errors/gazette_closed.txt.j2": "The press of {{ network }} is closed.",
        chat / "en/errors/network_busy.txt.j2": "not for a plug-in to say",
        chat / "en/findings/gazette_plan.txt.j2": "Up to {{ longest }}.",
        chat / "de/findings/gazette_plan.txt.j2": "Bis zu {{ longest }}.",
        chat / "en/connect/gazette/token.txt.j2": "Your token.",
        chat / "en/connect/gazette/bad_short.txt.j2": "Too short.",
        own / "connect/gazette/token.txt.j2": "Ask Ada for the token.",
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, encoding="utf-8")
    english, german = (
        Texts(Templates(tmp_path / "own", platforms.template_folders()), language) for language in ("en", "de")
    )
    assert english.error(Later("gazette_closed", retry_after=1, network="Gazette")) == "The press of Gazette is closed."
    assert "not for a plug-in" not in english.error(Later("network_busy", retry_after=1, network="Gazette"))
    plan = Finding(level="good", key="gazette_plan", values={"longest": 600})
    assert (english.finding(plan), german.finding(plan)) == ("Up to 600.", "Bis zu 600.")
    assert english.question("gazette", Question(name="token")) == "Ask Ada for the token."
    assert german.refusal("gazette", Refused("bad_answer", name="token", reason="short")).startswith("Too short.")
    assert english.question("gazette", Question(name="desk", text="Which desk?")) == "Which desk?"


def test_compose_for_all_holds_a_plugins_post_in_its_own_words(plugins, tmp_path):
    story = "The harbour of Brenn reopened on Monday. The council of Brenn paid 3 million crowns for the new quay. " * 3
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--debug", "compose", "-", "--json"],
        input=story,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(plugins), "STANDFIRST_HOME": str(tmp_path / "home")},
        check=True,
    )
    posts = json.loads(done.stdout)["posts"]
    assert posts["gazette"]["parts"][0]["text"].startswith("Gazette says: ")
    assert "raising" not in posts
    assert "no licence file" in done.stderr
