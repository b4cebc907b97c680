"""How an approval ends when what it is about has changed: who changed it, in the log, and the word to be given on it.

All of it is one transaction, so that nothing is void without being told and nothing is told twice.
"""

from datetime import datetime

from bot.domain.approval import Approval
from bot.domain.conversation import Errand, Place
from bot.domain.event import Event
from bot.domain.rights import may
from bot.store import Connection, approvals, conversations, drafts, events, members, publications

# What the log calls a change, and what kind of change that is to those who are told.
_CHANGES = {
    "edited": "edited",
    "undone": "edited",
    "redone": "edited",
    "discarded": "discarded",
    "account_chosen": "accounts",
    "account_left_out": "accounts",
    "restyled": "style",
    "role_changed": "approver",
    "removed": "approver",
}


async def decider_may(connection: Connection, found: Approval) -> bool:
    """Whether whoever said yes could still say it; true where nobody did yet."""
    decider = await members.by_id(connection, found.decided_by) if found.state == "approved" else None
    return found.state != "approved" or (decider is not None and may(decider, "approve"))


async def void(connection: Connection, found: Approval, now: datetime) -> Errand | None:
    """Void an approval that stands; the errand of telling those it concerns.

    None where it stood no more, and where all of it went out before it changed: then it has done its work.
    """
    why = await _last_change(connection, found)
    by, because = (why.actor, _CHANGES[why.action]) if why else ("standfirst", "")
    changed = found.model_copy(update={"state": "void", "voided_by": by, "because": because})
    if not await approvals.change(connection, changed, found.state):
        return None
    detail = {"approval": found.id, "was": found.state, "because": because}
    await events.add(connection, now, by, "approval_void", f"draft/{found.draft_id}", **detail)
    if await publications.of_draft(connection, found.draft_id, found.revision):
        return None
    errand = await _telling(connection, found, now)
    await conversations.begin(connection, errand)
    return errand


async def waiting(connection: Connection, found: Approval) -> list[Errand]:
    """The errand of telling that an approval is void, where nobody did yet."""
    errand = await conversations.errand_of(connection, f"void/{found.id}")
    return [errand] if errand and errand.state == "waiting" else []


async def supersede(connection: Connection, found: Approval, actor: str, now: datetime) -> None:
    """Void an approval since the same member asks anew: who may decide is told by the new question."""
    changed = found.model_copy(update={"state": "void", "voided_by": actor, "because": "asked_anew"})
    if await approvals.change(connection, changed, found.state):
        detail = {"approval": found.id, "was": found.state, "because": "asked_anew"}
        await events.add(connection, now, actor, "approval_void", f"draft/{found.draft_id}", **detail)


async def _last_change(connection: Connection, found: Approval) -> Event | None:
    """What was changed last since it was asked for: the draft, its brand's style, or who gave it."""
    kept = await drafts.latest(connection, found.draft_id)
    subjects = [f"draft/{found.draft_id}", f"brand/{kept.brand_id}" if kept else ""]
    if not await decider_may(connection, found):
        subjects = [subjects[0], f"member/{found.decided_by}"]
    lines = [line for subject in subjects for line in await events.about(connection, subject)]
    asked = next((line.id for line in lines if line.detail.get("approval") == found.id), 0)
    since = [line for line in lines if line.id > asked and line.action in _CHANGES]
    return max(since, key=lambda line: line.id, default=None)


async def _telling(connection: Connection, found: Approval, now: datetime) -> Errand:
    """The errand, in the name of somebody who is still here."""
    concerned = [await members.by_id(connection, one) for one in (found.asked_by, found.decided_by) if one]
    who = next((one for one in concerned if one and one.active), None)
    return Errand(
        id=f"void/{found.id}",
        kind="void",
        member_id=who.id if who else found.asked_by,
        asked=Place(chat_id=(who.telegram_id if who else None) or 0),
        values={"id": found.id, "told": ""},
        created=now,
    )
