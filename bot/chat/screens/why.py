"""/why: the story of a publication, from the log."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from telegram import Update

from bot.chat.context import Context, place_of
from bot.chat.screens.preferences import zone_of
from bot.chat.texts import Texts
from bot.chat.view import View
from bot.services.publishing import Report
from bot.services.stories import Step

# A message holds so many steps; of a longer story the first and the last are told.
MOST, FIRST = 30, 5


def said(texts: Texts, report: Report, step: Step) -> str:
    """One step in words."""
    key, values = step.detail.get("error", ""), step.detail.get("values")
    error = texts.say(f"errors/{key}", **values) if key and values is not None else ""
    return texts.say("why/step", step=step, parts=len(report.deliveries), error=error)


def view(texts: Texts, report: Report, steps: Sequence[Step], label: str, zone: str) -> View:
    """The story, in the member's own time."""
    kept = [*steps[:FIRST], *steps[-(MOST - FIRST) :]] if len(steps) > MOST else list(steps)
    told = [
        (step.at.astimezone(ZoneInfo(zone)).strftime("%d.%m. %H:%M:%S"), said(texts, report, step)) for step in kept
    ]
    now = texts.say(
        f"publication/{'deleted' if report.publication.deleted else report.publication.state}",
        account=label,
        url=next((row.remote.url for row in report.standing if row.remote and row.remote.url), ""),
        sent=len(report.standing),
        parts=len(report.deliveries),
    )
    headline = report.post.parts[0].text.partition("\n")[0][:80]
    values = {"label": label, "headline": headline, "steps": told, "left": len(steps) - len(kept), "now": now}
    return View(texts.html("why/story", **values))


async def on_why(update: Update, context: Context) -> None:
    """/why with a post's link or id."""
    wanted = " ".join(context.args or ())
    if not wanted:
        await context.sender.send(place_of(update), View(context.texts.html("why/ask")))
        return
    report, steps = await context.office.stories.of(wanted)
    label = f"{context.office.platform(report.account.platform).label} · {report.account.handle}"
    shown = view(context.texts, report, steps, label, await zone_of(context))
    await context.sender.send(place_of(update), shown)
