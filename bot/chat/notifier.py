"""Tells in the chat what jobs did: that a post went out in its time, or why it did not, and what now."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from telegram.ext import Application

from bot.chat.context import Context
from bot.chat.screens import feed_news
from bot.chat.screens.progress import Telling
from bot.chat.view import View
from bot.domain.brand import Member
from bot.domain.conversation import Place, Shown
from bot.domain.errors import Missing
from bot.domain.event import Notice
from bot.services.news import SUBJECT
from bot.services.publishing import Report

_LOG = logging.getLogger(__name__)
# How often it is looked whether there is something to tell, in seconds.
EVERY = 1.0
# What goes out on several accounts at the same time is told together: once nothing more was added for so long.
QUIET = timedelta(seconds=2)
AT_MOST = timedelta(seconds=15)
# What a publication's card says by itself; anything else that is told of one is a sentence of its own.
ENDS = ("published", "failed", "held", "uncertain", "cancelled")
Bot = Application[Any, Context, Any, Any, Any, Any]


async def watch(bot: Bot) -> None:
    """Look again and again, until cancelled; what fails once is told the next time."""
    while True:
        try:
            await tell(bot)
        except Exception:  # whatever fails once must not end the watch
            _LOG.warning("what jobs did was not told", exc_info=True)
        await asyncio.sleep(EVERY)


async def tell(bot: Bot) -> None:
    """Tell what is to be told now: the posts of a draft in one message, whatever else each in its own."""
    context = Context(application=bot)
    news = context.office.news
    watched = await _watched(context)
    cards: dict[tuple[str, int], list[tuple[Notice, Report]]] = defaultdict(list)
    for one in await news.untold():
        report = await _report(context, one)
        if report is not None and one.kind in ENDS:
            if report.publication.id not in watched:
                cards[report.draft_id, report.revision].append((one, report))
        elif await news.taken([one]):
            await _said(context, one, report)
            await news.told([one])
    for (draft_id, revision), told in cards.items():
        notices = [one for one, _ in told]
        now = news.now()
        waits = now - notices[-1].created < QUIET and now - notices[0].created < AT_MOST
        if not waits and len(await news.taken(notices)) == len(notices):
            await _card(context, draft_id, revision, told)
            await news.told(notices)


async def _watched(context: Context) -> set[str]:
    """The publications that somebody looks at, message and all, until they are done."""
    errands = await context.office.correspondence.errands(begin="publish/")
    return {one for errand in errands for one in str(errand.values.get("publications", "")).split()}


async def _report(context: Context, one: Notice) -> Report | None:
    if not one.subject.startswith(SUBJECT):
        return None
    try:
        return await context.office.publishing.report(one.subject.removeprefix(SUBJECT))
    except Missing:
        return None


async def _card(context: Context, draft_id: str, revision: int, told: Sequence[tuple[Notice, Report]]) -> None:
    """A new message with how the draft's publications stand, for everybody it concerns."""
    concerned = {who.id: who for one, _ in told for who in await context.office.news.concerned(one)}
    well = all(one.kind == "published" for one, _ in told)
    for who in concerned.values():
        beside = _to(context, who)
        words = beside.texts.html("news/out" if well else "news/look", headline=_headline(told))
        place = await beside.sender.send(Place(chat_id=who.telegram_id or 0), View(words))
        if place is None:
            continue
        shown = Shown(place=place, member_id=who.id, draft_id=draft_id, screen="publish", revision=revision)
        await context.office.correspondence.show(shown)
        await Telling(beside, place, draft_id, revision, heading=words).tell()


async def _said(context: Context, one: Notice, report: Report | None) -> None:
    """A sentence of its own, where there is one for its kind."""
    for who in await context.office.news.concerned(one):
        beside = _to(context, who)
        if one.kind in feed_news.KINDS:
            view = await feed_news.told(beside, one)
        else:
            values = {"headline": _headline([(one, report)]) if report else "", "report": report, **one.detail}
            view = View(beside.texts.html(f"news/{one.kind}", **values))
        if view is not None:
            await beside.sender.send(Place(chat_id=who.telegram_id or 0), view)


def _to(context: Context, who: Member) -> Context:
    beside = context.beside()
    beside.member = who
    return beside


def _headline(told: Sequence[tuple[Notice, Report]]) -> str:
    return told[0][1].post.parts[0].text.partition("\n")[0][:80]
