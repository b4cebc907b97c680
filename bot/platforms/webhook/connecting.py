"""What connecting a webhook asks, and the test delivery that proves the answers."""

import hashlib
from collections.abc import Collection, Mapping

import httpx

from bot.domain.connection import Identity, Question
from bot.domain.errors import Refused, Rejected
from bot.domain.ports import Resources
from bot.net import guard
from bot.net.sending import ANY_PORT
from bot.platforms.webhook import wire
from bot.platforms.webhook.client import Receiver

SHORTEST_SECRET = 16


def question(given: Mapping[str, str], allow: Collection[str]) -> Question | None:
    """What to ask next. Raises Refused("bad_answer") for an address our rules forbid or a secret that is too short."""
    if "url" not in given:
        return Question(name="url", secret=True)
    host = _host(given["url"], allow)
    if "secret" not in given:
        return Question(name="secret", secret=True)
    if len(given["secret"].strip()) < SHORTEST_SECRET:
        raise _bad("secret", "short")
    return None if "name" in given else Question(name="name", default=host)


async def identify(given: Mapping[str, str], resources: Resources) -> tuple[Identity, dict[str, str]]:
    """Send a test delivery; the account is known by the address. Raises Reconnect, Later, Refused("bad_answer")."""
    question({**given, "name": ""}, resources.allow)
    url, secret = given["url"].strip(), given["secret"].strip()
    host = _host(url, resources.allow)
    key = f"test-{resources.new_id()}"
    try:
        await Receiver(resources, url, secret).deliver(key, wire.trial(key), publishes=False)
    except Rejected as error:
        unsafe = error.values["reason"] == "unsafe_address"
        raise _bad("url", "unsafe" if unsafe else "not_accepted") from error
    name = " ".join(given.get("name", "").split())[:100] or host
    native = hashlib.sha256(url.encode()).hexdigest()[:16]
    identity = Identity(native_id=native, handle=name, server=host, rights=("publish", "media"))
    return identity, {"url": url, "secret": secret}


def _host(url: str, allow: Collection[str]) -> str:
    """The host of an address that may be called, as people read it."""
    try:
        guard.target(url, ports=ANY_PORT, allow=allow)
        return httpx.URL(url.strip()).host
    except (Refused, httpx.InvalidURL) as error:
        raise _bad("url", "unsafe") from error


def _bad(name: str, reason: str) -> Refused:
    return Refused("bad_answer", name=name, network="webhook", reason=reason)
