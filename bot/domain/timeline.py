"""The sandbox's timeline, as the sandbox platform sees it; the store keeps it."""

from datetime import datetime
from typing import Protocol

from bot.domain.draft import Picture
from bot.domain.frozen import Frozen
from bot.domain.post import Card, Span


class Entry(Frozen):
    """A post or a reply on the sandbox timeline. `key` is its author's idempotency key, "" for replies by readers.

    `sequence` rises with every change, so that readers can ask for what is new. The media ids of `images` are those of
    the bytes that arrived.
    """

    id: str
    account_id: str
    author: str
    text: str
    spans: tuple[Span, ...] = ()
    card: Card | None = None
    images: tuple[Picture, ...] = ()
    key: str = ""
    parent_id: str = ""
    root_id: str = ""
    created: datetime
    edited: datetime | None = None
    deleted: bool = False
    sequence: int = 0


class Timeline(Protocol):
    """Where sandbox posts and their replies are kept; each call is one transaction of its own."""

    async def add(self, entry: Entry) -> Entry:
        """Keep an entry; with a key seen before on that account, give back the entry kept then."""
        ...

    async def change(self, entry: Entry) -> Entry:
        """Keep an entry's new text or its deletion; it gets a new sequence."""
        ...

    async def by_id(self, entry_id: str) -> Entry | None:
        """The entry of that id."""
        ...

    async def by_key(self, account_id: str, key: str) -> Entry | None:
        """The entry an account published under a key."""
        ...

    async def descendants(self, root_id: str, *, after: int) -> list[Entry]:
        """Entries below a root whose sequence is greater than `after`, in order of sequence, deleted ones too."""
        ...
