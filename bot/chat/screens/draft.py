"""The draft card in a chat: shown, changed, and kept up to date for everybody who looks at it."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from telegram import Update

from bot.chat import prompts, voided
from bot.chat.context import Context, Taps, cause_of, place_of
from bot.chat.screens.doubts import Looking
from bot.chat.screens.draft_card import About, Act, ShowDraft, view
from bot.chat.screens.preferences import zone_of
from bot.chat.texts import Texts
from bot.chat.times import choice_said
from bot.chat.view import Button, View
from bot.domain.approval import Approval
from bot.domain.brand import Member
from bot.domain.conversation import Place, Shown
from bot.domain.errors import Refused
from bot.edits.edit import Edit
from bot.services.cards import DraftCard, Kept
from bot.times import moment_of

# So often a message is shown anew when somebody goes on in it at the same time.
MOST_OVERTAKEN = 5
Screen = Callable[[Context, Shown, Member], Awaitable[None]]
_SCREENS: dict[str, Screen] = {}


def screen(name: str) -> Callable[[Screen], Screen]:
    """Register what shows such a screen again when its draft has changed; cards say "name" or "name/more"."""

    def register(shows: Screen) -> Screen:
        _SCREENS[name] = shows
        return shows

    return register


async def show(
    context: Context,
    place: Place,
    draft_id: str,
    account_id: str = "",
    *,
    fresh: bool = False,
    who: Member | None = None,
) -> None:
    """Put the card into a message, or into a new one below it, as this member sees it; note what the message shows."""
    member = who or context.who
    card = await context.office.cards.card(draft_id, account_id)
    looking = await looking_at(context, await context.office.approving.standing(draft_id), member)
    texts, names = context.office.languages.texts(member.language), context.names_of(card.accounts)
    shown = view(texts, card, names, looking, await _planned(context, texts, card, names, member))
    told = await (context.sender.send(place, shown) if fresh else context.sender.edit(place, shown))
    await noted(context, told, card, member)


async def _planned(context: Context, texts: Texts, card: DraftCard, names: dict[str, str], member: Member) -> list[str]:
    """When what is planned of a draft goes out, an earlier wording of it too."""
    found = await context.office.publishing.of_draft(card.draft.id)
    reports = [one for one in found if one.publication.state == "scheduled" and one.publication.wall]
    zone, now = await zone_of(context, member) if reports else "", context.office.clock.now()
    return [
        texts.say(
            "schedule/planned",
            account=names.get(one.account.id, one.account.handle),
            when=choice_said(texts, moment_of(one.publication.at, zone), now),
            earlier=one.revision != card.draft.revision,
        )
        for one in reports
    ]


async def noted(context: Context, place: Place | None, card: DraftCard, member: Member, name: str = "draft") -> None:
    """Note which of a draft's screens a message shows now; None is no message."""
    if place:
        about = {"draft_id": card.draft.id, "account_id": card.account.id, "revision": card.draft.revision}
        note = Shown(place=place, member_id=member.id, screen=name, **about)
        await context.office.correspondence.show(note)


async def ask_for_words(context: Context, place: Place, about: About, part: str) -> None:
    """Ask for a member's own wording of a part; nobody's change puts the card in the question's place."""
    back = Button(context.texts.label("back"), ShowDraft(about.draft_id, about.account_id))
    told = await context.sender.edit(place, View(context.texts.html("pick/write", part=part), ((back,),)))
    await noted(context, told, await context.office.cards.card(about.draft_id, about.account_id), context.who, "words")


async def looking_at(context: Context, approval: Approval | None, member: Member) -> Looking:
    """How an approval stands for who looks at it."""
    if approval is None:
        return Looking(member)
    asker = await context.office.members.member(approval.asked_by)
    decider = await context.office.members.member(approval.decided_by) if approval.decided_by else None
    return Looking(member, approval, asker.name, decider.name if decider else "")


async def refresh_others(context: Context, draft_id: str, place: Place) -> None:
    """Let everybody else who looks at this draft see that it changed, each in their language and role."""
    for other in await context.office.correspondence.cards_of(draft_id):
        if (other.place.chat_id, other.place.message_id) == (place.chat_id, place.message_id):
            continue
        await _refresh(context, other)


async def _refresh(context: Context, other: Shown) -> None:
    """Show a message anew; where whoever looks at it has gone on meanwhile, what it shows then."""
    correspondence, now = context.office.correspondence, other
    for _ in range(MOST_OVERTAKEN):
        await correspondence.settled(other.place)
        beside = context.beside(other.place)
        now = await correspondence.shown_at(other.place) or now
        shows = _SCREENS.get(now.screen.partition("/")[0])
        member = await context.office.members.member(now.member_id)
        if now.draft_id != other.draft_id or shows is None or not member.active:
            return
        await shows(beside, now, member)
        if beside.standing is None or not beside.standing.overtaken:
            return


async def show_on(context: Context, place: Place, draft_id: str, name: str, *, who: Member | None = None) -> None:
    """Show another of a draft's registered screens in a message, as this member sees it."""
    member = who or context.who
    shown = Shown(place=place, member_id=member.id, draft_id=draft_id, screen=name)
    await _SCREENS[name.partition("/")[0]](context, shown, member)


@screen("words")
async def stay(context: Context, shown: Shown, member: Member) -> None:
    """A question that waits for words stays as it is."""


@screen("draft")
async def show_again(context: Context, shown: Shown, member: Member) -> None:
    """The card as it is now."""
    await show(context, shown.place, shown.draft_id, shown.account_id, who=member)


async def on_show(update: Update, context: Context, payload: ShowDraft) -> None:
    """Another account's post, or back from a question to the card."""
    await prompts.forget(update, context)
    await show(context, place_of(update), payload.draft_id, payload.account_id)


async def change(
    context: Context,
    place: Place,
    about: About,
    made: Callable[[int], Awaitable[Kept]],
    *,
    newest: bool = False,
    shows: Callable[[], Awaitable[None]] | None = None,
) -> None:
    """Make a change, show the card or what `shows` shows, and let everybody else who looks at the draft see it.

    `made` is given the revision the member saw, or the newest one where `newest` says so. Where the draft changed
    since, it is shown as it is now before that is said.
    """
    shows = shows or partial(show, context, place, about.draft_id, about.account_id)
    revision = about.revision
    if newest:
        revision = (await context.office.drafting.latest(about.draft_id)).draft.revision
    try:
        kept = await made(revision)
    except Refused as refused:
        if refused.key == "changed_since":
            if context.tap:
                await context.tap.answer(context.texts.error(refused), alert=True)
            await shows()
        raise
    await voided.review(context, about.draft_id)
    await shows()
    await refresh_others(context, kept.draft.id, place)


async def edit(
    context: Context,
    place: Place,
    about: About,
    edits: Sequence[Edit],
    cause: str,
    *,
    newest: bool = False,
    listed: bool = False,
    shows: Callable[[], Awaitable[None]] | None = None,
) -> None:
    """Make edits by `change`; bullets are numbered as the card shows them, or as the draft lists them (`listed`)."""

    def made(revision: int) -> Awaitable[Kept]:
        return context.office.editing.edit(
            about.draft_id, revision, edits, actor=context.who, account_id=about.account_id, listed=listed, cause=cause
        )

    await change(context, place, about, made, newest=newest, shows=shows)


async def on_act(update: Update, context: Context, payload: Act) -> None:
    """Shorter, longer, undo, redo, discard."""
    await act(context, place_of(update), payload, payload.verb, cause_of(update))


async def act(context: Context, place: Place, about: About, verb: str, cause: str, *, newest: bool = False) -> None:
    """Do what needs no more than its name, by `change`."""
    editing, actor = context.office.editing, context.who

    def made(revision: int) -> Awaitable[Kept]:
        if verb in ("shorter", "longer"):
            shorter = verb == "shorter"
            return editing.resize(about.draft_id, revision, about.account_id, shorter=shorter, actor=actor, cause=cause)
        changes = {"undo": editing.undo, "redo": editing.redo, "discard": editing.discard}
        if verb not in changes:
            raise Refused("changed_since")
        return changes[verb](about.draft_id, revision, actor=actor, cause=cause)

    await change(context, place, about, made, newest=newest)


TAPS: Taps = {ShowDraft: on_show, Act: on_act}
