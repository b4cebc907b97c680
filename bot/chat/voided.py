"""What a change did to approvals: voided where it was made, and told beside the conversation to those it concerns."""

from collections.abc import Collection

from bot.chat import errands
from bot.chat.context import Context
from bot.domain.conversation import Errand, Place


async def review(context: Context, draft_id: str, *, accounts: Collection[str] | None = None) -> None:
    """A draft has just changed: void what was given for it; `accounts` are those chosen now, where these changed."""
    for errand in await context.office.approving.review(draft_id, accounts=accounts):
        errands.start(context, errand)


async def review_all(context: Context, place: Place, cause: str, *, brand_id: str = "", decided_by: str = "") -> None:
    """A brand's style or a member's role has just changed, as a message or tap asked: void what hung on it."""
    values: dict[str, str | int] = {"brand": brand_id, "member": decided_by}
    errands.start(context, await context.office.correspondence.begin("review", context.who.id, place, cause, **values))


@errands.errand("review")
async def void_all(context: Context, errand: Errand) -> None:
    """Look at each approval that may be void now."""
    values = errand.values
    await context.office.approving.review_all(brand_id=str(values["brand"]), decided_by=str(values["member"]))
    await _tell(context)
    await context.office.correspondence.progress(errand, state="done")


async def _tell(context: Context) -> None:
    """Tell what is void and not told yet, whoever came upon it."""
    for errand in await context.office.correspondence.errands(begin="void/"):
        errands.start(context, errand)
