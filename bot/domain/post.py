"""A draft fitted to one platform: a post, its parts, and how a platform counts."""

import hashlib
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
        """SHA-256 over exactly what is sent: the parts with their formatting, the card, the language."""
        sent = self.model_dump_json(include={"platform", "parts", "card", "language"})
        return hashlib.sha256(sent.encode("utf-8", errors="surrogatepass")).hexdigest()
