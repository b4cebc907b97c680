"""What of a draft the article does not say: where it stands, which sentence it is closest to, what would mend it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

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
    of the same kind, "" where it has none or several.
    """

    fact: Fact
    number: int | None
    sentence: str
    part: str = ""
    place: int = 0
    passage: str = ""
    value: str = ""

    @property
    def mended(self) -> str:
        """The part's text with the article's value."""
        return self.passage[: self.fact.start] + self.value + self.passage[self.fact.end :]


def doubts(article: Article, draft: Draft, facts: Sequence[Fact]) -> tuple[Doubt, ...]:
    """The doubts about these untraced facts of a draft, each once for a part."""
    if not facts:
        return ()
    index, parts = SourceIndex.of(article), list(_parts(draft))
    return tuple(dict.fromkeys(_doubt(article, index, parts, fact) for fact in facts))


def _doubt(article: Article, index: SourceIndex, parts: Iterable[tuple[str, int, str]], fact: Fact) -> Doubt:
    number = closest(fact, index)
    sentence = article.sentence(number) if number is not None else ""
    standing = ((part, place, text) for part, place, text in parts if text[fact.start : fact.end] == fact.text)
    part, place, passage = next(standing, ("", 0, ""))
    value = _value(sentence, index, fact) if passage else ""
    return Doubt(fact, number, sentence, part, place, passage, value)


def _value(sentence: str, index: SourceIndex, fact: Fact) -> str:
    if fact.kind not in _VALUES or not sentence:
        return ""
    said = {one.text for one in trace(sentence, index, headline=False).traced if one.kind == fact.kind}
    return said.pop() if len(said) == 1 else ""


def _parts(draft: Draft) -> Iterator[tuple[str, int, str]]:
    """What the draft and its accounts say, then what it holds in reserve."""
    for wording in (draft, *(draft.for_account(variant.account_id) for variant in draft.variants)):
        for name, one in (("headline", wording.headline), ("standfirst", wording.standfirst)):
            if one:
                yield name, 1, one.text
        yield from (("bullet", place, one.text) for place, one in enumerate(wording.bullets, 1))
        if wording.question:
            yield "question", 1, wording.question.text
        yield from (("hashtag", place, text) for place, text in enumerate(wording.hashtags, 1))
    for passage in (*draft.context, *draft.headlines, *draft.candidates, *draft.questions):
        yield "", 0, passage.text
    for bullet in (*draft.bullets, *draft.candidates):
        yield from (("", 0, text) for text in bullet.shorter)
