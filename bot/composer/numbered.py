"""A thread rendered and measured: every part taken by the network, numbered, the link in one of them."""

from typing import NamedTuple

from bot.composer.frame import Frame, Rendered
from bot.composer.notes import differences, note
from bot.composer.offer import Offer
from bot.composer.plan import Choice
from bot.composer.thread import MOST_PARTS, split
from bot.domain.post import Note, Part

TRIES = 3


class Thread(NamedTuple):
    """The parts of a thread and what a person should know about them."""

    parts: tuple[Part, ...]
    notes: list[Note]


def thread(frame: Frame) -> Thread | None:
    """The draft as a thread with all the parts there are; None where it makes no valid thread of at least two."""
    offer = frame.thread_offer
    limit = frame.platform.limits.text
    reply = frame.link_spot == "reply"
    most = min(frame.platform.limits.parts, MOST_PARTS) - reply
    room = limit - len(_number(most, most))
    for _ in range(TRIES):
        choices = split(offer, room, most)
        if len(choices) < 2:
            return None
        rendered = _numbered(frame, choices)
        over = max(one.measure.length - limit for one in rendered)
        if all(one.measure.valid for one in rendered):
            return Thread(tuple(one.part for one in rendered), _notes(offer, choices))
        room -= max(over, limit // 20)
    return None


def _number(part: int, parts: int) -> str:
    return f" ({part}/{parts})"


def _numbered(frame: Frame, choices: list[Choice]) -> list[Rendered]:
    rendered = []
    first = 0
    for at, choice in enumerate(choices, 1):
        rendered.append(frame.render(choice, first=first, suffix=_number(at, len(choices))))
        first += len(choice.bullets)
    return rendered


def _notes(offer: Offer, choices: list[Choice]) -> list[Note]:
    wanted = offer.everything
    linked = next((at for at, choice in enumerate(choices, 1) if choice.link), 0)
    told = [note("split_thread", parts=len(choices), link_part=linked)]
    shown = wanted._replace(
        standfirst="".join(choice.standfirst for choice in choices),
        bullets=tuple(picked for choice in choices for picked in choice.bullets),
        question="".join(choice.question for choice in choices),
        hashtags=tuple(tag for choice in choices for tag in choice.hashtags),
        signature="".join(choice.signature for choice in choices),
        second="",
        context=tuple(lines for choice in choices for lines in choice.context),
    )
    return told + differences(offer, wanted, shown)
