"""The language of a text is told from its alphabet and its small words, quickly."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.language import detect


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The council approved the new park on Monday."),
        ("en", "BREAKING: MAYOR QUITS AFTER THE BUDGET VOTE FAILS"),
        ("es", "El puente abrirá de nuevo el lunes, según anunció ayer el ayuntamiento."),
        ("fr", "Le maire a annoncé lundi que le pont sera fermé pour les travaux."),
        ("de", "Die Brücke wird am Montag für den Verkehr wieder geöffnet, sagte der Bürgermeister."),
        ("pt", "A ponte não será aberta na segunda-feira, disse o prefeito em uma reunião."),
        ("it", "Il ponte sarà aperto lunedì, ha detto il sindaco della città."),
        ("nl", "De brug wordt maandag weer geopend voor het verkeer, zei de burgemeester."),
        ("pl", "Most zostanie otwarty w poniedziałek, jak powiedział burmistrz."),
        ("tr", "Köprü pazartesi günü yeniden açılacak ve trafik için hazır olacak."),
        ("ru", "Мэр сообщил, что мост откроют в понедельник."),
        ("uk", "Мер повідомив, що міст відкриють у понеділок після ремонту."),
        *(
            ("ja", "橋は月曜日に開く。"),
            ("zh", "大桥将于周一开放。"),
            ("ko", "다리는 월요일에 열린다."),
            ("el", "Η γέφυρα ανοίγει."),
        ),
        *(
            ("he", "הגשר ייפתח ביום שני."),
            ("ar", "يفتح الجسر يوم الاثنين."),
            ("fa", "پل روز دوشنبه باز می‌شود."),
            ("th", "สะพานจะเปิด"),
        ),
        *(("hi", "पुल सोमवार को खुलेगा।"), ("und", ""), ("und", "ok"), ("und", "12 345 !"), ("und", "😀🚀")),
    ],
)
def test_a_text_is_told(language: str, text: str) -> None:
    assert detect(text) == language


def test_it_is_quick() -> None:
    text = "The council approved the new park on Monday, and the mayor said it will open in May. " * 50
    detect(text)
    start = time.process_time()
    for _ in range(50):
        detect(text)
    assert (time.process_time() - start) / 50 < 0.002


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    assert detect(text).isalpha()
