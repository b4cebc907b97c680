"""Slots in the chat: the recurring times of a brand and of its accounts, listed, added by typing, removed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from telegram import Update

from bot.chat import prompts
from bot.chat.buttons import Payload, tagged
from bot.chat.context import Context, Taps, place_of
from bot.chat.screens.choosing import rows
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.domain.brand import Brand, Member
from bot.domain.conversation import Place, Prompt
from bot.domain.errors import Refused
from bot.domain.recurrence import Recurrence
from bot.domain.rights import may, require
from bot.domain.slot import Slot
from bot.times.recurring import read_recurrence

A_ROW = 5
EVERY_DAY = tuple(range(7))
# "weekdays 9:00 ~10" or "+10 min": up to ten minutes later. A plus alone may belong to a zone ("UTC+2").
_JITTER = re.compile(r"(?:~\s*(\d{1,3})\s*(?:min\w*)?|(?<=\s)\+\s*(\d{1,3})\s*min\w*)\s*$", re.IGNORECASE)
MOST_JITTER = 120


@tagged("ls")
@dataclass(frozen=True, slots=True)
class SlotTurn(Payload):
    """ "list" the slots, "add" one, say "whose" it is (an account, "" for all), "remove" one, "drop" this one."""

    verb: str
    which: str


class Row(NamedTuple):
    """A slot as it is told of."""

    days: str
    wall: str
    name: str
    jitter: int


def view(texts: Texts, slots: Sequence[Slot], names: dict[str, str], zone: str, who: Member) -> View:
    """The slots in the order of their times, and what may be done."""
    told = [
        Row(
            texts.say("slots/days", weekdays=slot.weekdays),
            slot.wall + (f" {slot.zone}" if slot.zone not in ("", zone) else ""),
            names.get(slot.account_id, "") or texts.say("slots/everyone"),
            slot.jitter,
        )
        for slot in slots
    ]
    add = Button(texts.label("add_slot"), SlotTurn("add", ""))
    remove = (Button(texts.label("remove"), SlotTurn("remove", "")),) if slots else ()
    buttons = ((add, *remove),) if may(who, "manage") else ()
    return View(texts.html("slots/list", slots=told, zone=zone), buttons)


async def on_slots(update: Update, context: Context) -> None:
    """/slots; "/slots weekdays 9:00" adds one for all accounts at once."""
    said = (update.message.text or "").partition(" ")[2].strip() if update.message else ""
    if said:
        await _add(context, said, "")
    await context.sender.send(place_of(update), await _list(context))


async def _list(context: Context) -> View:
    brand, slots = await _slots(context)
    names = context.names_of(await context.office.accounts.of_brand(brand.id))
    return view(context.texts, slots, names, brand.time_zone, context.who)


async def _slots(context: Context) -> tuple[Brand, list[Slot]]:
    brand = await context.office.accounts.brand()
    found = await context.office.slots.of(brand.id)
    return brand, sorted(found, key=lambda slot: (slot.account_id, slot.weekdays, slot.wall, slot.id))


async def on_turn(update: Update, context: Context, payload: SlotTurn) -> None:
    """A tap on the list or on what came of it."""
    place, verb = place_of(update), payload.verb
    await prompts.forget(update, context, "slot")
    if verb == "list":
        await context.sender.edit(place, await _list(context))
        return
    require(context.who, "manage")
    if verb == "add":
        await _whose(update, context, place)
    elif verb == "whose":
        await _ask(update, context, place, payload.which)
    elif verb == "remove":
        await _which(context, place)
    elif verb == "drop":
        await _drop(context, place, payload.which)
    else:
        raise Refused("changed_since")


async def _whose(update: Update, context: Context, place: Place) -> None:
    """For all accounts or for one; with one account there is nothing to ask."""
    brand = await context.office.accounts.brand()
    names = context.names_of(await context.office.accounts.of_brand(brand.id))
    if len(names) < 2:
        await _ask(update, context, place, "")
        return
    everyone = Button(context.texts.say("slots/everyone"), SlotTurn("whose", ""))
    each = [Button(name, SlotTurn("whose", account_id)) for account_id, name in names.items()]
    view = View(context.texts.html("slots/whose"), ((everyone,), *rows(each, 2), (_back(context.texts),)))
    await context.sender.edit(place, view)


async def _ask(update: Update, context: Context, place: Place, account_id: str) -> None:
    """Wait for days and a time."""
    brand = await context.office.accounts.brand()
    names = context.names_of(await context.office.accounts.of_brand(brand.id))
    if account_id and account_id not in names:
        raise Refused("changed_since")
    values: dict[str, str | int] = {"account": account_id, "chat": place.chat_id, "message": place.message_id}
    await prompts.ask(update, context, "slot", **values)
    name = names.get(account_id) or context.texts.say("slots/everyone")
    text = context.texts.html("slots/add", name=name, zone=brand.time_zone)
    await context.sender.edit(place, View(text, ((_back(context.texts),),)))


@prompts.prompt("slot")
async def on_typed(update: Update, context: Context, prompt: Prompt) -> None:
    """The days and the time of a new slot."""
    await _add(context, prompts.said(update), str(prompt.values["account"]))
    place = Place(chat_id=int(prompt.values["chat"]), message_id=int(prompt.values["message"]))
    await context.sender.edit(place, await _list(context))


async def _add(context: Context, said: str, account_id: str) -> None:
    require(context.who, "manage")
    brand = await context.office.accounts.brand()
    rule, jitter = read_slot(context, said, brand.time_zone)
    zone = "" if rule.zone == brand.time_zone else rule.zone
    days = EVERY_DAY if rule.every == "day" else rule.weekdays
    await context.office.slots.add(
        brand.id, days, rule.wall, actor=context.who, account_id=account_id, zone=zone, jitter=jitter
    )


def read_slot(context: Context, said: str, zone: str) -> tuple[Recurrence, int]:
    """The days and the time of a typed slot, and by how many minutes it may vary. Raises Refused("bad_slot")."""
    found = _JITTER.search(said)
    jitter, text = (int(found[1] or found[2]), said[: found.start()]) if found else (0, said)
    now, every = context.office.clock.now(), context.texts.say("slots/every")
    for words in (text, f"{every} {text}"):
        rule = read_recurrence(words, now, zone)
        if isinstance(rule, Recurrence) and _weekly(rule) and jitter <= MOST_JITTER:
            return rule, jitter
    raise Refused("bad_slot", text=said[:60])


def _weekly(rule: Recurrence) -> bool:
    """Whether a rule is no more than days of the week."""
    return rule.every in ("day", "week") and rule.step == 1 and rule.count is None and rule.until is None


async def _which(context: Context, place: Place) -> None:
    """Which one goes."""
    brand, slots = await _slots(context)
    names = context.names_of(await context.office.accounts.of_brand(brand.id))
    text = view(context.texts, slots, names, brand.time_zone, context.who).text
    buttons = [Button(str(number), SlotTurn("drop", slot.id)) for number, slot in enumerate(slots, start=1)]
    asked = f"{text}\n\n{context.texts.html('slots/remove')}"
    await context.sender.edit(place, View(asked, (*rows(buttons, A_ROW), (_back(context.texts),))))


async def _drop(context: Context, place: Place, slot_id: str) -> None:
    _, slots = await _slots(context)
    gone = next((slot for slot in slots if slot.id == slot_id), None)
    if gone:
        await context.office.slots.remove(gone, actor=context.who)
    await context.sender.edit(place, await _list(context))
    if gone is None:
        raise Refused("changed_since")


def _back(texts: Texts) -> Button:
    return Button(texts.label("back"), SlotTurn("list", ""))


TAPS: Taps = {SlotTurn: on_turn}
