"""What the buttons about posts that wait for their time carry. Pure."""

from dataclasses import dataclass

from bot.chat.buttons import Payload, tagged
from bot.chat.texts import Texts
from bot.chat.view import Button
from bot.domain.publication import Publication

# What a check says that held a publication back until a person says how it goes on.
CHECKED = frozenset({"late", "repeated", "source_changed", "source_gone", "put_away"})


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


@tagged("lc")
@dataclass(frozen=True, slots=True)
class Differs(Payload):
    """ "look" at what a held publication's source says otherwise now, or "read" that anew."""

    publication_id: str
    run: int
    verb: str


def held_by(one: Publication) -> str:
    """Which check holds it back, by the key of what it says; "" for anything else."""
    return one.error.key if one.state == "held" and one.error and one.error.key in CHECKED else ""


def send_label(texts: Texts, one: Publication, account: str) -> str:
    """What is said on the button that sends what is held or has failed."""
    why = held_by(one)
    if why == "late":
        return texts.label("send_late")
    return texts.label("send_anyway" if why else "deal_again", account=account)


def held_buttons(texts: Texts, one: Publication) -> tuple[Button, ...]:
    """What else can be done about what is held than to send it: see what changed, another time, or none."""
    new_time = Button(texts.label("new_time"), Queued(one.id, one.run, "time"))
    if held_by(one) == "source_changed":
        new_time = Button(texts.label("what_changed"), Differs(one.id, one.run, "look"))
    return new_time, Button(texts.label("cancel_post"), Queued(one.id, one.run, "cancel"))
