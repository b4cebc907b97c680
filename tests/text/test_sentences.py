"""Sentences: where they end, where they go on, and that nothing is lost."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.sentences import split

CUT = "|"


def flat(text: str, language: str = "en") -> list[str]:
    return [sentence for paragraph in split(text, language) for sentence in paragraph]


@pytest.mark.parametrize(
    "marked",
    [
        "The plant opened. | It cost €640 million. | Nobody objected!",
        "Mr. Reyle met Dr. P. J. Halden of Strandkraft Inc. on Monday. | Both left.",
        "The U.S. Senate voted at 9 a.m. Monday. | It was late.",
        "They met at 10 a.m. | The talks failed by 4 p.m. | Police left.",
        "She moved to the U.S. | The court agreed.",
        "Prices rose 3.5 percent to $4.20. | No. 5 stayed.",
        "“We would rather be late than sorry.” | The crowd cheered.",
        '"We would rather be late. It is safer," Reyle said. | He left.',
        "“Why now?” asked Halden. | Nobody knew.",
        "The tide turned … and then it stopped. | A fence stood there.",
        "The array opened.| Fishing crews objected.| A boat sank.",
        "Visit www.harbour.example or write to Ida.Krogh@harbour.example. | Then wait.",
        "The council claims to . have paid the crews. | They deny it.",
        "A turbine is lowered into the strait . | The array cost €640 million.",
        "It fell by a fifth on Jan. 5 and again on Sept. 9. | Crews sued.",
        "1. Open the valve. | 2. Close it.",
        "iPads sold well. | iPhones did not.",
        "Yahoo! News reported it. | Nobody read it.",
    ],
)
def test_english_sentences_end_where_a_reader_ends_them(marked: str) -> None:
    text = marked.replace(CUT, "") if ".|" in marked else marked.replace(f" {CUT} ", " ")
    assert flat(text) == [piece.strip() for piece in marked.split(CUT)]


@pytest.mark.parametrize(
    ("language", "pieces", "joint"),
    [
        ("zh", ["港口启用了潮汐电站。", "“我们宁愿迟到。”", "电价会下降吗？"], ""),
        ("ja", ["市は発電所を開いた。", "「遅れてもよい。」", "漁師は反対した。"], ""),
        ("ar", ["افتتحت المدينة المحطة.", "هل تنخفض الأسعار؟", "لا أحد يعلم."], " "),
        ("hi", ["नगर ने संयंत्र खोला।", "मछुआरे विरोध में हैं।"], " "),
        ("hy", ["Քաղաքը բացեց կայանը։", "Ձկնորսները դեմ են։"], " "),
        ("el", ["Πότε θα ανοίξει;", "Κανείς δεν ξέρει."], " "),
        ("ka", ["ქალაქმა გახსნა სადგური.", "მეთევზეები წინააღმდეგნი არიან."], " "),
        ("de", ["Das Werk öffnete am 5. Mai um 9 Uhr.", "Die Fischer klagen."], " "),
        ("fr", ["M. Reyle a ouvert la centrale.", "Les pêcheurs protestent."], " "),
        ("ru", ["А. С. Рейле открыл станцию.", "Рыбаки против."], " "),
        ("es", ["¿Quién paga?", "El Sr. Reyle no contestó."], " "),
    ],
)
def test_other_scripts_and_languages_end_at_their_own_marks(language: str, pieces: list[str], joint: str) -> None:
    assert flat(joint.join(pieces), language) == pieces


def test_each_line_is_a_paragraph() -> None:
    assert split("One stands here. Two too.\n\n  Three.\n") == [["One stands here.", "Two too."], ["Three."]]
    assert split(" \n ") == []


@given(
    st.text(alphabet=st.sampled_from("ab AB.!?…\"'“”()\n。」।;1,"), max_size=80),
    st.sampled_from(["en", "de", "el", "zh"]),
)
def test_nothing_but_white_space_is_lost(text: str, language: str) -> None:
    assert "".join("".join(flat(text, language)).split()) == "".join(text.split())


@pytest.mark.parametrize("unit", [".", '"', "“a. ", "a.A", "Mr. ", "?! ", "。", "word "])
def test_time_stays_linear_in_hostile_text(unit: str) -> None:
    started = time.process_time()
    split(unit * (400_000 // len(unit)))
    assert time.process_time() - started < 3
