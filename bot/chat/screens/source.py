"""The source: every part of the draft with the sentences it comes from."""

from bot.chat.context import Context
from bot.chat.screens import draft
from bot.chat.screens.draft_card import ShowDraft
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.domain.brand import Member
from bot.domain.conversation import Place, Shown
from bot.services.cards import DraftCard

MOST = 3400


def view(texts: Texts, card: DraftCard) -> View:
    """What the post says, and where the article says it."""
    wording = card.draft.for_account(card.account.id)
    parts = [part for part in (wording.headline, wording.standfirst, *wording.bullets) if part]
    told: list[tuple[str, list[tuple[int, str]]]] = []
    room = MOST
    for part in parts:
        sentences = [(number, card.article.sentence(number)) for number in part.sentences]
        room -= len(part.text) + sum(len(text) for _, text in sentences)
        if room > 0:
            told.append((part.text, sentences))
    back = Button(texts.label("back"), ShowDraft(card.draft.id, card.account.id))
    text = texts.html("draft/source", parts=told, left=len(parts) - len(told), article=card.article)
    return View(text, ((back,),))


async def show(context: Context, place: Place, draft_id: str, account_id: str, *, who: Member | None = None) -> None:
    """Put it into a message, as this member sees it; note that it is there."""
    member = who or context.who
    card = await context.office.cards.card(draft_id, account_id)
    shown = view(context.office.languages.texts(member.language), card)
    await draft.noted(context, await context.sender.edit(place, shown), card, member, "source")


@draft.screen("source")
async def show_again(context: Context, shown: Shown, member: Member) -> None:
    """The source as it is now, for somebody who had it open."""
    await show(context, shown.place, shown.draft_id, shown.account_id, who=member)
