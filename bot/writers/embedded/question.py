"""The engagement question: about this story's theme, for a reader to answer from life or opinion.

A topic of the bank goes first (`topics`), then the story's central theme, then a question of its category. Patterns
live in `templates/questions/<language>/<kind>.txt`, a pattern to a line, `{theme}` the slot. Which one is taken
follows from the story's own words, so the same article always gets the same question.
"""

import zlib
from collections.abc import Callable
from functools import cache

from bot.domain.draft import Passage
from bot.text.templating import product_file
from bot.writers.embedded.category import category
from bot.writers.embedded.lexicon import members
from bot.writers.embedded.story import Story
from bot.writers.embedded.themes import Theme, themes
from bot.writers.embedded.topics import topic_questions

WANTED = 3
ALIASES = {"no": "nb", "nn": "nb"}
# Kinds too mixed for a question that fits them all: better none than one that misses the story.
UNSURE = frozenset(("News", "Culture", "World", "Crime"))
ASKABLE = frozenset(("thing", "name"))
OPENING = 4
STRONG = 3.0


def questions(
    story: Story, *, headline: str, sensitive: bool, source: Callable[[str], str] = product_file
) -> tuple[Passage, ...]:
    """The question and two alternatives, best first; empty when none is fitting.

    `source` gives the text of a file below `templates`, "" where there is none.
    """
    language = ALIASES.get(story.article.language, story.article.language)
    found = (
        _english(story, headline, sensitive, source)
        if language == "en"
        else _foreign(story, language, sensitive, source)
    )
    return tuple(dict.fromkeys(found))[:WANTED]


@cache
def patterns(language: str, kind: str, source: Callable[[str], str] = product_file) -> tuple[str, ...]:
    """The patterns of one kind in one language; empty when there are none."""
    return tuple(filter(None, map(str.strip, source(f"questions/{language}/{kind}.txt").splitlines())))


def _seed(story: Story) -> int:
    return zlib.crc32(" ".join((story.article.title, *story.article.sentences[:2])).encode("utf-8", "replace"))


def _pick(choices: tuple[str, ...], seed: int, theme: Theme | None = None) -> list[Passage]:
    if not choices:
        return []
    pattern = choices[seed % len(choices)]
    if theme is None:
        return [Passage(text=pattern)]
    text = pattern.replace("{theme}", theme.text)
    return [Passage(text=text[0].upper() + text[1:], sentences=(theme.sentence,))]


def _english(story: Story, headline: str, sensitive: bool, source: Callable[[str], str]) -> list[Passage]:
    seed, opening = _seed(story), (0,) if story.article.title else (1,)
    bank = [
        Passage(text=text, sentences=opening)
        for text in topic_questions(story, headline, sober=sensitive, source=source)
    ]
    if sensitive:
        return bank + _sober(story, seed, source)
    line = " ".join(" ".join(words) for words in story.lower[1:OPENING])
    theme = next((theme for theme in themes(story) if _central(theme, line, headline.lower())), None)
    plain = patterns("en", f"plain_{category(story).lower()}", source) or patterns("en", "plain_news", source)
    if not bank and category(story) in UNSURE:
        return []
    thoughts = _pick(patterns("en", "thoughts", source), seed, theme) if theme else []
    return [*bank[:1], *_pick(plain, seed), *thoughts, *bank[1:], *_pick(plain, seed + 1)]


def _central(theme: Theme, opening: str, headline: str) -> bool:
    """Whether a theme may be asked about: a name or a phrase of words, in the headline and in the opening alike."""
    if theme.kind not in ASKABLE or theme.score < STRONG:
        return False
    words = theme.text.lower().removeprefix("the ").removeprefix("a ").removeprefix("an ")
    return (theme.kind != "thing" or " " in words) and words in headline and words in opening


def _sober(story: Story, seed: int, source: Callable[[str], str]) -> list[Passage]:
    """Questions of help and lessons; about the calamity itself where the article names it."""
    calamities = members("stop_en", "calamity")
    found: list[Passage] = []
    for theme in themes(story):
        if theme.kind == "thing" and theme.text.rpartition(" ")[2] in calamities and theme.text.startswith("the "):
            found = _pick(patterns("en", "sober", source), seed, theme)
            break
    choices = patterns("en", "sober_plain", source)
    return found + [passage for turn in range(WANTED) for passage in _pick(choices, seed + turn)]


def _foreign(story: Story, language: str, sensitive: bool, source: Callable[[str], str]) -> list[Passage]:
    seed = _seed(story)
    sober = patterns(language, "sober", source)
    if sensitive:
        return [passage for turn in range(len(sober)) for passage in _pick(sober, seed + turn)]
    found: list[Passage] = []
    choices = patterns(language, "news", source)
    for turn, theme in enumerate(themes(story)[:1] * 2 if choices else ()):
        found += _pick(choices, seed + 3 * turn, theme)
    return found + _pick(patterns(language, "plain", source), seed)
