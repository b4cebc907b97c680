"""What becomes of each item of a feed: decided once, of what is known alone, with nothing read or written."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from bot.domain.feed import Feed, Fetched, Item, Match
from bot.domain.frozen import Frozen
from bot.domain.ids import derived_id
from bot.feeds.identity import alike, bands, marks, sketch
from bot.feeds.markup import text_of, words
from bot.feeds.matching import match

Verdict = Literal["known", "same", "seen", "refused", "burst", "new"]


class Identified(Frozen):
    """An item and what it is known by: exactly by its keys; by its wording only where nothing exact is known."""

    item: Item
    keys: tuple[str, ...]
    wording: str = ""

    @property
    def bands(self) -> tuple[str, ...]:
        """The keys by which its wording is looked up."""
        return bands(self.wording.partition(" ")[0])


class Story(Frozen):
    """An item kept before: of which feed, its wording, what its feed called it."""

    id: str
    feed_id: str
    wording: str = ""
    guid: str = ""
    title: str = ""


class Known(Frozen):
    """What of a brand's feeds is known of these items: the ids by each key, and the items by id."""

    ids: Mapping[str, tuple[str, ...]] = {}
    stories: Mapping[str, Story] = {}


class Decision(Frozen):
    """What becomes of an item; `other` is the item kept before that tells the same story."""

    identified: Identified
    verdict: Verdict
    match: Match = Match()
    other: str = ""


def identified(fetched: Fetched, feed_id: str) -> list[Identified]:
    """What each item is known by, the oldest first."""
    shared = _shared(fetched)
    return [Identified(item=one, keys=_keys(one, shared)) for one in reversed(fetched.items)]


def worded(items: Sequence[Identified], known: Known, feed_id: str) -> list[Identified]:
    """The same, with the wording of those that are not known exactly."""
    return [
        one if _exact(one, known, feed_id) else one.model_copy(update={"wording": wording(one.item)}) for one in items
    ]


def wording(item: Item) -> str:
    """The sketch of an item's text, the figures of its title and those of all it says; "" where it says too little."""
    sketched = sketch(item)
    if not sketched:
        return ""
    title = _figures(words(item.title))
    said = _figures(words(f"{item.title} {text_of(max(item.content, item.summary, key=len))}"))
    return f"{sketched} {title} {said}"


def _figures(said: Sequence[str]) -> str:
    return derived_id(*sorted(word for word in said if any(map(str.isdigit, word))))


def _shared(fetched: Fetched) -> frozenset[str]:
    """The marks that tell no item from another: the address of the site itself, or what items that differ share."""
    said: dict[str, set[str]] = defaultdict(set)
    for one in fetched.items:
        for mark in marks(one):
            said[mark].add(one.title or f"{one.summary}{one.content}")
    home = marks(Item(link=fetched.home)) if fetched.home else ()
    return frozenset({*home, *(mark for mark, texts in said.items() if len(texts) > 1)})


def _keys(item: Item, shared: frozenset[str]) -> tuple[str, ...]:
    found = tuple(mark for mark in marks(item) if mark not in shared)
    return found or (f"w{derived_id(item.title, item.summary, item.content)}",)


def decide(
    items: Sequence[Identified],
    known: Known,
    feed: Feed,
    *,
    language: str = "",
    first: bool = False,
    asked: bool = False,
) -> list[Decision]:
    """A decision for each item. With `first` all there is has been seen; while a burst is `asked` about, more joins it.

    What the rule wants of a feed that tells more at once than its burst is asked about, all of it.
    """
    decisions = []
    seen: set[str] = set()
    for one in items:
        twice = not seen.isdisjoint(one.keys)
        seen.update(one.keys)
        known_twice = Decision(identified=one, verdict="known")
        decisions.append(known_twice if twice else _decided(one, known, feed, language, first=first))
    new = [one for one in decisions if one.verdict == "new"]
    if not (new and (asked or len(new) > feed.rule.burst)):
        return decisions
    return [one.model_copy(update={"verdict": "burst"}) if one.verdict == "new" else one for one in decisions]


def _decided(one: Identified, known: Known, feed: Feed, language: str, *, first: bool) -> Decision:
    other = _exact(one, known, feed.id) or _worded(one, known, feed.id)
    if other and other.feed_id == feed.id:
        return Decision(identified=one, verdict="known", other=other.id)
    if first or _old(one.item, feed):
        return Decision(identified=one, verdict="seen")
    said = match(feed.rule, one.item, language=language)
    if said.reason:
        return Decision(identified=one, verdict="refused", match=said)
    if other:
        return Decision(identified=one, verdict="same", match=said, other=other.id)
    return Decision(identified=one, verdict="new", match=said)


def _old(item: Item, feed: Feed) -> bool:
    """Whether an item is older than all that was there when the feed was followed: it has only come into view again."""
    return bool(item.published and feed.oldest and item.published < min(feed.oldest, feed.added))


def _exact(one: Identified, known: Known, feed_id: str) -> Story | None:
    """The item kept before that is known by one of the same keys, the feed's own before another's.

    Of another feed only the address counts: two feeds may both have an item 1.
    """
    others = None
    for key in one.keys:
        for story in filter(None, map(known.stories.get, known.ids.get(key, ()))):
            if story.feed_id == feed_id and not _another(one.item, story, key):
                return story
            if key.startswith("l") and story.feed_id != feed_id:
                others = others or story
    return others


def _another(item: Item, story: Story, key: str) -> bool:
    """Whether one address tells two things, one after the other: the feed gives each an id and a title of its own."""
    named = item.guid and story.guid and item.guid != story.guid
    return bool(key.startswith("l") and named and words(item.title) != words(story.title))


def _worded(one: Identified, known: Known, feed_id: str) -> Story | None:
    """The item kept before that says the same, the feed's own before another's.

    The same notice with other figures is another story: in the title, or anywhere where it is the same feed.
    """
    found = {story.id: story for key in one.bands for story in map(known.stories.get, known.ids.get(key, ())) if story}
    ranked = sorted(found.values(), key=lambda story: story.feed_id != feed_id)
    return next((story for story in ranked if _same(one.wording, story.wording, own=story.feed_id == feed_id)), None)


def _same(one: str, other: str, *, own: bool) -> bool:
    if not (one and other):
        return False
    mine, my_title, my_figures = one.split(" ")
    its, its_title, its_figures = other.split(" ")
    figures = my_figures == its_figures if own else my_title == its_title
    return figures and alike(mine, its)


def earliest(fetched: Fetched) -> datetime | None:
    """When the oldest item is from, as far as the feed says it."""
    return min((one.published for one in fetched.items if one.published), default=None)


def latest(fetched: Fetched) -> datetime | None:
    """When the newest item is from."""
    return max((one.published for one in fetched.items if one.published), default=None)
