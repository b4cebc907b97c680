"""What is read in: an article, its sentences numbered once and for all."""

from datetime import date
from typing import Literal

from bot.domain.frozen import Frozen

SourceKind = Literal["url", "file", "text", "forward", "feed"]


class Origin(Frozen):
    """One of the articles that a round-up joins: its sentences are those from `first` to `last` there.

    Its title is the sentence before `first`.
    """

    title: str
    site: str = ""
    url: str = ""
    published: date | None = None
    language: str = "und"
    first: int
    last: int


class Illustration(Frozen):
    """A picture of an article: its address, the caption beside it, the alt text its page gives it."""

    url: str
    caption: str = ""
    alt: str = ""


class Article(Frozen):
    """An article as it was read; immutable, saved once.

    `sentences` are numbered from 1 in reading order, so sentence n is `sentences[n - 1]`; the title
    is sentence 0. `paragraphs` holds the number of each paragraph's first sentence, rising.
    `language` is an ISO 639-1 code ("und" when it cannot be told). `url` is the canonical address.
    `joins` are the articles of a round-up. `images` are its pictures, the one its page shows first of all first.
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
    joins: tuple[Origin, ...] = ()
    images: tuple[Illustration, ...] = ()

    def sentence(self, number: int) -> str:
        """The text of a numbered sentence; 0 is the title. Raises IndexError for any other number."""
        if number == 0:
            return self.title
        if not 0 < number <= len(self.sentences):
            raise IndexError(f"the article has sentences 0 to {len(self.sentences)}, not {number}")
        return self.sentences[number - 1]

    def origins(self) -> "tuple[Article, ...]":
        """The articles that a round-up joins, each numbered from 1 again; none for an article of its own."""
        return tuple(self._part(origin) for origin in self.joins)

    def _part(self, origin: Origin) -> "Article":
        first, last = origin.first, origin.last
        return Article(
            id=self.id,
            source=self.source,
            title=origin.title,
            site=origin.site,
            url=origin.url,
            published=origin.published,
            language=origin.language,
            sentences=self.sentences[first - 1 : last],
            paragraphs=tuple(number - first + 1 for number in self.paragraphs if first <= number <= last),
        )
