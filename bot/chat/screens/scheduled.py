"""What is planned: a draft's card with when each post goes, and a publication's own card in the queue."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from bot.chat.buttons import Payload
from bot.chat.context import Context
from bot.chat.plans import Plan
from bot.chat.rendering import part_html
from bot.chat.screens import draft
from bot.chat.screens.choosing import ALWAYS, LATES, VOIDS, following
from bot.chat.screens.corrections import ask_buttons
from bot.chat.screens.draft_card import ShowDraft
from bot.chat.screens.preferences import zone_of
from bot.chat.screens.progress import Deal
from bot.chat.screens.waiting import Bunch, Queued, SeriesTurn, ShowQueue, held_buttons, send_label
from bot.chat.texts import Texts
from bot.chat.times import choice_said, moment_said
from bot.chat.view import Button, View
from bot.domain.brand import Member
from bot.domain.conversation import Place, Shown
from bot.domain.errors import Missing
from bot.domain.ports import Profiles
from bot.domain.rights import may
from bot.services.publishing import UNDONE, Report
from bot.times import moment_of

MOST_SHOWN = 900
# What is tapped to turn lateness and expiry to these minutes.
LATE_VERBS = tuple(f"late{minutes}" for minutes in LATES)
VOID_VERBS = tuple(f"void{minutes}" for minutes in VOIDS)
_SEEN = 8


class Line(NamedTuple):
    """A publication as it is told of: its account's name, when in the member's zone, and what keeps it back.

    `local` is what the member's clock shows then, `page` where people see the account on its network.
    """

    report: Report
    name: str
    when: str
    local: datetime
    echo: str = ""
    error: str = ""
    page: str = ""

    @property
    def state(self) -> str:
        """Its state, "deleted" for what is gone again, "half_deleting" or "half_amending" for what is not done."""
        one = self.report
        return f"half_{one.half}" if one.half else "deleted" if one.publication.deleted else one.publication.state

    @property
    def clock(self) -> str:
        """The time of day it is due at."""
        return f"{self.local:%H:%M}"

    @property
    def text(self) -> Markup:
        """How its first part begins."""
        return part_html(self.report.post.parts[0], MOST_SHOWN)

    @property
    def headline(self) -> str:
        """Its first line."""
        return self.report.post.parts[0].text.strip().partition("\n")[0]


def seen_of(reports: Iterable[Report]) -> str:
    """What a button that deals with several publications was about."""
    of = "\0".join(f"{one.publication.id}/{one.publication.run}/{one.publication.state}" for one in reports)
    return hashlib.sha256(of.encode()).hexdigest()[:_SEEN]


def line_of(context: Context, texts: Texts, report: Report, zone: str, name: str = "") -> Line:
    """A publication's line for a member of this zone."""
    moment, now = moment_of(report.publication.at, zone), context.office.clock.now()
    platform, why = context.office.platform(report.account.platform), report.error
    return Line(
        report,
        name or f"{platform.label} · {report.account.handle}",
        choice_said(texts, moment, now),
        datetime.fromisoformat(moment.wall),
        moment_said(texts, moment, now),
        texts.say(f"errors/{why.key}", **why.values) if why else "",
        platform.profile(report.account) if isinstance(platform, Profiles) else "",
    )


def said(context: Context, texts: Texts, report: Report, zone: str, *, replaced: bool = False) -> str:
    """An account, and when something goes out on it; `replaced` by what is being planned."""
    line = line_of(context, texts, report, zone)
    state = "replaced" if replaced else line.state
    return texts.say("schedule/waits", account=line.name, when=line.when, state=state)


async def lines_of(context: Context, texts: Texts, reports: Sequence[Report], member: Member) -> list[Line]:
    """Several publications' lines, the accounts named as shortly as they can be told apart."""
    zone, names = await zone_of(context, member), context.names_of([one.account for one in unique(reports)])
    return [line_of(context, texts, one, zone, names[one.account.id]) for one in reports]


def unique(reports: Sequence[Report]) -> list[Report]:
    """One publication of each account."""
    return list({one.account.id: one for one in reports}.values())


async def waiting(context: Context, draft_id: str) -> list[Report]:
    """What of a draft is not done, the earliest first."""
    planned = await context.office.publishing.of_draft(draft_id)
    return [one for one in planned if one.publication.state in UNDONE and not one.publication.deleted]


def view(texts: Texts, lines: Sequence[Line], who: Member) -> View:
    """A draft's posts that wait, each with its time, and what can be done about all of them."""
    reports = [line.report for line in lines]
    draft_id, seen = reports[0].draft_id, seen_of(reports)

    def acts(verb: str, label: str) -> Button:
        return Button(texts.label(label), Bunch(draft_id, seen, verb))

    able = may(who, "publish") and all(one.publication.state == "scheduled" for one in reports)
    verbs = (acts("time", "reschedule"), acts("now", "send_now"), acts("cancel", "cancel_post")) if able else ()
    each = tuple(
        Button(texts.label("queued", account=line.name, when=line.when), Queued(line.report.publication.id, 0, "look"))
        for line in lines
        if len(lines) > 1 or not able
    )
    back = Button(texts.label("back_to_draft"), ShowDraft(draft_id, ""))
    end = (back, Button(texts.label("queue"), ShowQueue(0)))
    return View(texts.html("schedule/card", lines=lines), (*((one,) for one in each), verbs, end))


async def show(context: Context, place: Place, draft_id: str, *, who: Member | None = None) -> None:
    """Put a draft's planned posts into a message; its card where nothing waits any more."""
    member = who or context.who
    reports = await waiting(context, draft_id)
    if not reports:
        await draft.show(context, place, draft_id, who=member)
        return
    texts = context.office.languages.texts(member.language)
    shown = view(texts, await lines_of(context, texts, reports, member), member)
    await noted(context, await context.sender.edit(place, shown), member, draft_id, "scheduled")


async def noted(context: Context, place: Place | None, member: Member, draft_id: str, screen: str) -> None:
    """Note what a message shows, so that it is kept up to date."""
    if place:
        note = Shown(place=place, member_id=member.id, draft_id=draft_id, screen=screen)
        await context.office.correspondence.show(note)


@draft.screen("scheduled")
async def show_again(context: Context, shown: Shown, member: Member) -> None:
    """The same as it is now."""
    await show(context, shown.place, shown.draft_id, who=member)


def card(texts: Texts, line: Line, who: Member) -> View:
    """A publication's card in the queue: when, where, what, how it stands, and what can be done."""
    one = line.report.publication
    text = texts.html("queue/card", line=line, publication=one, always=one.late >= ALWAYS)
    buttons = _buttons(texts, line) if may(who, "publish") else ()
    end = [
        Button(texts.label("draft"), ShowDraft(line.report.draft_id, line.report.account.id)),
        Button(texts.label("queue"), ShowQueue(0)),
    ]
    if one.series_id:
        end.insert(0, Button(texts.label("series"), SeriesTurn(one.series_id, "", "look")))
    return View(text, (*buttons, tuple(end)))


def _buttons(texts: Texts, line: Line) -> tuple[tuple[Button, ...], ...]:
    one, half = line.report.publication, line.report.half
    if half:
        return (ask_buttons(texts, line.report, line.name, changed=half == "amending", stuck=half == "deleting"),)

    def acts(verb: str, label: str, **values: object) -> Button:
        return Button(texts.label(label, **values), Queued(one.id, one.run, verb))

    if one.state == "scheduled":
        late, void = following(LATES, one.late), following(VOIDS, void_minutes(line.report))
        return (
            (acts("time", "reschedule"), acts("now", "send_now"), acts("cancel", "cancel_post")),
            (acts("up", "earlier"), acts("down", "later"), *(() if one.series_id else (acts("repeat", "repeat"),))),
            (
                acts(f"late{late}", "if_late", minutes=one.late, always=one.late >= ALWAYS),
                acts(f"void{void}", "void_after", minutes=void_minutes(line.report)),
            ),
        )
    if one.state in ("held", "failed"):
        again = Button(send_label(texts, one, line.name), Queued(one.id, one.run, "again"))
        return ((again, *held_buttons(texts, one)),)
    return (_doubts(texts, line),) if one.state == "uncertain" else ()


def _doubts(texts: Texts, line: Line) -> tuple[Button, ...]:
    """The answers to whether it is there."""
    report = line.report

    def deals(verb: str) -> Button:
        label = texts.label(f"deal_{verb}", account=line.name)
        return Button(label, Deal(report.draft_id, report.revision, report.publication.id, verb))

    urls = [row.remote.url for row in report.deliveries if row.remote]
    page = next((url for url in (line.page, *urls) if url.startswith("http")), "")
    return (*((Button(texts.label("open_timeline"), url=page),) if page else ()), deals("there"), deals("send"))


def void_minutes(report: Report) -> int:
    """After how many minutes it is void, 0 for never."""
    one = report.publication
    return int((one.void - one.at).total_seconds() // 60) if one.void else 0


async def show_one(context: Context, place: Place, publication_id: str, *, who: Member | None = None) -> None:
    """Put a publication's card into a message."""
    member = who or context.who
    report = await context.office.publishing.report(publication_id)
    texts = context.office.languages.texts(member.language)
    shown = card(texts, line_of(context, texts, report, await zone_of(context, member)), member)
    there = await context.sender.edit(place, shown)
    await noted(context, there, member, report.draft_id, f"queued/{publication_id}")


@draft.screen("queued")
async def show_one_again(context: Context, shown: Shown, member: Member) -> None:
    """The same as it is now."""
    try:
        await show_one(context, shown.place, shown.screen.partition("/")[2], who=member)
    except Missing:  # it was taken out of the database since
        return


async def show_targets(context: Context, place: Place, plan: Plan) -> None:
    """What a plan was for: one publication's card, or all of its draft."""
    if len(plan.targets) == 1:
        await show_one(context, place, plan.targets[0].id)
    else:
        await show(context, place, plan.draft_id)


def back_to(plan: Plan) -> Payload:
    """The way back from choosing another time."""
    if len(plan.targets) == 1:
        return Queued(plan.targets[0].id, plan.targets[0].run, "look")
    return Bunch(plan.draft_id, "", "look")
