"""Edits as people say them in German, Spanish and Russian: the verb first or last, articles, cases, ordinals."""

import pytest

from bot.chat.texts import Texts
from bot.edits.grammar import read
from bot.text.templating import Templates

WORDS = {language: Texts(Templates(), language).words() for language in ("en", "de", "es", "ru")}

SAID = {
    "drop bullet 3": {
        "en": ["Remove the third bullet, please", "bullet 3 away", "can you drop bullet 3?", "delete 3rd bullet"],
        "de": [
            "Punkt 3 löschen",
            "Lösche den Punkt 3",
            "den dritten Punkt bitte streichen",
            "Nimm Punkt 3 raus",
            "3 weg",
        ],
        "es": ["Borra el punto 3", "Quita el tercer punto, por favor", "punto 3 fuera", "Eliminar punto 3"],
        "ru": ["Пункт 3 убрать", "Убери третий пункт", "Удалите, пожалуйста, пункт 3"],
    },
    "drop bullets 2 and 4": {
        "en": ["drop 2, 4", "bullets 2 and 4 out"],
        "de": ["Punkte 2 und 4 löschen", "Streiche 2, 4"],
        "es": ["Quita los puntos 2 y 4"],
        "ru": ["Убери пункты 2 и 4", "Пункты 2, 4 удалить"],
    },
    "2 shorter": {
        "en": ["make the second bullet a bit shorter", "shorten 2"],
        "de": ["Punkt 2 kürzen", "Kürze Punkt 2", "Mach den zweiten Punkt etwas kürzer"],
        "es": ["2 más corto", "Acorta el punto 2", "Haz el segundo punto más corto"],
        "ru": ["Пункт 2 короче", "Сократи второй пункт", "Сделай пункт 2 короче"],
    },
    "swap 1 and 3": {
        "en": ["swap bullet 1 and bullet 3", "1 and 3 swap"],
        "de": ["Punkte 1 und 3 tauschen", "Tausch 1 gegen 3", "Tausche Punkt 1 mit Punkt 3"],
        "es": ["Cambia 1 por 3", "Intercambia los puntos 1 y 3"],
        "ru": ["Поменяй местами 1 и 3", "Пункты 1 и 3 поменять местами"],
    },
    "move 3 to the top": {
        "en": ["bullet 3 first", "put the third bullet at the top"],
        "de": [
            "Punkt 3 nach oben",
            "Punkt 3 auf Platz 1",
            "Punkt 3 an den Anfang verschieben",
            "Schieb Punkt 3 nach ganz oben",
        ],
        "es": ["Mueve el punto 3 al principio", "Sube el punto 3 arriba"],
        "ru": ["Перемести пункт 3 в начало", "Пункт 3 на первое место"],
    },
    "no emoji": {
        "en": ["emojis off"],
        "de": ["Emojis weg", "Bitte keine Emojis", "Emojis bitte entfernen"],
        "es": ["Quita los emojis", "sin emojis"],
        "ru": ["Эмодзи убрать", "Без смайликов, пожалуйста"],
    },
    "add hashtag #Tide": {
        "en": ["#Tide", "hashtag Tide add"],
        "de": [
            "Hashtag #Tide hinzufügen",
            "Füge den Hashtag #Tide hinzu",
            "Füg #Tide hinzu",
            "Nimm #Tide dazu",
            "Hashtag Tide ergänzen",
        ],
        "es": ["Añade la etiqueta #Tide", "Agrega #Tide"],
        "ru": ["Хештег #Tide добавить", "Добавь #Tide"],
    },
    "drop hashtag #Tide": {
        "en": ["#Tide off", "no #Tide", "drop hashtag Tide"],
        "de": ["Hashtag #Tide löschen", "#Tide weg", "Entferne das Schlagwort #Tide"],
        "es": ["Quita la etiqueta #Tide", "sin #Tide"],
        "ru": ["Хештег #Tide убрать", "Без #Tide"],
    },
    "no hashtags": {
        "de": ["Hashtags weg", "Alle Hashtags löschen"],
        "es": ["Sin etiquetas", "Quita todas las etiquetas"],
        "ru": ["Без хештегов", "Все хештеги убрать"],
    },
    "no question": {
        "de": ["Frage weg", "Die Frage streichen"],
        "es": ["Sin pregunta", "Quita la pregunta"],
        "ru": ["Без вопроса", "Вопрос убрать"],
    },
    "link in first reply": {
        "en": ["Put the link in the first comment", "link as first reply"],
        "de": ["Link in die erste Antwort", "Den Link in den ersten Kommentar setzen", "Link als erste Antwort"],
        "es": ["El enlace en la primera respuesta", "Pon el enlace en el primer comentario"],
        "ru": ["Ссылку в первый ответ", "Ссылка в первом комментарии"],
    },
    "link in text": {"de": ["Link in den Text"], "es": ["Enlace en el texto"], "ru": ["Ссылку в текст"]},
    "no link": {"de": ["Link weg"], "es": ["Quita el enlace"], "ru": ["Без ссылки"]},
    "as a thread": {"de": ["als Thread"], "es": ["En un hilo"], "ru": ["Цепочкой"]},
    "one post": {
        "de": ["Kein Thread", "als ein Post", "Nur ein Post"],
        "es": ["Sin hilo", "Una sola publicación"],
        "ru": ["Одним постом"],
    },
    "numbered": {"de": ["Punkte nummerieren"], "es": ["Numera los puntos"], "ru": ["Пронумеруй пункты"]},
    "emoji by topic": {"de": ["Emojis nach Thema"], "es": ["Emojis por tema"], "ru": ["Эмодзи по теме"]},
    "shorter": {"de": ["Mach es kürzer", "etwas kürzer"], "es": ["Hazlo más corto"], "ru": ["Сделай чуть короче"]},
    "undo": {"de": ["Mach das rückgängig"], "es": ["Deshaz"], "ru": ["Отмени"]},
    "headline: Quay, and more": {
        "en": ["New headline: Quay, and more", "Headline:\nQuay, and more"],
        "de": ["Neue Überschrift: Quay, and more", "Überschrift ändern: Quay, and more"],
        "es": ["Nuevo titular: Quay, and more"],
        "ru": ["Новый заголовок: Quay, and more", "Измени заголовок: Quay, and more"],
    },
    "bullet 2: Lösche y и": {
        "en": ["Second bullet: Lösche y и", "2: Lösche y и"],
        "de": ["Zweiter Punkt: Lösche y и", "Punkt 2: Lösche y и"],
        "es": ["El segundo punto: Lösche y и"],
        "ru": ["Второй пункт: Lösche y и"],
    },
    "add bullet: Quay": {
        "de": ["Neuer Punkt: Quay", "Punkt hinzufügen: Quay"],
        "es": ["Añade un punto: Quay"],
        "ru": ["Новый пункт: Quay"],
    },
    "for x only: no emoji": {
        "en": ["only for x: no emoji", "For x: no emoji", "only x, no emoji"],
        "de": ["nur für x: keine Emojis", "Für x nur: ohne Emoji", "für x: Emojis weg", "nur auf x: ohne Emoji"],
        "es": ["solo para x: sin emoji", "para x solo: sin emojis", "Sólo en x: quita los emojis"],
        "ru": ["только для x: без эмодзи", "для x только: эмодзи убрать"],
    },
}
EVERY = [(wish, language, said) for wish, told in SAID.items() for language in told for said in told[language]]


@pytest.mark.parametrize(("wish", "language", "said"), EVERY)
def test_a_native_is_understood(wish, language, said):
    assert read(said, WORDS[language]) == read(wish)
    assert read(wish).asked


@pytest.mark.parametrize(
    ("language", "said", "unclear"),
    [
        ("de", "Punkt 3 löschen und sing mir ein Lied", "sing mir ein Lied"),
        ("es", "sin emoji, canta", "canta"),
        ("ru", "без эмодзи, спой песню", "спой песню"),
        ("en", "headline: Quay\nno emoji\nsing it", "sing it"),
    ],
)
def test_what_was_not_understood_is_told_as_it_was_written(language, said, unclear):
    assert read(said, WORDS[language]) == ((), "", unclear)
