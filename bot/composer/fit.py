"""Choosing what a post says in the room it has. Pure arithmetic on estimated costs; nothing is rendered here.

A post is worth what it says: each bullet by rank and by how much of it a length keeps, the standfirst, the question.
The richest choice that fits wins; of two equally rich, the one that uses more of the room.
"""

from collections.abc import Iterator
from itertools import accumulate, product
from typing import NamedTuple

from bot.composer.offer import BLANK, BREAK, Choice, Offer
from bot.composer.plan import Option, Picked, Plan

STANDFIRST = 0.9
QUESTION = 0.7
# A brand's signature is its own wish: it goes only when not even headline and link fit beside it.
SIGNATURE = 4.0
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
    for kept in range(len(everything.context) - 1, -1, -1):
        choice = offer.priced(everything._replace(context=everything.context[:kept]))
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
        picked, worth, cost = _bullets(offer.options(told), max(1, len(told.items)), left - BLANK + BREAK, floor - base)
        worth += base + USED_ROOM * (1 - (left - cost) / room)
        floor = max(floor, worth - USED_ROOM)
        yield Filling(worth, told, picked, question, signature)


def _bullets(
    options: tuple[tuple[Option, ...], ...], most: int, room: int, floor: float
) -> tuple[tuple[Picked, ...], float, int]:
    """The bullets worth most within `room`: depth first, cut off where the rest cannot beat the best so far."""
    ranks = [lengths[0].worth for lengths in options]
    cheapest = list(accumulate((min(lengths)[0] for lengths in reversed(options)), min))[::-1]
    best: tuple[tuple[Picked, ...], float, int] = ((), 0.0, 0)

    def look(at: int, left: int, picked: tuple[Picked, ...], worth: float) -> None:
        nonlocal best
        if worth > best[1]:
            best = (picked, worth, room - left)
        bound = worth + sum(ranks[at : at + most - len(picked)])
        if bound <= best[1] or bound <= floor or left < cheapest[at]:
            return
        for option in options[at]:
            if option.cost <= left:
                look(at + 1, left - option.cost, (*picked, option.picked), worth + option.worth)
        look(at + 1, left, picked, worth)

    look(0, room, (), 0.0)
    return best


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
