"""Scheduling in the chat: a time is typed or tapped, said back, and kept only then."""

from datetime import date, datetime, timedelta

from telegram import Update

from bot.chat import errands, plans, prompts
from bot.chat.context import Context, Taps, place_of
from bot.chat.plans import Plan
from bot.chat.screens import draft, publish, scheduled
from bot.chat.screens.choosing import LATES, STAMP, VOIDS, Choosing, Turn, following, view
from bot.chat.screens.doubts import AskWhen, needs_approval
from bot.chat.screens.draft_card import ShowDraft, told
from bot.chat.screens.preferences import zone_of
from bot.chat.screens.publish import Asked
from bot.chat.view import Button, View
from bot.domain.brand import Member
from bot.domain.conversation import Place, Prompt, Shown
from bot.domain.errors import Refused, StandfirstError
from bot.domain.moment import Moment, NextSlot, Unclear
from bot.domain.rights import require
from bot.services.cards import DraftCard
from bot.services.repeats import waiver
from bot.times import moment_of

# Who types so near a time means now.
NOW = timedelta(seconds=30)


async def on_ask(update: Update, context: Context, payload: AskWhen) -> None:
    """Ask when; what keeps the draft from going out is said instead. An approved time needs no more than a yes."""
    require(context.who, "draft")
    place = place_of(update)
    card, asked, looking = await publish.gathered(context, payload.draft_id, payload.account_id, context.who)
    if card.draft.revision != payload.revision or card.discarded:
        await draft.show(context, place, payload.draft_id, payload.account_id)
        raise Refused("changed_since")
    if not [one for one in card.chosen if one.id not in asked.out]:
        await scheduled.show(context, place, payload.draft_id)
        return
    plan = Plan(draft_id=card.draft.id, account_id=card.account.id, revision=card.draft.revision)
    approval = looking.approval
    if approval and approval.state == "approved" and approval.at and approval.at > context.office.clock.now():
        moment = moment_of(approval.at, await zone_of(context))
        plan = plan.model_copy(update={"stage": "echo", "moment": moment, **await _seen(context, plan, moment)})
    await begin(update, context, place, plan)


async def begin(update: Update, context: Context, place: Place, plan: Plan) -> None:
    """Begin to choose a time in a message; it may be typed, too."""
    plan = await plans.begin(context, place, plan)
    await _await_words(update, context, place, plan)
    await show(context, place, plan)


async def show(context: Context, place: Place, plan: Plan, *, who: Member | None = None) -> None:
    """Put a plan into its message, as this member sees it, and note it."""
    member = who or context.who
    choosing = await _choosing(context, plan, member)
    shown = view(context.office.languages.texts(member.language), plan, choosing)
    await _put(context, place, plan, shown, member)


async def _put(context: Context, place: Place, plan: Plan, shown: View, member: Member) -> None:
    there = await context.sender.edit(place, shown)
    if there:
        about = {"draft_id": plan.draft_id, "account_id": plan.account_id, "revision": plan.revision}
        note = Shown(place=there, member_id=member.id, screen=f"when/{plan.id}", **about)
        await context.office.correspondence.show(note)


async def _choosing(context: Context, plan: Plan, member: Member) -> Choosing:
    """What the message needs beside the plan."""
    texts, zone, now = context.office.languages.texts(member.language), await zone_of(context, member), _now(context)
    scheduling = context.office.scheduling
    if plan.targets:
        reports = [await context.office.publishing.report(one.id) for one in plan.targets]
        names = list(context.names_of([one.account for one in scheduled.unique(reports)]).values())
        back = Button(texts.label("back"), scheduled.back_to(plan))
        return Choosing(names, zone, now, back)
    at = plan.moment.at if plan.moment else None
    card, asked, looking = await publish.gathered(context, plan.draft_id, plan.account_id, member, at=at)
    going = _going(card, asked)
    slot = await scheduling.next_slot(going) if plan.stage == "ask" else None
    replaced = [scheduled.said(context, texts, one, zone, replaced=True) for one in asked.waiting]
    return Choosing(
        names=[asked.names[one] for one in going if one not in asked.out],
        zone=zone,
        now=now,
        back=Button(texts.label("back"), ShowDraft(plan.draft_id, plan.account_id)),
        slot=slot,
        asking=needs_approval(card, looking),
        waits=[*(scheduled.said(context, texts, one, zone) for one in asked.out.values()), *replaced],
        prices=asked.prices,
    )


def _going(card: DraftCard, asked: Asked) -> list[str]:
    """The accounts to plan for: all that are chosen where an approval covers them together, else what is not out."""
    together = card.brand.approval == "other_editor"
    return [one.id for one in card.chosen if together or one.id not in asked.out]


def _now(context: Context) -> datetime:
    return context.office.clock.now()


@draft.screen("when")
async def show_again(context: Context, shown: Shown, member: Member) -> None:
    """Where the draft says something else than was asked about, what changed since."""
    plan = await plans.found(context, shown.screen.partition("/")[2])
    if plan.targets:
        return
    try:
        newest = (await context.office.drafting.latest(plan.draft_id)).draft.revision
        if newest != plan.revision or (plan.moment and plan.seen != (await _seen(context, plan, plan.moment))["seen"]):
            await _changed(context, shown.place, plan, member)
        else:
            await show(context, shown.place, plan, who=member)
    except StandfirstError:  # it cannot go out any more: its card says why
        await draft.show(context, shown.place, shown.draft_id, shown.account_id, who=member)


async def _changed(context: Context, place: Place, plan: Plan, member: Member) -> None:
    """What changed since the question was asked; it is asked again by a tap."""
    texts = context.office.languages.texts(member.language)
    _, asked, _ = card = await publish.gathered(context, plan.draft_id, plan.account_id, member)
    history = await context.office.editing.history(plan.draft_id)
    since = [told(texts, change) for number, change in history if number > plan.revision]
    labels = [asked.names[one.id] for one in card[0].chosen]
    text = texts.html("publish/changed", labels=labels, changes=since[-publish.MOST_CHANGES :])
    again = Button(texts.label("schedule"), Turn(plan.id, plan.step, "ask" if plan.moment is None else "echo"))
    back = Button(texts.label("back"), ShowDraft(plan.draft_id, plan.account_id))
    await _put(context, place, plan, View(text, ((again, back),)), member)


async def on_turn(update: Update, context: Context, payload: Turn) -> None:
    """A step of choosing a time; one that is not the next shows how it stands now."""
    place, plan = place_of(update), await plans.found(context, payload.plan_id)
    require(context.who, "publish" if plan.targets else "draft")
    tapped = f"{payload.step}/{payload.verb}"
    if plan.step != payload.step:
        await show(context, place, plan)
        if plan.tapped == tapped:
            return
        raise Refused("changed_since")
    if payload.verb == "go":
        await _go(update, context, place, plan)
        return
    await _step(update, context, place, plan.model_copy(update={"tapped": tapped}), payload.verb)


async def _step(update: Update, context: Context, place: Place, plan: Plan, verb: str) -> None:
    moment = plan.moment
    if verb == "late":
        plan = await plans.go_on(context, plan, late=following(LATES, plan.late))
    elif verb == "void":
        plan = await plans.go_on(context, plan, void=following(VOIDS, plan.void))
    elif verb in ("ask", "pick"):
        plan = await plans.go_on(context, plan, stage="ask" if verb == "ask" else "days", moment=None)
        await _await_words(update, context, place, plan)
    elif verb == "echo" and moment:
        await _take(update, context, place, plan, moment)
        return
    elif verb[:1] == "d":
        plan = await plans.go_on(context, plan, stage="hours", day=_date(verb[1:], "%y%m%d").date().isoformat())
        await _await_words(update, context, place, plan)
    else:
        await _take(update, context, place, plan, await _tapped(context, plan, verb))
        return
    await show(context, place, plan)


async def _tapped(context: Context, plan: Plan, verb: str) -> Moment | Unclear | NextSlot:
    """The time that a button means. Raises Refused("changed_since") for one that means none."""
    if verb == "slot":
        return NextSlot()
    choices = plan.unclear.choices if plan.unclear else ()
    if verb[:1] == "c" and verb[1:].isdecimal() and verb.isascii() and int(verb[1:]) < len(choices):
        return choices[int(verb[1:])]
    if verb[:1] != "t":
        raise Refused("changed_since")
    return await _read(context, f"{_date(verb[1:], STAMP):%Y-%m-%d %H:%M}")


def _date(stamp: str, pattern: str) -> datetime:
    try:
        return datetime.strptime(stamp, pattern)  # noqa: DTZ007 - a wall time, whose zone is the member's
    except ValueError as fault:
        raise Refused("changed_since") from fault


async def _read(context: Context, text: str, day: str = "") -> Moment | Unclear | NextSlot:
    """What a text says; a clock alone is of the `day` that is open."""
    zone, read = await zone_of(context), context.office.scheduling.read
    of_day = read(f"{date.fromisoformat(day)} {text}", member_zone=zone) if day else None
    return of_day if isinstance(of_day, Moment) else read(text, member_zone=zone)


async def _await_words(update: Update, context: Context, place: Place, plan: Plan) -> None:
    values: dict[str, str | int] = {"plan": plan.id, "chat": place.chat_id, "message": place.message_id}
    await prompts.ask(update, context, "when", **values)


@prompts.prompt("when")
async def on_typed(update: Update, context: Context, prompt: Prompt) -> None:
    """A time in the member's own words; a question may be answered again."""
    plan = (await plans.found(context, str(prompt.values["plan"]))).model_copy(update={"tapped": ""})
    place = Place(chat_id=int(prompt.values["chat"]), message_id=int(prompt.values["message"]))
    day = plan.day if plan.stage == "hours" else ""
    await _take(update, context, place, plan, await _read(context, prompts.said(update), day))


async def _take(
    update: Update, context: Context, place: Place, plan: Plan, answer: Moment | Unclear | NextSlot
) -> None:
    """Say a time back, or ask about it; now is now."""
    slot = isinstance(answer, NextSlot)
    if isinstance(answer, NextSlot):
        answer = await _next_slot(context, plan)
    if isinstance(answer, Unclear):
        plan = await plans.go_on(context, plan, stage="question", unclear=answer, moment=None)
        await _await_words(update, context, place, plan)
        await show(context, place, plan)
        return
    if answer.at <= _now(context) + NOW:
        await _at_once(context, place, plan)
        return
    revision = plan.revision
    if not plan.targets:
        revision = (await context.office.drafting.latest(plan.draft_id)).draft.revision
    seen = {"seen": ""} if plan.targets else await _seen(context, plan, answer)
    chosen = {"moment": answer, "slot": slot, "unclear": None, "revision": revision}
    plan = await plans.go_on(context, plan, stage="echo", **chosen, **seen)
    await _await_words(update, context, place, plan)
    await show(context, place, plan)


async def _at_once(context: Context, place: Place, plan: Plan) -> None:
    """Publishing now is asked about where it always is."""
    if plan.targets:
        await scheduled.show_targets(context, place, plan)
    else:
        await publish.show(context, place, plan.draft_id, plan.account_id)


async def _next_slot(context: Context, plan: Plan) -> Moment:
    """The next free slot. Raises Refused("no_slots")."""
    if plan.targets:
        accounts = [(await context.office.publishing.report(one.id)).account.id for one in plan.targets]
    else:
        card, asked, _ = await publish.gathered(context, plan.draft_id, plan.account_id, context.who)
        accounts = _going(card, asked)
    found = await context.office.scheduling.next_slot(accounts)
    if found is None:
        raise Refused("no_slots")
    return found


async def _seen(context: Context, plan: Plan, moment: Moment) -> dict[str, object]:
    """What is seen of what would go out then: the beginning of its content hash, and what it repeats."""
    card, asked, _ = await publish.gathered(context, plan.draft_id, plan.account_id, context.who)
    offer = await context.office.offers.offer(plan.draft_id, _going(card, asked), at=moment.at)
    repeats = await context.office.repeats.warnings(offer, moment.at)
    return {"seen": offer.content_hash[: publish.SEEN], "told": waiver(repeats)}


async def _go(update: Update, context: Context, place: Place, plan: Plan) -> None:
    """Keep it, or ask for approval of exactly it."""
    moment = plan.moment
    if moment is None:
        raise Refused("changed_since")
    await prompts.forget(update, context, "when")
    if moment.at <= _now(context):
        await _take(update, context, place, plan, Unclear(reason="past"))
        return
    if plan.targets:
        await _move(update, context, place, plan, moment)
        return
    card, asked, looking = await publish.gathered(context, plan.draft_id, plan.account_id, context.who)
    chosen = _going(card, asked)
    if not chosen:  # the same tap once more
        await scheduled.show(context, place, plan.draft_id)
        return
    try:
        if card.draft.revision != plan.revision:
            raise Refused("changed_since")
        if needs_approval(card, looking):
            await _ask_approval(context, place, plan, chosen, moment)
            return
        await context.office.scheduling.schedule(
            plan.draft_id,
            chosen,
            moment,
            actor=context.who,
            seen=plan.seen,
            late=plan.late,
            void_minutes=plan.void,
            waived=plan.told,
            slot=plan.slot,
            anew=[one.publication.id for one in asked.deleted],
        )
    except Refused as refused:
        if refused.key == "changed_since":
            await _changed(context, place, plan, context.who)
        if refused.key == "slot_taken":
            await _take(update, context, place, plan, NextSlot())
        raise
    await scheduled.show(context, place, plan.draft_id)
    await draft.refresh_others(context, plan.draft_id, place)


async def _ask_approval(context: Context, place: Place, plan: Plan, chosen: list[str], moment: Moment) -> None:
    approving, correspondence = context.office.approving, context.office.correspondence
    asked = await approving.ask(plan.draft_id, chosen, actor=context.who, at=moment.at, seen=plan.seen)
    await draft.show(context, place, plan.draft_id, plan.account_id)
    await draft.refresh_others(context, plan.draft_id, place)
    errands.start(context, await correspondence.begin("approval", context.who.id, place, asked.id, id=asked.id))


async def _move(update: Update, context: Context, place: Place, plan: Plan, moment: Moment) -> None:
    """Give every publication the new time; where one is not as it was seen, how it stands now."""
    reschedule = context.office.scheduling.reschedule
    try:
        for one in plan.targets:
            if (await context.office.publishing.report(one.id)).publication.at != moment.at:
                await reschedule(one.id, moment, actor=context.who, seen_run=one.run, slot=plan.slot)
    except Refused as refused:
        if refused.key != "slot_taken":
            await scheduled.show_targets(context, place, plan)
        else:
            await _take(update, context, place, plan, NextSlot())
        raise
    await scheduled.show_targets(context, place, plan)


TAPS: Taps = {AskWhen: on_ask, Turn: on_turn}
