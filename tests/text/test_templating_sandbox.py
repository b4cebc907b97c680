"""The sandbox: no way out to Python, no way to run or to grow without end."""

import time
from typing import NamedTuple

import pytest

from bot.domain.errors import Refused
from bot.text.templating import Templates


class Line(NamedTuple):
    emoji: str
    text: str


VALUES = {"headline": "Tide " * 20, "bullets": [Line("✅", "one")] * 4, "tags": ["#a", "#b"], "question": "Why?"}


def render(tmp_path, source: str) -> str:
    (tmp_path / "t.txt.j2").write_text(source, encoding="utf-8")
    return Templates(tmp_path).render("t.txt.j2", **VALUES)


@pytest.mark.parametrize(
    "source",
    [
        "{{ headline.__class__.__mro__ }}",
        "{{ headline['__class__'] }}",
        "{{ headline | attr('__class__') }}",
        "{{ bullets.append(1) }}",
        "{{ headline.format(x=1) }}",
        "{{ '%999999999d' % 1 }}",
        "{{ self.__init__.__globals__ }}",
        "{{ cycler.__init__ }}",
        "{{ lipsum() }}",
        "{{ bullets[0]._replace(text='x') }}",
        "{% import 'os' as os %}{{ os }}",
        "{% include '../../secret.txt' %}",
        "{% include '/etc/hostname' %}",
    ],
)
def test_there_is_no_way_out(tmp_path, source):
    with pytest.raises(Refused):
        render(tmp_path, source)


@pytest.mark.parametrize(
    "source",
    [
        "{% for a in range(9999999) %}{% endfor %}",
        "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
        "{% for a in headline %}{% for b in headline %}{% for c in headline %}{% endfor %}{% endfor %}{% endfor %}",
        "{% set x = headline %}" + "{% set x = x ~ x %}" * 40,
        "{% set x = headline %}" + "{% set x = x + x %}" * 40,
        "{% set x = headline %}" + "{% set x %}{{ x }}{{ x }}{% endset %}" * 40,
        "{% set x = 9 %}" + "{% set x = x * x %}" * 40,
        "{{ 9 ** 9 ** 9 }}",
        "{{ headline * 999999999 }}",
        "{{ [1] * 999999999 }}",
        "{{ 'a' | slice(30000000) | list | length }}",
        "{% set a = ['x'] %}" + "{% set a = [a, a] %}" * 23 + "{{ a }}",
        "{{ headline | center(999999999) }}",
        "{{ headline.ljust(999999999) }}",
        "{{ headline | replace('', headline * 2) }}",
        "{% set x = headline | replace('e', headline) %}{% set x = x | replace('e', x) %}{{ x }}",
        "{% set x %}{% for a in range(999) %}{{ headline }}{% endfor %}{% endset %}{{ range(9999) | join(x) }}",
        "{% macro m(n) %}{% if n and m(n - 1) == m(n - 1) %}{% endif %}{% endmacro %}{{ m(40) }}",
        "{% set n = (n | default(60)) - 1 %}{% if n %}{% include 't.txt.j2' %}{% include 't.txt.j2' %}{% endif %}",
        "{% set x %}{% for a in range(999) %}{{ headline }}{% endfor %}{% endset %}"
        "{% for a in range(15000) %}{% if (x | list | length) == a %}{% endif %}{% endfor %}",
    ],
)
def test_a_template_without_end_is_refused_within_a_second(tmp_path, source):
    began = time.process_time()
    with pytest.raises(Refused) as refused:
        render(tmp_path, source)
    assert refused.value.key == "template_broken"
    assert time.process_time() - began < 1


DEEP = "{% set x = [0] %}{% set y = [0] %}" + "{% set x = [x, x] %}{% set y = [y, y] %}" * 26
LONG = "{% set x %}{% for a in range(999) %}{{ headline }}{% endfor %}{% endset %}{% set y = x ~ 'a' %}"


@pytest.mark.parametrize(
    "source",
    [
        *(
            DEEP + use
            for use in (
                *("{{ x == y }}", "{{ x in [y] }}", "{{ x is eq(y) }}", "{{ [x, y] | sort | length }}"),
                *("{{ [x, y] | max }}", "{{ [x] | unique | list | length }}", "{{ x | string | length }}"),
                *(
                    "{{ [x] | join }}",
                    "{{ x | title }}",
                    "{{ x | urlencode }}",
                    "{{ headline[x] }}",
                    "{{ x.index(y) }}",
                ),
                *("{{ [y] | select('equalto', x) | list }}", "{{ {(x,): 1} | length }}"),
            )
        ),
        "{% set x = (0,) %}" + "{% set x = (x, x) %}" * 26 + "{{ {x: 1} }}",
        "{% macro m(n) %}{% if n %}{{ m(n - 1, varargs, varargs) }}{% endif %}{% endmacro %}{{ m(60) }}",
        "{% set l = [0] %}{% for a in range(15000) %}{% set _ = l[0:] == l %}{% endfor %}" * 2,
        LONG + "{% for a in range(9000) %}{% if x == y %}{% endif %}{% endfor %}",
        LONG + "{% for a in range(9000) %}{% if x in y %}{% endif %}{% endfor %}",
        LONG + "{% for a in range(15000) %}{% set z = y[1:] %}{% endfor %}" * 3,
        "{{ 99 | round(-99999999) }}",
        "{% for a in range(9000) %}" + "a" * 300 + "{% endfor %}",
        "{% macro m() %}" + "a" * 30_000 + "{% endmacro %}{% for a in range(9000) %}{{ m() }}{% endfor %}",
        "a" * 50_001,
        "{{ 1" + " + 1" * 12_000 + " }}",
    ],
)
def test_whatever_a_template_holds_costs_its_true_size(tmp_path, source):
    began = time.process_time()
    with pytest.raises(Refused) as refused:
        render(tmp_path, source)
    assert refused.value.key == "template_broken"
    assert str(refused.value.values["file"]).endswith("t.txt.j2")
    assert time.process_time() - began < 2


def test_escaping_cannot_make_a_text_longer_than_a_megabyte(tmp_path):
    (tmp_path / "t.html.j2").write_text("{% for a in range(800) %}{{ amps }}{% endfor %}", encoding="utf-8")
    with pytest.raises(Refused, match="writes_too_much"):
        Templates(tmp_path).render("t.html.j2", amps="&" * 450)


def test_every_reason_of_ours_has_its_words(tmp_path):
    words = ("does_too_much", "writes_too_much", "list_unjoined", "operator_forbidden", "only_numbers_multiplied")
    for reason in (*words, "number_too_large", "template_too_long", "endless"):
        said = Templates().render("chat/en/errors/template_broken.txt.j2", file="f", line=1, reason=reason)
        assert reason not in said


def test_an_honest_template_has_room_to_write(tmp_path):
    source = "{% for bullet in bullets %}{{ loop.index }}/{{ loop.length }} {{ bullet.text | upper }}{% endfor %}"
    assert render(tmp_path, source + "{{ tags | join(' ') }} {{ question.strip('?') }}") == (
        "1/4 ONE2/4 ONE3/4 ONE4/4 ONE#a #b Why"
    )


def test_each_rendering_has_an_allowance_of_its_own(tmp_path):
    (tmp_path / "t.txt.j2").write_text("{% for a in range(6000) %}.{% endfor %}", encoding="utf-8")
    templates = Templates(tmp_path)
    assert {len(templates.render("t.txt.j2")) for _ in range(5)} == {6000}
