"""Whether a story is about death, disaster, violence, abuse or war, so that a post must keep a sober face.

English: a logistic model over lexicon groups, the title weighing apart from the opening
(`benchmarks/train_sensitive.py`). Other languages: word stems in the title and opening.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise

from bot.writers.embedded.lexicon import group_of, groups, weights
from bot.writers.embedded.story import Story

OPENING_WORDS = 130
LEAD_WORDS = 45
OUTRIGHT_WORDS = 30
CAPS = {"title": 2, "lead": 3, "body": 4}
GRAVE = frozenset("death lost kill gone sexual abuse suicide terror war disaster violence victim".split())
LEVELS = (1, 2, 3, 5, 8, 12)


@lru_cache(maxsize=2)
def is_sensitive(story: Story) -> bool:
    """Whether the story is one of suffering; a post about it carries no cheer."""
    language = story.article.language
    if language != "en" and groups(f"sensitive_{language}"):
        return _by_stems(story, language)
    if _tells_of_a_death(story):
        return True
    model = weights("sensitive")[""]
    return sum(model.get(name, 0.0) * value for name, value in features(story).items()) > 0


def _tells_of_a_death(story: Story) -> bool:
    """Whether the title or the first sentences say outright that somebody died, as an obituary does."""
    opening = [word for words in story.lower[1:4] for word in words][:OUTRIGHT_WORDS]
    lexicon = group_of("sensitive_en")
    pairs = (f"{one} {two}" for words in (list(story.lower[0]), opening) for one, two in pairwise(words))
    return "dies" in story.lower[0] or any("outright" in lexicon.get(pair, ()) for pair in pairs)


def features(story: Story) -> dict[str, float]:
    """What the model sees: per zone and lexicon group how much of the group there is, 0 to 1."""
    title, opening = _zones(story)
    found: dict[str, float] = {"bias": 1.0, "untitled": float(not story.lower[0])}
    grave: Counter[str] = Counter()
    for zone, words in (("title", title), ("lead", opening[:LEAD_WORDS]), ("body", opening[LEAD_WORDS:])):
        for group, count in _counts(words).items():
            found[f"{zone}:{group}"] = min(count, CAPS[zone]) / CAPS[zone]
            grave[zone] += count if group in GRAVE else 0
        found[f"{zone}:any"] = float(grave[zone] > 0)
    for level in LEVELS:
        found[f"grave:{level}"] = float(grave.total() >= level)
    return found


def _zones(story: Story) -> tuple[list[str], list[str]]:
    sentences = story.lower[1:]
    opening: list[str] = []
    for words in sentences:
        opening += words
        if len(opening) >= OPENING_WORDS:
            break
    title = list(story.lower[0]) or list(sentences[0] if sentences else ())
    return title, opening[:OPENING_WORDS]


def _counts(words: list[str]) -> Counter[str]:
    lexicon = group_of("sensitive_en")
    terms: Iterable[str] = (*words, *(f"{one} {two}" for one, two in pairwise(words)))
    return Counter(group for term in terms for group in lexicon.get(term, ()))


@cache
def _stems(language: str) -> dict[str, re.Pattern[str]]:
    return {
        group: re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, stems)) + ")")
        for group, stems in groups(f"sensitive_{language}").items()
    }


def _by_stems(story: Story, language: str) -> bool:
    patterns = _stems(language)
    sentences = story.article.sentences
    title = (story.article.title or "".join(sentences[:1])).lower()
    opening = " ".join(sentences[:6])[:1500].lower()
    grave = 2 * len(patterns["grave"].findall(title)) + len(patterns["grave"].findall(opening))
    light = 2 * len(patterns["light"].findall(title)) + len(patterns["light"].findall(opening))
    return grave >= 2 and grave > light
