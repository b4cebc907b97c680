"""One reading of an article for all that is written from it: words, names and weights per sentence."""

import re
from collections import Counter
from dataclasses import dataclass

from bot.domain.article import Article

WORD = re.compile(r"[^\W_][\w'’\-]*", re.UNICODE)


@dataclass(frozen=True, slots=True, eq=False)
class Story:
    """An article's words, taken apart once.

    `words[n]` are the words of sentence n as written (0 is the title), `lower[n]` the same folded to
    lower case; `counts` counts lower-case words over the sentences without the title.
    """

    article: Article
    words: tuple[tuple[str, ...], ...]
    lower: tuple[tuple[str, ...], ...]
    counts: Counter[str]

    @classmethod
    def of(cls, article: Article) -> "Story":
        """Take an article apart."""
        words = tuple(tuple(WORD.findall(text)) for text in (article.title, *article.sentences))
        lower = tuple(tuple(word.lower() for word in sentence) for sentence in words)
        counts = Counter(word for sentence in lower[1:] for word in sentence)
        return cls(article, words, lower, counts)
