"""Telegram channels: 4,096 units of text, 1,024 under a picture, counted after the markup is read.

Limits are those of the Bot API's sendMessage and sendPhoto. The server compares code points, most libraries and the
clients UTF-16 units; the stricter of the two is counted, so a post fits either way (they differ for emoji only).
Pictures, by sendPhoto: at most 10 MB, sides of at most 10,000 together, one at most 20 times the other, no alt text.
Sides of 2,560 are kept to, which any screen shows in full.

`wire`, `links`, `reading` and `failures` are pure; `door` is one bot's way to the Bot API, `client` the session,
`probing` looks for what may be out, `examining` and `connecting` ask about the bot and its chat. Groups are published
in as channels are. Tests and plug-in authors have a Telegram of their own in bot.testing.telegram.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.domain.post import ImageRules, Limits, Measure
from bot.platforms.telegram import links
from bot.text.counting import utf16_length
from bot.text.links import urls
from bot.text.measuring import verdict

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from bot.domain.connection import Identity, Question
    from bot.domain.ports import Resources
    from bot.domain.publication import Account, Remote
    from bot.platforms.telegram.client import TelegramSession


class Telegram:
    """The plug-in for Telegram."""

    name = "telegram"
    label = "Telegram"
    place = 20
    limits = Limits(
        text=4096,
        unit="UTF-16 units",
        caption=1024,
        parts=10,
        images=10,
        picture=ImageRules(max_bytes=10_000_000, max_side=2560, max_aspect=20, alt=0),
    )
    shape = "long"
    card = False
    large_preview = True

    def measure(self, text: str, *, media: bool = False, spoiler: str = "") -> Measure:
        """Measure in UTF-16 units of the text as readers see it. A spoiler line counts as text."""
        whole = f"{spoiler}\n{text}" if spoiler else text
        return verdict(whole, utf16_length(whole), self.limits, media=media, links=urls(whole))

    def located(self, link: str, account: Account) -> Remote | None:
        """The message of the account's chat that an address of Telegram's, or a bare id, names."""
        return links.located(link, account)

    def profile(self, account: Account) -> str:
        """The channel's page."""
        return links.profile(account)

    async def question(self, given: Mapping[str, str], resources: Resources) -> Question | None:
        """The bot's token, the channel, a log chat. Raises Refused("bad_answer")."""
        from bot.platforms.telegram import connecting

        return connecting.question(given)

    async def identify(self, given: Mapping[str, str], resources: Resources) -> tuple[Identity, dict[str, str]]:
        """Ask Telegram for the bot and its place in the channel. Raises Reconnect, Later, Refused("bad_answer")."""
        from bot.platforms.telegram import connecting

        return await connecting.identify(given, resources)

    @asynccontextmanager
    async def connect(self, account: Account, resources: Resources) -> AsyncIterator[TelegramSession]:
        """Open a session for an account. Raises Reconnect("not_connected")."""
        from bot.platforms.telegram import client

        async with client.opened(account, resources, self.limits.picture) as session:
            yield session


platform = Telegram()
