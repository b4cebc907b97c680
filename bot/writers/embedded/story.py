"""One reading of an article for all that is written from it: words, names and weights per sentence."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain

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
        lower = tuple(tuple(" ".join(sentence).lower().split(" ")) if sentence else () for sentence in words)
        counts = Counter(chain.from_iterable(lower[1:]))
        return cls(article, words, lower, counts)
