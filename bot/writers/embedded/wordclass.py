"""What an English word can be: noun, verb, adjective ...; from a small list, then from its ending.

Classes are letters: N noun, A adjective, R adverb, B base verb, P present, Z present with -s, D past,
E participle, G -ing, M modal, F function word. The list is learnt by `benchmarks/train_classes.py`.
"""

from functools import cache, lru_cache

from bot.writers.embedded.lexicon import groups

ENDINGS = (
    (("ly",), "R"),
    (("ise", "ize", "ify"), "B"),
    (("ing",), "G"),
    (("ed",), "DE"),
    (("tion", "ment", "ness", "ity", "ship", "ism", "ance", "ence", "ist", "er", "or", "hood", "age", "ure"), "N"),
    (("ous", "ful", "ive", "ic", "able", "ible", "less", "ish", "al", "ese", "ian", "ary"), "A"),
)
FINITE = frozenset("DZM")


@cache
def _known() -> dict[str, str]:
    return {word: letters for letters, words in groups("classes_en").items() for word in words}


@lru_cache(maxsize=20_000)
def classes(word: str) -> str:
    """The letters a lower-case word can be."""
    known = _known()
    if word in known:
        return known[word]
    if word.endswith("s") and not word.endswith(("ss", "us", "is", "'s", "’s")):
        return "NZ" if "B" in known.get(word[:-1], known.get(word[:-2], "N")) else "N"
    return next((letters for endings, letters in ENDINGS if word.endswith(endings)), "N")


def can_be(word: str, letters: str) -> bool:
    """Whether a lower-case word can be any of these classes."""
    return any(letter in letters for letter in classes(word))


def is_common(word: str) -> bool:
    """Whether a lower-case word is one of the listed ones, so hardly a surname."""
    return word in _known()
