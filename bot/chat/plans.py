"""A time that is being chosen in a message: what it is for and what was said so far, kept while its buttons are."""

from typing import Literal

from pydantic import Field, ValidationError

from bot.chat.context import Context
from bot.domain.conversation import Place
from bot.domain.errors import Refused
from bot.domain.frozen import Frozen
from bot.domain.moment import Moment, Unclear
from bot.domain.publication import LATE
from bot.domain.recurrence import Recurrence

_KIND = "plan"
_BODY = "plan"
Stage = Literal["ask", "days", "hours", "question", "echo"]


class Target(Frozen):
    """A publication whose time is being chosen anew, and the run of it that the member saw."""

    id: str
    run: int


class Plan(Frozen):
    """A time on its way: for the newest wording of a draft, or (`targets`) for what is planned already.

    `step` counts what was done in the message: a button of an earlier step means nothing any more. `stage` is what the
    message shows: the question, days, the hours of `day` (YYYY-MM-DD), why a time is `unclear`, or the `moment` that
    would be kept, which is the next free one where `slot` says so. `seen` is the beginning of the content hash of the
    posts it was shown for, `told` is waived of what was told beside them. `late` and `void` are in minutes, `void` 0 is
    never; `rule` is how often it would recur. `tapped` is the step and verb that led here: the same tap once more is no
    other one.
    """

    id: str = ""
    draft_id: str
    account_id: str = ""
    revision: int = 0
    targets: tuple[Target, ...] = ()
    step: int = Field(default=0, ge=0)
    stage: Stage = "ask"
    day: str = ""
    unclear: Unclear | None = None
    moment: Moment | None = None
    seen: str = ""
    told: tuple[str, ...] = ()
    late: int = LATE
    void: int = 0
    rule: Recurrence | None = None
    slot: bool = False
    tapped: str = ""


async def begin(context: Context, place: Place, plan: Plan) -> Plan:
    """Keep a plan for this message, after whatever was chosen in it before; begun once more it stays as it is."""
    correspondence = context.office.correspondence
    kept = await correspondence.begin(_KIND, context.who.id, place)
    before = _read(kept.values.get(_BODY))
    new = plan.model_copy(update={"id": kept.id, "step": before.step + 1 if before else 1})
    if before and before == new.model_copy(update={"step": before.step}):
        return before
    await correspondence.progress(kept, state="done", values={_BODY: new.model_dump_json()})
    return new


async def found(context: Context, plan_id: str) -> Plan:
    """A plan as it is now. Raises Refused("changed_since") where there is none any more."""
    kept = await context.office.correspondence.errand(plan_id)
    plan = _read(kept.values.get(_BODY)) if kept and kept.kind == _KIND else None
    if plan is None:
        raise Refused("changed_since")
    return plan


async def go_on(context: Context, plan: Plan, **changes: object) -> Plan:
    """Keep what was chosen, as a step more; what changes nothing is no step."""
    changed = plan.model_copy(update=changes)
    if changed == plan and not plan.tapped:
        return plan
    new = changed.model_copy(update={"step": plan.step + 1})
    kept = await context.office.correspondence.errand(plan.id)
    if kept is None:
        raise Refused("changed_since")
    await context.office.correspondence.progress(kept, values={_BODY: new.model_dump_json()})
    return new


def _read(body: object) -> Plan | None:
    """A plan as it was kept; None where there is none, or one of another version."""
    try:
        return Plan.model_validate_json(str(body)) if body else None
    except ValidationError:
        return None
