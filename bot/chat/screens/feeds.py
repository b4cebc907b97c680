"""Feeds in the chat: followed by sending an address or a list, with their health, their rules by taps and by words."""

from telegram import Update

from bot.chat import errands, prompts
from bot.chat.context import Context, Taps, cause_of, place_of
from bot.chat.screens.choosing import rows
from bot.chat.screens.feed_views import (
    INTERVALS,
    WORDS,
    FeedTurn,
    ShowFeeds,
    Watch,
    card,
    changed,
    list_view,
    seen_of,
    turned,
    typed,
)
from bot.chat.screens.preferences import zone_of
from bot.chat.view import Button, View
from bot.domain.conversation import Errand, Place, Prompt
from bot.domain.errors import Missing, Refused
from bot.domain.feed import Feed, Rule
from bot.domain.rights import require
from bot.services.feeds import Answer

# Files that are lists of feeds.
FILES = ("opml",)
FILE = "feeds.opml"
_ANSWERS: dict[str, Answer] = {"b-all": "all", "b-newest": "newest", "b-skip": "skip"}


async def on_feeds(update: Update, context: Context) -> None:
    """/feeds; with an address behind it that is followed."""
    said = (update.message.text or "").partition(" ")[2].strip() if update.message else ""
    if said:
        await _follow(context, place_of(update), said, cause_of(update))
        return
    await context.sender.send(place_of(update), await _list(context, 0))


async def _list(context: Context, first: int) -> View:
    brand = await context.office.accounts.brand()
    found = [one.feed for one in await context.office.feeds.every(brand.id)]
    first = max(0, min(first, len(found) - 1))
    zone, now = await zone_of(context), context.office.clock.now()
    return list_view(context.texts, found, first, zone, now, context.who)


async def on_show(update: Update, context: Context, payload: ShowFeeds) -> None:
    """Another page of the list, or the file."""
    place = place_of(update)
    await prompts.forget(update, context, "feed")
    if payload.first < 0:
        brand = await context.office.accounts.brand()
        data = await context.office.feeds.list_of(brand.id, title=brand.name)
        await context.sender.send_file(place, data, FILE, context.texts.say("feeds/file"))
        return
    await context.sender.edit(place, await _list(context, payload.first))


async def on_watch(update: Update, context: Context, payload: Watch) -> None:
    """Follow what turned out to be a feed rather than an article."""
    kept = await context.office.correspondence.errand(payload.errand_id)
    if kept is None or not kept.values.get("url"):
        raise Refused("changed_since")
    await _follow(context, place_of(update), str(kept.values["url"]), cause_of(update), told=True)


async def _follow(context: Context, place: Place, url: str, cause: str, *, told: bool = False) -> None:
    """Begin to follow a feed beside the conversation: its server may take its time."""
    require(context.who, "publish")
    correspondence = context.office.correspondence
    errand = await correspondence.begin("feed", context.who.id, place, cause, url=url)
    if errand.state == "waiting" and errand.told is None:
        words = View(context.texts.html("feeds/begun", url=url[:200]))
        there = await (context.sender.edit(place, words) if told else context.sender.send(place, words, reply=True))
        errand = await correspondence.progress(errand, told=there)
    errands.start(context, errand)


@errands.errand("feed")
async def follow(context: Context, errand: Errand) -> None:
    """Follow it. Asked for once more after it was done, it is followed already, which is said."""
    brand = await context.office.accounts.brand()
    made = await context.office.feeds.subscribe(str(errand.values["url"]), actor=context.who, brand_id=brand.id)
    shown = await _card(context, made.feed.id)
    words = context.texts.html("feeds/watched", name=made.feed.name)
    await context.sender.edit(errand.told or errand.asked, shown._replace(text=f"{words}\n\n{shown.text}"))
    await context.office.correspondence.progress(errand, state="done")


async def take_file(update: Update, context: Context, data: bytes) -> None:
    """Follow every feed of a list."""
    brand = await context.office.accounts.brand()
    found = await context.office.feeds.bring(data, actor=context.who, brand_id=brand.id)
    text = context.texts.html("feeds/imported", added=len(found.feeds), known=found.known, failed=found.refused)
    button = Button(context.texts.label("feeds"), ShowFeeds(0))
    await context.sender.send(place_of(update), View(text, ((button,),)), reply=True)


async def _names(context: Context, feed: Feed) -> dict[str, str]:
    """The names of the accounts that the feed's items may go out on."""
    every = await context.office.accounts.of_brand(feed.brand_id)
    able = context.office.offers.able(every)
    return context.names_of([one for one in every if able[one.id]])


async def _card(context: Context, feed_id: str) -> View:
    one = await context.office.feeds.one(feed_id)
    zone, now = await zone_of(context), context.office.clock.now()
    names = await _names(context, one.feed)
    return card(context.texts, one.feed, names, zone, now, context.who, one.asked)


async def _show(context: Context, place: Place, feed_id: str) -> None:
    """A feed's card; the list where it is followed no more."""
    try:
        await context.sender.edit(place, await _card(context, feed_id))
    except Missing:
        await context.sender.edit(place, await _list(context, 0))


async def on_turn(update: Update, context: Context, payload: FeedTurn) -> None:
    """Look at a feed, or do something about it as it was seen."""
    place, verb = place_of(update), payload.verb
    await prompts.forget(update, context, "feed")
    if verb == "look":
        await _show(context, place, payload.feed_id)
        return
    require(context.who, "publish")
    health = await context.office.feeds.one(payload.feed_id)
    feed, burst = health.feed, health.asked if verb in _ANSWERS else 0
    if seen_of(feed, burst) != payload.seen:
        await _show(context, place, feed.id)
        raise Refused("changed_since")
    if verb in WORDS:
        await _ask(update, context, place, feed, verb)
    elif verb == "drop":
        await _sure(context, place, feed)
    elif verb == "accounts" or verb.startswith("acc-"):
        await _accounts(context, place, feed, verb)
    else:
        await _done(context, feed, verb, burst)
        await _show(context, place, feed.id)


async def _done(context: Context, feed: Feed, verb: str, burst: int) -> None:
    """What one call does."""
    service, who = context.office.feeds, context.who
    name, _, value = verb.partition("-")
    if verb in _ANSWERS:
        await service.answer(feed.id, _ANSWERS[verb], actor=who, seen=burst)
    elif verb == "pause":
        await service.pause(feed.id, actor=who)
    elif verb == "resume":
        await service.resume(feed.id, actor=who)
    elif verb == "sure":
        await service.unsubscribe(feed.id, actor=who)
    elif name == "every" and value.isdigit() and int(value) in INTERVALS:
        await service.set_interval(feed.id, int(value), actor=who)
    else:
        await service.set_rules(feed.id, await _somewhere(context, feed, turned(feed.rule, verb)), actor=who)


async def _somewhere(context: Context, feed: Feed, rule: Rule) -> Rule:
    """What is published without being looked at goes out on every account until some are ticked."""
    if rule.action == "draft" or rule.accounts:
        return rule
    return changed(rule, accounts=tuple(await _names(context, feed)))


async def _accounts(context: Context, place: Place, feed: Feed, verb: str) -> None:
    """Tick the accounts."""
    names, ticked = await _names(context, feed), feed.rule.accounts
    wanted = verb.removeprefix("acc-")
    if verb != "accounts":
        if wanted not in names:
            raise Refused("changed_since")
        new = tuple(one for one in ticked if one != wanted) if wanted in ticked else (*ticked, wanted)
        feed = await context.office.feeds.set_rules(feed.id, changed(feed.rule, accounts=new), actor=context.who)
        ticked = feed.rule.accounts
    seen = seen_of(feed)
    each = [
        Button(("✓ " if one in ticked else "▫️ ") + name, FeedTurn(feed.id, seen, f"acc-{one}"))
        for one, name in names.items()
    ]
    back = (Button(context.texts.label("back"), FeedTurn(feed.id, "", "look")),)
    await context.sender.edit(place, View(context.texts.html("feeds/accounts"), (*rows(each, 2), back)))


async def _sure(context: Context, place: Place, feed: Feed) -> None:
    yes = Button(context.texts.label("feed_drop"), FeedTurn(feed.id, seen_of(feed), "sure"))
    back = Button(context.texts.label("back"), FeedTurn(feed.id, "", "look"))
    await context.sender.edit(place, View(context.texts.html("feeds/sure", feed=feed), ((yes, back),)))


async def _ask(update: Update, context: Context, place: Place, feed: Feed, name: str) -> None:
    values: dict[str, str | int] = {"feed": feed.id, "name": name}
    values |= {"chat": place.chat_id, "message": place.message_id}
    await prompts.ask(update, context, "feed", **values)
    back = Button(context.texts.label("back"), FeedTurn(feed.id, "", "look"))
    await context.sender.edit(place, View(context.texts.html("feeds/typed", name=name), ((back,),)))


@prompts.prompt("feed")
async def on_typed(update: Update, context: Context, prompt: Prompt) -> None:
    """A part of a rule in the member's words."""
    feed = (await context.office.feeds.one(str(prompt.values["feed"]))).feed
    rule = typed(feed.rule, str(prompt.values["name"]), prompts.said(update))
    await context.office.feeds.set_rules(feed.id, rule, actor=context.who)
    place = Place(chat_id=int(prompt.values["chat"]), message_id=int(prompt.values["message"]))
    await _show(context, place, feed.id)


TAPS: Taps = {FeedTurn: on_turn, ShowFeeds: on_show, Watch: on_watch}
