"""What feeds brought, told by itself: a draft, a burst to be answered, a feed that is gone, a story nobody can read."""

from datetime import datetime
from typing import Any

from bot.chat.context import Context
from bot.chat.screens.draft_card import ShowDraft
from bot.chat.screens.feed_views import burst_rows
from bot.chat.screens.preferences import zone_of
from bot.chat.times import moment_said
from bot.chat.view import Button, View
from bot.domain.errors import Missing
from bot.domain.event import Notice
from bot.times import moment_of

KINDS = ("feed_draft", "feed_burst", "feed_gone", "feed_unread")
_DRAFT = "draft/"


async def told(context: Context, one: Notice) -> View | None:
    """The message for a member; None where there is nothing to be said any more."""
    values = {**one.detail, "at": await _time(context, one), "why": _why(context, one)}
    if one.kind == "feed_burst":
        return await _burst(context, one, values)
    text = context.texts.html(f"news/{one.kind}", **values)
    if not one.subject.startswith(_DRAFT):
        return View(text)
    opens = Button(context.texts.label("open_draft"), ShowDraft(one.subject.removeprefix(_DRAFT), ""))
    return View(text, ((opens,),))


async def _burst(context: Context, one: Notice, values: dict[str, Any]) -> View | None:
    """How many wait by now, more than were told of at first perhaps, and the answers."""
    try:
        health = await context.office.feeds.one(one.subject.partition("/")[2])
    except Missing:
        return None
    if not health.asked:
        return None
    text = context.texts.html("news/feed_burst", **{**values, "count": health.asked})
    return View(text, burst_rows(context.texts, health.feed, health.asked))


async def _time(context: Context, one: Notice) -> str:
    at = one.detail.get("at")
    if not at:
        return ""
    moment = moment_of(datetime.fromisoformat(str(at)), await zone_of(context))
    return moment_said(context.texts, moment, context.office.clock.now())


def _why(context: Context, one: Notice) -> str:
    why = one.detail.get("why")
    return context.texts.say(f"errors/{why['key']}", **why["values"]) if why else ""
