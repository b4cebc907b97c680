"""Bullets: the article's statements as a checklist, each with its sentence; tick, move, write one's own."""

from dataclasses import dataclass
from functools import partial

from telegram import Update

from bot.chat import prompts
from bot.chat.buttons import Payload, tagged
from bot.chat.context import Context, Taps, cause_of, place_of
from bot.chat.screens import draft
from bot.chat.screens.draft_card import Newest, ShowDraft
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.domain.brand import Member
from bot.domain.conversation import Place, Prompt, Shown
from bot.domain.errors import Refused
from bot.domain.rights import require
from bot.edits.apply import statements
from bot.edits.edit import AddBullet, AsTheOthers, Edit, MoveBullet, TickStatement
from bot.services.cards import DraftCard

A_ROW = 6


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
    wording = draft_.for_account(account)
    every = list(wording.bullets) if moving else statements(wording)

    def does(verb: str, number: int, label: str) -> Button:
        return Button(label, Choose(draft_.id, draft_.revision, account, verb, number))

    verb, first = ("up", 2) if moving else ("tick", 1)
    numbers = [does(verb, number, str(number)) for number in range(first, len(every) + 1)]
    rows = tuple(tuple(numbers[at : at + A_ROW]) for at in range(0, len(numbers), A_ROW))
    switch = does("list", 0, texts.label("done")) if moving else does("move", 0, texts.label("move"))
    done = Button(texts.label("done"), ShowDraft(draft_.id, account))
    own = draft_.variant(account).bullets is not None
    others = (does("others", 0, texts.label("as_others")),) if own else ()
    last = (switch,) if moving else (switch, does("write", 0, texts.label("write_own")), *others, done)
    lines = [(one, one in wording.bullets) for one in every]
    return View(texts.html("bullets/list", lines=lines, moving=moving, card=card), (*rows, last))


async def show(
    context: Context,
    place: Place,
    draft_id: str,
    account_id: str,
    *,
    moving: bool = False,
    who: Member | None = None,
) -> None:
    """Put the checklist into a message, as this member sees it; note that it is there."""
    member = who or context.who
    card = await context.office.cards.choosing(draft_id, account_id)
    shown = view(context.office.languages.texts(member.language), card, moving=moving)
    name = "bullets/move" if moving else "bullets"
    await draft.noted(context, await context.sender.edit(place, shown), card, member, name)


@draft.screen("bullets")
async def show_again(context: Context, shown: Shown, member: Member) -> None:
    """The checklist as it is now, for somebody who had it open."""
    moving = shown.screen.endswith("/move")
    await show(context, shown.place, shown.draft_id, shown.account_id, moving=moving, who=member)


async def on_choose(update: Update, context: Context, payload: Choose) -> None:
    """A tick, a move, a wish to write one."""
    require(context.who, "draft")
    where = place_of(update)
    if payload.verb == "write":
        values = {"draft": payload.draft_id, "account": payload.account_id}
        await prompts.ask(update, context, "bullet", **values, chat=where.chat_id, message=where.message_id)
        await draft.ask_for_words(context, where, payload, "bullet")
        return
    if payload.verb in ("move", "list"):
        await show(context, where, payload.draft_id, payload.account_id, moving=payload.verb == "move")
        return
    if payload.verb == "up" and payload.number < 2:
        raise Refused("changed_since")
    shows = partial(show, context, where, payload.draft_id, payload.account_id, moving=payload.verb == "up")
    await draft.edit(context, where, payload, (_edit(payload),), cause_of(update), listed=True, shows=shows)


def _edit(payload: Choose) -> Edit:
    """What a tap in the checklist asks for."""
    if payload.verb == "others":
        return AsTheOthers(account_id=payload.account_id, part="bullets")
    if payload.verb == "up":
        return MoveBullet(number=payload.number, to=payload.number - 1)
    return TickStatement(number=payload.number)


@prompts.prompt("bullet")
async def on_written(update: Update, context: Context, prompt: Prompt) -> None:
    """The member's own bullet."""
    where = Place(chat_id=int(prompt.values["chat"]), message_id=int(prompt.values["message"]))
    about = Newest(str(prompt.values["draft"]), str(prompt.values["account"]))
    written = (AddBullet(text=prompts.said(update)),)
    await draft.edit(context, where, about, written, cause_of(update), newest=True)


TAPS: Taps = {Choose: on_choose}
