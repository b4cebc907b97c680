"""What is asked before something that is out is changed or deleted: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from bot.chat.buttons import Payload, tagged
from bot.chat.rendering import part_html
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.domain.errors import StandfirstError
from bot.domain.post import Note, Part
from bot.domain.publication import Publication
from bot.services.correcting import Change
from bot.services.publishing import Report

# A message holds 4096 characters; what is around the parts takes some.
MOST_SHOWN = 3000
# So many changed parts are shown; of those after them the number is told.
MOST_PAIRS = 8
# So much of a content hash says what the member saw.
SEEN = 10


@tagged("x")
@dataclass(frozen=True, slots=True)
class Correct(Payload):
    """Ask about something that is out: to "change" it, to "delete" it, or whether it is gone by "hand"."""

    draft_id: str
    publication_id: str
    verb: str


@tagged("xn")
@dataclass(frozen=True, slots=True)
class CorrectNow(Payload):
    """Do it: "amend", "repost", "delete", or note that it is gone by "hand". `seen` is what the question was about."""

    draft_id: str
    publication_id: str
    verb: str
    seen: str


class Pair(NamedTuple):
    """A part as it is out and as it would be, None where there is none; with how it is counted."""

    number: int
    before: Markup | None
    after: Markup | None
    length: int = 0
    limit: int = 0


def ask_buttons(texts: Texts, report: Report, name: str, *, changed: bool, stuck: bool) -> tuple[Button, ...]:
    """The buttons on the line of what is out: `changed` where the draft says something else, `stuck` where the network
    did not delete it.
    """
    publication = report.publication
    moving = any(row.state in ("sending", "unknown") for row in report.deliveries)
    if not report.standing or publication.deleted or moving:
        return ()

    def asks(verb: str) -> Button:
        return Button(texts.label(f"correct_{verb}", account=name), Correct(report.draft_id, publication.id, verb))

    verbs = [verb for verb, there in (("change", changed), ("delete", True), ("hand", stuck)) if there]
    return tuple(asks(verb) for verb in verbs)


def seen_of(publication: Publication) -> str:
    """What a question about deleting was about."""
    return publication.content_hash[:SEEN]


def delete_view(texts: Texts, report: Report, name: str, back: Button, *, by_hand: bool) -> View:
    """Whether to delete it, or whether it is gone: names the account and what comes of it."""
    verb = "hand" if by_hand else "delete"
    urls = [row.remote.url for row in report.standing if row.remote and row.remote.url]
    now = CorrectNow(report.draft_id, report.publication.id, verb, seen_of(report.publication))
    values = {"account": name, "url": urls[0] if urls else "", "parts": len(report.standing)}
    return View(texts.html(f"correct/{verb}", **values), ((Button(texts.label(f"{verb}_now"), now), back),))


def change_view(
    texts: Texts, change: Change, name: str, back: Button, *, bar: StandfirstError | None, prices: Sequence[Note] = ()
) -> View:
    """What changes, part by part, and how: where it is, or (`bar` says why) deleted and published anew."""
    publication, verb, found = change.report.publication, "repost" if bar else "amend", pairs(change)
    now = CorrectNow(change.report.draft_id, publication.id, verb, change.after.content_hash[:SEEN])
    text = texts.html(
        "correct/change",
        account=name,
        pairs=found[:MOST_PAIRS],
        more=len(found[MOST_PAIRS:]),
        count=max(len(change.before), len(change.after.parts)),
        bar=texts.error(bar) if bar else "",
        prices=prices if bar else (),
    )
    return View(text, ((Button(texts.label(f"{verb}_now"), now), back),))


def pairs(change: Change) -> list[Pair]:
    """The parts that change, each before and after."""
    count = max(len(change.before), len(change.after.parts))
    numbers = [number for number in range(count) if _changes(change, number)]
    most = MOST_SHOWN // (2 * min(len(numbers), MOST_PAIRS) or 1)
    return [_pair(number, _at(change.before, number), _at(change.after.parts, number), most) for number in numbers]


def _changes(change: Change, number: int) -> bool:
    card = number == 0 and change.report.post.card != change.after.card
    return card or _at(change.before, number) != _at(change.after.parts, number)


def _pair(number: int, before: Part | None, after: Part | None, most: int) -> Pair:
    counted = after or before
    length, limit = (counted.length, counted.limit) if counted else (0, 0)
    said = [part_html(part, most) if part else None for part in (before, after)]
    return Pair(number + 1, said[0], said[1], length, limit)


def _at(parts: Sequence[Part], number: int) -> Part | None:
    return parts[number] if number < len(parts) else None
