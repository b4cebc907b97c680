"""Questions by what a story is about: a bank of topics, each known by its words, with nothing to fill in.

The bank is `templates/questions/<language>/topics.txt` (`topics_sober.txt` for sensitive stories); its head says how it
is written.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

from bot.text.templating import product_file
from bot.writers.embedded.story import Story

ENOUGH = 3
OPENING = 3
SHORTEST = 3
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


@dataclass(frozen=True)
class Bank:
    """Topics of one language: their questions, and each word with the topics it speaks for.

    `starts` holds words that any ending may follow, `joined` runs of words as one string.
    """

    questions: tuple[tuple[str, ...], ...]
    words: dict[str, tuple[int, ...]]
    starts: dict[str, tuple[int, ...]]
    joined: dict[str, tuple[int, ...]]

    @cached_property
    def openings(self) -> frozenset[str]:
        """The first letters of every start."""
        return frozenset(start[:SHORTEST] for start in self.starts)


def topic_questions(
    story: Story, headline: str, *, sober: bool, source: Callable[[str], str] = product_file
) -> tuple[str, ...]:
    """The questions of the topic that the headline and the opening sentences speak of most; empty when none is sure.

    `source` gives the text of a file below `templates`, "" where there is none.
    """
    bank = _bank(source, story.article.language, "topics_sober" if sober else "topics")
    if not bank.questions:
        return ()
    points: dict[int, int] = {}
    top = [word.lower() for word in _WORD.findall(headline)]
    opening = [word for sentence in story.lower[1:OPENING] for word in sentence]
    line = f" {' '.join(top)} | {' '.join(opening)} "
    seen: set[tuple[int, str]] = set()
    for word in dict.fromkeys((*top, *opening)):
        if word[:SHORTEST] not in bank.openings and word not in bank.words:
            continue
        for start in (word, *(word[:length] for length in range(SHORTEST, len(word) + 1))):
            for topic in (bank.words if start is word else bank.starts).get(start, ()):
                if (topic, start) not in seen:
                    seen.add((topic, start))
                    points[topic] = points.get(topic, 0) + (2 if word in top else 1)
    for words, topics in bank.joined.items():
        if words in line:
            for topic in topics:
                seen |= {(topic, words), (topic, words.strip())}
                points[topic] = points.get(topic, 0) + ENOUGH
    sure = [topic for topic in points if points[topic] >= ENOUGH and sum(one == topic for one, _ in seen) > 1]
    return bank.questions[max(sure, key=lambda topic: (points[topic], -topic))] if sure else ()


@cache
def _bank(source: Callable[[str], str], language: str, name: str) -> Bank:
    blocks = source(f"questions/{language}/{name}.txt").split("\n\n")
    topics = [block.splitlines() for block in blocks if block.strip() and not block.startswith("#")]
    kinds: tuple[dict[str, tuple[int, ...]], ...] = ({}, {}, {})
    for number, (words, *_) in enumerate(topics):
        for word in words.split():
            kind = 2 if "_" in word else 1 if word.endswith("*") else 0
            key = word.rstrip("*")
            if kind == 2:
                key = f" {key.replace('_', ' ')}{'' if word.endswith('*') else ' '}"
            kinds[kind][key] = (*kinds[kind].get(key, ()), number)
    return Bank(tuple(tuple(lines[1:]) for lines in topics), *kinds)
