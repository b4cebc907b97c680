"""Choosing what a post says in the room it has. Pure arithmetic on estimated costs; nothing is rendered here.

A post is worth what it says: each bullet by rank and by how much of it a length keeps, the standfirst, the question.
The richest choice that fits wins; of two equally rich, the one that uses more of the room.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from bot.composer.gauge import Gauge
from bot.composer.material import Material, Paragraph
from bot.composer.plan import Plan

STANDFIRST = 0.9
QUESTION = 0.7
USED_ROOM = 0.1
RANKS = (1.0, 0.85, 0.7, 0.55)
SPARE_RANKS = (0.45, 0.4)
BREAK = 1
BLANK = 2


@dataclass(frozen=True, slots=True)
class Picked:
    """A bullet to show: its place among the plan's items and spares, and which of its lengths."""

    index: int
    length: int


@dataclass(frozen=True, slots=True)
class Choice:
    """What one post says; `cost` and `worth` are estimates. Empty parts are left out."""

    plan: Plan
    headline: str
    bullets: tuple[Picked, ...] = ()
    standfirst: str = ""
    context: tuple[Paragraph, ...] = ()
    question: str = ""
    link: str = ""
    hashtags: tuple[str, ...] = ()
    signature: str = ""
    cost: int = 0
    worth: float = 0.0


@dataclass(frozen=True, slots=True)
class Offer:
    """What a network's post could say at most; empty or False where its shape, template or brand has no place for it.

    `paragraphs` of context and `lines` of each are what the template shows.
    """

    material: Material
    gauge: Gauge
    shape: str
    link: str = ""
    question: str = ""
    signature: str = ""
    hashtags: tuple[str, ...] = ()
    standfirst: bool = False
    paragraphs: int = 0
    lines: int = 0

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The plans to try, the fuller first."""
        if not self.standfirst or self.material.full is self.material.brief:
            return (self.material.brief,)
        return (self.material.full, self.material.brief)

    def everything(self) -> Choice:
        """The choice that leaves nothing out."""
        told = self.plans[0]
        paragraphs = self.material.context(told)[: self.paragraphs] if self.paragraphs else ()
        choice = Choice(
            plan=told,
            headline=self.material.headline,
            bullets=tuple(Picked(at, 0) for at in range(len(told.items))),
            standfirst=told.standfirst,
            context=tuple(lines[: self.lines] for lines in paragraphs),
            question=self.question,
            link=self.link,
            hashtags=self.hashtags,
            signature=self.signature,
        )
        return self.priced(choice)

    def priced(self, choice: Choice) -> Choice:
        """The choice with its estimated cost as the built-in templates set it."""
        text, lead_in = self.gauge.text, self.material.lead_in
        blocks = [text(choice.headline)] if choice.headline else []
        if choice.standfirst:
            blocks.append(text(choice.standfirst))
        if choice.bullets:
            blocks.append(sum(self.bullet_cost(choice.plan, picked) + BREAK for picked in choice.bullets) - BREAK)
            if self.shape == "long" and lead_in:
                blocks[-1] += text(lead_in) + BREAK
        blocks += [sum(text(one) + BREAK for one in lines) - BREAK for lines in choice.context]
        tail = self._tail(choice)
        if tail:
            blocks.append(sum(tail) + BREAK * (len(tail) - 1))
        return replace(choice, cost=sum(blocks) + BLANK * max(0, len(blocks) - 1))

    def bullet_cost(self, told: Plan, picked: Picked) -> int:
        """A bullet's line: its mark, a space, its text, and in the long form the closing sign."""
        one = (*told.items, *told.spares)[picked.index]
        mark = self.gauge.text(one.bullet.emoji or self.material.style.bullet[:2])
        return (mark + 1 if mark else 0) + self.gauge.text(one.texts[picked.length]) + (self.shape == "long")

    def _tail(self, choice: Choice) -> list[int]:
        text = self.gauge.text
        tail = [text(choice.question)] if choice.question else []
        if choice.link:
            named = len(self.material.site) + 2 if self.shape == "long" else 0
            tail.append(self.gauge.url(choice.link) + named)
        if choice.hashtags:
            tail.append(sum(text(tag) + 1 for tag in choice.hashtags) - 1)
        if choice.signature:
            tail.append(text(choice.signature))
        return tail


def richest(offer: Offer, room: int) -> Choice | None:
    """The richest choice whose estimated cost is within `room`; None when even headline and link are not."""
    everything = offer.everything()
    if everything.cost <= room:
        return everything
    for kept in range(len(everything.context) - 1, -1, -1):
        choice = offer.priced(replace(everything, context=everything.context[:kept]))
        if choice.cost <= room:
            return choice
    best = max(_filled(offer, everything, room), key=lambda choice: choice.worth, default=None)
    return best and _decorated(offer, best, everything, room)


def _filled(offer: Offer, everything: Choice, room: int) -> Iterator[Choice]:
    """For each plan, with and without standfirst, question and signature: the best bullets in the room left."""
    signatures = (everything.signature, "") if everything.signature else ("",)
    questions = (everything.question, "") if everything.question else ("",)
    floor = 0.0
    for signature, told, question in product(signatures, offer.plans, questions):
        frame = offer.priced(
            replace(everything, plan=told, standfirst=told.standfirst, question=question, signature=signature,
                    bullets=(), context=(), hashtags=())
        )  # fmt: skip
        base = STANDFIRST * bool(told.standfirst) + QUESTION * bool(question) + 2.0 * bool(signature)
        left = room - frame.cost
        if left < 0:
            continue
        picked, worth = _bullets(offer, told, left, floor - base)
        choice = offer.priced(replace(frame, bullets=picked)) if picked else frame
        choice = replace(choice, worth=base + worth + USED_ROOM * choice.cost / max(room, 1))
        floor = max(floor, choice.worth - USED_ROOM)
        yield choice


def _bullets(offer: Offer, told: Plan, room: int, floor: float) -> tuple[tuple[Picked, ...], float]:
    """The bullets worth most within `room`: depth first, cut off where the rest cannot beat the best so far."""
    ranks = (*RANKS[: len(told.items)], *SPARE_RANKS[: len(told.spares)])
    options = [
        [(offer.bullet_cost(told, Picked(at, n)) + BREAK, rank * worth, Picked(at, n)) for n, worth in enumerate(item.worth)]
        for at, (item, rank) in enumerate(zip((*told.items, *told.spares), ranks, strict=True))
    ]
    most = max(1, len(told.items))
    best: tuple[tuple[Picked, ...], float] = ((), 0.0)

    def look(at: int, left: int, picked: tuple[Picked, ...], worth: float) -> None:
        nonlocal best
        if worth > best[1] or (worth == best[1] and not best[0]):
            best = (picked, worth)
        slots = most - len(picked)
        if worth + sum(ranks[at : at + slots]) <= max(best[1], floor):
            return
        for cost, value, one in options[at]:
            if cost <= left:
                look(at + 1, left - cost, (*picked, one), worth + value)
        look(at + 1, left, picked, worth)

    look(0, room - BREAK, (), 0.0)
    return best


def _decorated(offer: Offer, choice: Choice, everything: Choice, room: int) -> Choice:
    """The choice with as many hashtags as the room left takes."""
    for kept in range(len(everything.hashtags), 0, -1):
        tagged = offer.priced(replace(choice, hashtags=everything.hashtags[:kept]))
        if tagged.cost <= room:
            return tagged
    return choice
