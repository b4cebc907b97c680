"""I/O with a receiver: deliver, look up, examine; every call through the guard."""

import logging
from collections.abc import Sequence

from bot.domain.connection import Finding, Identity
from bot.domain.errors import Later, Refused, Rejected, Uncertain
from bot.domain.ports import Outgoing, Resources
from bot.domain.post import ImageRules
from bot.domain.publication import Account, Remote
from bot.net.sending import Answered, GuardedSender, NotAnswered, NotSent
from bot.platforms.webhook import wire

log = logging.getLogger(__name__)


class Receiver:
    """One address with its secret. Neither is in any message: addresses of webhooks are often secrets themselves."""

    def __init__(self, resources: Resources, url: str, secret: str) -> None:
        self._sender = GuardedSender(allow=resources.allow, patience=resources.patience)
        self._clock = resources.clock
        self._url = url
        self._secret = secret

    async def deliver(self, key: str, body: bytes, *, publishes: bool = True) -> Answered:
        """Hand over a body. Raises Rejected, Reconnect, Later, and Uncertain where it `publishes`."""
        return self._taken(await self._call("POST", key, body, publishes=publishes), publishes=publishes)

    async def look_up(self, key: str) -> Remote | None:
        """The post under this key; None when there never was one. Raises Uncertain("cannot_tell"), Reconnect, Later."""
        answer = await self._call("GET", key, b"", publishes=False)
        if answer.status in (401, 403, 429) or answer.status >= 500:
            self._taken(answer, publishes=False)
        return wire.looked_up(answer.status, answer.body, key)

    async def _call(self, method: str, key: str, body: bytes, *, publishes: bool) -> Answered:
        headers = wire.headers(self._secret, key, self._clock.now(), body)
        try:
            return await self._sender.send(method, self._url, headers=headers, body=body)
        except Refused as error:
            raise Rejected("network_refuses", network=wire.LABEL, reason="unsafe_address") from error
        except NotSent as error:
            raise Later("network_unreachable", retry_after=wire.AWAY, network=wire.LABEL) from error
        except NotAnswered as error:
            if publishes:
                raise Uncertain("outcome_unknown", network=wire.LABEL) from error
            raise Later("network_unreachable", retry_after=wire.AWAY, network=wire.LABEL) from error

    def _taken(self, answer: Answered, *, publishes: bool) -> Answered:
        log.debug("webhook answered %s", answer.status)
        now = self._clock.now()
        failure = wire.failure(answer.status, answer.headers, answer.body, now, publishes=publishes)
        if failure:
            raise failure
        return answer


class WebhookSession:
    """One receiver: publishes, finds where the receiver can look up, examines.

    `lag` is how many seconds a delivery that was given up may be on its way still, held by a proxy or a queue.
    """

    lag = 5.0

    def __init__(self, account: Account, resources: Resources, rules: ImageRules, url: str, secret: str) -> None:
        self._account = account
        self._resources = resources
        self._rules = rules
        self._plain = url.lower().startswith("http:")
        self._receiver = Receiver(resources, url, secret)

    async def publish(self, outgoing: Outgoing) -> Remote:
        """Deliver one part. Raises Rejected, Reconnect, Later or Uncertain."""
        pictures = [await self._resources.fitted(image.media_id, self._rules) for image in outgoing.part.images]
        body = wire.payload(outgoing, self._account, pictures, self._resources.clock.now())
        answer = await self._receiver.deliver(outgoing.key, body)
        return wire.published(answer.body, outgoing.key)

    async def find(self, outgoing: Outgoing) -> Remote | None:
        """Where the receiver has this key; None when it never had. Raises Uncertain where it cannot look up."""
        return await self._receiver.look_up(outgoing.key)

    async def examine(self) -> tuple[Identity, Sequence[Finding]]:
        """Ask for a key that never was; where that is not answered, send a test delivery. Raises Reconnect, Later."""
        key = f"test-{self._resources.new_id()}"
        findings = []
        try:
            await self._receiver.look_up(key)
            findings.append(Finding(level="good", key="webhook_looks"))
        except Uncertain:
            findings += [await self._tried(key), Finding(level="warning", key="webhook_no_look")]
        except Rejected as error:
            findings.append(_refuses(error))
        if self._plain:
            findings.append(Finding(level="warning", key="webhook_plain_http"))
        account = self._account
        return Identity(
            native_id=account.native_id, handle=account.handle, server=account.server, rights=("publish", "media")
        ), findings

    async def _tried(self, key: str) -> Finding:
        try:
            await self._receiver.deliver(key, wire.trial(key), publishes=False)
        except Rejected as error:
            return _refuses(error)
        return Finding(level="good", key="webhook_answers")


def _refuses(error: Rejected) -> Finding:
    return Finding(level="fault", key="webhook_refuses", values={"reason": error.values["reason"]})
