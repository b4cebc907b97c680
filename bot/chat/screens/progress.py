"""The progress card: each account's line with its state, link and time; what failed says why, and what now."""

import asyncio
import logging
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from telegram import Update
from telegram.error import TelegramError

from bot.chat import errands, prompts
from bot.chat.buttons import Payload, tagged
from bot.chat.context import Context, Taps, cause_of, place_of
from bot.chat.screens.corrections import ask_buttons
from bot.chat.screens.draft_card import ShowDraft
from bot.chat.screens.preferences import zone_of
from bot.chat.screens.waiting import held_buttons, held_by, send_label
from bot.chat.texts import Texts
from bot.chat.times import choice_said
from bot.chat.view import Button, View
from bot.domain.conversation import Errand, Place, Prompt, Shown
from bot.domain.errors import Refused, StandfirstError
from bot.domain.ports import Profiles
from bot.domain.rights import may, require
from bot.services.publishing import Report
from bot.times import moment_of

_LOG = logging.getLogger(__name__)
UNDER_WAY = ("scheduled", "publishing")
VERBS = ("again", "look", "send", "there", "nolink")
# How often to look again at what is in other hands or halted, in seconds.
AGAIN = 2.0
# What is due within so short a time is waited for.
SOON = timedelta(seconds=90)


@tagged("w")
@dataclass(frozen=True, slots=True)
class Deal(Payload):
    """Deal with a publication: try "again", "look" again, "send" what is not there, or it is "there" ("nolink")."""

    draft_id: str
    revision: int
    publication_id: str
    verb: str


class Line(NamedTuple):
    """One account's line: its name, how it stands, since when (local), when it goes on, and what keeps it back.

    `page` is where people see the account on its network. `changed` tells that its draft says something else now,
    `stuck` that it was not deleted, `corrects` that who reads this may change and delete it. `when` is the time it
    waits for, "" for now.
    """

    report: Report
    name: str
    at: datetime | None = None
    resumes: datetime | None = None
    error: str = ""
    page: str = ""
    changed: bool = False
    stuck: bool = False
    corrects: bool = False
    when: str = ""

    @property
    def urls(self) -> list[str]:
        """Where its parts are."""
        return [row.remote.url for row in self.report.deliveries if row.remote and row.remote.url and not row.deleted]

    @property
    def gone(self) -> int:
        """How many of its parts were deleted."""
        return sum(row.deleted is not None for row in self.report.deliveries)


def view(texts: Texts, draft_id: str, revision: int, lines: list[Line], *, halted: bool = False) -> View:
    """How each account's publication stands, and what a person can do about it."""
    rows = tuple(row for line in lines for row in _rows(texts, draft_id, revision, line) if row)
    done = all(line.when or line.report.publication.state not in UNDER_WAY for line in lines)
    back = ((Button(texts.label("back_to_draft"), ShowDraft(draft_id, "")),),) if done else ()
    return View(texts.html("publish/progress", lines=lines, halted=halted and not done), (*rows, *back))


def _rows(texts: Texts, draft_id: str, revision: int, line: Line) -> tuple[tuple[Button, ...], ...]:
    report = line.report
    corrections = ask_buttons(texts, report, line.name, changed=line.changed, stuck=line.stuck) if line.corrects else ()
    return _buttons(texts, draft_id, revision, line), corrections


def _buttons(texts: Texts, draft_id: str, revision: int, line: Line) -> tuple[Button, ...]:
    state, publication_id = line.report.publication.state, line.report.publication.id

    def deals(verb: str) -> Button:
        label = texts.label(f"deal_{verb}", account=line.name)
        return Button(label, Deal(draft_id, revision, publication_id, verb))

    if state in ("failed", "held"):
        one = line.report.publication
        if not held_by(one):
            return (deals("again"),)
        send = Button(send_label(texts, one, line.name), Deal(draft_id, revision, publication_id, "again"))
        return (send, *held_buttons(texts, one))
    if state != "uncertain":
        return ()
    page = next((url for url in (line.page, *line.urls) if url.startswith("http")), "")
    opens = (Button(texts.label("open_timeline"), url=page),) if page else ()
    return (*opens, deals("there"), deals("send"))


async def begin(
    context: Context, place: Place, draft_id: str, revision: int, ids: list[str], key: str, verb: str = ""
) -> None:
    """Turn a message into the card and see publications through; the same message and key do it once."""
    correspondence, told = context.office.correspondence, context.who.id
    await correspondence.show(
        Shown(place=place, member_id=told, draft_id=draft_id, screen="publish", revision=revision)
    )
    values: dict[str, str | int] = {"draft": draft_id, "revision": revision, "verb": verb}
    errand = await correspondence.begin("publish", told, place, key, publications=" ".join(ids), **values)
    if errand.state == "waiting" and errand.told is None:
        errand = await correspondence.progress(errand, told=place)
    errands.start(context, errand)


@dataclass
class Telling:
    """Keeps one message telling how a draft's publications stand, those of one revision or (0) of all.

    `stuck` are those that were to be deleted and were not; `heading` is what stands above, as HTML.
    """

    context: Context
    place: Place
    draft_id: str
    revision: int
    errors: dict[str, StandfirstError] = field(default_factory=dict)
    stuck: set[str] = field(default_factory=set)
    heading: str = ""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    told: View | None = None

    async def tell(self) -> None:
        """Edit the message, if it says something else now; what cannot be told does not keep posts from going out."""
        async with self.turn:
            reports = await self._reports()
            zone = ZoneInfo(await zone_of(self.context))
            lines = [await self._line(report, reports, zone) for report in reports]
            halted = await self.context.office.halting.is_halted()
            new = view(self.context.texts, self.draft_id, self.revision, lines, halted=halted)
            if self.heading:
                new = new._replace(text=f"{self.heading}\n\n{new.text}")
            if new != self.told:
                try:
                    self.place = await self.context.sender.edit(self.place, new) or self.place
                    self.told = new
                except TelegramError as silent:
                    _LOG.warning("progress could not be told: %s", silent.message)

    async def _reports(self) -> list[Report]:
        """What to tell of: all of the draft where what was told of says a newer revision by now."""
        of_draft = self.context.office.publishing.of_draft
        return _told(await of_draft(self.draft_id, self.revision) or await of_draft(self.draft_id))

    async def _line(self, report: Report, among: list[Report], zone: ZoneInfo) -> Line:
        platform = self.context.office.platform(report.account.platform)
        label = platform.label
        if sum(other.account.platform == report.account.platform for other in among) > 1:
            label = f"{label} · {report.account.handle}"
        begun = [row.started_at for row in report.deliveries if row.started_at]
        waits = [row.retry_at for row in report.deliveries if row.retry_at and row.state in ("planned", "unknown")]
        return Line(
            report,
            label,
            max(begun).astimezone(zone) if begun else None,
            min(waits).astimezone(zone) if waits else None,
            self._said(report),
            platform.profile(report.account) if isinstance(platform, Profiles) else "",
            await self.context.office.correcting.differs(report),
            report.publication.id in self.stuck,
            may(self.context.who, "publish"),
            self._when(report, zone),
        )

    def _when(self, report: Report, zone: ZoneInfo) -> str:
        """The time that a publication waits for."""
        now, at = self.context.office.clock.now(), report.publication.at
        return choice_said(self.context.texts, moment_of(at, zone.key), now) if _ahead(report, now) else ""

    def _said(self, report: Report) -> str:
        kept = self.errors.get(report.publication.id)
        why = report.error
        if kept:
            return self.context.texts.error(kept)
        return self.context.texts.say(f"errors/{why.key}", **why.values) if why else ""


def _told(reports: list[Report]) -> list[Report]:
    """All but what was deleted and has something after it on the same account."""
    last = {report.account.id: report for report in reports}
    return [one for one in reports if not one.publication.deleted or last[one.account.id] is one]


@errands.errand("publish")
async def publish(context: Context, errand: Errand) -> None:
    """See each publication through by its journal and tell how it goes. Safe to do again: what is out stays out."""
    values = errand.values
    telling = Telling(context, errand.told or errand.asked, str(values["draft"]), int(values["revision"]))
    ids = str(values["publications"]).split()
    await telling.tell()
    ends = await asyncio.gather(*(see_through(telling, one, str(values["verb"])) for one in ids))
    await telling.tell()
    if all(ends):
        await context.office.news.seen(ids)
        await context.office.correspondence.progress(errand, state="done")


async def see_through(telling: Telling, publication_id: str, verb: str = "") -> bool:
    """Deliver until there is nothing more to do; False when the bot stops before that."""
    context = telling.context
    while True:
        try:
            report = await _deliver(context, publication_id, verb)
        except StandfirstError as error:
            telling.errors[publication_id] = error
            await telling.tell()
            return True
        await telling.tell()
        if report.publication.state not in UNDER_WAY or _ahead(report, context.office.clock.now()):
            return True
        verb = ""
        if not await _wait(context, report):
            return False


def _ahead(report: Report, now: datetime) -> bool:
    """Whether it waits for a time of its own, so that nobody need look at it until then."""
    begun = any(row.state != "planned" or row.attempt for row in report.deliveries)
    return report.publication.state == "scheduled" and not begun and report.publication.at > now + SOON


async def _deliver(context: Context, publication_id: str, verb: str) -> Report:
    delivering = context.office.delivering
    if verb == "again":
        return await delivering.again(publication_id, actor=context.who)
    try:
        if verb == "send":
            return await delivering.settle_as_not_sent(publication_id, actor=context.who)
        if verb == "nolink":
            return await delivering.settle_as_published(publication_id, actor=context.who)
    except Refused as refused:
        if refused.key != "nothing_to_settle":
            raise
    return await delivering.deliver(publication_id)


async def _wait(context: Context, report: Report) -> bool:
    """Wait until there may be more to do; False when the bot stops meanwhile."""
    now = context.office.clock.now()
    waits = [row.retry_at for row in report.deliveries if row.retry_at and row.retry_at > now]
    return await pause(context, (min(waits) - now).total_seconds() if waits else AGAIN)


async def pause(context: Context, seconds: float) -> bool:
    """Wait so long; False when the bot stops meanwhile."""
    while seconds > 0 and context.application.running:
        await asyncio.sleep(min(seconds, 0.5))
        seconds -= 0.5
    return context.application.running


async def on_deal(update: Update, context: Context, payload: Deal) -> None:
    """A person's word about what did not simply go out."""
    where = place_of(update)
    planned = await context.office.publishing.of_draft(payload.draft_id)
    if payload.verb not in VERBS or payload.publication_id not in [one.publication.id for one in planned]:
        raise Refused("changed_since")
    if payload.verb == "look" and not may(context.who, "publish"):
        await Telling(context, where, payload.draft_id, payload.revision).tell()
        return
    require(context.who, "publish")
    if payload.verb == "there":
        values: dict[str, str | int] = {"draft": payload.draft_id, "revision": payload.revision}
        values |= {"publication": payload.publication_id, "chat": where.chat_id, "message": where.message_id}
        await prompts.ask(update, context, "there", **values)
        await context.sender.edit(where, await _link_asked(context, payload))
        return
    await prompts.forget(update, context)
    of = (payload.draft_id, payload.revision, [payload.publication_id])
    await begin(context, where, *of, cause_of(update), payload.verb)


async def _link_asked(context: Context, payload: Deal) -> View:
    """The question for a link; the only part of a post may do without."""
    report = await context.office.publishing.report(payload.publication_id)
    single = len(report.deliveries) == 1
    verbs = ("nolink", "look") if single else ("look",)
    labels = {"nolink": context.texts.label("no_link"), "look": context.texts.label("back")}
    row = tuple(Button(labels[verb], replace(payload, verb=verb)) for verb in verbs)
    return View(context.texts.html("publish/there", single=single), (row,))


@prompts.prompt("there", "link")
async def on_link(update: Update, context: Context, prompt: Prompt) -> None:
    """Where the post is that nobody else could tell about."""
    values, link = prompt.values, prompts.said(update).strip()
    publication_id = str(values["publication"])
    await context.office.delivering.settle_as_published(publication_id, link, actor=context.who)
    place = Place(chat_id=int(values["chat"]), message_id=int(values["message"]))
    of = (str(values["draft"]), int(values["revision"]), [publication_id])
    await begin(context, place, *of, cause_of(update))


TAPS: Taps = {Deal: on_deal}
