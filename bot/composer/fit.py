"""Choosing what a post says in the room it has. Pure arithmetic on estimated costs; nothing is rendered here.

A post is worth what it says: each bullet by rank and by how much of it a length keeps, the standfirst, the question.
The richest choice that fits wins; of two equally rich, the one that uses more of the room.
"""

from collections.abc import Iterator
from itertools import accumulate, product
from typing import NamedTuple

from bot.composer.offer import BLANK, BREAK, Offer
from bot.composer.plan import Choice, Option, Picked, Plan

STANDFIRST = 0.9
QUESTION = 0.7
# A brand's signature is its own wish: it goes only when not even headline and link fit beside it.
SIGNATURE = 4.0
# Bullets are a form of two and more: one alone is half of it.
PAIR = 0.6
USED_ROOM = 0.1


class Filling(NamedTuple):
    """One way to fill the room."""

    worth: float
    plan: Plan
    picked: tuple[Picked, ...]
    question: str
    signature: str


def richest(offer: Offer, room: int) -> Choice | None:
    """The richest choice whose estimated cost is within `room`; None when even headline and link are not."""
    everything = offer.everything
    if everything.cost <= room:
        return everything
    fewer = [
        everything._replace(context=everything.context[:kept]) for kept in range(len(everything.context) - 1, -1, -1)
    ]
    for choice in map(offer.priced, [*fewer, everything._replace(context=(), second="")]):
        if choice.cost <= room:
            return choice
    best = max(_fillings(offer, room), key=lambda filling: filling.worth, default=None)
    return best and _tagged(offer, best, room)


def _fillings(offer: Offer, room: int) -> Iterator[Filling]:
    """For each plan, with and without question and signature: the best bullets in the room left."""
    signatures = (offer.signature, "") if offer.signature else ("",)
    questions = (offer.question, "") if offer.question else ("",)
    floor = 0.0
    for signature, told, question in product(signatures, offer.plans, questions):
        base = STANDFIRST * bool(told.standfirst) + QUESTION * bool(question) + SIGNATURE * bool(signature)
        left = room - offer.frame_cost(told.standfirst, question, signature)
        if left < 0:
            continue
        room_for = left - BLANK + BREAK
        search = Search(offer.options(told), offer.bullet_frame, room_for, max(1, len(told.items)), floor - base)
        search.look(0, room_for, (), 0.0)
        worth = base + search.worth + USED_ROOM * (1 - (left - search.cost) / room)
        floor = max(floor, worth - USED_ROOM)
        yield Filling(worth, told, search.picked, question, signature)


class Search:
    """The bullets worth most in a room: depth first, cut off where the rest cannot beat the best so far or `floor`."""

    def __init__(self, options: tuple[tuple[Option, ...], ...], frame: int, room: int, most: int, floor: float) -> None:
        self._options = options
        self._frame = frame
        self._most = most
        self._floor = floor
        self._ranks = [lengths[0].worth for lengths in options]
        shortest = (min([option.cost for option in lengths]) + frame for lengths in reversed(options))
        self._cheapest = [*[*accumulate(shortest, min)][::-1], room + 1]
        self._room = room
        self.picked: tuple[Picked, ...] = ()
        self.worth = 0.0
        self.cost = 0

    def look(self, at: int, left: int, picked: tuple[Picked, ...], worth: float) -> None:
        """Try every length of the bullet at `at`, and to do without it."""
        if worth > self.worth:
            self.picked, self.worth, self.cost = picked, worth, self._room - left
        count = len(picked)
        bound = worth + sum(self._ranks[at : at + self._most - count]) + (PAIR if count < 2 else 0.0)
        if bound <= self.worth or bound <= self._floor or left < self._cheapest[at]:
            return
        bonus = PAIR if count == 1 else 0.0
        for cost, value, one in self._options[at]:
            if cost + self._frame <= left:
                self.look(at + 1, left - cost - self._frame, (*picked, one), worth + value + bonus)
        self.look(at + 1, left, picked, worth)


def _tagged(offer: Offer, best: Filling, room: int) -> Choice:
    """The filling as a choice, with as many hashtags as the room left takes."""
    choice = offer.priced(
        Choice(
            plan=best.plan,
            headline=offer.material.headline,
            bullets=best.picked,
            standfirst=best.plan.standfirst,
            question=best.question,
            link=offer.link,
            signature=best.signature,
            worth=best.worth,
        )
    )
    for kept in range(len(offer.hashtags), 0, -1):
        hashtags = offer.hashtags[:kept]
        cost = choice.cost + BLANK + sum(map(offer.gauge.text, hashtags)) + kept - 1
        if cost <= room:
            return choice._replace(hashtags=hashtags, cost=cost)
    return choice
