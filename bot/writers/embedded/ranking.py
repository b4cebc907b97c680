"""Which sentences matter: features of each within its article, weighed by trained weights.

The weights are learnt by `benchmarks/train_writer.py` and ship as `data/bullets.json`.
"""

import math
import re
from collections import Counter
from functools import cache
from itertools import chain
from operator import mul

from bot.writers.embedded.lexicon import members, weights
from bot.writers.embedded.story import Story

READ = 32
STEM = 6
FEATURES = (
    "first", "second", "third", "early", "inverse", "fraction", "fraction2", "length", "short", "long", "centre",
    "lead", "lead_first", "title", "digits", "proper", "quoted", "opens_quoted", "pronoun", "cue", "personal", "top",
    "fresh", "said", "day", "novel", "centre_z", "lead_z", "inverse_centre", "dense", "length_z", "number_z",
)  # fmt: skip
CUE = frozenset(
    "announces announced announcing announcement reveals revealed revealing confirmed confirms killed died dead "
    "arrested charged accused found won lost launch launched launches report reports reported reporting plan "
    "plans warn warns warned warning study first new according official officials police president minister court "
    "will million billion percent cent".split()
)
SAID = frozenset("said says told tweeted wrote added explained".split())
DAY = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
POINTING = frozenset("he she it they this that these those his her their its".split())
FIGURE = re.compile(r"\d(?<![\w'’\-]\d)")
SELF = frozenset("i we my our me us you your".split())

Vector = tuple[float, ...]


def scores(story: Story, numbers: tuple[int, ...]) -> list[float]:
    """How much each of these sentences matters, in standard deviations within the article."""
    model = _model()
    return standard([sum(map(mul, model, vector)) for vector in vectors(story, numbers)])


@cache
def _model() -> Vector:
    table = weights("bullets")["en"]
    return tuple(table.get(name, 0.0) for name in FEATURES)


@cache
def _stop() -> frozenset[str]:
    return members("stop_en", "stop")


def stems(words: tuple[str, ...]) -> list[str]:
    """Content words cut to stems."""
    stop = _stop()
    return [word[:STEM] for word in words if word not in stop and len(word) > 1]


def vectors(story: Story, numbers: tuple[int, ...]) -> list[Vector]:
    """The features of these sentences, in the order of FEATURES."""
    contents = {number: stems(story.lower[number]) for number in numbers}
    whole = _Whole(contents, set(stems(story.lower[0])))
    rows = [_row(story, number, place, contents[number], whole) for place, number in enumerate(numbers)]
    return _within(rows)


class _Whole:
    """What the article is about: its recurring stems and those of its opening."""

    def __init__(self, contents: dict[int, list[str]], title: set[str]) -> None:
        count = len(contents)
        within = Counter(chain.from_iterable(map(set, contents.values())))
        terms = Counter(chain.from_iterable(contents.values()))
        self.count, self.title, self.within = count, title, within
        rarity = {number: math.log((count + 1) / (number + 0.5)) + 0.3 for number in set(within.values())}
        self.rarity = {stem: rarity[number] for stem, number in within.items()}
        self.centre = {stem: terms[stem] * self.rarity[stem] for stem, number in within.items() if number > 1}
        opening = list(contents.values())[:3]
        self.lead = Counter(stem for stemmed in opening for stem in stemmed)
        self.lead_first = set(opening[0]) if opening else set()
        self.top = {stem for stem, _ in terms.most_common(10)}
        self.centre_norm = math.sqrt(sum(value * value for value in self.centre.values())) or 1.0
        self.lead_norm = math.sqrt(sum(value * value for value in self.lead.values())) or 1.0
        self.once = {stem for stem, number in within.items() if number == 1}
        self.seen: set[str] = set()


def _row(story: Story, number: int, place: int, content: list[str], whole: _Whole) -> list[float]:
    words, lower = story.words[number], story.lower[number]
    text = story.article.sentences[number - 1]
    own, size = set(content), len(words)
    names = {word for word in words[1:] if word[:1].isupper()}
    fresh = len(names - whole.seen)
    whole.seen |= names
    centre, lead = _nearness(content, own, whole)
    digits = len(FIGURE.findall(text))
    return [
        place == 0, place == 1, place == 2, 3 <= place <= 5, 1 / (place + 1), place / whole.count,
        (place / whole.count) ** 2,
        min(size, 50) / 25, size < 8, size > 32, centre, lead,
        len(own & whole.lead_first) / (len(own) or 1), len(own & whole.title) / (len(whole.title) or 1),
        min(digits, 3) / 3, min(len(names) / (size or 1), 0.6), '"' in text or "“" in text, text[:1] in "\"“'‘",
        bool(lower) and lower[0] in POINTING,
        min(len(CUE.intersection(lower)), 3) / 3, not SELF.isdisjoint(lower),
        len(own & whole.top) / 5, min(fresh, 5) / 5, not SAID.isdisjoint(lower), not DAY.isdisjoint(lower),
        len(own & whole.once) / (len(own) or 1),
        centre, lead, centre / (place + 1), len(own) / (size or 1), float(size), float(digits),
    ]  # fmt: skip


def _nearness(content: list[str], own: set[str], whole: _Whole) -> tuple[float, float]:
    """How near a sentence is to the whole article and to its opening, as cosines."""
    rarity, middle, opening = whole.rarity, whole.centre, whole.lead
    counts = Counter(content) if len(own) < len(content) else dict.fromkeys(content, 1)
    weighted = plain = centre = lead = 0.0
    for stem, count in counts.items():
        value = count * rarity[stem]
        weighted += value * value
        plain += count * count
        if stem in middle:
            centre += value * middle[stem]
        if stem in opening:
            lead += count * opening[stem]
    return centre / (math.sqrt(weighted) * whole.centre_norm or 1), lead / (math.sqrt(plain) * whole.lead_norm or 1)


def _within(rows: list[list[float]]) -> list[Vector]:
    """The features that only mean something beside the article's other sentences, put into its own terms."""
    for name in ("centre_z", "lead_z", "length_z", "number_z"):
        column = FEATURES.index(name)
        for row, value in zip(rows, standard([row[column] for row in rows]), strict=True):
            row[column] = value
    return [tuple(map(float, row)) for row in rows]


def standard(values: list[float]) -> list[float]:
    """Values in standard deviations from their mean."""
    if not values:
        return []
    mean = sum(values) / len(values)
    deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values)) or 1.0
    return [(value - mean) / deviation for value in values]
