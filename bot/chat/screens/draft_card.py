"""What the draft card looks like, and what its buttons carry. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from bot.chat.buttons import Payload, tagged
from bot.chat.rendering import part_html
from bot.chat.screens.doubts import Looking, rows, schedules, way_out
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.domain.brand import Member
from bot.domain.rights import may
from bot.edits.history import Change
from bot.services.cards import DraftCard

# A message holds 4096 characters; what is around the post takes some.
MOST_SHOWN = 3000


@tagged("d")
@dataclass(frozen=True, slots=True)
class ShowDraft(Payload):
    """Show the draft as an account says it."""

    draft_id: str
    account_id: str


@tagged("a")
@dataclass(frozen=True, slots=True)
class Act(Payload):
    """Do something to the draft that needs nothing more: `verb` is one of VERBS."""

    draft_id: str
    revision: int
    account_id: str
    verb: str


@tagged("o")
@dataclass(frozen=True, slots=True)
class Open(Payload):
    """Open one of the draft's screens: "headline", "bullets", "question", "image", "source", "changes" ..."""

    draft_id: str
    revision: int
    account_id: str
    screen: str


class About(Protocol):
    """Whatever names a draft, the account whose post is shown, and the revision the member saw."""

    @property
    def draft_id(self) -> str:
        """The draft."""
        ...

    @property
    def revision(self) -> int:
        """The revision seen."""
        ...

    @property
    def account_id(self) -> str:
        """The account."""
        ...


class Newest(NamedTuple):
    """A draft as it stands, whatever was seen."""

    draft_id: str
    account_id: str
    revision: int = 0


def view(texts: Texts, card: DraftCard, names: dict[str, str], looking: Looking, planned: Sequence[str] = ()) -> View:
    """The card as this member sees it, with the buttons they may use. `names` are the accounts' names by their ids.

    `planned` says what of it waits for its time.
    """
    if card.discarded:
        return put_away(texts, card, looking.who)
    label = names[card.account.id]
    parts = [(part_html(part, MOST_SHOWN // len(card.post.parts)), part.length, part.limit) for part in card.post.parts]
    last = last_change(texts, card)
    text = texts.html(
        "draft/card",
        card=card,
        article=card.article,
        label=label,
        parts=parts,
        looking=looking,
        last=last,
        planned=planned,
    )
    return View(text, (*rows(texts, card, looking.who), *_accounts(card, names), *_actions(texts, card, looking)))


def put_away(texts: Texts, card: DraftCard, who: Member) -> View:
    """What is left of a card whose draft was discarded: the way back."""
    undo = Act(card.draft.id, card.draft.revision, card.account.id, "undo")
    back = ((Button(texts.label("bring_back"), undo),),) if may(who, "draft") else ()
    return View(texts.html("draft/discarded", article=card.article), back)


def _accounts(card: DraftCard, names: dict[str, str]) -> tuple[tuple[Button, ...], ...]:
    if len(card.accounts) < 2:
        return ()
    row = []
    for account in card.accounts:
        mark = " ✓" if account.id == card.account.id else ""
        row.append(Button(f"{names[account.id]}{mark}", ShowDraft(card.draft.id, account.id)))
    return tuple(tuple(row[at : at + 3]) for at in range(0, len(row), 3))


def _actions(texts: Texts, card: DraftCard, looking: Looking) -> tuple[tuple[Button, ...], ...]:
    draft, account = card.draft, card.account.id

    def opens(screen: str) -> Button:
        return Button(texts.label(screen), Open(draft.id, draft.revision, account, screen))

    def acts(verb: str) -> Button:
        return Button(texts.label(verb), Act(draft.id, draft.revision, account, verb))

    undo = [acts("undo")] if card.step.undo else []
    redo = [acts("redo")] if card.step.redo else []
    changed = [opens("changes")] if card.draft.revision > 1 else []
    if not may(looking.who, "draft"):
        return ((opens("preview"), opens("source"), *changed),)
    return (
        (opens("headline"), opens("bullets"), opens("question"), opens("image")),
        (acts("shorter"), acts("longer"), *undo, *redo),
        (opens("preview"), opens("source"), *changed),
        (*schedules(texts, card, looking), way_out(texts, card, looking), acts("discard")),
    )


def told(texts: Texts, change: Change) -> str:
    """A change in words; those of an edit one after the other."""
    if change.kind != "edited":
        return texts.say(f"changes/{change.kind}")
    return ", ".join(texts.say(f"changes/{key}", **values) for key, values in change.words)


def last_change(texts: Texts, card: DraftCard) -> str:
    """What the last edit did, "" where the draft is as it was written."""
    change = Change.model_validate(card.kept.change or {"kind": "written"})
    return "" if change.kind == "written" else told(texts, change)
