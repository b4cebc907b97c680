"""A text's facts, each traced to the sentence of the article that says it, or to none."""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.domain.draft import Draft, Passage
from bot.domain.facts import Fact, FactKind, Trace
from bot.facts.amounts import AMOUNT_WORDS, amounts
from bot.facts.claims import Claim
from bot.facts.dates import DAY_WORDS, Day, days
from bot.facts.folding import words
from bot.facts.index import SourceIndex
from bot.facts.marks import hashtags, marks
from bot.facts.names import names
from bot.facts.numerals import VULGAR
from bot.facts.quotes import pieces, quotations
from bot.facts.values import amount_sentence, day_sentence

_NUMBERED = re.compile(
    r"^[^\w\n]*\d{1,2}(?:[.)](?=[ \u00a0])|\ufe0f?\u20e3|/\d{1,2}(?![\w/.,%]))|\(\d{1,2}/\d{1,2}\)$", re.MULTILINE
)
_DIGIT = re.compile(rf"[\d{VULGAR}]")


def trace(text: str, index: SourceIndex, *, own: frozenset[str] = frozenset(), headline: bool = True) -> Trace:
    """Every fact of a text, split by whether the article says it.

    `own` are strings the brand may always say (signature, handles, hashtags, link): they are passed over.
    `headline`: the first line is one, where short single quotes mark a claim in the paper's own words.
    """
    facts = sorted(_facts(_without(text, own), index, headline=headline), key=lambda fact: (fact.start, fact.end))
    return Trace(
        traced=tuple(fact for fact in facts if fact.sentence is not None),
        untraced=tuple(fact for fact in facts if fact.sentence is None),
    )


def trace_draft(draft: Draft, index: SourceIndex) -> Trace:
    """The traced facts of the parts a draft shows, and the untraced ones of its alternatives and shorter forms too.

    Offsets are those within the part the fact stands in.
    """
    shown = dict.fromkeys(_shown(draft))
    traces = _traces(draft, shown, index)
    doubtful = [text for text in dict.fromkeys(_in_reserve(draft)) if text not in shown and not index.holds(text)]
    others = _traces(draft, doubtful, index)
    return Trace(
        traced=tuple([fact for part in traces for fact in part.traced]),
        untraced=tuple([fact for part in (*traces, *others) for fact in part.untraced]),
    )


def untraced(draft: Draft, index: SourceIndex) -> tuple[Fact, ...]:
    """The facts of a draft, its alternatives and shorter forms that the article does not say.

    What stands in the article word for word holds none: its facts are not even looked for.
    """
    texts = dict.fromkeys((*_shown(draft), *_in_reserve(draft)))
    traces = _traces(draft, [text for text in texts if not index.holds(text)], index)
    return tuple([fact for part in traces for fact in part.untraced])


def _traces(draft: Draft, texts: Iterable[str], index: SourceIndex) -> list[Trace]:
    own = frozenset(filter(None, (draft.link, draft.site)))
    # The page's own title may claim something in single quotes and in its own words; a member's headline quotes.
    heads = {passage.text for passage in (draft.headline, *draft.headlines) if 0 in passage.sentences}
    return [trace(text, index, own=own, headline=text in heads) for text in texts]


def _shown(draft: Draft) -> Iterator[str]:
    passages: Iterable[Passage | None] = (
        draft.headline, draft.standfirst, *draft.bullets, *draft.context, draft.question,
    )  # fmt: skip
    yield from (passage.text for passage in passages if passage)
    yield from draft.hashtags


def _in_reserve(draft: Draft) -> Iterator[str]:
    yield from (passage.text for passage in (*draft.headlines, *draft.candidates, *draft.questions))
    for bullet in (*draft.bullets, *draft.candidates):
        yield from bullet.shorter


def _without(text: str, own: frozenset[str]) -> str:
    for said in sorted(filter(None, own), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(said)}(?!\w)", _blank, text, flags=re.IGNORECASE)
    return _NUMBERED.sub(_blank, text) if _DIGIT.search(text) else text


def _blank(match: re.Match[str]) -> str:
    return " " * (match.end() - match.start())


def _facts(text: str, index: SourceIndex, *, headline: bool) -> Iterator[Fact]:
    plain = text
    for kind, start, end, sentence in (*marks(text, index), *hashtags(text, index)):
        yield Fact(text=text[start:end], kind=kind, start=start, end=end, sentence=sentence)
        plain = _covered(plain, start, end)
    quoted = list(_quoted(text, index, headline=headline))
    yield from quoted
    known = set(words(plain))
    undated = plain
    counted = _DIGIT.search(plain) is not None or not known.isdisjoint(AMOUNT_WORDS)
    for day in _longest(days(plain, known)) if counted or not known.isdisjoint(DAY_WORDS) else ():
        yield _fact(plain, "date", day.start, day.end, day_sentence(day, index), quoted)
        undated = _covered(undated, day.start, day.end)
    for claim in _apart(amounts(undated, known, comma=index.comma)) if counted else ():
        if undated[claim.start : claim.end].lower() == "one":
            continue
        yield _fact(plain, claim.kind, claim.start, claim.end, amount_sentence(claim, index), quoted)
        if claim.unit not in ("", "/"):
            undated = _covered(undated, claim.start, claim.end)
    for name in names(undated, index):
        yield _fact(plain, "name", name.start, name.end, name.sentence)


def _fact(text: str, kind: FactKind, start: int, end: int, sentence: int | None, quoted: Sequence[Fact] = ()) -> Fact:
    if sentence is None:
        sentence = next((quote.sentence for quote in quoted if quote.start <= start and end <= quote.end), None)
    return Fact(text=text[start:end], kind=kind, start=start, end=end, sentence=sentence)


def _covered(text: str, start: int, end: int) -> str:
    return text[:start] + "\x1f" * (end - start) + text[end:]


def _quoted(text: str, index: SourceIndex, *, headline: bool) -> Iterator[Fact]:
    for start, end in quotations(text, headline=headline):
        runs = [run for piece in pieces(text[start:end]) if (run := words(piece))]
        if not runs:
            continue
        found = [index.find(run) for run in runs]
        yield _fact(text, "quote", start, end, None if None in found else found[0])


def _longest(found: Iterable[Day]) -> list[Day]:
    kept: list[Day] = []
    for day in sorted(found, key=lambda day: (day.start, -day.end)):
        if not kept or day.start >= kept[-1].end:
            kept.append(day)
    return kept


def _apart(found: Iterable[Claim]) -> list[Claim]:
    kept: list[Claim] = []
    for claim in sorted(found, key=lambda claim: (claim.start, -claim.end)):
        if not kept or claim.start >= kept[-1].end:
            kept.append(claim)
    return kept
