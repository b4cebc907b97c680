"""Which statements a post may make so that nothing is said twice."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from bot.composer.overlap import adds_little, content, overlap
from bot.domain.draft import Bullet

MOST_BULLETS = 4
MOST_SPARES = 4
MOST_LENGTHS = 4
# The opening sentences of an article hold its news; what they say is worth this much more.
LEAD_SENTENCES = 2
LEAD = 1.5
Paragraph = tuple[str, ...]
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Said:
    """Something a post says: the article's sentences it comes from and its content words."""

    sentences: frozenset[int]
    words: frozenset[str]

    def repeats(self, others: Iterable["Said"]) -> bool:
        """Whether one of the others says it already; from the same sentence, half the words are enough."""
        words, sentences = self.words, self.sentences
        for other in others:
            shared = overlap(words, other.words)
            if shared >= 0.5 and (shared >= 0.75 or not sentences.isdisjoint(other.sentences)):
                return True
        return False

    def follows(self, other: "Said") -> bool:
        """Whether this is the sentence right after the other in the article."""
        return bool(self.sentences and other.sentences) and min(self.sentences) == max(other.sentences) + 1

    def told_by(self, text: "Said") -> bool:
        """Whether a text adds little to this headline, and no figure; of the same sentence, it must add half again."""
        if any(word[0].isdigit() for word in text.words - self.words):
            return False
        return adds_little(text.words, self.words, 0.7 if self.sentences.isdisjoint(text.sentences) else 0.5)


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """A statement that may be a bullet: its lengths, longest first, and the share of it each length says."""

    bullet: Bullet
    texts: tuple[str, ...]
    worth: tuple[float, ...]
    said: Said


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """One way to tell the story: with the standfirst or without, and the bullets that say something else.

    `spares` may fill what room is left. `replaced` counts bullets that a candidate stands in for, `dropped` those
    that only repeated something and had no stand-in.
    """

    standfirst: str
    items: tuple[Item, ...]
    spares: tuple[Item, ...]
    replaced: int
    dropped: int
    shown: tuple[Said, ...]


class Picked(NamedTuple):
    """A bullet to show: its place among the plan's items and spares, and which of its lengths."""

    at: int
    length: int


class Option(NamedTuple):
    """One length of one bullet: what its text costs, and what it is worth."""

    cost: int
    worth: float
    picked: Picked


class Choice(NamedTuple):
    """What one post says; `cost` and `worth` are estimates. Empty parts are left out.

    `second` is the standfirst's second line, in the long form.
    """

    plan: Plan
    headline: str
    bullets: tuple[Picked, ...] = ()
    standfirst: str = ""
    second: str = ""
    context: tuple[Paragraph, ...] = ()
    question: str = ""
    link: str = ""
    hashtags: tuple[str, ...] = ()
    signature: str = ""
    cost: int = 0
    worth: float = 0.0


def item(bullet: Bullet, texts: tuple[str, ...]) -> Item:
    """Weigh a bullet's lengths: a shorter one says less, and less again when a number went with the words."""
    full = texts[0]
    figures = len(_NUMBER.findall(full))
    lengths = [full, *(text for text in texts[1:] if text and len(text) < len(full))][:MOST_LENGTHS]
    news = LEAD if bullet.sentences and max(bullet.sentences) <= LEAD_SENTENCES else 1.0
    worth = tuple(
        news * (0.7 + 0.3 * len(text) / len(full) - (0.1 if len(_NUMBER.findall(text)) < figures else 0.0))
        for text in lengths
    )
    return Item(bullet, tuple(lengths), worth, Said(frozenset(bullet.sentences), content(full)))


def plan(headline: Said, standfirst: str, lead: Said | None, bullets: list[Item], others: list[Item]) -> Plan:
    """Choose bullets that repeat neither the headline nor the lead nor each other; candidates stand in after them."""
    shown = [lead] if lead else []

    def fresh(one: Item) -> bool:
        return not headline.told_by(one.said) and not one.said.repeats(shown)

    def taken(offered: Iterable[Item], most: int) -> list[Item]:
        found: list[Item] = []
        for one in offered:
            if len(found) < most and fresh(one):
                found.append(one)
                shown.append(one.said)
        return found

    own = taken(bullets, len(bullets))
    extra = taken(others, len(bullets) - len(own) + MOST_SPARES)
    replaced = min(len(extra), len(bullets) - len(own))
    items = (*own, *extra[:replaced])
    told = (*([lead] if lead else []), *(one.said for one in items))
    return Plan(standfirst, items, tuple(extra[replaced:]), replaced, len(bullets) - len(items), told)
