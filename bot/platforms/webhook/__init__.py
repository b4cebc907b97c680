"""Webhook: a post as signed JSON to any address, so that whatever has no client here can be reached.

A delivery is `POST <the address>` with `Content-Type: application/json` and
- `Idempotency-Key`: the post's key, the same however often it is sent;
- `Standfirst-Signature: t=<Unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>" with the shared secret>`. A receiver
  compares in constant time and refuses a `t` that is more than five minutes off.

The body is UTF-8 JSON: `id` (the key), `account` (the name it was connected under), `time` (when it was due, ISO 8601
with offset), `language` (BCP 47, "und" where not known), `text`, `spans` (each `start` and `end` in code points, `kind`
bold, italic or link, `url`), `card` (null, or `url`, `title`, `description`, `image`), `images` (each `type`, `width`,
`height`, `alt`, `data` in base64). A test delivery is `{"test": true, "id": ...}`: it is answered and not published.

Any 2xx says that it is published; the answer may be `{"id": ..., "url": ...}`, what the receiver calls it and where
people see it. 401 and 403 say that the signature is not accepted, 429 (with `Retry-After`) to come later, any other
4xx that this content is refused, `{"error": "why"}`. No redirect is followed. A receiver keeps the keys it has seen for
some days and answers one that comes again as it did first, without a second post.

The look-up is optional: `GET <the address>` with `Idempotency-Key`, signed over "<t>.<key>". 200 with
`{"key": <the key>, "id": ..., "url": ...}` says that it is there, 404 with `{"key": <the key>}` that it never was.
Without the key in the answer nothing is taken to be said, since many servers answer 404 to what they do not know.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.domain.connection import Identity, Question
from bot.domain.ports import Resources
from bot.domain.post import ImageRules, Limits, Measure
from bot.domain.publication import Account
from bot.text.links import urls
from bot.text.measuring import verdict

if TYPE_CHECKING:
    from bot.platforms.webhook.client import WebhookSession


class Webhook:
    """The plug-in for webhooks."""

    name = "webhook"
    label = "Webhook"
    place = 75
    shape = "full"
    card = False
    limits = Limits(
        text=10_000, unit="code points", images=4, picture=ImageRules(max_bytes=3_000_000, max_side=2048, alt=2000)
    )

    def measure(self, text: str, *, media: bool = False, spoiler: str = "") -> Measure:
        """Measure in code points."""
        return verdict(text, len(text) + len(spoiler), self.limits, media=media, links=urls(text))

    async def question(self, given: Mapping[str, str], resources: Resources) -> Question | None:
        """The address, the shared secret, a name. Raises Refused("bad_answer")."""
        from bot.platforms.webhook import connecting

        return connecting.question(given, resources.allow)

    async def identify(self, given: Mapping[str, str], resources: Resources) -> tuple[Identity, dict[str, str]]:
        """Send a test delivery. Raises Reconnect, Later, Refused("bad_answer")."""
        from bot.platforms.webhook import connecting

        return await connecting.identify(given, resources)

    @asynccontextmanager
    async def connect(self, account: Account, resources: Resources) -> AsyncIterator["WebhookSession"]:
        """Read the address and the secret. Raises Reconnect("not_connected")."""
        from bot.platforms.webhook.client import WebhookSession

        secrets = await resources.vault.secrets(account.id)
        yield WebhookSession(account, resources, self.limits.picture, secrets["url"], secrets["secret"])


platform = Webhook()
