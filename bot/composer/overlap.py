"""Whether two texts say the same: their content words compared."""

import re

_WORD = re.compile(r"\w+")
_DENSE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_STEM = 6


def content(text: str) -> frozenset[str]:
    """The content words of a text, cut to stems; pairs of characters for scripts that put no space between words."""
    lower = text.lower()
    if not lower.isascii() and _DENSE.search(lower):
        return frozenset(lower[at : at + 2] for at in range(len(lower) - 1) if lower[at : at + 2].isalnum())
    return frozenset([word[:_STEM] for word in _WORD.findall(lower) if len(word) > 3 or word[0].isdigit()])


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the smaller text's content that the other has too, 0 to 1."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def adds_little(text: frozenset[str], to: frozenset[str], most: float = 0.7) -> bool:
    """Whether a share of `most` or more of what a text says is in the other already."""
    return not text or len(text & to) >= most * len(text)
