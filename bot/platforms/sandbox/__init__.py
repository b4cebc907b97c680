"""Sandbox: a rehearsal network that lives in the product's own database, where replies can be written.

First-run demo, rehearsal account for a team, test double and living example in one: it does all a network does
(limits, refusals, once-only by key, threads, posts changed and deleted, replies with edits and deletions) through the
same door.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.domain.ports import Resources
from bot.domain.post import ImageRules, Limits, Measure
from bot.domain.publication import Account, Remote
from bot.platforms.sandbox import wire
from bot.platforms.sandbox.client import SandboxSession
from bot.text.links import urls
from bot.text.measuring import verdict

LIMITS = Limits(
    text=3000, unit="code points", parts=25, images=4, picture=ImageRules(max_bytes=5_000_000, max_side=2048)
)


class Sandbox:
    """The plug-in for the sandbox."""

    name = "sandbox"
    label = "Sandbox"
    place = 80
    shape = "full"
    card = False
    limits = LIMITS

    def measure(self, text: str, *, media: bool = False, spoiler: str = "") -> Measure:
        """Measure in code points."""
        return verdict(text, len(text) + len(spoiler), LIMITS, media=media, links=urls(text))

    def located(self, link: str, account: Account) -> Remote | None:
        """The entry that an address of ours names."""
        return wire.located(link, account)

    @asynccontextmanager
    async def connect(self, account: Account, resources: Resources) -> AsyncIterator[SandboxSession]:
        """Open the timeline for an account; there are no credentials."""
        yield SandboxSession(account, resources, LIMITS.picture, self.measure)


platform = Sandbox()
