"""The draft card: the story, the post for one account as it will look, and everything that can be done with it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, Protocol

from telegram import Update

from bot.chat import prompts, voided
from bot.chat.buttons import Payload, tagged
from bot.chat.context import Context, Taps, cause_of, place_of
from bot.chat.rendering import part_html
from bot.chat.screens.doubts import Looking, rows, way_out
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.domain.approval import Approval
from bot.domain.brand import Member
from bot.domain.conversation import Place, Shown
from bot.domain.errors import Refused
from bot.edits.edit import Edit
from bot.edits.history import Change
from bot.services.cards import DraftCard, Kept

# A message holds 4096 characters; what is around the post takes some.
MOST_SHOWN = 3000


@tagged("d")
@dataclass(frozen=True, slots=True)
class ShowDraft(Payload):
    """Show the draft as an account says it."""

    draft_id: str
    account_id: str


@tagged("a")
@dataclass(frozen=True, slots=True)
class Act(Payload):
    """Do something to the draft that needs nothing more: `verb` is one of VERBS."""

    draft_id: str
    revision: int
    account_id: str
    verb: str


@tagged("o")
@dataclass(frozen=True, slots=True)
class Open(Payload):
    """Open one of the draft's screens: "headline", "bullets", "question", "image", "source", "changes" ..."""

    draft_id: str
    revision: int
    account_id: str
    screen: str


class About(Protocol):
    """Whatever names a draft, the account whose post is shown, and the revision the member saw."""

    @property
    def draft_id(self) -> str:
        """The draft."""
        ...

    @property
    def revision(self) -> int:
        """The revision seen."""
        ...

    @property
    def account_id(self) -> str:
        """The account."""
        ...


class Newest(NamedTuple):
    """A draft as it stands, whatever was seen."""

    draft_id: str
    account_id: str
    revision: int = 0


Screen = Callable[[Context, Shown, Member], Awaitable[None]]
_SCREENS: dict[str, Screen] = {}


def screen(name: str) -> Callable[[Screen], Screen]:
    """Register what shows such a screen again when its draft has changed; cards say "name" or "name/more"."""

    def register(shows: Screen) -> Screen:
        _SCREENS[name] = shows
        return shows

    return register


def view(texts: Texts, card: DraftCard, label: str, looking: Looking) -> View:
    """The card. `label` is the account's name as shown."""
    if card.discarded:
        return put_away(texts, card)
    parts = [(part_html(part, MOST_SHOWN // len(card.post.parts)), part.length, part.limit) for part in card.post.parts]
    last = last_change(texts, card)
    text = texts.html(
        "draft/card", card=card, article=card.article, label=label, parts=parts, looking=looking, last=last
    )
    return View(text, (*rows(texts, card, looking.who), *_accounts(card), *_actions(texts, card, looking)))


def put_away(texts: Texts, card: DraftCard) -> View:
    """What is left of a card whose draft was discarded: the way back."""
    undo = Act(card.draft.id, card.draft.revision, card.account.id, "undo")
    return View(texts.html("draft/discarded", article=card.article), ((Button(texts.label("bring_back"), undo),),))


def _accounts(card: DraftCard) -> tuple[tuple[Button, ...], ...]:
    if len(card.accounts) < 2:
        return ()
    row = []
    for account in card.accounts:
        mark = " ✓" if account.id == card.account.id else ""
        row.append(Button(f"{account.handle}{mark}", ShowDraft(card.draft.id, account.id)))
    return tuple(tuple(row[at : at + 3]) for at in range(0, len(row), 3))


def _actions(texts: Texts, card: DraftCard, looking: Looking) -> tuple[tuple[Button, ...], ...]:
    draft, account = card.draft, card.account.id

    def opens(screen: str) -> Button:
        return Button(texts.label(screen), Open(draft.id, draft.revision, account, screen))

    def acts(verb: str) -> Button:
        return Button(texts.label(verb), Act(draft.id, draft.revision, account, verb))

    undo = [acts("undo")] if card.step.undo else []
    redo = [acts("redo")] if card.step.redo else []
    changed = [opens("changes")] if card.draft.revision > 1 else []
    return (
        (opens("headline"), opens("bullets"), opens("question"), opens("image")),
        (acts("shorter"), acts("longer"), *undo, *redo),
        (opens("preview"), opens("source"), *changed),
        (way_out(texts, card, looking), acts("discard")),
    )


def told(texts: Texts, change: Change) -> str:
    """A change in words; those of an edit one after the other."""
    if change.kind != "edited":
        return texts.say(f"changes/{change.kind}")
    return ", ".join(texts.say(f"changes/{key}", **values) for key, values in change.words)


def last_change(texts: Texts, card: DraftCard) -> str:
    """What the last edit did, "" where the draft is as it was written."""
    change = Change.model_validate(card.kept.change or {"kind": "written"})
    return "" if change.kind == "written" else told(texts, change)


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
    shown = view(context.office.languages.texts(member.language), card, name_of(context, card), looking)
    told = await (context.sender.send(place, shown) if fresh else context.sender.edit(place, shown))
    await noted(context, told, card, member)


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


def name_of(context: Context, card: DraftCard) -> str:
    """The name of the card's account as people know it: its network."""
    return context.office.platform(card.account.platform).label


async def refresh_others(context: Context, draft_id: str, place: Place) -> None:
    """Let everybody else who looks at this draft see that it changed, each in their language and role."""
    for other in await context.office.correspondence.cards_of(draft_id):
        if (other.place.chat_id, other.place.message_id) == (place.chat_id, place.message_id):
            continue
        shows = _SCREENS.get(other.screen.partition("/")[0])
        member = await context.office.members.member(other.member_id)
        if shows and member.active:
            await shows(context.beside(), other, member)


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
