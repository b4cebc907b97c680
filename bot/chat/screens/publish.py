"""Publishing: asked once, on the accounts ticked; what no client can publish yet is there to copy."""

from dataclasses import dataclass
from typing import NamedTuple

from telegram import Update

from bot.chat.buttons import Payload, tagged
from bot.chat.context import Context, Taps, place_of
from bot.chat.screens import draft, progress
from bot.chat.screens.doubts import AskPublish, Looking, needs_approval
from bot.chat.screens.draft import ShowDraft
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.domain.conversation import Place
from bot.domain.errors import Refused
from bot.domain.publication import Account
from bot.services.cards import DraftCard
from bot.services.publishing import Report

A_ROW = 2
# So much of a content hash says which posts the member saw.
SEEN = 10
# A message to copy from holds so many characters, escaped ones counted in full.
A_COPY = 3000


@tagged("g")
@dataclass(frozen=True, slots=True)
class PublishNow(Payload):
    """Publish what was `seen` now: the beginning of the offer's content hash."""

    draft_id: str
    revision: int
    account_id: str
    seen: str


@tagged("t")
@dataclass(frozen=True, slots=True)
class Toggle(Payload):
    """Publish the draft on `toggled` too (1), or not (0)."""

    draft_id: str
    account_id: str
    toggled: str
    on: int


@tagged("c")
@dataclass(frozen=True, slots=True)
class Copy(Payload):
    """Send an account's post as a text to copy."""

    draft_id: str
    account_id: str


@tagged("q")
@dataclass(frozen=True, slots=True)
class AskApproval(Payload):
    """Ask another member for a yes to what was `seen`."""

    draft_id: str
    revision: int
    account_id: str
    seen: str


class Asked(NamedTuple):
    """What the question shows: every account's name by id, whether it can be published to, what is out of it before."""

    names: dict[str, str]
    able: dict[str, bool]
    seen: str
    before: list[Report]


def view(texts: Texts, card: DraftCard, asked: Asked, looking: Looking) -> View:
    """The question before publishing, or before asking somebody else."""
    one, account = card.draft, card.account.id
    asking = needs_approval(card, looking)
    rows = _toggles(card, asked)
    for other in card.accounts:
        if not asked.able[other.id]:
            rows += ((Button(texts.label("copy", account=asked.names[other.id]), Copy(one.id, other.id)),),)
    back = Button(texts.label("back"), ShowDraft(one.id, account))
    kind = AskApproval if asking else PublishNow
    label = texts.label("ask_approval" if asking else "publish_now")
    go = (Button(label, kind(one.id, one.revision, account, asked.seen)),) if asked.seen else ()
    labels = [asked.names[each.id] for each in card.chosen]
    waiting = asking and looking.approval is not None and looking.approval.state == "asked"
    text = texts.html("publish/ask", labels=labels, asking=asking, before=_before(asked), waiting=waiting)
    return View(text, (*rows, (*(() if waiting else go), back)))


def _toggles(card: DraftCard, asked: Asked) -> tuple[tuple[Button, ...], ...]:
    able = [account for account in card.accounts if asked.able[account.id]]
    if len(able) < 2 and card.chosen:
        return ()
    buttons = []
    for account in able:
        on = account in card.chosen
        label = ("✓ " if on else "▫️ ") + asked.names[account.id]
        buttons.append(Button(label, Toggle(card.draft.id, card.account.id, account.id, 0 if on else 1)))
    return tuple(tuple(buttons[at : at + A_ROW]) for at in range(0, len(buttons), A_ROW))


def _before(asked: Asked) -> list[tuple[str, str]]:
    """What went out of this draft before: the account's name and where."""
    out = []
    for report in asked.before:
        urls = [row.remote.url for row in report.deliveries if row.remote and row.remote.url]
        if report.publication.state == "published":
            out.append((asked.names.get(report.account.id, report.account.handle), urls[0] if urls else ""))
    return out


async def show(context: Context, place: Place, draft_id: str, account_id: str) -> None:
    """Put the question into a message. Raises what keeps the draft from going out."""
    card = await context.office.cards.card(draft_id, account_id)
    looking = await draft.looking_at(context, await context.office.approving.standing(draft_id), context.who)
    names = {account.id: name_of(context, account, card.accounts) for account in card.accounts}
    chosen = [account.id for account in card.chosen]
    seen = (await context.office.offers.offer(draft_id, chosen)).content_hash[:SEEN] if chosen else ""
    able = context.office.offers.able(card.accounts)
    asked = Asked(names, able, seen, await context.office.publishing.of_draft(draft_id))
    await context.sender.edit(place, view(context.texts, card, asked, looking))


def name_of(context: Context, account: Account, among: tuple[Account, ...]) -> str:
    """An account's network, with its handle where several are on the same one."""
    label = context.office.platform(account.platform).label
    alone = sum(other.platform == account.platform for other in among) == 1
    return label if alone else f"{label} · {account.handle}"


async def on_ask(update: Update, context: Context, payload: AskPublish) -> None:
    """Ask once, naming the networks; what is not settled is said instead."""
    await _as_seen(update, context, payload)
    await show(context, place_of(update), payload.draft_id, payload.account_id)


async def on_toggle(update: Update, context: Context, payload: Toggle) -> None:
    """One account more or less."""
    on = bool(payload.on)
    await context.office.offers.choose(payload.draft_id, payload.toggled, chosen=on, actor=context.who)
    await show(context, place_of(update), payload.draft_id, payload.account_id)


async def on_copy(update: Update, context: Context, payload: Copy) -> None:
    """The post as messages to copy from."""
    card = await context.office.cards.card(payload.draft_id, payload.account_id)
    for part in card.post.parts:
        for at in range(0, len(part.text), A_COPY):
            text = context.texts.html("publish/copy", text=part.text[at : at + A_COPY])
            await context.sender.send(place_of(update), View(text))


async def on_now(update: Update, context: Context, payload: PublishNow) -> None:
    """Plan every publication, then send beside the conversation."""
    card = await _as_seen(update, context, payload)
    names, place = [account.id for account in card.chosen], place_of(update)
    try:
        planned = await context.office.publishing.plan(payload.draft_id, names, actor=context.who, seen=payload.seen)
    except Refused as refused:
        if refused.key == "changed_since":
            await show(context, place, payload.draft_id, payload.account_id)
        raise
    await progress.begin(context, place, payload.draft_id, payload.revision, planned, payload.seen)


async def _as_seen(update: Update, context: Context, about: draft.About) -> DraftCard:
    """The card, if it is the one the member saw; else it is shown as it is now. Raises Refused("changed_since")."""
    card = await context.office.cards.card(about.draft_id, about.account_id)
    if card.draft.revision != about.revision or card.discarded:
        await draft.show(context, place_of(update), about.draft_id, about.account_id)
        raise Refused("changed_since")
    return card


TAPS: Taps = {AskPublish: on_ask, PublishNow: on_now, Toggle: on_toggle, Copy: on_copy}
