"""Edits in plain words: a reply to a card, or a word to the newest one; what is not understood is offered as a part."""

from telegram import Update

from bot.chat.context import Context, cause_of, place_of
from bot.chat.screens import draft
from bot.chat.screens.draft_card import Newest, put_away
from bot.chat.view import View
from bot.domain.conversation import Place, Shown
from bot.domain.errors import Missing, Refused
from bot.domain.publication import Account
from bot.edits import grammar
from bot.edits.edit import Edit, Resize
from bot.edits.grammar import Verb, Wish
from bot.services.cards import DraftCard


async def card_meant(update: Update, context: Context) -> Shown | None:
    """The card a message replies to; None when it replies to none."""
    message = update.effective_message
    replied = message.reply_to_message if message else None
    if message is None or replied is None:
        return None
    place = Place(chat_id=message.chat.id, message_id=replied.message_id)
    return await context.office.correspondence.shown_at(place)


def wish_of(context: Context, text: str) -> Wish:
    """What the words ask for, in the member's language or in English."""
    return grammar.read(text, context.texts.words())


async def on_words(update: Update, context: Context, shown: Shown, wish: Wish) -> None:
    """Make the edits asked for, on the newest revision; tell what cannot be done by words."""
    if not wish.asked:
        await context.sender.send(
            place_of(update), View(context.texts.html("words/unclear", unclear=wish.unclear)), reply=True
        )
        return
    card = await context.office.cards.card(shown.draft_id, shown.account_id)
    if card.discarded:
        await context.sender.send(place_of(update), put_away(context.texts, card, context.who), reply=True)
        return
    only = _account(context, card, wish.account) if wish.account else ""
    about = Newest(shown.draft_id, only or shown.account_id)
    led = next((one for one in wish.asked if one in ("undo", "redo")), None)
    if led is None:
        await _edit(update, context, shown, about, [_wanted(one, only, about.account_id) for one in wish.asked])
    elif len(wish.asked) == 1:
        await draft.act(context, shown.place, about, str(led), cause_of(update), newest=True)
    else:
        await context.sender.send(place_of(update), View(context.texts.html("words/alone")), reply=True)


async def _edit(update: Update, context: Context, shown: Shown, about: Newest, edits: list[Edit]) -> None:
    """Make the edits, all or none; where one of several cannot be made, tell that none was."""
    try:
        await draft.edit(context, shown.place, about, edits, cause_of(update), newest=True)
    except Refused as refused:
        if len(edits) == 1:
            raise
        said = context.texts.html("words/none_made", why=context.texts.error(refused))
        await context.sender.send(place_of(update), View(said), reply=True)


def _wanted(asked: Edit | Verb, only: str, account_id: str) -> Edit:
    """An edit for the account named alone; shorter and longer are for the account whose card it is."""
    if isinstance(asked, Edit):
        return asked.model_copy(update={"account_id": only})
    return Resize(account_id=account_id, shorter=asked == "shorter")


def _account(context: Context, card: DraftCard, name: str) -> str:
    """The account a member means: by its network, its handle, or both.

    Raises Missing("unknown_account") where none fits, Refused("which_account") where several do.
    """
    wanted = name.lower().replace("·", " ").split()
    fitting = [one for one in card.accounts if all(map(_names(context, one).__contains__, wanted))]
    if len(fitting) == 1:
        return fitting[0].id
    known = ", ".join(_named(context, one) for one in fitting or card.accounts)
    if not fitting:
        raise Missing("unknown_account", name=name, known=known)
    first = _handle(fitting[0])
    alone = [_handle(one) for one in card.accounts].count(first) == 1
    raise Refused("which_account", name=name, known=known, one=first if alone else _named(context, fitting[0]))


def _names(context: Context, account: Account) -> set[str]:
    handle = account.handle.lower().lstrip("@")
    networks = {account.platform, context.office.platform(account.platform).label.lower()}
    return {*networks, handle, f"@{handle}", *(f"{one}:{handle}" for one in networks)}


def _named(context: Context, account: Account) -> str:
    return f"{context.office.platform(account.platform).label} {_handle(account)}"


def _handle(account: Account) -> str:
    return "@" + account.handle.lstrip("@")
