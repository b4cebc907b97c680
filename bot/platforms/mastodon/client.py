"""I/O with a server, thin: publishes, finds, deletes, amends, reads replies, examines.

How an unknown end is cleared up: the server remembers each `Idempotency-Key` for an hour and answers a second call with
the first post. But a key forgotten is a second post, so nothing is sent again before `find` has looked through the
account's own posts back to before the call. Where it finds nothing, the same key goes out again: within the hour the
server itself then gives the first post back, should it have come into being after the look; after the hour the look
has proved that there is none.
"""

import asyncio
import io
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from time import monotonic
from typing import Any

from mastodon import Mastodon

from bot.domain.connection import Finding, Identity
from bot.domain.draft import Picture
from bot.domain.errors import Later, Reconnect, Rejected, Uncertain
from bot.domain.ports import Outgoing, Resources
from bot.domain.post import ImageRules
from bot.domain.publication import Account, Remote
from bot.domain.reply import Incoming
from bot.platforms.mastodon import examining, failures, wire
from bot.platforms.mastodon.door import Answer, Door

# So much earlier than our call may a post be, once the two clocks are set against each other by the Date header.
SLACK = timedelta(seconds=5)
# So many pages of forty posts are looked through.
PAGES = 10
PAGE = 40
# Seconds until the first look whether a picture has been worked through, and the most between two.
FIRST_LOOK, LAST_LOOK = 0.25, 2.0


class MastodonSession:
    """One account on its server; `lag` is how many seconds a server's copies of its database may be behind."""

    lag = 5.0

    def __init__(self, account: Account, resources: Resources, door: Door, rules: ImageRules) -> None:
        self._account = account
        self._resources = resources
        self._door = door
        self._rules = rules

    async def publish(self, outgoing: Outgoing) -> Remote:
        """Publish one part; within the hour the same key gives the first one back.

        Raises Rejected, Reconnect, Later, Uncertain.
        """
        media = [await self._uploaded(image) for image in outgoing.part.images]
        fields = wire.fields(outgoing, self._account, media)
        try:
            answer = await self._door.ask(lambda client: client.status_post(**fields), publishes=True)
        except failures.Gone as error:
            raise failures.refused("post_gone" if outgoing.reply_to else str(error.values["reason"])) from error
        return _remote(answer)

    async def find(self, outgoing: Outgoing) -> Remote | None:
        """The part among the account's own posts, None when it is proved not to be there.

        That is: the list reaches back to before the call, and nothing in it that may be this part says so.
        Then the same key may go out again: within the hour the server gives back what came into being after the look.
        Raises Uncertain("cannot_tell") where it does not reach so far, such a post was edited since, or several may be
        the part: a look publishes nothing, so it cannot ask by the key. Also raises Later, Reconnect.
        """
        since = outgoing.since or outgoing.planned
        if since is None:
            raise Uncertain("cannot_tell", network=failures.LABEL)
        try:
            statuses, floor = await self._own(since)
            possible = wire.candidates(statuses, outgoing, floor)
            like = [status for status in possible if wire.pictures(status) == len(outgoing.part.images)]
            found = [status for status in like if await self._says(status, outgoing.part.text)]
        except (Rejected, LookupError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise Uncertain("cannot_tell", network=failures.LABEL) from error
        if len(found) == 1:
            return wire.remote(found[0])
        if found or any(status.get("edited_at") for status in possible):
            raise Uncertain("cannot_tell", network=failures.LABEL)
        return None

    async def delete(self, remote: Remote) -> None:
        """Delete a post; one that is gone is no error. Raises Rejected, Reconnect, Later, Uncertain."""
        try:
            await self._door.ask(lambda client: client.status_delete(remote.id), publishes=True)
        except failures.Gone:
            return

    async def amend(self, remote: Remote, outgoing: Outgoing) -> Remote:
        """Make a post say this, with the pictures it has; the same again sends nothing.

        Raises Rejected, Reconnect, Later, Uncertain.
        """
        status = await self._read(remote.id)
        alts = [image.alt for image in outgoing.part.images]
        media = status.get("media_attachments") or []
        if len(media) != len(alts):
            raise failures.refused("picture_refused")
        unchanged = [one.get("description") or "" for one in media] == alts
        if unchanged and await self._says(status, outgoing.part.text):
            return wire.remote(status)
        described = [{"id": one["id"], "description": alt} for one, alt in zip(media, alts, strict=True)]
        answer = await self._door.ask(
            lambda client: client.status_update(
                remote.id,
                outgoing.part.text,
                spoiler_text=status.get("spoiler_text") or "",
                sensitive=bool(status.get("sensitive")),
                # The library names the pictures by these too.
                media_attributes=described or None,
            ),
            publishes=True,
        )
        return _remote(answer)

    async def replies(self, remotes: Sequence[Remote], *, cursor: str) -> tuple[Sequence[Incoming], str]:
        """What others said below the parts; nothing where that is the same as at the cursor. Raises Later, Reconnect.

        A server hands over the whole conversation as far as it has heard of it; what is not in it may still be there.
        """
        host, own = examining.host(self._account), wire.native(self._account)
        below: dict[str, Mapping[str, Any]] = {}
        for remote in remotes:
            if remote.id not in below:
                below.update({str(status["id"]): status for status in await self._below(remote.id)})
        parts = {remote.id for remote in remotes}
        said = [
            wire.incoming(status, host)
            for native_id, status in below.items()
            if native_id not in parts and str(status["account"]["id"]) != own
        ]
        mark = sha256("\n".join(sorted(repr(one) for one in said)).encode()).hexdigest()[:32]
        return ([], cursor) if mark == cursor else (said, mark)

    async def examine(self) -> tuple[Identity, Sequence[Finding]]:
        """Who the account is, what it may, what a person should know. Raises Reconnect, Later."""
        seen = await examined(self._door)
        identity = examining.identity(seen, self._account.server, self._account.options)
        return identity, examining.findings(seen, self._account, self._resources.clock.now())

    async def _uploaded(self, image: Picture) -> str:
        """The id that the server gives a picture, once it has worked it through; nobody sees it before it is posted."""
        made = await self._resources.fitted(image.media_id, self._rules)
        ends = monotonic() + self._resources.patience
        answer = await self._door.ask(
            lambda client: client.media_post(
                io.BytesIO(made.data),
                mime_type=made.kind,
                description=image.alt or None,
                file_name=f"picture.{made.kind.rpartition('/')[2]}",
            )
        )
        media = answer.value
        media_id = str(media.get("id") or "")
        pause = FIRST_LOOK
        while media_id and not media.get("url"):
            if monotonic() > ends:
                raise Later("network_busy", retry_after=failures.PROCESSING, network=failures.LABEL)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LAST_LOOK)
            media = (await self._door.ask(lambda client: client.media(media_id))).value
        if not media_id:
            raise failures.unclear(publishes=False)
        return media_id

    async def _own(self, since: datetime) -> tuple[list[Mapping[str, Any]], datetime]:
        """The account's own posts down to one from before `since`, newest first, and `since` by the server's clock.

        Raises Uncertain where that is too many.
        """
        account, last = wire.native(self._account), None
        statuses: list[Mapping[str, Any]] = []
        for _ in range(PAGES):
            answer = await self._door.ask(_page(account, last))
            now = self._resources.clock.now()
            floor = since + ((failures.told(answer.headers) or now) - now) - SLACK
            statuses += answer.value
            if not answer.value or wire.is_before(statuses[-1], floor):
                return statuses, floor
            last = str(statuses[-1]["id"])
        raise Uncertain("cannot_tell", network=failures.LABEL)

    async def _says(self, status: Mapping[str, Any], text: str) -> bool:
        """Whether a status of ours says this: by its source, else by what readers are shown."""
        try:
            source = (await self._door.ask(lambda client: client.status_source(status["id"]))).value
            return wire.same_source(str(source["text"]), text)
        except (Rejected, Reconnect, KeyError):
            return wire.same_shown(str(status["content"]), text)

    async def _read(self, status_id: str) -> Mapping[str, Any]:
        status: Mapping[str, Any] = (await self._door.ask(lambda client: client.status(status_id))).value
        return status

    async def _below(self, status_id: str) -> Sequence[Mapping[str, Any]]:
        """The conversation below a post; none below one that is gone. Raises Later, Reconnect."""
        try:
            context = (await self._door.ask(lambda client: client.status_context(status_id))).value
        except failures.Gone:
            return []
        found = context.get("descendants")
        if not isinstance(found, list):
            raise failures.unclear(publishes=False)
        return found


async def examined(door: Door) -> examining.Seen:
    """What the server says of itself, of the account and of the app. Raises Reconnect, Later."""
    try:
        account = await door.ask(lambda client: client.account_verify_credentials())
        server = await door.ask(lambda client: client.instance_v2())
    except Rejected as error:
        raise Reconnect("rights_missing", network=failures.LABEL, right=str(error.values["reason"])) from error
    try:
        app: Mapping[str, Any] = (await door.ask(lambda client: client.app_verify_credentials())).value
    except Rejected:
        app = {}
    return examining.Seen(account.value, server.value, app, account.headers)


def _page(account_id: str, before: str | None) -> Any:
    def asked(client: Mastodon) -> Any:
        return client.account_statuses(account_id, exclude_reblogs=True, max_id=before, limit=PAGE)

    return asked


def _remote(answer: Answer[Any]) -> Remote:
    """Where a post is by the answer of a call that published it. Raises Uncertain for one that does not say."""
    try:
        return wire.remote(answer.value)
    except ValueError as error:
        raise Uncertain("outcome_unknown", network=failures.LABEL) from error
