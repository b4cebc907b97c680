"""Ports: only where there are really several implementations."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from bot.domain.article import Article
from bot.domain.brand import HouseStyle
from bot.domain.draft import Draft
from bot.domain.errors import Missing
from bot.domain.frozen import Frozen
from bot.domain.post import Card, Fitted, ImageRules, Limits, Measure, Part
from bot.domain.publication import Account, Remote
from bot.domain.reply import Incoming
from bot.domain.timeline import Timeline


class Clock(Protocol):
    """Tells the time, so that tests can."""

    def now(self) -> datetime:
        """The current instant, aware."""
        ...


class Brief(Frozen):
    """What a writer is asked for. `max_bullet` is in characters."""

    style: HouseStyle = HouseStyle()
    max_bullet: int = 200


class Writer(Protocol):
    """Turns an article into a draft.

    An `extractive` writer uses the article's own words alone, so whatever of its draft cannot be traced is left out;
    of any other writer it is shown to a person and blocks publishing.
    """

    name: str
    extractive: bool

    async def write(self, article: Article, brief: Brief, *, draft_id: str) -> Draft:
        """Write the first revision of a draft. Raises Unreadable when the article holds too little."""
        ...


class Platform(Protocol):
    """A network's adapter: how it counts and what it allows. Every plug-in has this much.

    `shape` names which of a draft's parts a post has room for: "brief" (headline, bullets, question),
    "full" (with a standfirst) or "long" (the long form). `card` says whether the link lives in a card
    beside the text.
    """

    name: str
    label: str
    limits: Limits
    shape: str
    card: bool

    def measure(self, text: str, *, media: bool = False, spoiler: str = "") -> Measure:
        """Measure a text by the network's own rules. Pure; never raises for any str."""
        ...


class Outgoing(Frozen):
    """One part handed to a platform. `key` makes it once-only; `reply_to` chains a thread."""

    part: Part
    key: str
    reply_to: Remote | None = None
    root: Remote | None = None
    card: Card | None = None
    language: str = "und"


class Session(Protocol):
    """A connected account that can publish."""

    async def publish(self, outgoing: Outgoing) -> Remote:
        """Publish one part. Raises Rejected, Reconnect, Later or Uncertain."""
        ...

    async def find(self, outgoing: Outgoing) -> Remote | None:
        """Look for a part that may be out: where it is, or None when it is provably absent.

        Raises Uncertain when the network cannot tell, Later or Reconnect when it cannot be asked now.
        """
        ...


# A kept picture as a network with these rules takes it: the very bytes that a preview shows.
Fit = Callable[[str, ImageRules], Awaitable[Fitted]]


async def no_pictures(media_id: str, rules: ImageRules) -> Fitted:
    """For a house that keeps no pictures. Raises Missing("unknown_picture")."""
    raise Missing("unknown_picture", id=media_id)


@dataclass(frozen=True, slots=True)
class Resources:
    """What the composition root hands to every platform that connects.

    `fitted` gives the bytes of a part's picture by its media id and the network's rules.
    """

    clock: Clock
    new_id: Callable[[], str]
    timeline: Timeline
    fitted: Fit = no_pictures


@runtime_checkable
class Publishes(Protocol):
    """The ability to publish: a platform that has a client."""

    def connect(self, account: Account, resources: Resources) -> AbstractAsyncContextManager[Session]:
        """Open a session for an account."""
        ...


@runtime_checkable
class Lags(Protocol):
    """A network that shows late what it took, asked of a session: `find` is believed when it sees nothing only then.

    `lag` is in seconds, from the end of a call until what it published is surely found.
    """

    lag: float


@runtime_checkable
class Locates(Protocol):
    """The ability to read its own links, asked of a platform: where a person says that a part is."""

    def located(self, link: str, account: Account) -> Remote | None:
        """The post that a link, or a bare id, names; None when it is none of this network's. Pure; never raises."""
        ...


@runtime_checkable
class Profiles(Protocol):
    """The ability to say where people see an account, asked of a platform."""

    def profile(self, account: Account) -> str:
        """The address of the account's own page. Pure."""
        ...


@runtime_checkable
class Collects(Protocol):
    """The ability to read replies, asked of a session."""

    async def replies(self, remotes: Sequence[Remote], *, cursor: str) -> tuple[Sequence[Incoming], str]:
        """Replies below a publication's parts that are new or changed since the cursor, and the cursor after them."""
        ...
