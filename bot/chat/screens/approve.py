"""Approval: asked for on the draft's card, decided on a card of the approver's own, told to whoever asked."""

from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup
from telegram import Update

from bot.chat import errands, prompts
from bot.chat.buttons import Payload, tagged
from bot.chat.context import Context, Taps, place_of
from bot.chat.rendering import part_html
from bot.chat.screens import draft, publish
from bot.chat.screens.doubts import AskPublish, AskWhen
from bot.chat.screens.draft_card import ShowDraft, told
from bot.chat.screens.preferences import zone_of
from bot.chat.screens.publish import AskApproval
from bot.chat.texts import Texts
from bot.chat.times import choice_said
from bot.chat.view import Button, View
from bot.domain.approval import Approval
from bot.domain.brand import Member
from bot.domain.conversation import Errand, Place, Prompt, Shown
from bot.domain.errors import Missing, Refused, StandfirstError
from bot.domain.rights import may
from bot.edits.history import Change
from bot.times import moment_of

# So many of the changes made since are named.
MOST_CHANGES = 3
# Who changed the draft themselves sees on its card what that did.
_SEEN_BY_MAKER = ("edited", "discarded", "accounts")
# All posts together take so many characters of the approver's card.
MOST_SHOWN = 3000


@tagged("v")
@dataclass(frozen=True, slots=True)
class Decide(Payload):
    """Say yes ("yes"), begin to say no ("no"), say no without a reason ("plain_no"), or go "back"."""

    approval_id: str
    verb: str


class Case(NamedTuple):
    """What an approver sees: the approval, the story, who asked and who decided.

    `posts` are the parts as HTML, each post once with the names of the accounts that say it. `when` is the time it is
    planned for, "" for now.
    """

    approval: Approval
    title: str
    posts: list[tuple[str, list[Markup]]]
    asker: str
    decider: str
    revision: int = 0
    when: str = ""


def view(texts: Texts, case: Case, who: Member) -> View:
    """The posts, and yes or no while it is open."""
    approval = case.approval
    text = texts.html("approve/card", case=case, approval=approval)
    opens = Button(texts.label("open_draft"), ShowDraft(approval.draft_id, ""))
    if approval.state == "asked":
        yes = Button(texts.label("approve"), Decide(approval.id, "yes"))
        no = Button(texts.label("decline"), Decide(approval.id, "no"))
        return View(text, ((yes, no), (opens,)))
    if approval.state == "approved" and may(who, "publish"):
        kind, label = (AskWhen, "schedule_now") if approval.at else (AskPublish, "publish")
        out = kind(approval.draft_id, case.revision, "")
        return View(text, ((opens, Button(texts.label(label, count=len(approval.account_ids)), out)),))
    return View(text, ((opens,),))


async def on_ask(update: Update, context: Context, payload: AskApproval) -> None:
    """Ask, and send every approver a card beside the conversation."""
    card, place = await context.office.cards.card(payload.draft_id, payload.account_id), place_of(update)
    chosen = [account.id for account in card.chosen]
    try:
        asked = await context.office.approving.ask(payload.draft_id, chosen, actor=context.who, seen=payload.seen)
    except Refused as refused:
        if refused.key == "changed_since":
            await publish.stale(context, place, payload)
        raise
    await draft.show(context, place, payload.draft_id, payload.account_id)
    await draft.refresh_others(context, payload.draft_id, place)
    errands.start(
        context, await context.office.correspondence.begin("approval", context.who.id, place, asked.id, id=asked.id)
    )


@errands.errand("approval")
async def tell_approvers(context: Context, errand: Errand) -> None:
    """Send a card to each who may decide and has none yet."""
    approval = await context.office.approving.approval(str(errand.values["id"]))
    there = {(one.screen, one.member_id) for one in await context.office.correspondence.cards_of(approval.draft_id)}
    for member in await context.office.approving.approvers(approval):
        if (_screen(approval), member.id) not in there and member.telegram_id and member.id != approval.asked_by:
            await _show(context, Place(chat_id=member.telegram_id), approval, member, fresh=True)
    await context.office.correspondence.progress(errand, state="done")


@errands.errand("void")
async def tell_voided(context: Context, errand: Errand) -> None:
    """Tell whoever asked and whoever said yes, each once, that it is void, why, and what now."""
    errand = await context.office.correspondence.errand(errand.id) or errand
    if errand.state != "waiting":  # told while it was asked for once more
        return
    approval = await context.office.approving.approval(str(errand.values["id"]))
    if approval.because not in _SEEN_BY_MAKER:
        await draft.refresh_others(context, approval.draft_id, errand.asked)
    told = str(errand.values["told"]).split()
    for member_id in dict.fromkeys(filter(None, (approval.asked_by, approval.decided_by))):
        member = await context.office.members.member(member_id)
        maker = approval.because in _SEEN_BY_MAKER and member_id == approval.voided_by
        if member_id not in told and member.active and member.telegram_id and not maker:
            shown = await _void_view(context, approval, member)
            await context.beside().sender.send(Place(chat_id=member.telegram_id), shown)
        told.append(member_id)
        errand = await context.office.correspondence.progress(errand, values={**errand.values, "told": " ".join(told)})
    await context.office.correspondence.progress(errand, state="done")


async def _void_view(context: Context, approval: Approval, member: Member) -> View:
    """The word about it in a member's language, with the changes made since it was asked for."""
    texts = context.office.languages.texts(member.language)
    kept = await context.office.drafting.latest(approval.draft_id)
    looking = await draft.looking_at(context, approval, member)
    history = await context.office.editing.history(approval.draft_id)
    since = [change for number, change in history if number > approval.revision]
    text = texts.html(
        "approve/void",
        approval=approval,
        title=kept.draft.headline.text,
        decider=looking.decider,
        maker=await _name(context, approval.voided_by),
        gave=member.id == approval.decided_by,
        changes=_told(texts, since),
    )
    return View(text, ((Button(texts.label("open_draft"), ShowDraft(approval.draft_id, "")),),))


def _told(texts: Texts, since: list[Change]) -> list[str]:
    return [told(texts, change) for change in since[-MOST_CHANGES:]]


async def _name(context: Context, member_id: str) -> str:
    """A member's name, "" for what no member did."""
    try:
        return (await context.office.members.member(member_id)).name
    except Missing:
        return ""


@draft.screen("approval")
async def show_again(context: Context, shown: Shown, member: Member) -> None:
    """An approver's card as it is now."""
    approval = await context.office.approving.approval(shown.screen.partition("/")[2])
    if shown.revision or approval.stands:
        await _show(context, shown.place, approval, member)


async def _show(context: Context, place: Place, approval: Approval, member: Member, *, fresh: bool = False) -> None:
    case = await _case(context, approval, member)
    shown = view(context.office.languages.texts(member.language), case, member)
    told = await (context.sender.send(place, shown) if fresh else context.sender.edit(place, shown))
    if told:
        # Revision 0 is a card that will say the same for good.
        last = {"screen": _screen(approval), "revision": approval.revision if approval.stands else 0}
        note = Shown(place=told, member_id=member.id, draft_id=approval.draft_id, **last)
        await context.office.correspondence.show(note)


async def _case(context: Context, approval: Approval, member: Member) -> Case:
    looking = await draft.looking_at(context, approval, member)
    kept = await context.office.drafting.latest(approval.draft_id)
    posts: dict[tuple[Markup, ...], list[str]] = {}
    try:
        offer = await context.office.approving.offer(approval) if approval.state != "void" else None
    except StandfirstError:
        offer = None
    if offer:
        names = context.names_of([account for account, _ in offer.posts])
        most = MOST_SHOWN // sum(len(post.parts) for _, post in offer.posts)
        for account, post in offer.posts:
            parts = tuple(part_html(part, most) for part in post.parts)
            posts.setdefault(parts, []).append(names[account.id])
    title = kept.draft.headline.text
    same = [(", ".join(names), list(parts)) for parts, names in posts.items()]
    return Case(
        approval,
        title,
        same,
        looking.asker,
        looking.decider,
        kept.draft.revision,
        await _when(context, approval, member),
    )


async def _when(context: Context, approval: Approval, member: Member) -> str:
    """The time that was asked about, as the member's clock shows it."""
    if approval.at is None:
        return ""
    texts, moment = (
        context.office.languages.texts(member.language),
        moment_of(approval.at, await zone_of(context, member)),
    )
    return choice_said(texts, moment, context.office.clock.now(), zone=True)


def _screen(approval: Approval) -> str:
    return f"approval/{approval.id}"


async def on_decide(update: Update, context: Context, payload: Decide) -> None:
    """Yes, no, or first a word about it."""
    place, approving = place_of(update), context.office.approving
    if payload.verb == "no":
        where = {"chat": place.chat_id, "message": place.message_id}
        await prompts.ask(update, context, "decline", approval=payload.approval_id, **where)
        plain = Button(context.texts.label("plain_no"), Decide(payload.approval_id, "plain_no"))
        back = Button(context.texts.label("back"), Decide(payload.approval_id, "back"))
        await context.sender.edit(place, View(context.texts.html("approve/why"), ((plain, back),)))
        return
    await prompts.forget(update, context)
    approval = await approving.approval(payload.approval_id)
    if payload.verb == "back":
        await _show(context, place, approval, context.who)
        return
    try:
        decide = approving.approve if payload.verb == "yes" else approving.decline
        decided = await decide(payload.approval_id, actor=context.who)
    except Refused:
        await _show(context, place, await approving.approval(payload.approval_id), context.who)
        raise
    await _decided(context, place, decided)


@prompts.prompt("decline")
async def on_reason(update: Update, context: Context, prompt: Prompt) -> None:
    """What should change before a yes."""
    approval_id, reason = str(prompt.values["approval"]), prompts.said(update)
    decided = await context.office.approving.decline(approval_id, actor=context.who, reason=reason)
    place = Place(chat_id=int(prompt.values["chat"]), message_id=int(prompt.values["message"]))
    await _decided(context, place, decided)


async def _decided(context: Context, place: Place, decided: Approval) -> None:
    """Show it on every card of the draft, and tell whoever asked."""
    await _show(context, place, decided, context.who)
    await draft.refresh_others(context, decided.draft_id, place)
    asker = await context.office.members.member(decided.asked_by)
    if not asker.telegram_id or asker.id == context.who.id:
        return
    texts = context.office.languages.texts(asker.language)
    kept = await context.office.drafting.latest(decided.draft_id)
    told = texts.html("approve/told", approval=decided, decider=context.who.name, title=kept.draft.headline.text)
    opens = Button(texts.label("open_draft"), ShowDraft(decided.draft_id, ""))
    await context.sender.send(Place(chat_id=asker.telegram_id), View(told, ((opens,),)))


TAPS: Taps = {AskApproval: on_ask, Decide: on_decide}
