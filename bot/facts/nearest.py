"""The sentence an untraced fact was most likely meant for."""

from difflib import get_close_matches
from math import log

from bot.domain.facts import Fact
from bot.facts.amounts import amounts
from bot.facts.folding import words
from bot.facts.index import SourceIndex

_LONGEST = 2000


def closest(fact: Fact, index: SourceIndex) -> int | None:
    """The number of the sentence nearest to an untraced fact, None when none has anything of it."""
    run = words(fact.text[:_LONGEST])
    if fact.kind in ("number", "money", "percent"):
        nearest = _by_value(fact.text, set(run), index)
        if nearest is not None:
            return nearest
    return _by_words(run, index)


def _by_value(text: str, run: set[str], index: SourceIndex) -> int | None:
    mine = next(iter(amounts(text, run, comma=index.comma)), None)
    if mine is None or not mine.values[0]:
        return None
    apart = [
        (unit != mine.unit, abs(log(value / mine.values[0])), number)
        for (unit, value), number in index.amounts.items()
        if value > 0
    ]
    return min(apart)[2] if apart else None


def _by_words(run: list[str], index: SourceIndex) -> int | None:
    wanted = set(run) & index.vocabulary
    for word in set(run) - wanted:
        wanted.update(get_close_matches(word, index.vocabulary, n=1, cutoff=0.7) if len(run) < 6 else ())
    score, number = max((len(wanted.intersection(said)), -at) for at, said in enumerate(index.words))
    return -number if score else None
