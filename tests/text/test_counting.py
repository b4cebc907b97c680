"""Lengths and offsets in every unit agree with Unicode."""

import time

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.text import counting

TANGLED = "ab é\u0301\u200d\ufe0f👩👧🏽🇫🇷🇩한ᄀ각ᆨक्षि\r\n©☀✍\u0600ก\u0e33✅“1#\u20e3"
ANY = st.one_of(st.text(max_size=30), st.text(alphabet=TANGLED, max_size=30))


@given(ANY)
def test_graphemes_are_extended_clusters(text):
    assert counting.graphemes(text) == len(regex.findall(r"\X", text))
    assert list(counting.grapheme_cuts(text)) == [found.end() for found in regex.finditer(r"\X", text)]


def test_no_character_counted_alone_can_join_another():
    joining = regex.compile(r"[\p{GCB=EX}\p{GCB=ZWJ}\p{GCB=SM}\p{GCB=PP}\p{GCB=RI}\p{GCB=L}\p{GCB=V}\p{GCB=T}\r]")
    everything = "".join(map(chr, range(0x20000)))
    alone = counting._TANGLED.sub("", everything)
    assert len(alone) > 30_000
    assert joining.findall(alone) == []


@given(ANY)
def test_byte_and_utf16_offsets_are_those_of_the_encoded_text(text):
    every = list(range(len(text), -1, -1))
    assert counting.utf8_offsets(text, every) == [len(text[:at].encode()) for at in every]
    units = counting.utf16_offsets(text, every)
    assert units == [len(text[:at].encode("utf-16-le")) // 2 for at in every]
    assert counting.code_points(text, units) == every


def test_half_a_character_is_noticed_and_never_raises():
    assert counting.has_surrogates("a\ud800")
    assert not counting.has_surrogates("a👍")
    assert counting.utf8_length("\ud800") == 3
    assert counting.utf16_length("\ud800") == 1


@pytest.mark.parametrize("unit", ["🇫", "\u200d", "e\u0301", "👩\u200d", "\r", "ᄀ", "\u0600"])
def test_hostile_texts_are_counted_in_linear_time(unit):
    text = unit * (100_000 // len(unit))
    before = time.process_time()
    assert counting.graphemes(text) > 0
    assert sum(1 for _ in counting.grapheme_cuts(text)) > 0
    assert time.process_time() - before < 2
