"""The story's category: naive Bayes over its opening (`benchmarks/train_category.py`), sharpened by word lists."""

from collections import Counter
from functools import cache, lru_cache

from bot.writers.embedded.lexicon import group_of, weights
from bot.writers.embedded.story import Story

READ_WORDS = 220
SURE = 6.0
SHARE = 0.05
CATEGORIES = (
    "News", "Politics", "Business", "Technology", "Science", "Health", "Sport", "Culture", "Environment", "World",
    "Crime",
)  # fmt: skip


@lru_cache(maxsize=2)
def category(story: Story) -> str:
    """One of CATEGORIES; "News" when nothing speaks clearly, and for languages other than English."""
    if story.article.language not in ("en", "und"):
        return "News"
    words = opening(story)
    found, margin = _trained(words)
    hits = Counter(group for word in words for group in group_of("categories_en").get(word, ()))
    special, count = hits.most_common(1)[0] if hits else ("", 0)
    if count >= max(4, SHARE * len(words)) and not (margin > 4 * SURE and found in ("Sport", "Business")):
        return special
    return found if margin >= SURE else "News"


def opening(story: Story) -> list[str]:
    """The different words of the title and the opening, each once, without possessive endings."""
    seen: dict[str, None] = {}
    count = 0
    for sentence in story.lower:
        seen.update(dict.fromkeys(word[:-2] if word.endswith(("'s", "’s")) else word for word in sentence))
        count += len(sentence)
        if count > READ_WORDS:
            break
    return [word for word in seen if len(word) > 2 and not word[0].isdigit()]


@cache
def _by_word() -> tuple[tuple[str, ...], dict[str, tuple[float, ...]]]:
    """The classes, and for each word its weight in every one of them."""
    table = weights("category")
    words = {word for one in table.values() for word in one}
    return tuple(table), {word: tuple(one.get(word, 0.0) for one in table.values()) for word in words}


def _trained(words: list[str]) -> tuple[str, float]:
    """The best class and how far it leads."""
    names, table = _by_word()
    totals = [0.0] * len(names)
    for word in words:
        if word in table:
            totals = [total + weight for total, weight in zip(totals, table[word], strict=True)]
    ranked = sorted(zip(totals, names, strict=True), reverse=True)
    return ranked[0][1], ranked[0][0] - ranked[1][0]
