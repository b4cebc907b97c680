"""What a Mastodon server knows: its people, their tokens, statuses and pictures; and its own clock."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from secrets import token_urlsafe

from bot.testing.mastodon import counting, rendering
from bot.testing.mastodon.throttle import Throttle

ALL_SCOPES = ("read", "write", "follow", "push", "profile")


class Refusal(Exception):
    """An answer other than a success: its status and what it says."""

    def __init__(self, status: int, error: str, **more: str) -> None:
        super().__init__(status, error)
        self.status = status
        self.body = {"error": error, **more}


NOT_FOUND = (404, "Record not found")


@dataclass
class Clock:
    """The server's clock: the real one, set so many seconds ahead."""

    ahead: float = 0.0

    def now(self) -> datetime:
        """Its time."""
        return datetime.now(UTC) + timedelta(seconds=self.ahead)


@dataclass
class Rules:
    """What the server allows and how it behaves; all of it may be set.

    `processing` is how many looks a picture takes to be worked through, 0 for none; `shows_source` is False for servers
    that keep no source; `reject` are words it refuses; `app_scopes` is False for servers before 4.3, which do not say
    what an app may; `limited` is a server that tells strangers nothing of itself.
    """

    version: str = "4.4.2"
    max_characters: int = 500
    max_media: int = 4
    address_cost: int = 23
    description_limit: int = 1500
    image_size_limit: int = 16_777_216
    image_matrix_limit: int = 33_177_600
    kinds: tuple[str, ...] = ("image/jpeg", "image/png", "image/gif", "image/heic", "image/heif", "image/webp")
    processing: int = 1
    shows_source: bool = True
    reject: tuple[str, ...] = ()
    app_scopes: bool = True
    limited: bool = False
    key_seconds: float = 3600.0


@dataclass
class Person:
    """Somebody with an account, here or on a server far away (`domain`).

    `disabled` is a login that may do nothing, `hides_media` the preference that pictures are hidden at first.
    """

    id: str
    username: str
    domain: str = ""
    bot: bool = False
    suspended: bool = False
    disabled: bool = False
    hides_media: bool = False

    @property
    def acct(self) -> str:
        """The name as people of this server write it."""
        return f"{self.username}@{self.domain}" if self.domain else self.username


@dataclass
class App:
    """A registered app."""

    id: str
    name: str
    client_id: str
    client_secret: str
    scopes: tuple[str, ...]
    redirects: tuple[str, ...]


@dataclass
class Token:
    """What lets an app act for a person."""

    value: str = field(repr=False)
    person: Person
    app: App
    scopes: tuple[str, ...]
    revoked: bool = False

    def may(self, scope: str) -> bool:
        """Whether it covers a scope."""
        return scope in self.scopes or scope.partition(":")[0] in self.scopes


@dataclass
class Media:
    """A picture; `looks` are how many more it takes until it is worked through."""

    id: str
    person: Person
    kind: str
    data: bytes = field(repr=False)
    description: str = ""
    looks: int = 0
    status_id: str = ""


@dataclass
class Status:
    """A post; `html` is what another server sent, "" for one written here."""

    id: str
    author: Person
    text: str
    created: datetime
    spoiler: str = ""
    visibility: str = "public"
    language: str = "en"
    sensitive: bool = False
    parent: "Status | None" = None
    media: list[Media] = field(default_factory=list)
    html: str = ""
    edited: datetime | None = None
    edits: int = 0
    deleted: bool = False
    favourites: set[str] = field(default_factory=set)


@dataclass
class World:
    """The server's state. `violations` are the things sent to it that no Mastodon knows, in words."""

    domain: str = "mastodon.example"
    rules: Rules = field(default_factory=Rules)
    clock: Clock = field(default_factory=Clock)
    throttle: Throttle = field(default_factory=Throttle)
    people: list[Person] = field(default_factory=list)
    apps: list[App] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    media: dict[str, Media] = field(default_factory=dict)
    keys: dict[tuple[str, str], tuple[str, datetime]] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def new_id(self, at: datetime | None = None) -> str:
        """An id that grows with time, as Mastodon makes them."""
        moment = at or self.clock.now()
        return str((int(moment.timestamp() * 1000) << 16) + next(self._numbers) % 65_536)

    def person(self, username: str, domain: str = "") -> Person:
        """A new person."""
        made = Person(self.new_id(), username, domain)
        self.people.append(made)
        return made

    def app(self, name: str, scopes: tuple[str, ...], redirects: tuple[str, ...]) -> App:
        """A new app."""
        made = App(str(len(self.apps) + 1), name, token_urlsafe(32), token_urlsafe(32), scopes, redirects)
        self.apps.append(made)
        return made

    def token(self, person: Person, scopes: tuple[str, ...] = ("read", "write"), app: App | None = None) -> Token:
        """A token, as Preferences > Development gives it, or for an app."""
        app = app or self.app("Standfirst", scopes, ("urn:ietf:wg:oauth:2.0:oob",))
        made = Token(token_urlsafe(32), person, app, scopes)
        self.tokens.append(made)
        return made

    def say(
        self, author: Person, html: str, *, parent: Status | None = None, visibility: str = "public", spoiler: str = ""
    ) -> Status:
        """Somebody far away posts this; it has arrived here."""
        now = self.clock.now()
        made = Status(self.new_id(now), author, "", now, spoiler, visibility, parent=parent, html=html)
        self.statuses.append(made)
        return made

    def status(self, status_id: str) -> Status:
        """A status that was not deleted. Raises Refusal."""
        found = next((one for one in self.statuses if one.id == status_id and not one.deleted), None)
        if found is None:
            raise Refusal(*NOT_FOUND)
        return found

    def visible(self, status: Status, person: Person | None) -> bool:
        """Whether somebody may see it; followers are nobody here."""
        public = status.visibility in ("public", "unlisted") or status.author is person
        return public or (person is not None and self.is_mentioned(person, status))

    def is_mentioned(self, person: Person, status: Status) -> bool:
        """Whether a status names somebody, or answers them."""
        parent = status.parent is not None and status.parent.author is person
        named = any(self.named(found[0]) is person for found in counting.MENTION.finditer(status.text))
        return parent or named

    def named(self, mention: str) -> Person | None:
        """Whom a mention names."""
        username, _, domain = mention.removeprefix("@").lower().partition("@")
        near = "" if domain == self.domain else domain
        return next(
            (one for one in self.people if (one.username.lower(), one.domain.lower()) == (username, near)), None
        )

    def content(self, status: Status) -> str:
        """A status as HTML."""

        def page(mention: str) -> str | None:
            person = self.named(mention)
            return self.page(person) if person else None

        return status.html or rendering.content(status.text, self.domain, page)

    def page(self, person: Person) -> str:
        """The address of somebody's page."""
        return f"https://{person.domain or self.domain}/@{person.username}"
