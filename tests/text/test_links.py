"""Addresses are found, and nothing that belongs together is cut."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.links import atoms, cut_at, safe_cuts, urls

LIVELY = st.text(alphabet="ab1 .,/:@#€$%-_()é渡👩\u200d\n", max_size=40)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See estmere.com.", ["estmere.com"]),
        ("(https://estmere.com/a_(b))", ["https://estmere.com/a_(b)"]),
        ("渡しestmere.com/quay渡し", ["estmere.com/quay"]),
        ("e.g. v1.2 file.txt a@estmere.com", []),
        ("https://estmere.com?q=1&r=2!", ["https://estmere.com?q=1&r=2"]),
    ],
)
def test_addresses_end_where_a_reader_would_say(text, found):
    assert [text[start:end] for start, end in urls(text)] == found


def test_without_bare_only_addresses_with_a_scheme_are_found():
    text = "estmere.com and http://estmere.com"
    assert [text[start:end] for start, end in urls(text, bare=False)] == ["http://estmere.com"]


def test_figures_keep_their_sign_and_unit_and_names_stay_whole():
    text = "€4.2 million euros, up 8.07 percent at 10:30; @ilda.renn@harbour.social #Quay US$ 5"
    assert [text[start:end] for start, end in atoms(text)] == [
        "€4.2 million euros", "8.07 percent", "10:30", "@ilda.renn@harbour.social", "#Quay", "US$ 5",
    ]  # fmt: skip


@given(LIVELY)
def test_no_safe_cut_falls_inside_an_atom(text):
    spans = atoms(text)
    assert all(not (start < cut < end) for cut in safe_cuts(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@given(LIVELY, st.integers(0, 45))
def test_a_cut_is_within_what_was_asked_and_never_inside_an_atom(text, most):
    cut = cut_at(text, most)
    assert cut <= max(most, 0) or cut == len(text) <= most
    assert all(not (start < cut < end) for start, end in atoms(text))


def test_scripts_without_spaces_may_be_cut_between_characters():
    assert cut_at("渡し船が港に戻った。", 4) == 4


@pytest.mark.parametrize(
    "unit", ["a.", ".", "1 ", "@", "http://a.com?", "http://a.com/(", "あ.", "a@", "US$", "👩\u200d", "-", "@a.b", "a_"]
)
def test_hostile_texts_take_linear_time(unit):
    text = unit * (100_000 // len(unit))
    before = time.process_time()
    urls(text)
    safe_cuts(text)
    assert time.process_time() - before < 2
