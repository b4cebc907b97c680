"""The article made searchable: its folded words in one line, its amounts and its dates, each with their sentence."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from bot.domain.article import Article
from bot.facts.amounts import AMOUNT_WORDS, DIGIT, amounts
from bot.facts.dates import Day, days
from bot.facts.folding import words
from bot.facts.lexicon import FRACTIONS, MULTIPLES, NUMERALS, ORDINALS, SCALES
from bot.facts.numerals import COMMA_LANGUAGES, VULGAR

_COUNTING = frozenset(ORDINALS) | frozenset(MULTIPLES)
_ACRONYM = re.compile(r"(?<![^\W_])[A-Z]{2,}(?![^\W_])")
_CAPITALISED = re.compile(r"[^\W\d_a-z][^\W_]*+(?:[ \-](?:(?:of|for|the|and|de) ){0,2}[^\W\d_a-z][^\W_]*+){1,12}")
_LEAST_HELD = 12
_EDGE = 16
_CUTTING = re.compile(rf"[\d{VULGAR}%$€£¥]|\b(?:{'|'.join((*NUMERALS, *FRACTIONS, *SCALES))})\b", re.IGNORECASE)


class SourceIndex:
    """What an article says, ready for look-up. Build it once; it is never changed."""

    def __init__(self, sentences: Sequence[str], title: str, urls: Iterable[str], language: str, year: int = 0) -> None:
        self.sentences = (title, *sentences)
        self.urls = tuple(filter(None, urls))
        self.language = language
        self.comma = language in COMMA_LANGUAGES
        self.year = year
        self.words = [words(sentence) for sentence in self.sentences]
        self._starts: list[int] = []
        lines, at = [], 0
        for listed in self.words:
            self._starts.append(at)
            line = " ".join(listed)
            lines.append(line)
            at += len(line) + bool(line)
        self.line = " " + " ".join(filter(None, lines)) + " "

    @classmethod
    def of(cls, article: Article) -> "SourceIndex":
        """The index of an article as it was read."""
        year = article.published.year if article.published else 0
        about = [" ".join(words(name)) for name in (*article.authors, article.site)]
        index = cls(article.sentences, article.title, (article.url, article.image), article.language, year)
        index.about = f" {' | '.join(filter(None, about))} "
        return index

    @classmethod
    def of_sentences(
        cls, sentences: Sequence[str], title: str = "", urls: Iterable[str] = (), language: str = "und"
    ) -> "SourceIndex":
        """The index of numbered sentences; sentence 0 is the title, `urls` are the article's own."""
        return cls(sentences, title, urls, language)

    about: str = ""
    """The folded words of the article's authors and site, known as names only."""

    def named(self, run: Sequence[str]) -> int | None:
        """As `find`, for a name: the article's authors and site stand in sentence 0."""
        line = " ".join(run)
        found = self.find_line(line)
        return 0 if found is None and f" {line} " in self.about else found

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every folded word of the article."""
        return frozenset().union(*self.words)

    @cached_property
    def sets(self) -> list[frozenset[str]]:
        """The folded words of each sentence."""
        return [frozenset(listed) for listed in self.words]

    @cached_property
    def raw(self) -> str:
        """The article's letters as they stand, folded, one sentence to a line."""
        return "\n".join((*self.sentences, *self.urls)).casefold()

    @cached_property
    def original(self) -> str:
        """The article's letters as they stand, one sentence to a line."""
        return "\n".join(self.sentences)

    @cached_property
    def days(self) -> list[tuple[Day, int]]:
        """Every date of the article with its sentence."""
        return [
            (day, number) for number, sentence in enumerate(self.sentences) for day in days(sentence, self.sets[number])
        ]

    @cached_property
    def amounts(self) -> dict[tuple[str, float], int]:
        """Unit and value of every amount of the article, with the first sentence that says it."""
        found: dict[tuple[str, float], int] = {}
        for number, sentence in enumerate(self.sentences):
            if self.sets[number].isdisjoint(AMOUNT_WORDS) and DIGIT.search(sentence) is None:
                continue
            for claim in amounts(sentence, self.sets[number], comma=self.comma):
                for value in claim.values:
                    found.setdefault((claim.unit, value), number)
        return found

    @cached_property
    def counts(self) -> dict[float, int]:
        """Values the article says as a count without a unit in another shape: ordinals, "twice", "a dozen"."""
        found: dict[float, int] = {}
        for number, listed in enumerate(self.words):
            for word in _COUNTING.intersection(listed):
                found.setdefault(float(ORDINALS.get(word) or MULTIPLES[word]), number)
        return found

    @cached_property
    def years(self) -> frozenset[int]:
        """Every year the article names, its own included."""
        return frozenset(day.year for day, _ in self.days if day.year) | {self.year}

    @cached_property
    def tights(self) -> list[str]:
        """Each sentence's folded words without spaces, for hashtags."""
        return ["".join(listed) for listed in self.words]

    @cached_property
    def tight(self) -> str:
        """The article's folded words without spaces."""
        return "".join(self.tights)

    @cached_property
    def initials(self) -> frozenset[str]:
        """The initials of every run of capitalised words, "of" and the like skipped or not."""
        return frozenset(_initials(self.original))

    @cached_property
    def followers(self) -> dict[str, frozenset[str]]:
        """Every capitalised word that has another after it, with those that come within three words."""
        found: dict[str, set[str]] = {}
        for match in _CAPITALISED.finditer(self.original):
            listed = words(match.group())
            for at, word in enumerate(listed[:-1]):
                found.setdefault(word, set()).update(listed[at + 1 : at + 4])
        return {word: frozenset(after) for word, after in found.items()}

    @cached_property
    def acronyms(self) -> frozenset[str]:
        """Every word in capitals throughout."""
        return frozenset(map(str.casefold, _ACRONYM.findall(self.original)))

    @cached_property
    def preceded(self) -> frozenset[str]:
        """Every capitalised word that has another before it."""
        return frozenset().union(*self.followers.values())

    def find(self, run: Sequence[str]) -> int | None:
        """The sentence in which these folded words stand one after another, or begin to."""
        return self.find_line(" ".join(run))

    def find_line(self, run: str) -> int | None:
        """As `find`, for words already joined by single spaces."""
        at = self.line.find(f" {run} ")
        return None if at < 0 else self.sentence_at(at)

    def sentence_at(self, offset: int) -> int:
        """The number of the sentence at an offset of `line`."""
        number = bisect_right(self._starts, offset) - 1
        while number > 0 and not self.words[number]:
            number -= 1
        return number

    def holds(self, text: str) -> bool:
        """Whether one sentence has this text word for word, its first letter's case and its final stop apart.

        False where an amount may be cut through at either end: "a city of 210" of "a city of 210 million people".
        """
        body = text[1:].rstrip(" .")
        at = self.original.find(body)
        if at < 1 or len(body) < _LEAST_HELD or "\n" in body:
            return False
        before, after = self.original[max(0, at - 1 - _EDGE) : at], self.original[at + len(body) :][:_EDGE]
        if before[-1].casefold() != text[0].casefold() or after[:1].isalnum() or before[-2:-1].isalnum():
            return False
        opening, rest = before[:-1].rpartition("\n")[2], after.partition("\n")[0]
        if opening.strip() and _CUTTING.search(opening + text[:_EDGE]):
            return False
        return not rest.strip(" .") or _CUTTING.search(body[-_EDGE:] + rest) is None

    def find_raw(self, text: str) -> int | None:
        """The sentence that holds this text as it stands, whatever the case."""
        at = self.raw.find(text.casefold())
        return None if at < 0 else min(self.raw.count("\n", 0, at), len(self.sentences) - 1)


def _initials(text: str) -> Iterator[str]:
    for match in _CAPITALISED.finditer(text):
        listed = match.group().split()
        capitals = [word[0] for word in listed if word[0].isupper()]
        for start in range(len(capitals) - 1):
            for end in range(start + 2, min(len(capitals), start + 6) + 1):
                yield "".join(capitals[start:end]).casefold()
        yield "".join(word[0] for word in listed).casefold()
