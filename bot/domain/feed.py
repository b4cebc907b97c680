"""Feeds: what a site's feed says, what a brand does with its items, and how reading it goes."""

from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from bot.domain.frozen import Frozen
from bot.domain.publication import Failure

FeedState = Literal["active", "paused", "gone"]
Action = Literal["draft", "hold", "slot"]
ItemState = Literal["seen", "same", "refused", "burst", "new", "drafted", "scheduled", "failed", "skipped"]
Reason = Literal["", "excluded", "not_included", "language", "too_short"]

# Minutes between two looks at a feed: as a rule, at least, at most.
INTERVAL = 30
LEAST_INTERVAL = 5
MOST_INTERVAL = 7 * 24 * 60
_WALL = r"^([01]\d|2[0-3]):[0-5]\d$"


class Item(Frozen):
    """One item as a feed says it; `link` is absolute http or https, or "". `summary` and `content` are HTML.

    `published` is aware, None where the feed does not say it. `language` is an ISO 639-1 code or "".
    """

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    published: datetime | None = None
    language: str = ""
    author: str = ""


class Fetched(Frozen):
    """What a feed says of itself, and its items, the newest first."""

    title: str = ""
    home: str = ""
    language: str = ""
    items: tuple[Item, ...] = ()


class Quiet(Frozen):
    """Hours in which nothing goes out: wall times "HH:MM" in the brand's zone, over midnight where start is later."""

    start: str = Field(pattern=_WALL)
    end: str = Field(pattern=_WALL)


class Rule(Frozen):
    """Which items of a feed are taken, and what is done with them.

    Words and phrases are literal, whole words, whatever their case and accents; all of `include` empty takes
    everything. `languages` are ISO 639-1 codes, `least` counts words. `hold` and `spacing` are minutes, `cap` is of a
    day in the brand's zone; 0 is no limit. Without `accounts` it goes out on all that a draft goes out on. More than
    `burst` new items at once are asked about. `member_id` is who set the rule and answers for what it publishes.
    """

    include: tuple[str, ...] = Field(default=(), max_length=100)
    exclude: tuple[str, ...] = Field(default=(), max_length=100)
    languages: tuple[str, ...] = Field(default=(), max_length=20)
    least: int = Field(default=0, ge=0, le=100_000)
    action: Action = "draft"
    hold: int = Field(default=30, ge=1, le=7 * 24 * 60)
    cap: int = Field(default=0, ge=0, le=1000)
    spacing: int = Field(default=0, ge=0, le=24 * 60)
    quiet: Quiet | None = None
    accounts: tuple[str, ...] = Field(default=(), max_length=50)
    burst: int = Field(default=5, ge=1, le=500)
    member_id: str = ""


class Match(Frozen):
    """Why an item was taken, or why not: the words found, its language and how many words it has."""

    reason: Reason = ""
    words: tuple[str, ...] = ()
    language: str = "und"
    count: int = 0


class Feed(Frozen):
    """A feed that a brand follows, what is done with its items, and how reading it goes.

    `url` is where it is read, `asked` the address a member gave. `interval` is in minutes. `etag`, `modified` and
    `digest` tell whether it has changed. `failures` counts those since the last success; `error` is the last of them.
    `next` is when it is read again, `changed` when it was found to say something else than before, `newest` when its
    newest item is from, `oldest` when the oldest one was from at first.
    """

    id: str
    brand_id: str
    url: str
    asked: str = ""
    title: str = ""
    home: str = ""
    added_by: str = ""
    added: datetime
    state: FeedState = "active"
    rule: Rule = Rule()
    interval: int = Field(default=INTERVAL, ge=LEAST_INTERVAL, le=MOST_INTERVAL)
    etag: str = ""
    modified: str = ""
    digest: str = ""
    next: datetime
    checked: datetime | None = None
    succeeded: datetime | None = None
    newest: datetime | None = None
    oldest: datetime | None = None
    changed: datetime | None = None
    failures: int = 0
    error: Failure | None = None

    @property
    def name(self) -> str:
        """What it is called: its own title, or else where it is."""
        return self.title or self.url

    @property
    def well(self) -> bool:
        """Whether it is read and the last time went well."""
        return self.state == "active" and not self.failures

    @property
    def every(self) -> timedelta:
        """The time between two looks while all is well."""
        return timedelta(minutes=self.interval)


class FeedItem(Frozen):
    """An item that was found in a feed, and what became of it.

    `due` is when it is drafted, `at` when it goes out; `same_as` is the item that told the story before, `told` the
    feeds that told it too. `why` says what kept it from what the rule wants. `by` is the member who asked for a draft
    of this very item: it is drafted alone, whatever the rule says.
    """

    id: str
    feed_id: str
    brand_id: str
    item: Item
    found: datetime
    state: ItemState = "new"
    match: Match = Match()
    draft_id: str = ""
    due: datetime | None = None
    at: datetime | None = None
    same_as: str = ""
    told: tuple[str, ...] = ()
    tries: int = 0
    why: Failure | None = None
    by: str = ""
