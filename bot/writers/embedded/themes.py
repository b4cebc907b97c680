"""What a story is about: noun phrases that stand in the article word for word, and its central names."""

import math
import re
from dataclasses import dataclass

from bot.writers.embedded.lexicon import members
from bot.writers.embedded.names import Name, names
from bot.writers.embedded.story import Story
from bot.writers.embedded.wordclass import can_be, classes

TOKEN = re.compile(r"[^\W_][\w'’\-]*|[^\w\s]")
WINDOW = 4
LONGEST = 4
POSSESSIVES = frozenset(("its", "his", "her", "their", "our", "my", "your"))
NATIONAL = re.compile(r"(?:ish|ese|ian|ean|can|aqi|eli|rab|nch|tch|erman|reek|erian|anese|abian)s?$")


@dataclass(frozen=True, slots=True)
class Theme:
    """A phrase to fill into a question, `sentence` the number of the sentence it is from (0 the title).

    `kind` is thing, person, place or name; `score` its weight in the story.
    """

    text: str
    kind: str
    sentence: int
    score: float


def themes(story: Story) -> tuple[Theme, ...]:
    """What the story is about, weightiest first; phrases only for English, names for any language."""
    found = [_named(name) for name in names(story)[:8] if _usable(name)]
    if story.article.language == "en":
        found += _phrases(story)
    return tuple(sorted(found, key=lambda theme: -theme.score))


def _usable(name: Name) -> bool:
    text = name.text
    return len(text) <= 40 and text.lower() not in members("stop_en", "outlet") and not NATIONAL.search(text)


def _named(name: Name) -> Theme:
    text = f"the {name.text}" if name.the else name.text
    kind = name.kind if name.kind in ("person", "place") else "name"
    return Theme(text, kind, name.first, name.score)


def _phrases(story: Story) -> list[Theme]:
    best: dict[str, Theme] = {}
    title = set(story.lower[0])
    for number, text in enumerate((story.article.title, *story.article.sentences[:WINDOW])):
        if number == 0 and _titlecase(story.words[0]):
            continue
        for before, run in _runs(TOKEN.findall(text)):
            theme = _theme(story, title, number, before, run)
            if theme and (theme.text.lower() not in best or best[theme.text.lower()].score < theme.score):
                best[theme.text.lower()] = theme
    return list(best.values())


def _titlecase(words: tuple[str, ...]) -> bool:
    return sum(word[0].isupper() for word in words) > len(words) * 0.6


def _runs(tokens: list[str]) -> list[tuple[str, list[str]]]:
    """Runs of words that can make a noun phrase, each with the token before it."""
    found: list[tuple[str, list[str]]] = []
    run: list[str] = []
    before = ""
    for index, token in enumerate([*tokens, "."]):
        if index and _nominal(token):
            run.append(token)
            continue
        if run:
            found.append((before, run))
        run, before = [], token
    return found


def _nominal(token: str) -> bool:
    lower = token.lower()
    if not token[0].isalpha() or lower in members("stop_en", "stop"):
        return False
    if token[0].isupper():
        return True
    letters = classes(lower)
    return ("N" in letters or "A" in letters) and not set(letters) & set("DZM")


def _theme(story: Story, title: set[str], number: int, before: str, run: list[str]) -> Theme | None:
    run = _cut(run)
    if not run or len(run) > LONGEST or run[-1][0].isupper() or not _heads(run[-1].lower()):
        return None
    words = [word.lower() for word in run]
    if len(run) == 1 and story.counts[words[0]] < 3:
        return None
    if any(word in members("stop_en", "vague") or word in members("stop_en", "person") for word in words[:-1]):
        return None
    weight = sum(math.log1p(story.counts[word]) + (word in title) for word in words) / (len(words) + 0.7)
    score = 4.0 * weight * (1.0 if len(words) > 1 else 0.7) / (1 + 0.15 * number)
    return Theme(_with_article(before, run), "thing", number, score)


def _cut(run: list[str]) -> list[str]:
    """The phrase without weak words at its front."""
    weak = members("stop_en", "vague") | members("stop_en", "weak")
    while run and run[0].lower() in weak:
        run = run[1:]
    return run


def _heads(word: str) -> bool:
    barred = ("weak", "person", "vague")
    return (
        can_be(word, "N")
        and not can_be(word, "R")
        and len(word) > 3
        and not any(word in members("stop_en", group) for group in barred)
    )


def _with_article(before: str, run: list[str]) -> str:
    phrase = " ".join(run)
    if run[0].endswith(("'s", "’s", "s'", "s’")) and run[0][0].isupper():
        return phrase
    definite = before.lower() in ("the", "a", "an", "this", "that", "these", "those") or before.lower() in POSSESSIVES
    return f"the {phrase}" if definite else phrase
