"""Repeating a post: how often is typed and said back before it is kept; a series is paused, resumed and ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from telegram import Update

from bot.chat import plans, prompts
from bot.chat.buttons import Payload, tagged
from bot.chat.context import Context, Taps, place_of
from bot.chat.plans import Plan, Target
from bot.chat.screens import draft, scheduled
from bot.chat.screens.choosing import day_said
from bot.chat.screens.preferences import zone_of
from bot.chat.screens.waiting import Queued, SeriesTurn, ShowQueue
from bot.chat.texts import Texts
from bot.chat.times import choice_said, question_said
from bot.chat.view import Button, View
from bot.domain.brand import Member
from bot.domain.conversation import Place, Prompt
from bot.domain.errors import Refused
from bot.domain.moment import Unclear
from bot.domain.recurrence import Recurrence
from bot.domain.rights import may, require
from bot.domain.series import Series
from bot.services.publishing import Report
from bot.times import moment_of
from bot.times.recurrence import upcoming
from bot.times.recurring import read_recurrence

# So many of the next times are said before a series is kept.
AHEAD = 3


@tagged("lr")
@dataclass(frozen=True, slots=True)
class Repeat(Payload):
    """Keep the rule that was said back ("go"), or type another ("ask")."""

    plan_id: str
    step: int
    verb: str


def rule_said(texts: Texts, rule: Recurrence) -> str:
    """A rule in words."""
    days = texts.say("slots/days", weekdays=rule.weekdays) if rule.weekdays else ""
    until = day_said(texts, rule.until, year=True) if rule.until else ""
    return texts.say("series/rule", rule=rule, days=days, until=until)


async def ask(update: Update, context: Context, place: Place, report: Report) -> None:
    """Ask how often. Raises Refused("draft_changed") where the draft says something else by now."""
    newest = (await context.office.drafting.latest(report.draft_id)).draft.revision
    if newest != report.revision:
        raise Refused("draft_changed")
    one = report.publication
    targets = (Target(id=one.id, run=one.run),)
    plan = Plan(draft_id=report.draft_id, account_id=report.account.id, revision=report.revision, targets=targets)
    await _ask(update, context, place, await plans.begin(context, place, plan))


async def _ask(update: Update, context: Context, place: Place, plan: Plan, unclear: Unclear | None = None) -> None:
    texts = context.texts
    values: dict[str, str | int] = {"plan": plan.id, "chat": place.chat_id, "message": place.message_id}
    await prompts.ask(update, context, "repeat", **values)
    why = question_said(texts, unclear, context.office.clock.now()) if unclear and unclear.reason != "unclear" else ""
    text = texts.html("series/ask", zone=await zone_of(context), unclear=unclear is not None, why=why)
    there = await context.sender.edit(place, View(text, ((_back(texts, plan),),)))
    await scheduled.noted(context, there, context.who, plan.draft_id, "words")


def _back(texts: Texts, plan: Plan) -> Button:
    return Button(texts.label("back"), Queued(plan.targets[0].id, plan.targets[0].run, "look"))


@prompts.prompt("repeat")
async def on_typed(update: Update, context: Context, prompt: Prompt) -> None:
    """How often, in the member's words; said back with the next times."""
    plan = await plans.found(context, str(prompt.values["plan"]))
    place = Place(chat_id=int(prompt.values["chat"]), message_id=int(prompt.values["message"]))
    zone, now = await zone_of(context), context.office.clock.now()
    rule = read_recurrence(prompts.said(update), now, zone)
    if isinstance(rule, Unclear):
        await _ask(update, context, place, plan, rule)
        return
    plan = await plans.go_on(context, plan, rule=rule)
    report = await context.office.publishing.report(plan.targets[0].id)
    line = scheduled.line_of(context, context.texts, report, zone)
    replaced = line if report.publication.state == "scheduled" and not report.publication.series_id else None
    times = [_said(context, at, rule.zone) for at in upcoming(rule, now, AHEAD)]
    text = context.texts.html(
        "series/echo", said=rule_said(context.texts, rule), times=times, name=line.name, replaced=replaced
    )
    go = Button(context.texts.label("repeat_now"), Repeat(plan.id, plan.step, "go"))
    change = Button(context.texts.label("change_time"), Repeat(plan.id, plan.step, "ask"))
    there = await context.sender.edit(place, View(text, ((go, change), (_back(context.texts, plan),))))
    await scheduled.noted(context, there, context.who, plan.draft_id, "words")


def _said(context: Context, at: datetime, zone: str) -> str:
    return choice_said(context.texts, moment_of(at, zone), context.office.clock.now())


async def on_repeat(update: Update, context: Context, payload: Repeat) -> None:
    """Keep the rule, or ask for another; the same tap once more shows what came of it."""
    require(context.who, "publish")
    place, plan = place_of(update), await plans.found(context, payload.plan_id)
    if plan.step != payload.step or plan.rule is None or payload.verb not in ("go", "ask"):
        raise Refused("changed_since")
    if payload.verb == "ask":
        await _ask(update, context, place, await plans.go_on(context, plan, rule=None))
        return
    known = await _begun(context, plan)
    if known is None:
        report = await context.office.publishing.report(plan.targets[0].id)
        newest = (await context.office.drafting.latest(plan.draft_id)).draft.revision
        if newest != plan.revision or report.publication.run != plan.targets[0].run:
            await scheduled.show_one(context, place, plan.targets[0].id)
            raise Refused("changed_since")
        known = await context.office.recurring.repeat(plan.draft_id, [plan.account_id], plan.rule, actor=context.who)
    await show(context, place, known.id)
    await draft.refresh_others(context, plan.draft_id, place)


async def _begun(context: Context, plan: Plan) -> Series | None:
    """The series that a tap has begun already."""
    every = await context.office.recurring.every()
    return next((one for one in every if _same(one, plan)), None)


def _same(one: Series, plan: Plan) -> bool:
    about = (one.draft_id, one.revision, one.account_ids, one.rule)
    return about == (plan.draft_id, plan.revision, (plan.account_id,), plan.rule)


def view(texts: Texts, one: Series, names: Sequence[str], headline: str, following: str, who: Member) -> View:
    """A series: what, where, how often, when next, and what can be done about it."""
    said = rule_said(texts, one.rule)
    why = texts.say("series/why", draft_changed=one.why == "draft_changed") if one.why else ""
    text = texts.html("series/card", one=one, names=names, headline=headline, said=said, next=following, why=why)
    verbs = {"active": ("pause", "end"), "paused": ("resume", "end"), "ended": ()}[one.state]
    buttons = tuple(Button(texts.label(f"series_{verb}"), SeriesTurn(one.id, one.state, verb)) for verb in verbs)
    queue = Button(texts.label("queue"), ShowQueue(0))
    return View(text, (buttons if may(who, "publish") else (), (queue,)))


async def show(context: Context, place: Place, series_id: str) -> None:
    """Put a series' card into a message."""
    one = await context.office.recurring.one(series_id)
    accounts = [other for other in await context.office.accounts.every() if other.id in one.account_ids]
    headline = (await context.office.drafting.latest(one.draft_id)).draft.headline.text
    zone, now = await zone_of(context), context.office.clock.now()
    active = one.state == "active" and one.next is not None and one.next > now
    following = _said(context, one.next, zone) if active and one.next else ""
    names = list(context.names_of(accounts).values())
    there = await context.sender.edit(place, view(context.texts, one, names, headline, following, context.who))
    await scheduled.noted(context, there, context.who, one.draft_id, "series")


async def on_series(update: Update, context: Context, payload: SeriesTurn) -> None:
    """Look at a series, or pause, resume or end it; all of them where none is named."""
    place, recurring = place_of(update), context.office.recurring
    if not payload.series_id:
        await _list(context, place)
        return
    if payload.verb == "look":
        await show(context, place, payload.series_id)
        return
    require(context.who, "publish")
    verbs = {"pause": recurring.pause, "resume": recurring.resume, "end": recurring.end}
    now = await recurring.one(payload.series_id)
    if now.state != payload.state or payload.verb not in verbs:
        await show(context, place, payload.series_id)
        raise Refused("changed_since")
    try:
        await verbs[payload.verb](payload.series_id, actor=context.who)
    finally:
        await show(context, place, payload.series_id)
    await draft.refresh_others(context, now.draft_id, place)


async def _list(context: Context, place: Place) -> None:
    """Every series that has not ended."""
    texts, buttons = context.texts, []
    for one in await context.office.recurring.every():
        headline = (await context.office.drafting.latest(one.draft_id)).draft.headline.text
        mark = "⏸ " if one.state == "paused" else ""
        label = f"{mark}{rule_said(texts, one.rule)} · {headline}"
        buttons.append((Button(label[:60], SeriesTurn(one.id, one.state, "look")),))
    queue = (Button(texts.label("queue"), ShowQueue(0)),)
    await context.sender.edit(place, View(texts.html("series/list", count=len(buttons)), (*buttons[:40], queue)))


TAPS: Taps = {Repeat: on_repeat, SeriesTurn: on_series}
