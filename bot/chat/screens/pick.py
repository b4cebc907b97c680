"""Headline and question: pick one of the draft's own, write another, or do without a question."""

from dataclasses import dataclass

from telegram import Update

from bot.chat import prompts
from bot.chat.buttons import Payload, tagged
from bot.chat.context import Context, Taps, cause_of, place_of
from bot.chat.screens import draft
from bot.chat.screens.draft import ShowDraft
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.domain.conversation import Place, Prompt
from bot.domain.draft import Passage
from bot.edits.edit import Edit, SetHeadline, SetQuestion
from bot.services.cards import DraftCard

WRITE, NONE = 98, 99
_EDITS: dict[str, type[SetHeadline] | type[SetQuestion]] = {"headline": SetHeadline, "question": SetQuestion}


@tagged("k")
@dataclass(frozen=True, slots=True)
class Pick(Payload):
    """Take a choice (from 1) for a part ("headline" or "question"); WRITE asks for another, NONE does without."""

    draft_id: str
    revision: int
    account_id: str
    part: str
    choice: int


def view(texts: Texts, card: DraftCard, part: str) -> View:
    """The alternatives, the present one marked."""
    draft_, account = card.draft, card.account.id
    wording = draft_.for_account(account)
    offered: tuple[Passage, ...] = wording.headlines if part == "headline" else wording.questions
    present = wording.headline if part == "headline" else wording.question

    def picks(choice: int, label: str) -> Button:
        return Button(label, Pick(draft_.id, draft_.revision, account, part, choice))

    numbers = tuple(picks(number, str(number)) for number in range(1, len(offered) + 1))
    none = (picks(NONE, texts.label("no_question")),) if part == "question" else ()
    last = (picks(WRITE, texts.label("write_own")), *none, Button(texts.label("back"), ShowDraft(draft_.id, account)))
    asked = texts.html(f"pick/{part}", offered=offered, present=present)
    return View(asked, (*((numbers,) if numbers else ()), last))


async def show(context: Context, place: Place, draft_id: str, account_id: str, part: str) -> None:
    """Put the choice into a message."""
    card = await context.office.cards.card(draft_id, account_id)
    await context.sender.edit(place, view(context.texts, card, part))


async def on_pick(update: Update, context: Context, payload: Pick) -> None:
    """A choice was made, or one's own wording is wanted."""
    if payload.part not in _EDITS:
        return
    where = place_of(update)
    if payload.choice == WRITE:
        values = {"draft": payload.draft_id, "account": payload.account_id, "part": payload.part}
        await prompts.ask(update, context, "part", **values, chat=where.chat_id, message=where.message_id)
        asked = context.texts.html("pick/write", part=payload.part)
        back = Button(context.texts.label("back"), ShowDraft(payload.draft_id, payload.account_id))
        await context.sender.edit(where, View(asked, ((back,),)))
        return
    choice = 0 if payload.choice == NONE else payload.choice
    edit = _EDITS[payload.part](choice=choice)
    await draft.edit(context, where, payload, (edit,), cause_of(update))


@prompts.prompt("part")
async def on_written(update: Update, context: Context, prompt: Prompt) -> None:
    """The member's own headline, question or bullet."""
    part, text = str(prompt.values["part"]), prompts.said(update)
    edit: Edit = _EDITS[part](text=text)
    where = Place(chat_id=int(prompt.values["chat"]), message_id=int(prompt.values["message"]))
    about = draft.Newest(str(prompt.values["draft"]), str(prompt.values["account"]))
    await draft.edit(context, where, about, (edit,), cause_of(update), newest=True)


TAPS: Taps = {Pick: on_pick}
