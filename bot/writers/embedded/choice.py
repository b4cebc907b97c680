"""Choosing the bullets: the weightiest statements that say different things, in reading order."""

import re
from dataclasses import dataclass, field

from bot.writers.embedded.grammar import plain_verb
from bot.writers.embedded.naming import named
from bot.writers.embedded.ranking import READ, STEM, scores, stems
from bot.writers.embedded.speech import spoken
from bot.writers.embedded.statements import Statement, lenient, statements
from bot.writers.embedded.story import WORD, Story

WANTED, MOST = 3, 4
SPARE = 6
TRIED, WORKED, FAR, FEWER = 7, 10, 10, 6
ROOMY = 300
REPEATS = 0.62
HALF_COST = 0.7
OVERLAP_COST = 3.0
POINTING_COST, NAMELESS_COST, VERBLESS_COST = 0.1, 2.5, 5.0
# What the opening sentences are worth beyond their learnt weight: what happened stands there.
LEADING = {1: 2.0, 2: 0.5, 3: 0.2}
HEADLINE_SHARE, NEW_FACTS = 0.7, 2
# What was planned or known before the news is seldom the news.
BACKGROUND_COST = 4.0
BACKGROUND = re.compile(
    r"\b(?:(?:was|were) (?:due|supposed|meant|originally) |originally|had (?:previously|already) "
    r"|(?:was|were) (?:recently |last )?(?:seen|spotted|pictured|photographed) (?:in|at|on|with|leaving) )"
)
NAMING = re.compile(r"[A-Z\d]")
NAMELESS = re.compile(
    r"The (?:[a-z]+ )?(?:\d{1,2}-year-olds?|pair|couple|duo|trio|twosome|former|latter|incident|move|same|other"
    r"|routine|siege)"
    r"(?:,? [a-z]|’s|'s)"
    r"|The (?:[A-Z][a-z]+(?:an|ian|ish|ese|ch|on|ss)|German|Spaniard|Swede|Dane|Dutchman|Czech|Greek|Turk|Serb"
    r"|Pole|Finn|Swiss)"
    r"(?: [a-z]+)? (?:is|was|has|had|will|said|who|[a-z]+ed|won|lost|came|beat|told|took|made|went"
    r"|spent|gave|got|kept|left|began|found|put|ran|led|hit|set|held)\b"
    r"|The (?:document|sale|documentary|match|film|play|programme|report|device|letter|note|video) (?:is|was|has|had"
    r"|will|also)\b"
)
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
    if story.article.title:  # a headline made from the text is its lede shortened: posts weigh that, each in its room
        ranked = [item for item in ranked if not _repeats(item, told)] or ranked
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
    barred = spoken(story)
    values = scores(story, numbers) if language == "en" else [-float(number) for number in numbers]
    order = sorted(zip(values, numbers, strict=True), key=lambda pair: (-pair[0], pair[1]))
    found: list[_Ranked] = []
    for place, (value, number) in enumerate(order):
        if number in barred:
            continue
        sentence = named(story, number)
        for statement in statements(sentence.text, number, most, language, whole=place > WORKED, by=sentence.by):
            content = _content(statement.text)
            cost = HALF_COST * statement.half + _pointing(statement.text)
            cost += BACKGROUND_COST * (language == "en" and BACKGROUND.search(statement.text) is not None)
            cost += VERBLESS_COST * (language == "en" and not plain_verb(statement.text.split()))
            found.append(_Ranked(statement, value + LEADING.get(number, 0.0) - cost, content))
        if len(found) >= (TRIED if place < FAR else FEWER):
            break
    return sorted(found, key=lambda item: -item.score)


def _filled(story: Story, chosen: list[_Ranked], most: int) -> list[_Ranked]:
    """The chosen, and the earliest further statements by the milder rule up to the wanted number."""
    found, barred = list(chosen), spoken(story)
    numbers = [n for n in range(1, min(len(story.article.sentences), READ) + 1) if n not in barred]
    for number, loose in [(number, loose) for loose in (False, True) for number in numbers]:
        sentence = named(story, number)
        for statement in lenient(sentence.text, number, most, by=sentence.by, loose=loose):
            item = _Ranked(statement, -float(number), _content(statement.text))
            if _apart(item, found):
                found.append(item)
        if len(found) >= WANTED:
            break
    return found


def _pointing(text: str) -> float:
    """What it costs a statement to open with somebody not named in it: "The pair", "The 19-year-old", "The "
    "company"."""
    words = text.split(" ", 6)
    if words[0] not in ("The", "A", "An", "Another", "Both", "Two", "Three"):
        return 0.0
    if NAMELESS.match(text) and not (words[0] in ("A", "An") and " named " in text):
        return NAMELESS_COST
    if words[1].lower() in ANAPHORIC or not any(NAMING.match(word) for word in text.split()[1:]):
        return POINTING_COST
    return 0.0


def _content(text: str) -> frozenset[str]:
    words = tuple(word.lower() for word in WORD.findall(text))
    found = frozenset(stems(words))
    return found or frozenset(text)


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (min(len(one), len(other)) or 1)


def _repeats(item: _Ranked, headline: frozenset[str]) -> bool:
    """Whether a statement says the headline again: most words of one are in the other, and it adds less than "
    "two facts."""
    new = item.content - headline
    common = len(item.content) - len(new)
    if common < HEADLINE_SHARE * len(item.content):
        return False
    words = WORD.findall(item.statement.text)[1:]
    return sum(word[:STEM].lower() in new for word in words if word[0].isdigit() or word[0].isupper()) < NEW_FACTS


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
