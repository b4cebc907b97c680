"""Settings of one's own: the language the bot speaks to a member, and the member's time zone."""

from dataclasses import dataclass
from zoneinfo import available_timezones

from telegram import Update

from bot.chat import menu, prompts
from bot.chat.buttons import Payload, tagged
from bot.chat.context import Context, Taps, place_of
from bot.chat.texts import LANGUAGES, Texts
from bot.chat.view import Button, View
from bot.domain.brand import Member
from bot.domain.conversation import Prompt
from bot.domain.errors import Refused


@tagged("s")
@dataclass(frozen=True, slots=True)
class Prefer(Payload):
    """Speak `language` to the member, or ask for their time zone where that is ""."""

    language: str


def view(texts: Texts, member: Member, zone: str) -> View:
    """What is set, and what may be."""
    languages = tuple(
        Button(name + (" ✓" if code == texts.language else ""), Prefer(code)) for code, name in LANGUAGES.items()
    )
    rows = (languages[:2], languages[2:], (Button(texts.label("time_zone"), Prefer("")),))
    return View(texts.html("preferences/mine", member=member, zone=zone), rows)


async def on_settings(update: Update, context: Context) -> None:
    """/settings."""
    zone = await zone_of(context)
    await context.sender.send(place_of(update), view(context.texts, context.who, zone))


async def zone_of(context: Context, who: Member | None = None) -> str:
    """The member's time zone, else the brand's."""
    return (who or context.who).time_zone or (await context.office.accounts.brand()).time_zone


async def on_prefer(update: Update, context: Context, payload: Prefer) -> None:
    """Another language, or the wish for another zone."""
    if not payload.language:
        await prompts.ask(update, context, "time_zone")
        await context.sender.edit(place_of(update), View(context.texts.html("preferences/zone")))
        return
    if payload.language not in LANGUAGES:
        raise Refused("changed_since")
    context.member = await context.office.members.prefer(context.who, language=payload.language)
    await context.sender.edit(place_of(update), view(context.texts, context.who, await zone_of(context)))
    await menu.offer(context.bot, context.texts, context.who)


@prompts.prompt("time_zone")
async def on_zone(update: Update, context: Context, prompt: Prompt) -> None:
    """A zone by its IANA name, or by its city."""
    wanted = prompts.said(update).strip().replace(" ", "_").lower()
    fitting = sorted(zone for zone in available_timezones() if wanted in (zone.lower(), zone.lower().split("/")[-1]))
    if not fitting:
        raise Refused("unknown_zone", name=prompts.said(update)[:60])
    context.member = await context.office.members.prefer(context.who, time_zone=fitting[0])
    await context.sender.send(place_of(update), view(context.texts, context.who, fitting[0]))


TAPS: Taps = {Prefer: on_prefer}
