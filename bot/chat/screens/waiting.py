"""What the buttons about posts that wait for their time carry. Pure."""

from dataclasses import dataclass

from bot.chat.buttons import Payload, tagged
from bot.chat.texts import Texts
from bot.chat.view import Button
from bot.domain.publication import Publication


@tagged("lb")
@dataclass(frozen=True, slots=True)
class Bunch(Payload):
    """Deal with all that waits of a draft: "look", "time", "now", "sure" (publish now), "cancel".

    `seen` is about how that stood.
    """

    draft_id: str
    seen: str
    verb: str


@tagged("lq")
@dataclass(frozen=True, slots=True)
class Queued(Payload):
    """Deal with one publication of which the member saw this `run`; `verb` is one of `queue.VERBS`."""

    publication_id: str
    run: int
    verb: str


@tagged("lp")
@dataclass(frozen=True, slots=True)
class ShowQueue(Payload):
    """Show what waits in order, from so many on."""

    first: int


@tagged("ly")
@dataclass(frozen=True, slots=True)
class SeriesTurn(Payload):
    """ "look" at a series, "pause", "resume" or "end" it while it is in this `state`; without an id list them all."""

    series_id: str
    state: str
    verb: str


def late_buttons(texts: Texts, one: Publication) -> tuple[Button, ...]:
    """What else can be done about what is held than to send it: another time, or none."""
    new_time = Button(texts.label("new_time"), Queued(one.id, one.run, "time"))
    return new_time, Button(texts.label("cancel_post"), Queued(one.id, one.run, "cancel"))
