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


def test_an_honest_template_has_room_to_write(tmp_path):
    source = "{% for bullet in bullets %}{{ loop.index }}/{{ loop.length }} {{ bullet.text | upper }}{% endfor %}"
    assert render(tmp_path, source + "{{ tags | join(' ') }} {{ question.strip('?') }}") == (
        "1/4 ONE2/4 ONE3/4 ONE4/4 ONE#a #b Why"
    )


def test_each_rendering_has_an_allowance_of_its_own(tmp_path):
    (tmp_path / "t.txt.j2").write_text("{% for a in range(6000) %}.{% endfor %}", encoding="utf-8")
    templates = Templates(tmp_path)
    assert {len(templates.render("t.txt.j2")) for _ in range(5)} == {6000}
