"""The first words: an owner claims the bot, an invited person joins, a stranger hears that it is private."""

from dataclasses import dataclass

from telegram import Update

from bot.chat import menu
from bot.chat.buttons import Payload, tagged
from bot.chat.context import Context, Taps, place_of
from bot.chat.screens import reading
from bot.chat.screens.accounts import Connect
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.domain.brand import Member
from bot.domain.errors import Refused
from bot.domain.rights import may


@tagged("sample")
@dataclass(frozen=True, slots=True)
class Sample(Payload):
    """Draft from the sample article."""


def view(texts: Texts, member: Member, *, joined: bool = False) -> View:
    """The greeting of a member."""
    key = "welcome/joined" if joined else "welcome/member"
    row: tuple[Button, ...] = (Button(texts.label("sample"), Sample()),) if may(member, "draft") else ()
    if may(member, "manage"):
        row += (Button(texts.label("connect_network"), Connect()),)
    return View(texts.html(key, name=member.name, role=member.role), (row,) if row else ())


async def on_start(update: Update, context: Context) -> None:
    """/start, with the code of an invitation or without."""
    code = " ".join(context.args or ())
    user = update.effective_user
    if user is None:
        return
    joined = False
    if code:
        language = (user.language_code or "") if context.member is None else ""
        try:
            context.member = await context.office.members.claim(code, user.id, user.full_name, language=language)
            joined = True
        except Refused:
            if context.member or await context.office.members.is_new_stranger(user.id):
                raise
            return
    if context.member is None:
        await on_stranger(update, context)
        return
    await context.sender.send(place_of(update), view(context.texts, context.member, joined=joined))
    await menu.offer(context.bot, context.texts, context.member)


async def on_stranger(update: Update, context: Context) -> None:
    """One polite line, the first time, in a private chat; then silence."""
    user, chat = update.effective_user, update.effective_chat
    if user is None or chat is None or chat.type != "private" or update.effective_message is None:
        return
    if await context.office.members.is_new_stranger(user.id):
        texts = context.office.languages.texts(user.language_code or "")
        await context.sender.send(place_of(update), View(texts.html("welcome/stranger")))


async def on_help(update: Update, context: Context) -> None:
    """/help: what the bot does and which words it knows."""
    await context.sender.send(place_of(update), View(context.texts.html("welcome/help", role=context.who.role)))


async def on_sample(update: Update, context: Context, payload: Sample) -> None:
    """Draft from the sample article, as if it had been sent."""
    await reading.begin_with(context, place_of(update), context.office.sample)


TAPS: Taps = {Sample: on_sample}
