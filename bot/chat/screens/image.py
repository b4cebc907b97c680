"""The picture of a post: one of the article's, one a member sends, a card drawn by us, or none; and its alt text."""

from dataclasses import dataclass

from telegram import Message, Update

from bot.chat import prompts
from bot.chat.brought import Brought
from bot.chat.buttons import Payload, tagged
from bot.chat.context import Context, Taps, cause_of, place_of
from bot.chat.screens import draft, reading, words
from bot.chat.screens.draft_card import Newest, ShowDraft
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.domain.conversation import Place, Prompt
from bot.domain.draft import Picture
from bot.domain.errors import Refused
from bot.services.cards import Kept
from bot.services.pictures import Choices

A_ROW = 5


@tagged("pic")
@dataclass(frozen=True, slots=True)
class Choose(Payload):
    """Take one of the article's pictures ("take", its `number`), "draw" a card, "none", or write the "alt" text."""

    draft_id: str
    account_id: str
    verb: str
    number: int = 0


def view(texts: Texts, draft_id: str, account_id: str, choices: Choices) -> View:
    """What the picture may be, and what it is."""

    def does(verb: str, label: str, number: int = 0) -> Button:
        return Button(label, Choose(draft_id, account_id, verb, number))

    numbers = [does("take", str(one.number), one.number) for one in choices.pictures]
    rows = [tuple(numbers[at : at + A_ROW]) for at in range(0, len(numbers), A_ROW)]
    now = (does("none", texts.label("no_picture")), does("alt", texts.label("alt_text"))) if choices.now else ()
    last = (does("draw", texts.label("draw_card")), Button(texts.label("back"), ShowDraft(draft_id, account_id)))
    return View(texts.html("image/choose", choices=choices), (*rows, *((now,) if now else ()), last))


async def show(update: Update, context: Context, place: Place, draft_id: str, account_id: str) -> None:
    """Put the choice into a message, and wait for a picture to be sent."""
    choices = await context.office.pictures.choices(draft_id)
    shown = await context.sender.edit(place, view(context.texts, draft_id, account_id, choices)) or place
    about: dict[str, str | int] = {"draft": draft_id, "account": account_id}
    about |= {"newest": context.office.correspondence.newest_in(place.chat_id)}
    await prompts.ask(update, context, "picture", **about, chat=shown.chat_id, message=shown.message_id)


async def on_choose(update: Update, context: Context, payload: Choose) -> None:
    """A tap on the screen."""
    pictures, where, about = context.office.pictures, place_of(update), Newest(payload.draft_id, payload.account_id)
    picture: Picture | None = None
    if payload.verb == "alt":
        values = {"draft": payload.draft_id, "account": payload.account_id}
        await prompts.ask(update, context, "alt", **values, chat=where.chat_id, message=where.message_id)
        back = Button(context.texts.label("back"), ShowDraft(payload.draft_id, payload.account_id))
        await context.sender.edit(where, View(context.texts.html("image/alt"), ((back,),)))
        return
    if payload.verb == "take":
        picture = await pictures.fetched(payload.draft_id, payload.number, actor=context.who)
    elif payload.verb == "draw":
        picture = await pictures.drawn(payload.draft_id, actor=context.who)
    elif payload.verb != "none":
        raise Refused("changed_since")
    await prompts.forget(update, context)
    await attach(context, where, about, picture, cause_of(update))


async def attach(context: Context, place: Place, about: Newest, picture: Picture | None, cause: str) -> None:
    """Make it the draft's picture, as a revision."""
    pictures, actor = context.office.pictures, context.who

    async def made(revision: int) -> Kept:
        return await pictures.attach(about.draft_id, revision, picture, actor=actor, cause=cause)

    await draft.change(context, place, about, made, newest=True)


async def take(update: Update, context: Context, came: Brought) -> bool:
    """A picture that was sent: for the card it replies to, or for the screen that waits for one; False for neither."""
    file_id = _picture_in(update.message)
    if not file_id:
        return False
    shown = await words.card_meant(update, context)
    awaited = await context.office.correspondence.awaited(context.who.id, place_of(update).chat_id)
    if shown:
        about = Newest(shown.draft_id, shown.account_id)
        await _taken(update, context, shown.place, about, file_id, came.text)
    elif awaited and _is_for(context, awaited, came):
        async with prompts.answering(context, awaited):
            await _taken(update, context, *_asked(awaited), file_id, came.text)
    else:
        return False
    return True


def _is_for(context: Context, awaited: Prompt, came: Brought) -> bool:
    """Whether a picture is the one awaited: without words; with few only while nothing was said since it was asked."""
    if awaited.kind != "picture":
        return False
    story = came.is_article or came.is_short_article or bool(came.urls)
    newest = context.office.correspondence.newest_in(awaited.chat_id)  # 0 after a restart
    return not came.text or (not story and newest in (0, awaited.values.get("newest")))


async def _taken(update: Update, context: Context, place: Place, about: Newest, file_id: str, caption: str) -> None:
    """Make it the draft's picture; its caption is the alt text, and is asked for where there is none."""
    picture = await context.office.pictures.uploaded(await reading.downloaded(context, file_id), actor=context.who)
    alt = " ".join(caption.split())
    await attach(context, place, about, picture.model_copy(update={"alt": alt}), cause_of(update))
    if alt:
        await prompts.forget(update, context)
        return
    values = {"draft": about.draft_id, "account": about.account_id}
    await prompts.ask(update, context, "alt", **values, chat=place.chat_id, message=place.message_id)
    await context.sender.send(place_of(update), View(context.texts.html("image/alt")), reply=True)


@prompts.prompt("picture")
async def on_no_picture(update: Update, context: Context, prompt: Prompt) -> None:
    """Words where a picture was awaited: they are edits of the card, or not understood."""
    place, _ = _asked(prompt)
    shown = await context.office.correspondence.shown_at(place)
    if shown is None:
        raise Refused("changed_since")
    await words.on_words(update, context, shown, words.wish_of(context, prompts.said(update)))


@prompts.prompt("alt")
async def on_alt(update: Update, context: Context, prompt: Prompt) -> None:
    """What the picture shows, for those who cannot see it."""
    place, about = _asked(prompt)
    choices = await context.office.pictures.choices(about.draft_id)
    if choices.now is None:
        raise Refused("changed_since")
    described = choices.now.model_copy(update={"alt": prompts.said(update)})
    await attach(context, place, about, described, cause_of(update))


def _asked(prompt: Prompt) -> tuple[Place, Newest]:
    values = prompt.values
    place = Place(chat_id=int(values["chat"]), message_id=int(values["message"]))
    return place, Newest(str(values["draft"]), str(values["account"]))


def _picture_in(message: Message | None) -> str:
    """The file of a photo, or of a picture sent as a file."""
    if message is None:
        return ""
    if message.photo:
        return message.photo[-1].file_id
    document = message.document
    return document.file_id if document and (document.mime_type or "").startswith("image/") else ""


TAPS: Taps = {Choose: on_choose}
