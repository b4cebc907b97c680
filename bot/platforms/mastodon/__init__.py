"""Mastodon: 500 graphemes unless the server says otherwise, link in the text, spoiler line counted with it.

Pure and I/O apart: `counting`, `instance` (what a server allows), `wire`, `reading` (HTML as text), `failures` and
`examining` compute; `door` calls a server, `client` is a session, `connecting` asks for what a login needs.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.domain.connection import Identity, Question
from bot.domain.ports import Resources
from bot.domain.post import Limits, Measure
from bot.domain.publication import Account, Remote
from bot.platforms.mastodon import counting, wire
from bot.platforms.mastodon.instance import DEFAULT
from bot.text.counting import graphemes
from bot.text.measuring import verdict

if TYPE_CHECKING:
    from bot.platforms.mastodon.client import MastodonSession


class Mastodon:
    """The plug-in for Mastodon. `limits` are those of one server, `spoiler` a content warning above every post."""

    name = "mastodon"
    label = "Mastodon"
    place = 40
    shape = "full"
    card = False

    def __init__(self, limits: Limits = DEFAULT, spoiler: str = "") -> None:
        self.limits = limits
        self.spoiler = spoiler

    def measure(self, text: str, *, media: bool = False, spoiler: str = "") -> Measure:
        """Measure in graphemes of spoiler and text (Mastodon documentation, "Posting to your profile")."""
        found = counting.links(text)
        cost = counting.URL_COST if self.limits.url is None else self.limits.url
        length = counting.length(text, found, cost) + graphemes(spoiler or self.spoiler)
        return verdict(text, length, self.limits, media=media, links=found)

    def tailored(self, account: Account) -> "Mastodon":
        """With what the account's own server allows, and the account's content warning."""
        return Mastodon(account.limits or self.limits, account.options.get(wire.SPOILER, ""))

    def located(self, link: str, account: Account) -> Remote | None:
        """The status of the account that an address or a bare id names."""
        return wire.located(link, account)

    def profile(self, account: Account) -> str:
        """The account's page on its server."""
        return wire.profile(account)

    async def question(self, given: Mapping[str, str], resources: Resources) -> Question | None:
        """The server, a token or the login's code, who sees the posts. Raises Refused("bad_answer"), Later."""
        from bot.platforms.mastodon import connecting

        return await connecting.question(given, resources)

    async def identify(self, given: Mapping[str, str], resources: Resources) -> tuple[Identity, dict[str, str]]:
        """Ask the server whom the token belongs to. Raises Reconnect, Later, Refused("bad_answer")."""
        from bot.platforms.mastodon import connecting

        return await connecting.identify(given, resources)

    @asynccontextmanager
    async def connect(self, account: Account, resources: Resources) -> AsyncIterator["MastodonSession"]:
        """Read the token; nothing is asked of the server. Raises Reconnect("not_connected")."""
        from bot.platforms.mastodon.client import MastodonSession
        from bot.platforms.mastodon.door import Door

        secrets = await resources.vault.secrets(account.id)
        door = Door(account.server, secrets["token"], resources.patience, resources.clock)
        limits = account.limits or self.limits
        yield MastodonSession(account, resources, door, limits.picture)


platform = Mastodon()
