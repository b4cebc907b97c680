"""Headline and question: pick one of the draft's own, write another, or do without a question."""

from dataclasses import dataclass

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
from bot.domain.draft import Passage
from bot.domain.rights import require
from bot.edits.edit import AsTheOthers, Edit, SetHeadline, SetQuestion
from bot.services.cards import DraftCard

OTHERS, WRITE, NONE = 97, 98, 99
_EDITS: dict[str, type[SetHeadline] | type[SetQuestion]] = {"headline": SetHeadline, "question": SetQuestion}


@tagged("k")
@dataclass(frozen=True, slots=True)
class Pick(Payload):
    """Take a choice (from 1) for a part ("headline" or "question").

    WRITE asks for another, NONE does without, OTHERS says it as the other accounts do.
    """

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
    others = (picks(OTHERS, texts.label("as_others")),) if getattr(draft_.variant(account), part) else ()
    back = Button(texts.label("back"), ShowDraft(draft_.id, account))
    last = (picks(WRITE, texts.label("write_own")), *none, *others, back)
    asked = texts.html(f"pick/{part}", offered=offered, present=present)
    return View(asked, (*((numbers,) if numbers else ()), last))


async def show(
    context: Context, place: Place, draft_id: str, account_id: str, part: str, *, who: Member | None = None
) -> None:
    """Put the choice into a message, as this member sees it; note that it is there."""
    member = who or context.who
    card = await context.office.cards.card(draft_id, account_id)
    shown = view(context.office.languages.texts(member.language), card, part)
    await draft.noted(context, await context.sender.edit(place, shown), card, member, f"pick/{part}")


@draft.screen("pick")
async def show_again(context: Context, shown: Shown, member: Member) -> None:
    """The choice as it is now, for somebody who had it open."""
    part = shown.screen.partition("/")[2]
    await show(context, shown.place, shown.draft_id, shown.account_id, part, who=member)


async def on_pick(update: Update, context: Context, payload: Pick) -> None:
    """A choice was made, or one's own wording is wanted."""
    require(context.who, "draft")
    if payload.part not in _EDITS:
        return
    where = place_of(update)
    if payload.choice == WRITE:
        values = {"draft": payload.draft_id, "account": payload.account_id, "part": payload.part}
        await prompts.ask(update, context, "part", **values, chat=where.chat_id, message=where.message_id)
        await draft.ask_for_words(context, where, payload, payload.part)
        return
    edit: Edit = _EDITS[payload.part](choice=0 if payload.choice == NONE else payload.choice)
    if payload.choice == OTHERS:
        edit = AsTheOthers(account_id=payload.account_id, part=payload.part)
    await draft.edit(context, where, payload, (edit,), cause_of(update))


@prompts.prompt("part")
async def on_written(update: Update, context: Context, prompt: Prompt) -> None:
    """The member's own headline, question or bullet."""
    part, text = str(prompt.values["part"]), prompts.said(update)
    edit: Edit = _EDITS[part](text=text)
    where = Place(chat_id=int(prompt.values["chat"]), message_id=int(prompt.values["message"]))
    about = Newest(str(prompt.values["draft"]), str(prompt.values["account"]))
    await draft.edit(context, where, about, (edit,), cause_of(update), newest=True)


TAPS: Taps = {Pick: on_pick}
