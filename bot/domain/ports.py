"""Ports: only where there are really several implementations."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol, runtime_checkable

from bot.domain.article import Article
from bot.domain.brand import HouseStyle
from bot.domain.connection import Finding, Identity, Question
from bot.domain.draft import Draft
from bot.domain.errors import Missing, Reconnect
from bot.domain.frozen import Frozen
from bot.domain.post import Card, Fitted, ImageRules, Limits, Measure, Part, Post
from bot.domain.publication import Account, Publication, Remote
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


@runtime_checkable
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
    """One part handed to a platform. `key` makes it once-only; `reply_to` chains a thread.

    `planned` is the time its publication was due, the same however often it is tried; None where nothing was planned.
    For `find`: `since` is when the call whose end is not known began, None for none; `others` are the ids of the
    last parts this account is known to have published, the newest first: none of them is the part looked for.
    `publish` gets them too, `since` as the beginning of the call before: what a network refuses as posted twice may be
    what that call published.
    """

    part: Part
    key: str
    reply_to: Remote | None = None
    root: Remote | None = None
    card: Card | None = None
    language: str = "und"
    planned: datetime | None = None
    since: datetime | None = None
    others: tuple[str, ...] = ()


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


# The picture of a link card by its address: fetched once, guarded, the same bytes ever after; None when there is none.
Thumbnail = Callable[[str, ImageRules], Awaitable[Fitted | None]]


async def no_thumbnail(url: str, rules: ImageRules) -> Fitted | None:
    """For a house that fetches no pictures."""
    return None


class Echo(Frozen):
    """What a network told by itself of something that is out: its id there, when that was told, the network's words."""

    remote_id: str
    told: datetime
    body: dict[str, Any]


# What a platform (by name) told of an account (by the network's own id) since then, the oldest first.
Echoes = Callable[[str, str, datetime], Awaitable[Sequence[Echo]]]


async def no_echoes(platform: str, native_id: str, since: datetime) -> Sequence[Echo]:
    """For a house that hears nothing."""
    return ()


class Vault(Protocol):
    """Keeps the secrets of accounts, encrypted; a session reads and renews its own."""

    async def secrets(self, account_id: str) -> dict[str, str]:
        """An account's secrets by name. Raises Reconnect("not_connected") where there are none."""
        ...

    async def keep(self, account_id: str, secrets: Mapping[str, str]) -> None:
        """Keep these secrets beside those there are; an empty value never overwrites one."""
        ...

    def renewal(self, account_id: str) -> AbstractAsyncContextManager[dict[str, str]]:
        """Be alone, among all processes, in renewing an account's secrets; gives the newest ones.

        Who comes second finds what the first one kept. Raises as `secrets` does.
        """
        ...


class NoVault:
    """For a house without secrets."""

    async def secrets(self, account_id: str) -> dict[str, str]:
        """Raises Reconnect("not_connected")."""
        raise Reconnect("not_connected", account=account_id)

    async def keep(self, account_id: str, secrets: Mapping[str, str]) -> None:
        """Keep nothing."""

    @asynccontextmanager
    async def renewal(self, account_id: str) -> AsyncIterator[dict[str, str]]:
        """Raises Reconnect("not_connected")."""
        yield await self.secrets(account_id)


@dataclass(frozen=True, slots=True)
class Resources:
    """What the composition root hands to every platform that connects.

    `fitted` gives the bytes of a part's picture by its media id and the network's rules, `thumbnail` those of a link
    card's picture. `vault` holds the secrets. `addresses` are the settings' base URLs by platform name, where a network
    is not to be reached at its usual one. `allow` are hosts that a guarded call may reach though they are private.
    `echoes` are what networks told by themselves of what is out, where something listens.
    `patience` is how many seconds one call to a network may take; what takes longer has an end that is not known.
    """

    clock: Clock
    new_id: Callable[[], str]
    timeline: Timeline
    fitted: Fit = no_pictures
    thumbnail: Thumbnail = no_thumbnail
    vault: Vault = field(default_factory=NoVault)
    addresses: Mapping[str, str] = field(default_factory=dict)
    allow: Collection[str] = ()
    patience: float = 30.0
    echoes: Echoes = no_echoes


class Queue(Protocol):
    """Where publications wait to be sent, whatever is killed meanwhile.

    `at_work` tells whether somebody in this house sends what is put there; else whoever puts it sends it.
    """

    at_work: bool

    async def put(self, transaction: Any, publication: Publication, at: datetime | None = None) -> None:
        """Have a publication's current run sent at its time, or `at`: kept in the caller's transaction with its row."""
        ...

    async def stirred(self, publication_id: str, seconds: float) -> None:
        """Return when something may have happened to a publication, after so many seconds at most."""
        ...


class NoQueue:
    """For a house where nothing is sent but by whoever asks for it."""

    at_work = False

    async def put(self, transaction: Any, publication: Publication, at: datetime | None = None) -> None:
        """Keep nothing."""

    async def stirred(self, publication_id: str, seconds: float) -> None:
        """Return at once."""


@runtime_checkable
class Publishes(Protocol):
    """The ability to publish: a platform that has a client."""

    def connect(self, account: Account, resources: Resources) -> AbstractAsyncContextManager[Session]:
        """Open a session for an account."""
        ...


@runtime_checkable
class Connects(Protocol):
    """The ability to be connected with credentials, asked of a platform.

    A conversation without memory: `given` are the answers so far by the names of the questions, and what questions had
    kept. Both may ask the network.
    """

    async def question(self, given: Mapping[str, str], resources: Resources) -> Question | None:
        """What to ask next; None when enough is known.

        Raises Refused("bad_answer", name=, reason=) where an answer cannot be used: it is asked for anew.
        """
        ...

    async def identify(self, given: Mapping[str, str], resources: Resources) -> tuple[Identity, dict[str, str]]:
        """Check the credentials on the network at once: whom they belong to, and the secrets to keep.

        Raises Reconnect where the network refuses them, Later where it cannot be asked, Refused("bad_answer").
        """
        ...


@runtime_checkable
class Tailored(Protocol):
    """The ability to differ by account, asked of a platform: a server's own limits, a paid account's longer posts."""

    def tailored(self, account: Account) -> Platform:
        """The platform as it is for this account. Pure."""
        ...


def for_account(platform: Platform, account: Account) -> Platform:
    """A platform as it is for one account."""
    return platform.tailored(account) if isinstance(platform, Tailored) else platform


@runtime_checkable
class Priced(Protocol):
    """The ability to say what publishing costs, asked of a platform."""

    def price(self, post: Post) -> Decimal:
        """What the network charges for a post with all its parts, in US dollars. Pure."""
        ...


@runtime_checkable
class Warns(Protocol):
    """The ability to set a content warning above every post of an account, asked of a platform; "" for none."""

    spoiler: str


@runtime_checkable
class Examines(Protocol):
    """The ability to look after itself, asked of a session."""

    async def examine(self) -> tuple[Identity, Sequence[Finding]]:
        """Who the account is now and what it may, and what a person should know, faults with their remedies.

        Raises Reconnect, Later.
        """
        ...


@runtime_checkable
class Deletes(Protocol):
    """The ability to take back what was published, asked of a session."""

    async def delete(self, remote: Remote) -> None:
        """Delete a part; one that is gone already is no error. Raises Rejected, Reconnect, Later, Uncertain."""
        ...


@runtime_checkable
class Amends(Protocol):
    """The ability to change what was published, asked of a session."""

    async def amend(self, remote: Remote, outgoing: Outgoing) -> Remote:
        """Make a published part say this instead; where it is now, which may be another id.

        The same again changes nothing. Raises Rejected, Reconnect, Later, Uncertain.
        """
        ...


@runtime_checkable
class WordsAlone(Protocol):
    """A network that changes the words of a post and no more, asked of a session that keeps `Amends`.

    Its card and what is said of its pictures stay what they were, so that a post with others is published anew.
    """

    words_alone: bool


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
