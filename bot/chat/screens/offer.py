"""What is asked about something that came in: one post each or a round-up, open it or draft anew, paste the text."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.chat.brought import host
from bot.chat.buttons import Payload, tagged
from bot.chat.context import Context
from bot.chat.errands import MOST_ID
from bot.chat.screens.draft_card import ShowDraft
from bot.chat.screens.feed_views import Watch
from bot.chat.screens.preferences import zone_of
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.domain.conversation import Errand, Place
from bot.domain.errors import Later, Refused, StandfirstError, Unreadable, UnusableDatabase
from bot.services.reading import MOST_AT_ONCE, Earlier

# What may go away by itself.
_PASSING = frozenset({"timed_out", "unreachable", "cut_short", "too_hard"})
_PASSING_STATUS = frozenset({408, 425, 429, *range(500, 600)})
# What a text pasted instead of it would not mend.
_NOT_MENDED = frozenset({"not_allowed", "no_accounts"})


@tagged("rs")
@dataclass(frozen=True, slots=True)
class Several(Payload):
    """Draft the addresses that a message named: `how` is "each" or "round_up"."""

    errand_id: str
    how: str


@tagged("ra")
@dataclass(frozen=True, slots=True)
class Anew(Payload):
    """Draft what an errand is about, once more or after all."""

    errand_id: str


@tagged("rp")
@dataclass(frozen=True, slots=True)
class Paste(Payload):
    """Wait for the text of what could not be read."""

    errand_id: str


@tagged("rb")
@dataclass(frozen=True, slots=True)
class Beside(Payload):
    """Draft from the words that stood beside an address which could not be read."""

    errand_id: str


async def ask(context: Context, place: Place, key: str = "", **values: str | int) -> Errand:
    """Keep what is offered for as long as the buttons may be tapped; nothing is done until then."""
    correspondence = context.office.correspondence
    kept = await correspondence.begin("offer", context.who.id, place, key, **values)
    return await correspondence.progress(kept, state="done") if kept.state == "waiting" else kept


async def several(context: Context, place: Place, urls: Sequence[str]) -> None:
    """Ask what to make of several addresses."""
    kept = await ask(context, place, urls="\n".join(urls[:MOST_AT_ONCE]))
    await context.sender.send(place, several_view(context.texts, kept.id, len(urls)), reply=True)


def several_view(texts: Texts, errand_id: str, count: int) -> View:
    """The question, and both answers."""
    each = Button(texts.label("one_each", count=min(count, MOST_AT_ONCE)), Several(errand_id, "each"))
    one = Button(texts.label("round_up"), Several(errand_id, "round_up"))
    return View(texts.html("reading/several", count=count, most=MOST_AT_ONCE), ((each, one),))


async def perhaps(context: Context, place: Place, text: str) -> None:
    """Offer to draft from a text that may be a short article or a word to the bot."""
    kept = await ask(context, place, text=text)
    view = View(context.texts.html("reading/perhaps"), ((Button(context.texts.label("draft_it"), Anew(kept.id)),),))
    await context.sender.send(place, view, reply=True)


async def drafted_before(context: Context, errand: Errand, earlier: Earlier) -> None:
    """Say when and where the same article was drafted, and offer both ways on."""
    zone = ZoneInfo(await zone_of(context))
    out = [
        (
            context.office.platform(one.account.platform).label,
            one.publication.state,
            one.publication.at.astimezone(zone),
            one.url,
        )
        for one in earlier.out
    ]
    begun, headline = earlier.begun.astimezone(zone), earlier.kept.draft.headline.text
    text = context.texts.html("reading/earlier", begun=begun, headline=headline, out=out)
    opens = Button(context.texts.label("open_draft"), ShowDraft(earlier.kept.draft.id, ""))
    await _say(context, errand, View(text, ((opens, Button(context.texts.label("draft_anew"), Anew(errand.id))),)))


async def failed(context: Context, errand: Errand, error: StandfirstError) -> None:
    """Say why it could not be read or drafted, and what can be done now; the errand is given up."""
    buttons = []
    if errand.values.get("beside"):
        buttons.append(Button(context.texts.label("draft_words"), Beside(errand.id)))
    if _named(errand) and error.key not in _NOT_MENDED and isinstance(error, Unreadable | Refused):
        buttons.append(Button(context.texts.label("paste"), Paste(errand.id)))
    if error.key == "looks_like_feed" and errand.values.get("url") and len(errand.id) <= MOST_ID:
        buttons.append(Button(context.texts.label("feed_watch"), Watch(errand.id)))
    if _passes(error):
        buttons.append(Button(context.texts.label("try_again"), Anew(errand.id)))
    await _say(context, errand, View(context.texts.html("plain", text=context.texts.error(error)), (tuple(buttons),)))
    await context.office.correspondence.progress(errand, state="failed")


async def none_left(context: Context, errand: Errand, failures: Sequence[tuple[str, str]]) -> None:
    """Say that too few of the articles of a round-up could be read, and why; it is given up."""
    again = Button(context.texts.label("try_again"), Anew(errand.id))
    await _say(context, errand, View(context.texts.html("reading/none_left", failures=failures), ((again,),)))
    await context.office.correspondence.progress(errand, state="failed")


def _passes(error: StandfirstError) -> bool:
    passing = error.key in _PASSING or error.values.get("status") in _PASSING_STATUS
    return passing or isinstance(error, Later | UnusableDatabase)


def _named(errand: Errand) -> bool:
    """Whether the errand is about something whose text could be pasted instead."""
    return bool(errand.values.get("url") or errand.values.get("file"))


async def _say(context: Context, errand: Errand, view: View) -> None:
    if errand.told:
        await context.sender.edit(errand.told, view)
    else:
        await context.sender.send(errand.asked, view, reply=True)


def paste_view(texts: Texts, errand: Errand) -> View:
    """What is waited for."""
    return View(texts.html("reading/paste", site=host(str(errand.values.get("url", "")))))
