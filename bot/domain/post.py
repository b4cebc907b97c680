"""A draft fitted to one platform: a post, its parts, and how a platform counts."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from pydantic import Field

from bot.domain.draft import Picture
from bot.domain.frozen import Frozen

Unit = Literal["weighted", "code points", "UTF-16 units", "graphemes", "characters"]
SpanKind = Literal["bold", "italic", "link"]
ImageKind = Literal["image/jpeg", "image/png", "image/webp"]


class ImageRules(Frozen):
    """What a platform takes as a picture. Sides are in pixels; `max_aspect` is the long side over the short one.

    `alt` is how many characters of alt text there may be: 0 where there is no place for it. The defaults suit a
    network that says nothing of it.
    """

    max_bytes: int = Field(default=1_000_000, ge=50_000)
    max_side: int = Field(default=4096, ge=64)
    min_side: int = Field(default=1, ge=1)
    max_pixels: int = Field(default=33_000_000, ge=64 * 64)
    max_aspect: float = Field(default=20.0, ge=1.0)
    kinds: tuple[ImageKind, ...] = Field(default=("image/jpeg", "image/png"), min_length=1)
    alt: int = Field(default=1000, ge=0)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A picture as one network gets it: its media type, its sides in pixels, the very bytes."""

    kind: str
    width: int
    height: int
    data: bytes

    @property
    def id(self) -> str:
        """SHA-256 of the bytes: the id they are kept under."""
        return hashlib.sha256(self.data).hexdigest()


class Limits(Frozen):
    """What a platform allows. `text` is in `unit`; `bytes` is a second cap on UTF-8 bytes.

    `caption` replaces `text` when media is attached. `url` is the flat cost of a URL, None when a URL
    costs its own length. `parts` is how many parts a thread may have (1: no threads). `images` is how many pictures a
    part may have, `picture` what each of them may be.
    """

    text: int
    unit: Unit
    bytes: int | None = None
    caption: int | None = None
    url: int | None = None
    parts: int = 1
    images: int = 0
    picture: ImageRules = ImageRules()


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
    """One message of a post: the text as readers see it, its formatting, its measured length, its pictures."""

    text: str
    spans: tuple[Span, ...] = ()
    length: int
    limit: int
    images: tuple[Picture, ...] = ()


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

    The network, the language, each part's text with its formatting, the card, pictures by part. A field that comes to
    be sent is added at the end and only where it is set, so that the hash of what was planned before stays true.
    """
    parts = [[part.text, [[span.start, span.end, span.kind, span.url] for span in part.spans]] for part in post.parts]
    card = post.card
    shown = [card.url, card.title, card.description, card.image] if card else None
    form: list[object] = ["post 1", post.platform, post.language, parts, shown]
    images = [[[image.media_id, image.alt] for image in part.images] for part in post.parts]
    return [*form, images] if any(images) else form


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
