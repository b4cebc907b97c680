"""What a story is about: noun phrases that stand in the article word for word, and its central names."""

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bot.writers.embedded.lexicon import members
from bot.writers.embedded.names import Name, names
from bot.writers.embedded.story import Story
from bot.writers.embedded.wordclass import can_be, classes, is_common

TOKEN = re.compile(r"[^\W_][\w'’\-]*|[^\w\s]")
WINDOW = 4
NEIGHBOURS = 12
OPENERS = frozenset(')"“‘:;')
LONGEST = 4
POSSESSIVES = frozenset(("its", "his", "her", "their", "our", "my", "your"))
DETERMINERS = frozenset(("the", "a", "an", "this", "that", "these", "those"))
LEADING = DETERMINERS | POSSESSIVES | frozenset("of in on for with about over to by from against".split())
NATIONAL = re.compile(r"(?:ish|ese|elan|ian|ean|can|aqi|eli|rab|nch|tch|erman|reek|erian|anese|abian)s?$")


@dataclass(frozen=True, slots=True)
class Theme:
    """A phrase to fill into a question, `sentence` the number of the sentence it is from (0 the title).

    `kind` is thing, person, place, name or unsure (person or thing); `score` its weight in the story.
    """

    text: str
    kind: str
    sentence: int
    score: float


@lru_cache(maxsize=2)
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
    unsure = name.kind == "other" and " " in name.text and not name.the
    kind = name.kind if name.kind in ("person", "place") else "unsure" if unsure else "name"
    return Theme(text, kind, name.first, name.score)


def _phrases(story: Story) -> list[Theme]:
    best: dict[str, Theme] = {}
    title = frozenset(story.lower[0])
    for number, text in enumerate((story.article.title, *story.article.sentences[:WINDOW])):
        for before, run in _runs(TOKEN.findall(text)):
            theme = _theme(story, title, number, before, run)
            if theme and (theme.text.lower() not in best or best[theme.text.lower()].score < theme.score):
                best[theme.text.lower()] = theme
    return list(best.values())


def _runs(tokens: list[str]) -> list[tuple[str, list[str]]]:
    """Runs of words that can make a noun phrase, each with the token before it."""
    found: list[tuple[str, list[str]]] = []
    run: list[str] = []
    before = ""
    for index, token in enumerate([*tokens, "."]):
        if index and before not in OPENERS and _nominal(token):
            run.append(token)
            continue
        if run:
            found.append((before, run))
        run, before = [], token
    return found


@lru_cache(maxsize=20_000)
def _nominal(token: str) -> bool:
    return token[0].isalpha() and _can_stand(token.lower(), token[0].isupper())


@lru_cache(maxsize=20_000)
def _can_stand(lower: str, capital: bool) -> bool:
    """Whether a word can stand in a noun phrase: a name, or a noun or adjective that is no finite verb."""
    if lower in members("stop_en", "stop"):
        return False
    letters = set(classes(lower))
    return capital or bool(letters & set("NA") and not letters & set("DZM"))


def _theme(story: Story, title: frozenset[str], number: int, before: str, run: list[str]) -> Theme | None:
    whole, run = run, _cut(run)
    if before.isdigit() or not run or len(run) > LONGEST or not _sound(story, before.lower(), run):
        return None
    if number == 0 and not _repeated(story, run):
        return None
    words = [word.lower() for word in run]
    weight = sum(math.log1p(story.counts[word]) + (word in title) for word in words) / (len(words) + 0.7)
    score = 4.0 * weight * (1.0 if len(words) > 1 else 0.7) / (1 + 0.15 * number)
    taken = whole[len(whole) - len(run) - 1] if len(run) < len(whole) else ""
    owned = taken.endswith(("'s", "’s"))
    bare = before.lower() not in DETERMINERS and not run[-1].endswith("s")
    counted = bare and any(f"{article} {run[-1].lower()}" in _pairs(story) for article in ("a", "an", "the"))
    return Theme(_with_article("the" if owned or counted else before, run), "thing", number, score)


def _sound(story: Story, before: str, run: list[str]) -> bool:
    """Whether a run is a noun phrase to be trusted: no verb at either end, a thing rather than a person."""
    words = [word.lower() for word in run]
    head, first = words[-1], words[0]
    if run[-1][0].isupper() or not _heads(head) or (len(run) == 1 and story.counts[head] < 4):
        return False
    if not is_common(head) and story.counts[head] < 2:
        return False
    if len(words) > 1 and can_be(head, "BP") and words[-2].endswith("s"):
        return False
    if can_be(first, "BPG") and not can_be(first, "A") and before not in LEADING:
        return False
    return not any(word in members("stop_en", "vague") or word in members("stop_en", "person") for word in words[:-1])


def _repeated(story: Story, run: list[str]) -> bool:
    """Whether the body says the phrase as well: a title's own wording is clipped."""
    phrase = tuple(word.lower() for word in run)
    size = len(phrase)
    return any(
        words[start : start + size] == phrase for words in story.lower[1:12] for start in range(len(words) - size + 1)
    )


@lru_cache(maxsize=2)
def _pairs(story: Story) -> frozenset[str]:
    """Every two neighbouring words of the sentences read."""
    return frozenset(f"{one} {two}" for words in story.lower[: NEIGHBOURS + 1] for one, two in pairwise(words))


def _cut(run: list[str]) -> list[str]:
    """The phrase without weak words at its front."""
    vague, weak = members("stop_en", "vague"), members("stop_en", "weak")
    while run and (run[0].lower() in vague or run[0].lower() in weak):
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
    if any(word[0].isupper() and word.endswith(("'s", "’s", "s'", "s’")) for word in run):
        return phrase
    named = run[0][0].isupper() and not run[-1].endswith("s")
    return f"the {phrase}" if named or before.lower() in DETERMINERS | POSSESSIVES else phrase
