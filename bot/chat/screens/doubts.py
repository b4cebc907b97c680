"""The way out of the draft card: what is in doubt first, then approval, then publishing. Pure."""

from dataclasses import dataclass
from typing import NamedTuple

from bot.chat.buttons import Payload, tagged
from bot.chat.texts import Texts
from bot.chat.view import Button
from bot.domain.approval import Approval
from bot.domain.brand import Member
from bot.domain.rights import may
from bot.services.cards import DraftCard
from bot.services.doubts import Doubt

# So many doubts have buttons; when those are settled the next ones have.
MOST = 3
_SHORT = 28
# What the button says where an approval stands that this member can do no more about.
_ASKED = {"asked": "approval_asked", "approved": "approval_given"}
_EDITABLE = ("headline", "standfirst", "bullet", "question", "hashtag")


@tagged("f")
@dataclass(frozen=True, slots=True)
class Settle(Payload):
    """Settle a doubt: "use" the article's value, "edit" the part, "keep" it for a reason.

    `number` is the doubt's place among all of the revision (`Doubt.at`).
    """

    draft_id: str
    revision: int
    account_id: str
    number: int
    verb: str


@tagged("p")
@dataclass(frozen=True, slots=True)
class AskPublish(Payload):
    """Ask whether to publish, or for approval; where neither may be, tell why."""

    draft_id: str
    revision: int
    account_id: str


@tagged("l")
@dataclass(frozen=True, slots=True)
class AskWhen(Payload):
    """Ask when a draft goes out."""

    draft_id: str
    revision: int
    account_id: str


class Looking(NamedTuple):
    """Who looks at a card, and how its approval stands: the newest one and the names of who asked and who decided."""

    who: Member
    approval: Approval | None = None
    asker: str = ""
    decider: str = ""


def rows(texts: Texts, card: DraftCard, who: Member) -> tuple[tuple[Button, ...], ...]:
    """Buttons for the first doubts."""
    return tuple(row for doubt in card.doubts[:MOST] if (row := _row(texts, card, doubt, who)))


def _row(texts: Texts, card: DraftCard, doubt: Doubt, who: Member) -> tuple[Button, ...]:
    draft = card.draft

    def settles(verb: str, label: str) -> Button:
        return Button(label, Settle(draft.id, draft.revision, card.account.id, doubt.at, verb))

    found = []
    if may(who, "draft") and doubt.value:
        found.append(settles("use", texts.label("use_value", value=_short(doubt.value))))
    if may(who, "draft") and doubt.part in _EDITABLE:
        found.append(settles("edit", texts.label("edit_part", part=doubt.part)))
    if may(who, "release"):
        found.append(settles("keep", texts.label("keep_fact", text=_short(doubt.fact.text))))
    return tuple(found)


def schedules(texts: Texts, card: DraftCard, looking: Looking) -> tuple[Button, ...]:
    """The button towards scheduling; none where something is in doubt, or where the time was approved already."""
    if card.doubts or approved_time(card, looking) or (looking.approval and looking.approval.state == "asked"):
        return ()
    return (Button(texts.label("schedule"), AskWhen(card.draft.id, card.draft.revision, card.account.id)),)


def approved_time(card: DraftCard, looking: Looking) -> bool:
    """Whether the draft was approved for a time to come, which is not now."""
    approval = looking.approval
    return approval is not None and approval.state == "approved" and approval.at is not None


def way_out(texts: Texts, card: DraftCard, looking: Looking) -> Button:
    """The button towards publishing: locked, asking for approval, or with the number of accounts chosen."""
    label = texts.label("publish", count=len(card.chosen))
    if approved_time(card, looking) and not card.doubts and may(looking.who, "publish"):
        when = AskWhen(card.draft.id, card.draft.revision, card.account.id)
        return Button(texts.label("schedule_now", count=len(card.chosen)), when)
    if card.doubts:
        label = texts.label("publish_locked")
    elif needs_approval(card, looking):
        state = looking.approval.state if looking.approval else ""
        label = texts.label(_ASKED.get(state, "ask_approval"))
    return Button(label, AskPublish(card.draft.id, card.draft.revision, card.account.id))


def needs_approval(card: DraftCard, looking: Looking) -> bool:
    """Whether this member can do no more than ask somebody else for a yes."""
    if not may(looking.who, "publish"):
        return True
    approved = looking.approval is not None and looking.approval.state == "approved"
    return card.brand.approval == "other_editor" and not approved


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1].rstrip() + "…"
