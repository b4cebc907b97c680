"""What a post's source says otherwise now: sentence by sentence, and what can be done about it."""

from telegram import Update

from bot.chat.brought import Brought
from bot.chat.context import Context, Taps, place_of
from bot.chat.screens import draft, reading, scheduled
from bot.chat.screens.waiting import Differs, Queued, held_by
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.domain.brand import Member
from bot.domain.conversation import Place, Shown
from bot.domain.errors import Missing, Refused
from bot.domain.publication import Failure
from bot.domain.rights import may, require
from bot.services.publishing import Report
from bot.services.rereading import differences
from bot.text.differing import marked


def view(texts: Texts, report: Report, why: Failure, name: str, who: Member, *, readable: bool) -> View:
    """The changed sentences with their words marked; `readable` where the source has an address of its own."""
    one, told = report.publication, differences(why)
    count = int(why.values.get("count", len(told)))
    text = texts.html(
        "changed_source/card",
        account=name,
        site=why.values.get("site", ""),
        changes=[(marked(change.before, change.after), not change.after) for change in told],
        more=max(0, count - len(told)),
    )
    send = Button(texts.label("send_anyway", account=""), Queued(one.id, one.run, "again"))
    read = Button(texts.label("read_anew"), Differs(one.id, one.run, "read"))
    cancel = Button(texts.label("cancel_post"), Queued(one.id, one.run, "cancel"))
    first = (*((send,) if may(who, "publish") else ()), *((read,) if readable and may(who, "draft") else ()))
    second = (*((cancel,) if may(who, "publish") else ()), Button(texts.label("back"), Queued(one.id, one.run, "look")))
    return View(text, (first, second))


async def show(context: Context, place: Place, report: Report, member: Member) -> None:
    """Put the difference into a message; its card where nothing is held for one any more."""
    one, why = report.publication, report.publication.error
    if held_by(one) != "source_changed" or why is None:
        await scheduled.show_one(context, place, one.id, who=member)
        return
    texts = context.office.languages.texts(member.language)
    name = f"{context.office.platform(report.account.platform).label} · {report.account.handle}"
    shown = view(texts, report, why, name, member, readable=bool(await _address(context, report)))
    there = await context.sender.edit(place, shown)
    await scheduled.noted(context, there, member, report.draft_id, f"differs/{one.id}")


async def _address(context: Context, report: Report) -> str:
    kept = await context.office.drafting.latest(report.draft_id)
    return (await context.office.drafting.article(kept.draft.article_id)).url


@draft.screen("differs")
async def show_again(context: Context, shown: Shown, member: Member) -> None:
    """The same as it is now."""
    try:
        report = await context.office.publishing.report(shown.screen.partition("/")[2])
    except Missing:  # it was taken out of the database since
        return
    await show(context, shown.place, report, member)


async def on_differs(update: Update, context: Context, payload: Differs) -> None:
    """Show it, or draft the article as it is now; what is held stays held until a person says more."""
    report = await context.office.publishing.report(payload.publication_id)
    one = report.publication
    stands = one.run == payload.run and held_by(one) == "source_changed"
    if payload.verb != "read" or not stands:
        await show(context, place_of(update), report, context.who)
        if not stands:
            raise Refused("changed_since")
        return
    require(context.who, "draft")
    url = await _address(context, report)
    if not url:
        raise Refused("changed_since")
    await reading.begin(update, context, Brought(""), url=url, key=f"anew/{one.id}", anew=True)


TAPS: Taps = {Differs: on_differs}
