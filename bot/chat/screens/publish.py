"""Publishing: asked once, on the accounts ticked; what no client can publish yet is there to copy."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from telegram import Update

from bot.chat import voided
from bot.chat.buttons import Payload, tagged
from bot.chat.context import Context, Taps, place_of
from bot.chat.screens import draft, progress, repeated
from bot.chat.screens.doubts import AskPublish, Looking, needs_approval, way_out
from bot.chat.screens.draft_card import About, ShowDraft, told
from bot.chat.screens.waiting import Bunch
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.domain.brand import Member
from bot.domain.conversation import Place, Shown
from bot.domain.errors import Refused, StandfirstError
from bot.domain.post import Note
from bot.services.cards import DraftCard
from bot.services.publishing import Report
from bot.services.repeats import Repeat, waiver
from bot.services.terms import price_notes

A_ROW = 2
# So much of a content hash says which posts the member saw.
SEEN = 10
# So many publications of before are told.
MOST_TOLD = 6
# So many of the changes made since are named.
MOST_CHANGES = 3
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


@tagged("ga")
@dataclass(frozen=True, slots=True)
class PublishAnew(Payload):
    """Publish what was `seen` now, where so many publications of this revision were `deleted` too."""

    draft_id: str
    revision: int
    account_id: str
    seen: str
    deleted: int


class Asked(NamedTuple):
    """What the question shows: every account's name by id, whether it can be published to, the beginning of the hash.

    `out` are the publications of this very revision that were not deleted, by account; `before` those of earlier ones.
    `prices` say what networks charge and what is repeated; `repeats` are all repeats. `deleted` are this revision's
    publications that were; `waiting` are those of earlier ones that are still to go out.
    """

    names: dict[str, str]
    able: dict[str, bool]
    seen: str
    out: dict[str, Report]
    before: list[Report]
    prices: Sequence[Note] = ()
    deleted: Sequence[Report] = ()
    waiting: Sequence[Report] = ()
    repeats: Sequence[Repeat] = ()


def view(texts: Texts, card: DraftCard, asked: Asked, looking: Looking) -> View:
    """The question before publishing, or before asking somebody else."""
    asking = needs_approval(card, looking)
    labels = [asked.names[each.id] for each in card.chosen if each.id not in asked.out]
    approval = looking.approval
    waiting = approval.state if asking and approval and approval.stands else ""
    values = {"labels": labels, "chosen": len(card.chosen), "asking": asking, "waiting": waiting}
    text = texts.html(
        "publish/ask",
        **values,
        out=_told(asked, asked.out.values()),
        waits=[asked.names.get(one.account.id, one.account.handle) for one in asked.waiting],
        before=_told(asked, asked.before),
        prices=asked.prices,
        gone=[asked.names[each.id] for each in card.chosen if each.id in _gone(asked)],
    )
    copies = tuple(
        (Button(texts.label("copy", account=asked.names[other.id]), Copy(card.draft.id, other.id)),)
        for other in card.accounts
        if not asked.able[other.id]
    )
    back = Button(texts.label("back"), ShowDraft(card.draft.id, card.account.id))
    go = (_go(texts, card, asked, asking=asking),) if labels and not waiting else ()
    out = tuple(_stands(texts, card, asked, report) for report in [*asked.out.values(), *asked.before][:1])
    return View(text, (*_toggles(card, asked), *copies, out, (*go, back)))


def _gone(asked: Asked) -> set[str]:
    """The accounts on which this revision was deleted and is not out anew."""
    return {one.account.id for one in asked.deleted} - set(asked.out)


def _stands(texts: Texts, card: DraftCard, asked: Asked, report: Report) -> Button:
    """The way to how it stands; where an earlier revision is out, to how all of the draft does."""
    if report.publication.wall and report.publication.state in ("scheduled", "held"):
        return Button(texts.label("how_it_stands"), Bunch(card.draft.id, "", "look"))
    revision = 0 if asked.before else card.draft.revision
    return Button(texts.label("how_it_stands"), progress.Deal(card.draft.id, revision, report.publication.id, "look"))


def _go(texts: Texts, card: DraftCard, asked: Asked, *, asking: bool) -> Button:
    kind, label = (AskApproval, "ask_approval") if asking else (PublishNow, "publish_now")
    seen = repeated.bare(asked.seen) if asking else asked.seen
    about = (card.draft.id, card.draft.revision, card.account.id, seen)
    if not asking and any(each.id in _gone(asked) for each in card.chosen):
        return Button(texts.label(label), PublishAnew(*about, len(asked.deleted)))
    return Button(texts.label(label), kind(*about))


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


def _told(asked: Asked, reports: Iterable[Report]) -> list[tuple[str, str, bool]]:
    """The accounts of publications, where these are, and whether they wait for a time of their own."""
    out = []
    for report in list(reports)[-MOST_TOLD:]:
        urls = [row.remote.url for row in report.deliveries if row.remote and row.remote.url]
        waits = bool(report.publication.wall) and report.publication.state in ("scheduled", "held")
        out.append((asked.names.get(report.account.id, report.account.handle), urls[0] if urls else "", waits))
    return out


async def show(context: Context, place: Place, draft_id: str, account_id: str, *, who: Member | None = None) -> None:
    """Put the question into a message, for this member, and note it. Raises what keeps the draft from going out."""
    member = who or context.who
    card, asked, looking = await gathered(context, draft_id, account_id, member)
    approval = looking.approval
    open_case = approval is not None and approval.state == "asked" and needs_approval(card, looking)
    if approval and open_case and await context.office.approving.may_decide(approval, member):
        await draft.show_on(context, place, draft_id, f"approval/{approval.id}", who=member)
        return
    shown = view(context.office.languages.texts(member.language), card, asked, looking)
    await _put(context, place, card, member, shown, asked.seen)


async def gathered(
    context: Context, draft_id: str, account_id: str, member: Member, *, at: datetime | None = None
) -> tuple[DraftCard, Asked, Looking]:
    """What a member is asked about before a draft goes out, now or `at` a time. Raises what keeps it from going out."""
    office = context.office
    card = await office.cards.card(draft_id, account_id)
    chosen = [account.id for account in card.chosen]
    offer = await office.offers.offer(draft_id, chosen) if chosen else None
    repeats = await office.repeats.warnings(offer, at) if offer else ()
    seen = repeated.marked(offer.content_hash[:SEEN], repeats) if offer else ""
    prices = [note for _, post in offer.posts for note in price_notes(post)] if offer else []
    looking = await draft.looking_at(context, await office.approving.standing(draft_id), member)
    names = context.names_of(card.accounts)
    planned = await office.publishing.of_draft(draft_id)
    here = [one for one in planned if one.revision == card.draft.revision]
    out = {one.account.id: one for one in here if not one.publication.deleted and not _taken_back(one)}
    before = [one for one in planned if one not in here and one.publication.state == "published" and one.standing]
    deleted = [one for one in here if one.publication.deleted]
    going = {one: name for one, name in names.items() if one not in out}
    prices = [*await repeated.notes(context, member, repeats, going), *prices]
    able, waits = office.offers.able(card.accounts), [one for one in planned if one not in here and _waits(one)]
    return card, Asked(names, able, seen, out, before, prices, deleted, waits, repeats), looking


def _taken_back(report: Report) -> bool:
    """Whether it was cancelled before any of it was out, so that it may be planned anew."""
    return report.publication.state == "cancelled" and not report.standing


def _waits(report: Report) -> bool:
    """Whether it is to go out later on."""
    return report.publication.state in ("scheduled", "held") and not report.standing


async def _put(
    context: Context, place: Place, card: DraftCard, member: Member, shown: View, seen: str, revision: int = 0
) -> None:
    """Show it, and note which posts of which revision the question is about."""
    told = await context.sender.edit(place, shown)
    if told:
        about = {"draft_id": card.draft.id, "account_id": card.account.id, "screen": f"ask/{seen}"}
        note = Shown(place=told, member_id=member.id, revision=revision or card.draft.revision, **about)
        await context.office.correspondence.show(note)


@draft.screen("ask")
async def show_again(context: Context, shown: Shown, member: Member) -> None:
    """The question as it is now; where other posts would go out than were asked about, what changed since."""
    try:
        card, asked, looking = await gathered(context, shown.draft_id, shown.account_id, member)
    except StandfirstError:  # it cannot go out any more: its card says why
        await draft.show(context, shown.place, shown.draft_id, shown.account_id, who=member)
        return
    if repeated.bare(asked.seen) == repeated.bare(shown.screen.partition("/")[2]):
        await show(context, shown.place, shown.draft_id, shown.account_id, who=member)
        return
    texts = context.office.languages.texts(member.language)
    history = await context.office.editing.history(card.draft.id)
    since = [told(texts, change) for number, change in history if number > shown.revision]
    notice = changed_view(texts, card, asked, looking, since)
    await _put(context, shown.place, card, member, notice, shown.screen.partition("/")[2], shown.revision)


def changed_view(texts: Texts, card: DraftCard, asked: Asked, looking: Looking, since: list[str]) -> View:
    """What changed since the question was asked; it is asked again by a tap."""
    labels = [asked.names[each.id] for each in card.chosen]
    text = texts.html("publish/changed", labels=labels, changes=since[-MOST_CHANGES:])
    back = Button(texts.label("back"), ShowDraft(card.draft.id, card.account.id))
    return View(text, ((way_out(texts, card, looking), back),))


async def on_ask(update: Update, context: Context, payload: AskPublish) -> None:
    """Ask once, naming the networks; what is not settled is said instead."""
    await _as_seen(update, context, payload)
    await show(context, place_of(update), payload.draft_id, payload.account_id)


async def on_toggle(update: Update, context: Context, payload: Toggle) -> None:
    """One account more or less."""
    on, place = bool(payload.on), place_of(update)
    await context.office.offers.choose(payload.draft_id, payload.toggled, chosen=on, actor=context.who)
    card = await context.office.cards.card(payload.draft_id, payload.account_id)
    await voided.review(context, payload.draft_id, accounts=[account.id for account in card.chosen])
    await show(context, place, payload.draft_id, payload.account_id)
    await draft.refresh_others(context, payload.draft_id, place)


async def on_copy(update: Update, context: Context, payload: Copy) -> None:
    """The post as messages to copy from."""
    card = await context.office.cards.card(payload.draft_id, payload.account_id)
    for part in card.post.parts:
        for at in range(0, len(part.text), A_COPY):
            text = context.texts.html("publish/copy", text=part.text[at : at + A_COPY])
            await context.sender.send(place_of(update), View(text))


async def on_now(update: Update, context: Context, payload: PublishNow | PublishAnew) -> None:
    """Plan every publication, then send beside the conversation."""
    place, key, anew = place_of(update), payload.seen, []
    if isinstance(payload, PublishAnew):
        here = await context.office.publishing.of_draft(payload.draft_id, payload.revision)
        anew = [one.publication.id for one in here if one.publication.deleted]
        key = f"{payload.seen}/{payload.deleted}"
        if len(anew) != payload.deleted:
            await show(context, place, payload.draft_id, payload.account_id)
            raise Refused("changed_since")
    card = await context.office.cards.card(payload.draft_id, payload.account_id)
    if card.draft.revision != payload.revision:
        await stale(context, place, payload)
        raise Refused("changed_since")
    names = [account.id for account in card.chosen]
    try:
        told = waiver(await _repeats_seen(context, payload, names))
        plan, seen = context.office.publishing.plan, repeated.bare(payload.seen)
        planned = await plan(payload.draft_id, names, actor=context.who, seen=seen, anew=anew, waived=told)
    except Refused as refused:
        if refused.key == "changed_since":
            await stale(context, place, payload)
        raise
    await progress.begin(context, place, payload.draft_id, payload.revision, planned, key)
    await draft.refresh_others(context, payload.draft_id, place)


async def _repeats_seen(context: Context, payload: PublishNow | PublishAnew, names: list[str]) -> Sequence[Repeat]:
    """The repeats that the member was told of. Raises Refused("changed_since") where there are others now."""
    offer = await context.office.offers.offer(payload.draft_id, names)
    repeats = await context.office.repeats.warnings(offer)
    seen = repeated.bare(payload.seen)
    if repeats and offer.content_hash.startswith(seen) and repeated.marked(seen, repeats) != payload.seen:
        raise Refused("changed_since")
    return repeats


async def stale(context: Context, place: Place, payload: PublishNow | PublishAnew | AskApproval) -> None:
    """Say in the message itself what changed since its question was asked."""
    about = {"draft_id": payload.draft_id, "account_id": payload.account_id, "screen": f"ask/{payload.seen}"}
    shown = Shown(place=place, member_id=context.who.id, revision=payload.revision, **about)
    await show_again(context, shown, context.who)


async def _as_seen(update: Update, context: Context, about: About) -> DraftCard:
    """The card, if it is the one the member saw; else it is shown as it is now. Raises Refused("changed_since")."""
    card = await context.office.cards.card(about.draft_id, about.account_id)
    if card.draft.revision != about.revision or card.discarded:
        await draft.show(context, place_of(update), about.draft_id, about.account_id)
        raise Refused("changed_since")
    return card


TAPS: Taps = {AskPublish: on_ask, PublishNow: on_now, PublishAnew: on_now, Toggle: on_toggle, Copy: on_copy}
