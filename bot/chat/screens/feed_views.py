"""What the feeds look like in the chat: the list with their health, a feed's card, its rule in words. Pure."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import ValidationError

from bot.chat.buttons import Payload, tagged
from bot.chat.screens.choosing import following, near_said, rows
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.domain.brand import Member
from bot.domain.errors import Refused
from bot.domain.feed import Feed, Quiet, Rule
from bot.domain.rights import may
from bot.times import moment_of

A_PAGE = 8
A_ROW = 4
ACTIONS = ("draft", "hold", "slot")
# What a tap on a setting goes through.
NUMBERS: dict[str, tuple[int, ...]] = {
    "hold": (10, 30, 60, 120),
    "least": (0, 50, 150, 300),
    "cap": (0, 1, 3, 5, 10),
    "spacing": (0, 30, 60, 120),
    "burst": (3, 5, 10, 20),
}
# What is typed.
WORDS = ("include", "exclude", "languages", "quiet")
_QUIET = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|to|bis|a|до)\s*(\d{1,2})(?:[:.](\d{2}))?", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2}")
_SEEN = 6


@tagged("fd")
@dataclass(frozen=True, slots=True)
class FeedTurn(Payload):
    """Do something about a feed as it was `seen`: one of VERBS, or change its rule."""

    feed_id: str
    seen: str
    verb: str


@tagged("fw")
@dataclass(frozen=True, slots=True)
class Watch(Payload):
    """Follow the feed at the address that an errand could not read as an article."""

    errand_id: str


@tagged("fp")
@dataclass(frozen=True, slots=True)
class ShowFeeds(Payload):
    """Show the feeds from so many on; -1 sends them as a file."""

    first: int


VERBS = ("look", "pause", "resume", "drop", "sure", "accounts", "b-all", "b-newest", "b-skip")
INTERVALS = (15, 30, 60, 240, 1440)


class Told(NamedTuple):
    """How reading a feed goes, in a member's words and zone: when it was read, is read next, and why not."""

    checked: str
    newest: str
    next: str
    error: str


def seen_of(feed: Feed, burst: int = 0) -> str:
    """What a button was about: the feed's rule and whether it is read; how many items wait for the answer it is."""
    of = f"{feed.state}\0{feed.rule.model_dump_json()}\0{burst or ''}"
    return hashlib.sha256(of.encode()).hexdigest()[:_SEEN]


def health(texts: Texts, feed: Feed, zone: str, now: datetime) -> Told:
    """How reading it goes."""

    def said(at: datetime | None) -> str:
        return near_said(texts, moment_of(at, zone), now) if at else ""

    error = texts.say(f"errors/{feed.error.key}", **feed.error.values) if feed.error else ""
    return Told(said(feed.checked), said(feed.newest), said(feed.next), error)


def list_view(texts: Texts, feeds: Sequence[Feed], first: int, zone: str, now: datetime, who: Member) -> View:
    """A page of the feeds; each is a button by its number."""
    page = list(enumerate(feeds[first : first + A_PAGE], start=first + 1))
    told = [(number, feed, health(texts, feed, zone, now)) for number, feed in page]
    buttons = [Button(str(number), FeedTurn(feed.id, "", "look")) for number, feed in page]
    turns = [Button("‹", ShowFeeds(max(0, first - A_PAGE)))] if first else []
    turns += [Button("›", ShowFeeds(first + A_PAGE))] if first + A_PAGE < len(feeds) else []
    export = (Button(texts.label("feeds_export"), ShowFeeds(-1)),) if feeds else ()
    text = texts.html("feeds/list", feeds=told, count=len(feeds), able=may(who, "publish"))
    return View(text, (*rows(buttons, A_ROW), tuple(turns), export))


def card(
    texts: Texts, feed: Feed, names: Mapping[str, str], zone: str, now: datetime, who: Member, burst: int = 0
) -> View:
    """A feed with its health and its rule, which whoever may publish may change.

    `burst` is how many new items at once wait for an answer.
    """
    chosen = [names[one] for one in feed.rule.accounts if one in names]
    how = health(texts, feed, zone, now)
    text = texts.html("feeds/card", feed=feed, rule=feed.rule, health=how, accounts=chosen)
    back = (Button(texts.label("feeds"), ShowFeeds(0)),)
    if not may(who, "publish"):
        return View(text, (back,))
    if burst:
        text = f"{texts.html('feeds/burst', name=feed.name, count=burst)}\n\n{text}"
    return View(text, (*(burst_rows(texts, feed, burst) if burst else ()), *_settings(texts, feed), back))


def burst_rows(texts: Texts, feed: Feed, burst: int) -> tuple[tuple[Button, ...], ...]:
    """The answers to what becomes of so many new items at once."""
    answers, seen = ("all", "newest", "skip"), seen_of(feed, burst)
    return (tuple(Button(texts.label(f"burst_{one}"), FeedTurn(feed.id, seen, f"b-{one}")) for one in answers),)


def _settings(texts: Texts, feed: Feed) -> tuple[tuple[Button, ...], ...]:
    rule, seen = feed.rule, seen_of(feed)

    def acts(verb: str, label: str, **values: object) -> Button:
        return Button(texts.label(label, **values), FeedTurn(feed.id, seen, verb))

    action = ACTIONS[(ACTIONS.index(rule.action) + 1) % len(ACTIONS)]
    first = [acts(f"action-{action}", "feed_action", action=rule.action)]
    names = [name for name in NUMBERS if name != "hold" or rule.action == "hold"]
    numbers = [
        acts(f"{name}-{following(NUMBERS[name], getattr(rule, name))}", f"feed_{name}", value=getattr(rule, name))
        for name in names
    ]
    typed = [acts(name, f"feed_{name}") for name in (*WORDS, "accounts")]
    every = acts(f"every-{following(INTERVALS, feed.interval)}", "feed_every", value=feed.interval)
    state = acts("pause", "series_pause") if feed.state == "active" else acts("resume", "series_resume")
    return (*rows([*first, *numbers], 2), *rows(typed, 3), (every,), (state, acts("drop", "feed_drop")))


def turned(rule: Rule, verb: str) -> Rule:
    """A rule with what a tap sets. Raises Refused("changed_since") for a tap that sets nothing."""
    name, _, value = verb.partition("-")
    if name == "action" and value in ACTIONS:
        return changed(rule, action=value)
    if name in NUMBERS and value.isdigit() and int(value) in NUMBERS[name]:
        return changed(rule, **{name: int(value)})
    raise Refused("changed_since")


def typed(rule: Rule, name: str, said: str) -> Rule:
    """A rule with what was typed for one of WORDS; "-" takes it away. Raises Refused("bad_feed_rule")."""
    plain = " ".join(said.split())
    if name == "quiet":
        return changed(rule, quiet=None if plain == "-" else _quiet(plain))
    words = [one.strip() for one in re.split(r"[,;\n]", said)] if plain != "-" else []
    found = tuple(dict.fromkeys(filter(None, words)))
    if name == "languages":
        found = tuple(dict.fromkeys(plain.lower().replace(",", " ").split())) if plain != "-" else ()
        if not all(_LANGUAGE.fullmatch(one) for one in found):
            raise Refused("bad_feed_rule", text=plain[:60])
    return changed(rule, **{name: found})


def _quiet(said: str) -> Quiet:
    found = _QUIET.fullmatch(said)
    if found is None:
        raise Refused("bad_feed_rule", text=said[:60])
    start, start_minutes, end, end_minutes = found.groups()
    try:
        return Quiet(start=f"{int(start):02}:{start_minutes or '00'}", end=f"{int(end):02}:{end_minutes or '00'}")
    except ValidationError as fault:
        raise Refused("bad_feed_rule", text=said[:60]) from fault


def changed(rule: Rule, **changes: Any) -> Rule:
    """A rule with these settings. Raises Refused("bad_feed_rule") for one beyond its limits."""
    try:
        return Rule.model_validate({**rule.model_dump(), **changes})
    except ValidationError as fault:
        raise Refused("bad_feed_rule", text=str(next(iter(changes.values())))[:60]) from fault
