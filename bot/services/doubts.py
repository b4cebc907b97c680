"""What of a draft the article does not say: where it stands, which sentence it is closest to, what would mend it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import NamedTuple

from bot.domain.article import Article
from bot.domain.draft import Draft
from bot.domain.facts import Fact
from bot.facts import SourceIndex, closest, trace

# Kinds of facts that one value can stand in for another of.
_VALUES = ("number", "money", "percent", "date", "name")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A fact of the draft that the article does not say, and the sentence (number and text) it is closest to.

    `part` is what it stands in ("headline", "standfirst", "bullet", "question", "hashtag", or "" for something in
    reserve), `place` which of several (from 1), `passage` that part's text. `value` is the closest sentence's one value
    of the same kind, "" where it has none or several. `at` is its place among all doubts of the revision.
    """

    fact: Fact
    number: int | None
    sentence: str
    part: str = ""
    place: int = 0
    passage: str = ""
    value: str = ""
    at: int = 0

    @property
    def key(self) -> str:
        """What is let pass with it: this fact in this very passage, and no other."""
        return sha256("\0".join((self.fact.kind, self.fact.text, self.passage)).encode()).hexdigest()

    @property
    def mended(self) -> str:
        """The part's text with the article's value."""
        return self.passage[: self.fact.start] + self.value + self.passage[self.fact.end :]


class Standing(NamedTuple):
    """A text of a draft: the part it is, which of several, and the passage it is or shortens."""

    part: str
    place: int
    text: str
    passage: str


def doubts(article: Article, draft: Draft, facts: Sequence[Fact], released: Collection[str] = ()) -> tuple[Doubt, ...]:
    """The doubts about these untraced facts of a draft, each once for a passage; `released` are keys let pass."""
    if not facts:
        return ()
    index, parts = SourceIndex.of(article), list(_parts(draft))
    found: dict[str, Doubt] = {}
    for fact in facts:
        for doubt in _standing(article, index, parts, fact):
            found.setdefault(doubt.key, doubt)
    every = [replace(doubt, at=at) for at, doubt in enumerate(found.values())]
    return tuple(doubt for doubt in every if doubt.key not in released)


def _standing(article: Article, index: SourceIndex, parts: Iterable[Standing], fact: Fact) -> list[Doubt]:
    """The doubts about a fact, one for each text it stands in."""
    number = closest(fact, index)
    sentence = article.sentence(number) if number is not None else ""
    value = _value(sentence, index, fact)
    return [
        Doubt(fact, number, sentence, one.part, one.place, one.passage, value if one.text == one.passage else "")
        for one in parts
        if one.text[fact.start : fact.end] == fact.text
    ] or [Doubt(fact, number, sentence)]


def _value(sentence: str, index: SourceIndex, fact: Fact) -> str:
    if fact.kind not in _VALUES or not sentence:
        return ""
    said = {one.text for one in trace(sentence, index, headline=False).traced if one.kind == fact.kind}
    return said.pop() if len(said) == 1 else ""


def _parts(draft: Draft) -> Iterator[Standing]:
    """What the draft and its accounts say, then what it holds in reserve."""
    for wording in (draft, *(draft.for_account(variant.account_id) for variant in draft.variants)):
        for name, one in (("headline", wording.headline), ("standfirst", wording.standfirst)):
            if one:
                yield Standing(name, 1, one.text, one.text)
        yield from (Standing("bullet", place, one.text, one.text) for place, one in enumerate(wording.bullets, 1))
        if wording.question:
            yield Standing("question", 1, wording.question.text, wording.question.text)
        yield from (Standing("hashtag", place, text, text) for place, text in enumerate(wording.hashtags, 1))
    for passage in (*draft.context, *draft.headlines, *draft.candidates, *draft.questions):
        yield Standing("", 0, passage.text, passage.text)
    for bullet in (*draft.bullets, *draft.candidates):
        yield from (Standing("", 0, text, bullet.text) for text in bullet.shorter)
