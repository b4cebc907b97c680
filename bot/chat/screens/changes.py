"""What changed: a draft's last changes in words, who made them and when."""

from zoneinfo import ZoneInfo

from bot.chat.context import Context
from bot.chat.screens import draft
from bot.chat.screens.draft_card import ShowDraft, told
from bot.chat.screens.preferences import zone_of
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.domain.brand import Member
from bot.domain.conversation import Place, Shown
from bot.services.editing import Made

MOST = 12


def view(texts: Texts, draft_id: str, account_id: str, steps: list[Made], names: dict[str, str], zone: str) -> View:
    """The last changes, newest first."""
    lines = [
        (one.at.astimezone(ZoneInfo(zone)), names.get(one.actor, one.actor), told(texts, one.change)) for one in steps
    ]
    back = Button(texts.label("back"), ShowDraft(draft_id, account_id))
    return View(texts.html("changes/list", lines=lines), ((back,),))


async def show(context: Context, place: Place, draft_id: str, account_id: str, *, who: Member | None = None) -> None:
    """Put it into a message, as this member sees it; note that it is there."""
    member = who or context.who
    steps = (await context.office.editing.made(draft_id))[-MOST:][::-1]
    names = {member.id: member.name for member in await context.office.members.every()}
    zone = await zone_of(context, member)
    texts, card = context.office.languages.texts(member.language), await context.office.cards.card(draft_id, account_id)
    shown = view(texts, draft_id, account_id, steps, names, zone)
    await draft.noted(context, await context.sender.edit(place, shown), card, member, "changes")


@draft.screen("changes")
async def show_again(context: Context, shown: Shown, member: Member) -> None:
    """The changes up to now, for somebody who had them open."""
    await show(context, shown.place, shown.draft_id, shown.account_id, who=member)
