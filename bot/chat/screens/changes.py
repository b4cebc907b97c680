"""What changed: a draft's last changes in words, who made them and when."""

from zoneinfo import ZoneInfo

from bot.chat.context import Context
from bot.chat.screens.draft_card import ShowDraft, told
from bot.chat.screens.preferences import zone_of
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.domain.conversation import Place
from bot.services.editing import Made

MOST = 12


def view(texts: Texts, draft_id: str, account_id: str, steps: list[Made], names: dict[str, str], zone: str) -> View:
    """The last changes, newest first."""
    lines = [
        (one.at.astimezone(ZoneInfo(zone)), names.get(one.actor, one.actor), told(texts, one.change)) for one in steps
    ]
    back = Button(texts.label("back"), ShowDraft(draft_id, account_id))
    return View(texts.html("changes/list", lines=lines), ((back,),))


async def show(context: Context, place: Place, draft_id: str, account_id: str) -> None:
    """Put it into a message."""
    steps = (await context.office.editing.made(draft_id))[-MOST:][::-1]
    names = {member.id: member.name for member in await context.office.members.every()}
    zone = await zone_of(context)
    await context.sender.edit(place, view(context.texts, draft_id, account_id, steps, names, zone))
