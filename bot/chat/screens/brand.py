"""A brand's house style: as buttons, and as a YAML file out and in."""

from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import ValidationError
from telegram import Update

from bot.chat import prompts, voided
from bot.chat.buttons import Payload, tagged
from bot.chat.context import Context, Taps, cause_of, place_of
from bot.chat.screens.slots import SlotTurn
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.domain.brand import Brand, HouseStyle
from bot.domain.conversation import Prompt
from bot.domain.errors import Refused
from bot.domain.rights import require

# What a tap on a setting goes through, in order.
CHOICES: dict[str, tuple[Any, ...]] = {
    "bullet": ("✅", "🔹", "▪️", "numbered", "topic", ""),
    "question": (True, False),
    "hashtags": (True, False),
    "link": ("text", "first_reply", "none"),
    "thread": (False, True),
    "tone": ("lively", "plain", "sober"),
    "approval": ("none", "other_editor"),
}
WORDS = ("signature", "own_hashtags", "banned")
MOST_BYTES = 20_000
FILE = "house-style.yaml"


@tagged("y")
@dataclass(frozen=True, slots=True)
class Restyle(Payload):
    """Turn a setting to its next value, ask for its words, or "export" the style as a file."""

    setting: str


def view(texts: Texts, brand: Brand) -> View:
    """Every setting with its value; a tap turns it on."""
    rows = [tuple(Button(_said(texts, brand, name), Restyle(name)) for name in pair) for pair in _pairs()]
    words = tuple(Button(texts.label(f"style_{name}"), Restyle(name)) for name in WORDS)
    rows += [
        words,
        (Button(texts.label("style_export"), Restyle("export")), Button(texts.label("slots"), SlotTurn("list", ""))),
    ]
    return View(texts.html("brand/style", brand=brand, style=brand.style), tuple(rows))


def _pairs() -> list[tuple[str, ...]]:
    names = list(CHOICES)
    return [tuple(names[at : at + 2]) for at in range(0, len(names), 2)]


def _said(texts: Texts, brand: Brand, name: str) -> str:
    return texts.label(f"style_{name}", value=_value(brand, name))


def _value(brand: Brand, name: str) -> object:
    return brand.approval if name == "approval" else getattr(brand.style, name)


async def on_brand(update: Update, context: Context) -> None:
    """/brand."""
    brand = await context.office.accounts.brand()
    await context.sender.send(place_of(update), view(context.texts, brand))


async def on_restyle(update: Update, context: Context, payload: Restyle) -> None:
    """A tap on a setting."""
    if payload.setting != "export":
        require(context.who, "manage")
    brand = await context.office.accounts.brand()
    where = place_of(update)
    if payload.setting == "export":
        await context.sender.send_file(where, as_yaml(brand).encode(), FILE, context.texts.say("brand/file"))
    elif payload.setting in WORDS:
        await prompts.ask(update, context, "style", setting=payload.setting)
        await context.sender.edit(where, View(context.texts.html("brand/words", setting=payload.setting)))
    elif payload.setting in CHOICES:
        values = CHOICES[payload.setting]
        present = _value(brand, payload.setting)
        following = values[(values.index(present) + 1) % len(values)] if present in values else values[0]
        changed = await _changed(update, context, brand, {payload.setting: following})
        await context.sender.edit(where, view(context.texts, changed))


@prompts.prompt("style")
async def on_words(update: Update, context: Context, prompt: Prompt) -> None:
    """A signature, hashtags or banned words; "-" takes them away."""
    said = prompts.said(update).strip()
    setting = str(prompt.values["setting"])
    words: object = "" if said == "-" else " ".join(said.split())
    if setting == "own_hashtags":
        words = tuple("#" + one.lstrip("#") for one in said.replace(",", " ").split() if one != "-")
    elif setting == "banned":
        words = tuple(filter(None, (one.strip() for one in said.replace("\n", ",").split(",")))) if said != "-" else ()
    brand = await context.office.accounts.brand()
    changed = await _changed(update, context, brand, {setting: words})
    await context.sender.send(place_of(update), view(context.texts, changed))


async def take_file(update: Update, context: Context, data: bytes) -> None:
    """A house style from a YAML file."""
    brand = await context.office.accounts.brand()
    changed = await _changed(update, context, brand, from_yaml(data))
    await context.sender.send(place_of(update), view(context.texts, changed), reply=True)


def as_yaml(brand: Brand) -> str:
    """A brand's house style as a file that `from_yaml` takes back."""
    values = {**brand.style.model_dump(mode="json"), "approval": brand.approval}
    return yaml.safe_dump(values, allow_unicode=True, sort_keys=False)


def from_yaml(data: bytes) -> dict[str, Any]:
    """The settings in a file. Raises Refused("bad_style") saying what cannot be read."""
    try:
        found = yaml.safe_load(data[:MOST_BYTES])
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        raise Refused("bad_style", reason=(str(fault).splitlines() or [FILE])[0][:120]) from fault
    if not isinstance(found, dict) or len(data) > MOST_BYTES:
        raise Refused("bad_style", reason=FILE)
    return {str(name): value for name, value in found.items()}


async def _changed(update: Update, context: Context, brand: Brand, settings: dict[str, Any]) -> Brand:
    asked = {**brand.style.model_dump(), **settings}
    approval = asked.pop("approval", brand.approval)
    try:
        checked = Brand.model_validate({**brand.model_dump(), "style": asked, "approval": approval})
    except ValidationError as fault:
        wrong = ", ".join(".".join(map(str, error["loc"])) for error in fault.errors())
        raise Refused("bad_style", reason=wrong) from fault
    style: HouseStyle = checked.style
    changed = await context.office.accounts.restyle(brand.id, actor=context.who, style=style, approval=checked.approval)
    await voided.review_all(context, place_of(update), cause_of(update), brand_id=brand.id)
    return changed


TAPS: Taps = {Restyle: on_restyle}
