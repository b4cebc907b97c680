"""X: 280 weighted characters, links in the text, threads by self-reply; long posts for accounts with Premium.

Counting is in `counting`, after twitter-text configuration v3 (see there). Pictures: four photos of at most
5 MB (X media introduction and best practices), alt text of 1,000 characters (description of POST /2/media/metadata).

`wire`, `failures`, `login`, `prices` and `examining` are pure; `door` is one login at X's API, `client` the session,
`tokens` and `connecting` the rest that calls. Tests and plug-in authors have X's double in bot.testing.x.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.domain.post import ImageRules, Limits, Measure, Post
from bot.platforms.x import counting, prices

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from decimal import Decimal

    from bot.domain.connection import Identity, Question
    from bot.domain.ports import Resources
    from bot.domain.publication import Account, Remote
    from bot.platforms.x.client import XSession
    from bot.platforms.x.door import Opened

# What other publishers write at most; X's own API takes 25,000 (X changelog, August 2024).
LONG = 4000
# Seconds within which a new post may be missing on its account's timeline.
LAG = 30.0

LIMITS = Limits(
    text=280,
    unit="weighted",
    url=counting.URL_COST,
    parts=25,
    images=4,
    picture=ImageRules(max_bytes=5_000_000, kinds=("image/jpeg", "image/png", "image/webp")),
)


class X:
    """The plug-in for X. `opened` makes the connector of each session, where X is not to be reached as usual."""

    name = "x"
    label = "X"
    place = 10
    card = False

    def __init__(
        self, *, limits: Limits = LIMITS, shape: str = "brief", opened: Opened | None = None, lag: float = LAG
    ) -> None:
        self.limits = limits
        self.shape = shape
        self._opened = opened
        self._lag = lag

    def measure(self, text: str, *, media: bool = False, spoiler: str = "") -> Measure:
        """Measure by weight (twitter-text configuration v3). X has no spoiler line: one is counted as text."""
        stored, links = counting.read(f"{spoiler}\n{text}" if spoiler else text)
        length = counting.weigh(stored, links)
        problem = ""
        if not stored.strip():
            problem = "" if media else "empty"
        elif not stored.isascii() and counting.INVALID.search(stored):
            problem = "invalid_characters"
        elif length > self.limits.text:
            problem = "too_long"
        found = tuple(stored[start:end] for start, end in links)
        return Measure(length=length, limit=self.limits.text, unit="weighted", urls=found, problem=problem)

    def tailored(self, account: Account) -> X:
        """Long posts for an account with Premium that chose them."""
        if account.options.get("long") != "yes" or "edit" not in account.rights:
            return self
        long = LIMITS.model_copy(update={"text": LONG})
        return X(limits=long, shape="long", opened=self._opened, lag=self._lag)

    def price(self, post: Post) -> Decimal:
        """What X charges for a post: by part, far more for one with an address, and for alt texts."""
        return prices.price(post, self.measure)

    def located(self, link: str, account: Account) -> Remote | None:
        """The post that an address of X, or a bare id, names."""
        from bot.platforms.x import wire

        return wire.located(link, account)

    def profile(self, account: Account) -> str:
        """The account's page."""
        return f"https://x.com/{account.handle.lstrip('@')}"

    async def question(self, given: Mapping[str, str], resources: Resources) -> Question | None:
        """What to ask next of a person who connects an account."""
        from bot.platforms.x import connecting

        return connecting.question(given)

    async def identify(self, given: Mapping[str, str], resources: Resources) -> tuple[Identity, dict[str, str]]:
        """Whom the credentials belong to, by asking X."""
        from bot.platforms.x import connecting, door

        async with door.carrier(resources, self._opened) as carrier:
            return await connecting.identify(given, resources, carrier)

    @asynccontextmanager
    async def connect(self, account: Account, resources: Resources) -> AsyncIterator[XSession]:
        """Open a session for an account; one with Premium may change what it published."""
        from bot.platforms.x import client, door, tokens

        kind = client.PremiumSession if "edit" in account.rights else client.XSession
        async with door.carrier(resources, self._opened) as carrier:
            secrets = await resources.vault.secrets(account.id)
            renew = tokens.Renewal(account.id, carrier, resources)
            entrance = door.Door(carrier, resources.clock, secrets, renew)
            yield kind(account, resources, entrance, self.limits.picture, self._lag)


platform = X()
