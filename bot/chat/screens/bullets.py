"""Bullets: the article's statements as a checklist, each with its sentence; tick, move, write one's own."""

from dataclasses import dataclass

from telegram import Update

from bot.chat import prompts, voided
from bot.chat.buttons import Payload, tagged
from bot.chat.context import Context, Taps, cause_of, place_of
from bot.chat.screens import draft
from bot.chat.screens.draft import ShowDraft
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.domain.conversation import Place, Prompt
from bot.domain.errors import Refused
from bot.edits.apply import statements
from bot.edits.edit import AddBullet, Edit, MoveBullet, TickStatement
from bot.services.cards import DraftCard

A_ROW = 6
VERBS = ("tick", "up", "write")


@tagged("b")
@dataclass(frozen=True, slots=True)
class Choose(Payload):
    """Do something in the checklist: "tick" a statement, move bullet `number` "up", "write" one's own."""

    draft_id: str
    revision: int
    account_id: str
    verb: str
    number: int


def view(texts: Texts, card: DraftCard, *, moving: bool = False) -> View:
    """The checklist; bullets first, in their order, when they are being moved."""
    draft_, account = card.draft, card.account.id
    every = list(draft_.bullets) if moving else statements(draft_)

    def does(verb: str, number: int, label: str) -> Button:
        return Button(label, Choose(draft_.id, draft_.revision, account, verb, number))

    verb, first = ("up", 2) if moving else ("tick", 1)
    numbers = [does(verb, number, str(number)) for number in range(first, len(every) + 1)]
    rows = tuple(tuple(numbers[at : at + A_ROW]) for at in range(0, len(numbers), A_ROW))
    switch = does("list", 0, texts.label("done")) if moving else does("move", 0, texts.label("move"))
    done = Button(texts.label("done"), ShowDraft(draft_.id, account))
    last = (switch,) if moving else (switch, does("write", 0, texts.label("write_own")), done)
    lines = [(one, one in draft_.bullets) for one in every]
    return View(texts.html("bullets/list", lines=lines, moving=moving, card=card), (*rows, last))


async def show(context: Context, place: Place, draft_id: str, account_id: str, *, moving: bool = False) -> None:
    """Put the checklist into a message."""
    card = await context.office.cards.choosing(draft_id, account_id)
    await context.sender.edit(place, view(context.texts, card, moving=moving))


async def on_choose(update: Update, context: Context, payload: Choose) -> None:
    """A tick, a move, a wish to write one."""
    where = place_of(update)
    if payload.verb == "write":
        values = {"draft": payload.draft_id, "account": payload.account_id}
        await prompts.ask(update, context, "bullet", **values, chat=where.chat_id, message=where.message_id)
        back = Button(context.texts.label("back"), ShowDraft(payload.draft_id, payload.account_id))
        await context.sender.edit(where, View(context.texts.html("pick/write", part="bullet"), ((back,),)))
        return
    if payload.verb in ("move", "list"):
        await show(context, where, payload.draft_id, payload.account_id, moving=payload.verb == "move")
        return
    if payload.verb == "up" and payload.number < 2:
        raise Refused("changed_since")
    moving = payload.verb == "up"
    edit: Edit = (
        MoveBullet(number=payload.number, to=payload.number - 1) if moving else TickStatement(number=payload.number)
    )
    editing = context.office.editing
    made = (payload.draft_id, payload.revision, (edit,))
    await editing.edit(*made, actor=context.who, listed=True, cause=cause_of(update))
    await voided.review(context, payload.draft_id)
    await show(context, where, payload.draft_id, payload.account_id, moving=moving)


@prompts.prompt("bullet")
async def on_written(update: Update, context: Context, prompt: Prompt) -> None:
    """The member's own bullet."""
    where = Place(chat_id=int(prompt.values["chat"]), message_id=int(prompt.values["message"]))
    about = draft.Newest(str(prompt.values["draft"]), str(prompt.values["account"]))
    written = (AddBullet(text=prompts.said(update)),)
    await draft.edit(context, where, about, written, cause_of(update), newest=True)


TAPS: Taps = {Choose: on_choose}
