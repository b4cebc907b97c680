"""The emergency brake and how things stand: /halt and /status."""

from dataclasses import dataclass

from telegram import Update

from bot.chat.buttons import Payload, tagged
from bot.chat.context import Context, Taps, place_of
from bot.chat.screens.accounts import Tend
from bot.chat.texts import Texts
from bot.chat.view import Button, View


@tagged("h")
@dataclass(frozen=True, slots=True)
class Brake(Payload):
    """Put the brake on (1) or off (0)."""

    on: int


def view(texts: Texts, *, halted: bool, waiting: int) -> View:
    """How the brake stands, and its other position."""
    other = Button(texts.label("resume" if halted else "halt"), Brake(0 if halted else 1))
    examine = Button(texts.label("examine_all"), Tend("examine"))
    return View(texts.html("halt/now", halted=halted, waiting=waiting), ((other, examine),))


async def _now(context: Context) -> View:
    waiting = await context.office.publishing.waiting()
    return view(context.texts, halted=await context.office.halting.is_halted(), waiting=len(waiting))


async def on_halt(update: Update, context: Context) -> None:
    """/halt: at once."""
    await context.office.halting.halt(actor=context.who)
    await context.sender.send(place_of(update), await _now(context))


async def on_status(update: Update, context: Context) -> None:
    """/status: the brake, what waits, who is here."""
    await context.sender.send(place_of(update), await _now(context))


async def on_brake(update: Update, context: Context, payload: Brake) -> None:
    """A tap on the brake; what waited goes on when it is released."""
    halting = context.office.halting
    await (halting.halt if payload.on else halting.resume)(actor=context.who)
    await context.sender.edit(place_of(update), await _now(context))
    if not payload.on:
        await context.office.delivering.recover()
        await context.sender.edit(place_of(update), await _now(context))


TAPS: Taps = {Brake: on_brake}
