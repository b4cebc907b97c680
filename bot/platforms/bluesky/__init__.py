"""Bluesky: 300 graphemes and 3,000 UTF-8 bytes, link in a card, facets for what is clickable.

Lexicon app.bsky.feed.post gives both limits; `facets` finds facets as the network's own client library does. Pictures:
lexicon app.bsky.embed.images takes four of 2,000,000 bytes; servers not yet brought up to date take 1,000,000, so that
is kept to. Alt text has no limit in the lexicon; 2,000 is ours. A card and pictures exclude each other.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from bot.domain.connection import Identity, Question
from bot.domain.ports import Resources
from bot.domain.post import ImageRules, Limits, Measure
from bot.domain.publication import Account, Remote
from bot.platforms.bluesky import facets, wire
from bot.text.counting import graphemes
from bot.text.measuring import verdict

if TYPE_CHECKING:
    from bot.platforms.bluesky.client import BlueskySession


class Bluesky:
    """The plug-in for Bluesky."""

    name = "bluesky"
    label = "Bluesky"
    place = 30
    limits = Limits(
        text=300,
        unit="graphemes",
        bytes=3000,
        parts=25,
        images=4,
        picture=ImageRules(max_bytes=1_000_000, max_side=2000, alt=2000),
    )
    shape = "brief"
    card = True

    def measure(self, text: str, *, media: bool = False, spoiler: str = "") -> Measure:
        """Measure in graphemes, bytes checked too (lexicon app.bsky.feed.post). A spoiler line counts as text."""
        whole = f"{spoiler}\n{text}" if spoiler else text
        return verdict(whole, graphemes(whole), self.limits, media=media, links=facets.links(whole))

    def located(self, link: str, account: Account) -> Remote | None:
        """The post that a bsky.app address or an at-URI names."""
        return wire.located(link, account)

    def profile(self, account: Account) -> str:
        """The account's page on bsky.app."""
        return f"{wire.SITE}/profile/{account.native_id or account.handle}"

    async def question(self, given: Mapping[str, str], resources: Resources) -> Question | None:
        """Ask for the server, the handle, an app password. Raises Refused("bad_answer")."""
        await _loaded()
        from bot.platforms.bluesky import connecting

        return connecting.question(given, resources)

    async def identify(self, given: Mapping[str, str], resources: Resources) -> tuple[Identity, dict[str, str]]:
        """Log in. Raises Refused("bad_answer"), Reconnect, Later."""
        await _loaded()
        from bot.platforms.bluesky import connecting

        return await connecting.identify(given, resources)

    @asynccontextmanager
    async def connect(self, account: Account, resources: Resources) -> "AsyncIterator[BlueskySession]":
        """Open a session with the server that keeps the account; nothing is asked of it before it must be."""
        await _loaded()
        from bot.platforms.bluesky.client import opened

        async with opened(account, resources, resources.addresses.get(self.name, ""), self.limits.picture) as session:
            yield session


async def _loaded() -> None:
    """The client library takes a second or two to import: not on the loop, and not before it is needed."""
    await asyncio.to_thread(import_module, "bot.platforms.bluesky.client")


platform = Bluesky()
