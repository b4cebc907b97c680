"""One text in several messages: Telegram splits what is longer than 4096 characters, at a space where it can.

Each message is an errand that names the first one, so that a restart in between loses none of them.
"""

import asyncio
from collections.abc import Sequence

from bot.chat.brought import Brought
from bot.chat.context import Context
from bot.domain.conversation import Errand, Place

# More may follow a message so long.
NEARLY_FULL = 3_500
# Seconds to wait for more.
PATIENCE = 2.5
_LOOK = 0.25


async def continues(context: Context, place: Place, brought: Brought) -> bool:
    """Whether a text goes on where the member's last one was cut off by Telegram's limit; then it is kept for it."""
    if brought.source != "text" or not brought.text or brought.file:
        return False
    correspondence = context.office.correspondence
    waiting = await correspondence.errands(begin=f"read/{place.chat_id}/")
    own = [one for one in waiting if one.member_id == context.who.id and one.asked.thread_id == place.thread_id]
    begun = next((one for one in reversed(own) if one.values.get("more") and not one.values.get("pieces")), None)
    if begun is None or place.message_id <= begun.asked.message_id:
        return False
    last = _pieces(begun, own)[-1]
    if len(str(last.values["text"])) < NEARLY_FULL:
        return False
    await correspondence.begin("read", context.who.id, place, text=brought.text, continues=begun.id)
    return True


def _pieces(begun: Errand, waiting: Sequence[Errand]) -> list[Errand]:
    """The messages of one text in order, the one that began it first."""
    later = [one for one in waiting if one.values.get("continues") == begun.id]
    return [begun, *sorted(later, key=lambda one: one.asked.message_id)]


async def whole(context: Context, errand: Errand) -> tuple[Errand, list[Errand]]:
    """The errand with the whole text, once no more of it comes; and what came too late to be part of it."""
    if not errand.values.get("more") or errand.values.get("pieces"):
        return errand, []
    correspondence = context.office.correspondence
    begin_with = f"read/{errand.asked.chat_id}/"
    found, waited = [errand], 0.0
    while len(str(found[-1].values["text"])) >= NEARLY_FULL and waited < PATIENCE:
        await asyncio.sleep(_LOOK)
        now = _pieces(errand, await correspondence.errands(begin=begin_with))
        waited = 0.0 if len(now) > len(found) else waited + _LOOK
        found = now
    text = "".join(_piece(one) for one in found).strip()
    numbers = ",".join(str(one.asked.message_id) for one in found)
    values = {**errand.values, "text": text, "pieces": numbers}
    whole = await correspondence.progress(errand, values=values)
    for piece in found[1:]:
        await correspondence.progress(piece, state="done")
    late = _pieces(errand, await correspondence.errands(begin=begin_with))[1:]
    return whole, late


def _piece(one: Errand) -> str:
    """A piece and what parts it from the next: a paragraph may end with it or not."""
    text = str(one.values["text"])
    return f"{text}\n" if text.endswith((".", "!", "?", "…", "”", '"', "»")) else f"{text} "


async def stands_alone(context: Context, piece: Errand) -> bool:
    """Whether a piece came too late for the text it goes on with; one that is part of it is done with that."""
    correspondence = context.office.correspondence
    begun = await correspondence.errand(str(piece.values["continues"]))
    taken = str(begun.values.get("pieces", "")).split(",") if begun else []
    if begun and begun.state == "waiting" and taken == [""]:
        return False
    if str(piece.asked.message_id) in taken:
        await correspondence.progress(piece, state="done")
        return False
    return True
