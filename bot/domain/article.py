"""What is read in: an article, its sentences numbered once and for all."""

from datetime import date
from typing import Literal

from bot.domain.frozen import Frozen

SourceKind = Literal["url", "file", "text", "forward", "feed"]


class Article(Frozen):
    """An article as it was read; immutable, saved once.

    `sentences` are numbered from 1 in reading order, so sentence n is `sentences[n - 1]`; the title
    is sentence 0. `paragraphs` holds the number of each paragraph's first sentence, rising.
    `language` is an ISO 639-1 code ("und" when it cannot be told). `url` is the canonical address.
    """

    id: str
    source: SourceKind = "text"
    title: str = ""
    authors: tuple[str, ...] = ()
    site: str = ""
    url: str = ""
    published: date | None = None
    language: str = "und"
    image: str = ""
    words: int = 0
    sentences: tuple[str, ...]
    paragraphs: tuple[int, ...] = ()

    def sentence(self, number: int) -> str:
        """The text of a numbered sentence; 0 is the title. Raises IndexError for any other number."""
        if number == 0:
            return self.title
        if not 0 < number <= len(self.sentences):
            raise IndexError(f"the article has sentences 0 to {len(self.sentences)}, not {number}")
        return self.sentences[number - 1]
