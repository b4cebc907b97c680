"""What the article does not say is settled: by the article's value, by another wording, or by a reason that is kept."""

from telegram import Update

from bot.chat import prompts
from bot.chat.context import Context, Taps, cause_of, place_of
from bot.chat.screens import draft
from bot.chat.screens.doubts import Settle
from bot.chat.screens.draft_card import Newest, ShowDraft
from bot.chat.view import Button, View
from bot.domain.conversation import Place, Prompt
from bot.domain.errors import Refused
from bot.edits.edit import Reword
from bot.services.doubts import Doubt


async def on_settle(update: Update, context: Context, payload: Settle) -> None:
    """A way to settle a doubt was chosen."""
    where = place_of(update)
    doubt = await _meant(context, payload)
    if doubt is None:
        await draft.show(context, where, payload.draft_id, payload.account_id)
        raise Refused("changed_since")
    if payload.verb == "use":
        reword = Reword(old=doubt.passage, new=doubt.mended)
        await draft.edit(context, where, payload, (reword,), cause_of(update))
        return
    values: dict[str, str | int] = {"draft": payload.draft_id, "account": payload.account_id}
    values |= {"chat": where.chat_id, "message": where.message_id}
    if payload.verb == "edit":
        await prompts.ask(update, context, "mend", **values, old=doubt.passage)
    else:
        await prompts.ask(update, context, "release", **values, key=doubt.key)
    asked = context.texts.html("facts/edit" if payload.verb == "edit" else "facts/reason", doubt=doubt)
    back = Button(context.texts.label("back"), ShowDraft(payload.draft_id, payload.account_id))
    await context.sender.edit(where, View(asked, ((back,),)))


async def _meant(context: Context, payload: Settle) -> Doubt | None:
    """The doubt a button is about; None where it is settled, or the draft has changed since."""
    card = await context.office.cards.card(payload.draft_id, payload.account_id)
    if card.draft.revision != payload.revision:
        return None
    doubt = next((one for one in card.doubts if one.at == payload.number), None)
    return None if doubt is None or (payload.verb == "use" and not doubt.value) else doubt


@prompts.prompt("mend")
async def on_mended(update: Update, context: Context, prompt: Prompt) -> None:
    """The member's wording of the part."""
    reword = Reword(old=str(prompt.values["old"]), new=prompts.said(update))
    about = Newest(str(prompt.values["draft"]), str(prompt.values["account"]))
    await draft.edit(context, _where(prompt), about, (reword,), cause_of(update), newest=True)


@prompts.prompt("release")
async def on_reason(update: Update, context: Context, prompt: Prompt) -> None:
    """Why an untraced fact may stay."""
    values, place = prompt.values, _where(prompt)
    draft_id = str(values["draft"])
    await context.office.editing.release(draft_id, str(values.get("key", "")), prompts.said(update), actor=context.who)
    await draft.show(context, place, draft_id, str(values["account"]))
    await draft.refresh_others(context, draft_id, place)


def _where(prompt: Prompt) -> Place:
    return Place(chat_id=int(prompt.values["chat"]), message_id=int(prompt.values["message"]))


TAPS: Taps = {Settle: on_settle}
