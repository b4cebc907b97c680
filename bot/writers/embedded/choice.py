"""Choosing the bullets: the weightiest statements that say different things, in reading order."""

from dataclasses import dataclass, field

from bot.writers.embedded.grammar import plain_verb
from bot.writers.embedded.naming import named
from bot.writers.embedded.ranking import READ, scores, stems
from bot.writers.embedded.statements import Statement, lenient, statements
from bot.writers.embedded.story import WORD, Story

WANTED, MOST = 3, 4
SPARE = 6
TRIED, WORKED = 8, 10
ROOMY = 300
REPEATS = 0.62
HALF_COST = 0.4
OVERLAP_COST = 1.5
POINTING_COST, VERBLESS_COST = 0.4, 4.0
HEADLINE_SHARE = 0.8
ANAPHORIC = frozenset(
    "company move incident couple pair duo trio two three man woman boy girl teen teenager victim suspect group "
    "team decision case attack video report study latter former father mother family player actor singer star "
    "driver officer accident crash film show book game match test new second other same next agency firm plan "
    "deal law bill vote letter image photo".split()
)


@dataclass(slots=True)
class Choice:
    """The statements a draft uses, in reading order, and further ones in rank order."""

    bullets: list[Statement] = field(default_factory=list)
    candidates: list[Statement] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Ranked:
    statement: Statement
    score: float
    content: frozenset[str]


def choose(story: Story, headline: str, most: int) -> Choice:
    """Choose three or four bullets of at most `most` characters, fewer when there are no more."""
    ranked = _ranked(story, most)
    told = _content(headline)
    if story.article.title:  # a headline made from the text is its lede shortened: the bullets still need the lede
        ranked = [item for item in ranked if not _repeats(item.content, told)] or ranked
    chosen = _spread(ranked, WANTED)
    if len(chosen) < WANTED and story.article.language == "en":
        chosen = _filled(story, chosen, most)
    rest = [item for item in ranked if item not in chosen and _apart(item, chosen)]
    if (
        rest
        and len(chosen) == WANTED
        and sum(len(item.statement.text) for item in chosen) + len(rest[0].statement.text) < ROOMY
    ):
        chosen.append(rest.pop(0))
    chosen.sort(key=lambda item: (item.statement.number, item.statement.half))
    return Choice([item.statement for item in chosen], [item.statement for item in rest[:SPARE]])


def _ranked(story: Story, most: int) -> list[_Ranked]:
    """Statements of the weightiest sentences, best first."""
    language = story.article.language
    numbers = tuple(
        n for n in range(1, min(len(story.article.sentences), READ) + 1) if story.words[n] or language != "en"
    )
    values = scores(story, numbers) if language == "en" else [-float(number) for number in numbers]
    order = sorted(zip(values, numbers, strict=True), key=lambda pair: (-pair[0], pair[1]))
    found: list[_Ranked] = []
    for place, (value, number) in enumerate(order):
        sentence = named(story, number)
        for statement in statements(sentence.text, number, most, language, whole=place > WORKED, by=sentence.by):
            content = _content(statement.text)
            cost = HALF_COST * statement.half + POINTING_COST * _points(statement.text)
            cost += VERBLESS_COST * (language == "en" and not plain_verb(statement.text.split()))
            found.append(_Ranked(statement, value - cost, content))
        if len(found) >= TRIED:
            break
    return sorted(found, key=lambda item: -item.score)


def _filled(story: Story, chosen: list[_Ranked], most: int) -> list[_Ranked]:
    """The chosen, and the earliest further statements by the milder rule up to the wanted number."""
    found = list(chosen)
    for number in range(1, min(len(story.article.sentences), READ) + 1):
        for statement in lenient(story.article.sentences[number - 1], number, most):
            item = _Ranked(statement, -float(number), _content(statement.text))
            if _apart(item, found):
                found.append(item)
        if len(found) >= WANTED:
            break
    return found


def _points(text: str) -> bool:
    """Whether a statement opens with "the company" or the like and names nobody."""
    words = text.split(" ", 3)
    if words[0] not in ("The", "A", "An", "Another"):
        return False
    return words[1].lower() in ANAPHORIC or not any(
        word[:1].isupper() or word[:1].isdigit() for word in text.split()[1:]
    )


def _content(text: str) -> frozenset[str]:
    words = tuple(word.lower() for word in WORD.findall(text))
    found = frozenset(stems(words))
    return found or frozenset(text)


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (min(len(one), len(other)) or 1)


def _repeats(content: frozenset[str], headline: frozenset[str]) -> bool:
    """Whether a statement says little beyond the headline."""
    return len(content & headline) >= HEADLINE_SHARE * len(content)


def _spread(ranked: list[_Ranked], wanted: int) -> list[_Ranked]:
    """The best statements that differ, each weighed against those already taken."""
    chosen: list[_Ranked] = []
    left = list(ranked)
    while left and len(chosen) < wanted:
        best = max(left, key=lambda item: item.score - OVERLAP_COST * _nearest(item, chosen))
        left.remove(best)
        if _apart(best, chosen):
            chosen.append(best)
    return chosen


def _nearest(item: _Ranked, chosen: list[_Ranked]) -> float:
    return max((_share(item.content, other.content) for other in chosen), default=0.0)


def _apart(item: _Ranked, chosen: list[_Ranked]) -> bool:
    """Whether it says something else than all the chosen. Whole words count here as well as content."""
    words = set(item.statement.text.lower().split())
    for other in chosen:
        theirs = set(other.statement.text.lower().split())
        if _share(item.content, other.content) > REPEATS or len(words & theirs) > 0.7 * min(len(words), len(theirs)):
            return False
    return True
