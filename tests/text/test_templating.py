"""Templates: who overrides whom, what breaks and how it is said."""

import os

import pytest

from bot.domain.errors import Refused
from bot.text.templating import Templates, product_folder


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_the_products_templates_are_found():
    assert (product_folder() / "posts" / "_default.txt.j2").is_file()
    assert Templates().render("posts/lead_in/en.txt.j2") == "In short:"


def test_a_members_own_folder_comes_first_and_a_plugins_last(tmp_path):
    own, plugin = tmp_path / "own", tmp_path / "plugin"
    write(own, "posts/lead_in/en.txt.j2", "Briefly:")
    write(plugin, "posts/lead_in/en.txt.j2", "never")
    write(plugin, "posts/tidenet.txt.j2", "tide")
    templates = Templates(own, [plugin])
    assert templates.render("posts/lead_in/en.txt.j2") == "Briefly:"
    assert templates.for_platform("tidenet") == "posts/tidenet.txt.j2"
    assert templates.for_platform("unheard-of") == "posts/_default.txt.j2"


def test_a_members_plain_template_replaces_the_products_html_one(tmp_path):
    assert Templates().for_platform("telegram") == "posts/telegram.html.j2"
    write(tmp_path, "posts/telegram.txt.j2", "{{ headline }}")
    assert Templates(tmp_path).for_platform("telegram") == "posts/telegram.txt.j2"


def test_a_changed_template_is_read_anew(tmp_path):
    write(tmp_path, "a.txt.j2", "one")
    templates = Templates(tmp_path)
    assert templates.render("a.txt.j2") == "one"
    write(tmp_path, "a.txt.j2", "two")
    os.utime(tmp_path / "a.txt.j2", (1, 1))
    assert templates.render("a.txt.j2") == "two"


def test_only_html_templates_escape(tmp_path):
    write(tmp_path, "a.html.j2", "{{ text }}")
    write(tmp_path, "a.txt.j2", "{{ text }}")
    templates = Templates(tmp_path)
    assert templates.render("a.html.j2", text="<b>&") == "&lt;b&gt;&amp;"
    assert templates.render("a.txt.j2", text="<b>&") == "<b>&"


def test_joined_texts_are_escaped_once(tmp_path):
    write(tmp_path, "a.html.j2", "{{ texts | join('<') }}|{{ texts | map('escape') | join('<') }}")
    assert Templates(tmp_path).render("a.html.j2", texts=["&", "b"]) == "&amp;&lt;b|&amp;&lt;b"


def test_the_first_template_that_exists_is_rendered(tmp_path):
    write(tmp_path, "b.txt.j2", "{{ word }}")
    templates = Templates(tmp_path)
    assert templates.render_first(["a.txt.j2", "b.txt.j2"], word="yes") == "yes"
    with pytest.raises(Refused) as refused:
        templates.render_first(["a.txt.j2", "c.txt.j2"])
    assert refused.value.key == "template_missing"


@pytest.mark.parametrize(
    ("source", "line", "reason"),
    [
        ("ok\n{{ headlin }}", 2, "'headlin' is undefined"),
        ("{% if %}", 1, "Expected an expression"),
        ("a\nb\n{{ headline.nope }}", 3, "nope"),
        ("{{ 1 // 0 }}", 1, "zero"),
        ("\n{{ headline | nope }}", 2, "nope"),
        ("{% include 'nope.txt.j2' %}", 1, "nope.txt.j2"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", 1, "endless"),
    ],
)
def test_a_broken_template_names_file_line_and_reason(tmp_path, source, line, reason):
    write(tmp_path, "posts/mine.txt.j2", source)
    with pytest.raises(Refused) as refused:
        Templates(tmp_path).render("posts/mine.txt.j2", headline="Tide")
    assert refused.value.key == "template_broken"
    assert refused.value.values["file"] == "posts/mine.txt.j2"
    assert refused.value.values["line"] == line
    assert reason in str(refused.value.values["reason"])


def test_the_fault_is_told_where_it_is_in_an_included_file(tmp_path):
    write(tmp_path, "posts/mine.txt.j2", "{% include 'posts/part.txt.j2' %}")
    write(tmp_path, "posts/part.txt.j2", "\n\n{{ gone }}")
    with pytest.raises(Refused) as refused:
        Templates(tmp_path).render("posts/mine.txt.j2")
    assert (refused.value.values["file"], refused.value.values["line"]) == ("posts/part.txt.j2", 3)
