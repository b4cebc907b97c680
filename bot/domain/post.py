"""A draft fitted to one platform: a post, its parts, and how a platform counts."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

from pydantic import Field

from bot.domain.frozen import Frozen

Unit = Literal["weighted", "code points", "UTF-16 units", "graphemes", "characters"]
SpanKind = Literal["bold", "italic", "link"]


class Limits(Frozen):
    """What a platform allows. `text` is in `unit`; `bytes` is a second cap on UTF-8 bytes.

    `caption` replaces `text` when media is attached. `url` is the flat cost of a URL, None when a URL
    costs its own length. `parts` is how many parts a thread may have (1: no threads).
    """

    text: int
    unit: Unit
    bytes: int | None = None
    caption: int | None = None
    url: int | None = None
    parts: int = 1
    images: int = 0


class Measure(Frozen):
    """One text measured by a platform's own rules. `problem` is a message key, "" when valid."""

    length: int
    limit: int
    unit: Unit
    urls: tuple[str, ...] = ()
    problem: str = ""

    @property
    def valid(self) -> bool:
        """Whether the platform would take this text."""
        return not self.problem


class Span(Frozen):
    """Formatting of a part's text from `start` to `end`, in code points, end exclusive."""

    start: int
    end: int
    kind: SpanKind
    url: str = ""


class Part(Frozen):
    """One message of a post: the text as readers see it, its formatting, its measured length."""

    text: str
    spans: tuple[Span, ...] = ()
    length: int
    limit: int


class Card(Frozen):
    """The link card a platform shows beside the text instead of a URL in it."""

    url: str
    title: str
    description: str = ""
    image: str = ""


class Note(Frozen):
    """Something the composer did that a person should know; the sentence is in templates/chat/<lang>/notes."""

    key: str
    values: dict[str, str | int] = Field(default_factory=dict)


class Post(Frozen):
    """A draft fitted to one platform. `problems` are message keys; a post with any is never published."""

    platform: str
    parts: tuple[Part, ...]
    card: Card | None = None
    notes: tuple[Note, ...] = ()
    problems: tuple[str, ...] = ()
    language: str = "und"

    @property
    def valid(self) -> bool:
        """Whether every part may be sent as it is."""
        return bool(self.parts) and not self.problems

    @property
    def content_hash(self) -> str:
        """SHA-256 over what is sent; see `sent_form`."""
        return _sha256(sent_form(self))


def sent_form(post: Post) -> list[object]:
    """What of a post is sent, as a listed form that stays the same whatever other fields the models get.

    The network, the language, each part's text with its formatting, the card. A field that comes to be sent is added
    at the end and only where it is set, so that the hash of what was planned before stays true.
    """
    parts = [[part.text, [[span.start, span.end, span.kind, span.url] for span in part.spans]] for part in post.parts]
    card = post.card
    shown = [card.url, card.title, card.description, card.image] if card else None
    return ["post 1", post.platform, post.language, parts, shown]


def approval_hash(
    posts: Mapping[str, Post], *, media: Sequence[tuple[str, str]] = (), at: datetime | None = None
) -> str:
    """SHA-256 over what a person approves: the post of each account by account id, media, and the time.

    `media` are (SHA-256 of the bytes, alt text) in the order shown; `at` is aware, None is now. The order of accounts
    does not matter.
    """
    chosen = [[account, sent_form(post)] for account, post in sorted(posts.items())]
    when = at.astimezone(UTC).isoformat() if at else None
    return _sha256(["approval 1", chosen, [list(one) for one in media], when])


def _sha256(form: list[object]) -> str:
    return hashlib.sha256(json.dumps(form, separators=(",", ":")).encode("ascii")).hexdigest()
