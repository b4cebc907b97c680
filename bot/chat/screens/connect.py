"""Connecting an account in the chat: one question at a time, in private, and what is secret is taken out at once."""

import zlib
from collections.abc import Collection
from dataclasses import dataclass

from telegram import Update

from bot.chat import errands, prompts
from bot.chat.buttons import Payload, tagged
from bot.chat.context import Context, Taps, place_of
from bot.chat.screens import accounts
from bot.chat.screens.accounts import Connect
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.domain.conversation import Errand, Place, Prompt
from bot.domain.errors import Refused
from bot.domain.ports import Platform
from bot.domain.rights import require
from bot.services.connecting import Connected
from bot.services.interviews import Asked
from bot.services.publishing import Report

A_ROW = 2


@tagged("cq")
@dataclass(frozen=True, slots=True)
class Choose(Payload):
    """Answer a question by a choice, counted from 0; -1 takes what is usual, -2 ends it all.

    `to` stands for the question: a number made of its name.
    """

    choice: int
    to: int = 0


def networks(texts: Texts, platforms: list[Platform]) -> View:
    """Which network to connect an account of."""
    each = [Button(platform.label, Connect(platform.name)) for platform in platforms]
    rows = [tuple(each[at : at + A_ROW]) for at in range(0, len(each), A_ROW)]
    return View(texts.html("accounts/networks"), (*rows, (Button(texts.label("back"), accounts.Tend("list")),)))


def asked(texts: Texts, one: Asked, label: str) -> View:
    """A question, with what was wrong with the answer before it."""
    question = one.question
    refused = texts.refusal(one.network, one.refused) if one.refused else ""
    said = texts.question(one.network, question)
    text = texts.html("accounts/asked", label=label, said=said, secret=question.secret, refused=refused)
    choices = [Button(name, Choose(number, _mark(question.name))) for number, name in enumerate(question.choices)]
    rows = [tuple(choices[at : at + A_ROW]) for at in range(0, len(choices), A_ROW)]
    if question.link.startswith("https://"):
        rows.insert(0, (Button(texts.label("open_page", network=label), url=question.link),))
    usual = (
        (Button(texts.label("usual"), Choose(-1, _mark(question.name))),)
        if question.default is not None and not choices
        else ()
    )
    return View(text, (*rows, (*usual, Button(texts.label("cancel"), Choose(-2)))))


def connected(texts: Texts, one: Connected, label: str) -> View:
    """The account is connected: who it is, what it may, what goes on now."""
    text = texts.html("accounts/connected", label=label, account=one.account, new=one.new, freed=len(one.freed))
    return View(text, ((Button(texts.label("back"), accounts.Tend("list")),),))


async def on_connect(update: Update, context: Context, payload: Connect) -> None:
    """Choose a network, or begin with one; in a group it goes on in the member's own chat."""
    require(context.who, "manage")
    where = place_of(update)
    if not payload.network:
        await context.sender.edit(where, networks(context.texts, list(context.office.platforms())))
        return
    own = Place(chat_id=context.who.telegram_id or where.chat_id)
    brand = await context.office.accounts.brand()
    first = await context.office.interviews.begin(
        payload.network, member=context.who, chat_id=own.chat_id, brand_id=brand.id, account_id=payload.account_id
    )
    if own.chat_id == where.chat_id:
        await _tell(context, where, first)
    elif await _tell(context, own, first):
        await context.sender.edit(where, View(context.texts.html("accounts/in_private", name=context.who.name)))
    else:
        bot = context.bot.username
        await context.sender.edit(
            where, View(context.texts.html("accounts/start_first", name=context.who.name, bot=bot))
        )


@prompts.prompt("connect", "link", "article")
async def on_answer(update: Update, context: Context, prompt: Prompt) -> None:
    """An answer in words; a secret one is taken out of the chat, and out of what is kept of it, before it is used."""
    told = Place(chat_id=prompt.chat_id, message_id=int(prompt.values["message"]))
    said = prompts.said(update)
    if prompt.values.get("secret"):
        await _taken_out(update, context)
    await context.sender.edit(told, View(context.texts.html("accounts/checking")))
    try:
        name = str(prompt.values.get("name", ""))
        following = await context.office.interviews.answer(said, member=context.who, chat_id=prompt.chat_id, to=name)
    except Exception:
        await _once_more(context, told)
        raise
    await context.sender.delete(told)
    await _tell(context, Place(chat_id=prompt.chat_id), following)


async def on_choose(update: Update, context: Context, payload: Choose) -> None:
    """An answer by a button."""
    where, office = place_of(update), context.office
    awaited = await office.correspondence.awaited(context.who.id, where.chat_id)
    if awaited is None or awaited.kind != "connect" or awaited.values.get("message") != where.message_id:
        raise Refused("changed_since")
    if payload.choice == -2:
        await office.interviews.cancel(member=context.who, chat_id=where.chat_id)
        await prompts.forget(update, context, "connect")
        await context.sender.edit(where, await accounts.listed(context))
        return
    name, choices = str(awaited.values.get("name", "")), str(awaited.values.get("choices", "")).split("\n")
    if payload.to != _mark(name) or payload.choice >= len(list(filter(None, choices))):
        raise Refused("changed_since")
    said = choices[payload.choice] if payload.choice >= 0 else ""
    following = await office.interviews.answer(said, member=context.who, chat_id=where.chat_id, to=name)
    await _tell(context, where, following)


async def guard(update: Update, context: Context, commands: Collection[str]) -> bool:
    """While an account is being connected: a command ends that; what comes otherwise than asked is taken out.

    True where the update was dealt with here. A secret may come as anything: edited, as a file, with a slash before it.
    """
    message = update.effective_message
    if message is None or update.callback_query or context.member is None:
        return False
    awaited = await context.office.correspondence.awaited(context.who.id, message.chat.id)
    if awaited is None or awaited.kind != "connect":
        return False
    text = (message.text or "").strip()
    if update.message and text.startswith("/") and text[1:].split("@")[0].split(" ")[0] in commands:
        await context.office.interviews.cancel(member=context.who, chat_id=awaited.chat_id)
        await context.office.correspondence.answered(context.who.id, awaited.chat_id)
        return False
    if not awaited.values.get("secret") or (update.message and text and not text.startswith("/")):
        return False
    if update.message and text:
        await prompts.take(update, context)
        return True
    await _taken_out(update, context)
    await context.sender.send(place_of(update), View(context.texts.html("accounts/as_text")))
    return True


async def _taken_out(update: Update, context: Context) -> None:
    """Take a message out of the chat and out of what is kept; where that cannot be, the member is told to."""
    if not await context.sender.delete(place_of(update)):
        await context.sender.send(place_of(update), View(context.texts.html("accounts/delete_it")))
    await context.office.correspondence.blank(update.update_id)


async def _tell(context: Context, where: Place, one: Asked | Connected) -> bool:
    """Put the next question, or the end of it, into a message; False where nobody could be reached."""
    network = one.account.platform if isinstance(one, Connected) else one.network
    label = context.office.platform(network).label
    said = connected(context.texts, one, label) if isinstance(one, Connected) else asked(context.texts, one, label)
    there = await (context.sender.edit(where, said) if where.message_id else context.sender.send(where, said))
    if there is None:
        return False
    correspondence = context.office.correspondence
    if isinstance(one, Connected):
        await correspondence.answered(context.who.id, there.chat_id)
        await _go_on(context, there, one)
        return True
    question = one.question
    values: dict[str, str | int] = {
        "message": there.message_id,
        "name": question.name,
        "secret": int(question.secret),
        "choices": "\n".join(question.choices),
    }
    await correspondence.ask(context.who.id, there.chat_id, "connect", **values)
    return True


async def _once_more(context: Context, told: Place) -> None:
    """What could not be asked of the network is not lost: the same question stands."""
    again = Button(context.texts.label("cancel"), Choose(-2))
    await context.sender.edit(told, View(context.texts.html("accounts/answer_again"), ((again,),)))


async def _go_on(context: Context, where: Place, one: Connected) -> None:
    """What waited for the login goes out beside the conversation."""
    if one.freed:
        correspondence = context.office.correspondence
        key = f"{one.account.id}/{one.freed[0]}"
        errand = await correspondence.begin("freed", context.who.id, where, key, ids=",".join(one.freed))
        errands.start(context, await correspondence.progress(errand, told=where))


@errands.errand("freed")
async def freed(context: Context, errand: Errand) -> None:
    """Send what was held for a login, and tell how each stands."""
    reports = [await context.office.delivering.deliver(one) for one in str(errand.values["ids"]).split(",")]
    names = context.names_of([report.account for report in reports])
    told = [(names[one.account.id], one.publication.state, _url(one)) for one in reports]
    await context.sender.edit(errand.told or errand.asked, View(context.texts.html("accounts/freed", told=told)))
    await context.office.correspondence.progress(errand, state="done")


def _url(report: Report) -> str:
    return next((row.remote.url for row in report.deliveries if row.remote and row.remote.url), "")


def _mark(name: str) -> int:
    """A number that stands for a question in a button."""
    return zlib.crc32(name.encode())


TAPS: Taps = {Connect: on_connect, Choose: on_choose}
