"""Addresses of one page are one, those of two pages two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.addresses import same_page

PAGE = "https://harbour.example/tidal"


@pytest.mark.parametrize(
    "other",
    [
        "http://harbour.example/tidal",
        "https://www.harbour.example/tidal/",
        "https://m.harbour.example:443/tidal#comments",
        "https://harbour.example/tidal/amp",
        "https://HARBOUR.example./tidal?utm_source=x&utm_medium=social&fbclid=1&gclid=2&ref=home",
        "https://harbour.example/tidal/index.html?mc_cid=5",
        " https://harbour.example/tidal ",
    ],
)
def test_what_leads_to_the_same_page_is_the_same(other):
    assert same_page(other) == same_page(PAGE)


@pytest.mark.parametrize(
    "other",
    [
        "https://harbour.example/Tidal",
        "https://harbour.example/tidal?id=5",
        "https://harbour.example:8443/tidal",
        "https://news.harbour.example/tidal",
        "https://harbour.example/tidal#!/2",
        "https://harbour.example/",
        "https://m.example/tidal",
    ],
)
def test_other_pages_are_others(other):
    assert same_page(other) != same_page(PAGE)


def test_the_order_of_parameters_does_not_matter():
    assert same_page(f"{PAGE}?a=1&b=2") == same_page(f"{PAGE}?b=2&utm_term=z&a=1")
    assert same_page(f"{PAGE}?a=1") != same_page(f"{PAGE}?a=2")


@given(st.text(max_size=60))
def test_any_text_has_an_answer(text):
    assert isinstance(same_page(text), str)
    assert isinstance(same_page(f"https://{text}"), str)
