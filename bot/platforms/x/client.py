"""I/O with X, thin: publishes, looks on the own timeline, deletes, changes, examines.

X has no key that makes a call once-only. What may be out is looked for on the own timeline; the same text again is
refused by X itself, which proves that it is there.
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.domain.connection import Finding, Identity
from bot.domain.draft import Picture
from bot.domain.errors import Rejected, Uncertain
from bot.domain.ports import Outgoing, Resources
from bot.domain.post import ImageRules
from bot.domain.publication import Account, Remote
from bot.platforms.x import examining, failures, wire
from bot.platforms.x.door import Answer, Door

# So many pages of a hundred posts are looked through.
PAGES = 5


class XSession:
    """One account on X; `lag` is how many seconds a new post may be missing on its own timeline."""

    def __init__(self, account: Account, resources: Resources, door: Door, rules: ImageRules, lag: float) -> None:
        self._account = account
        self._resources = resources
        self._door = door
        self._rules = rules
        self._fields = wire.FIELDS
        self.lag = lag

    async def publish(self, outgoing: Outgoing) -> Remote:
        """Publish one part. Raises Rejected, Reconnect, Later, Uncertain."""
        media = [await self._uploaded(image) for image in outgoing.part.images]
        try:
            return await self._posted(wire.body(outgoing, media))
        except failures.Doubled as error:
            if outgoing.since is None:
                raise
            # An earlier call, whose end was not known, may have published it: this one, or one before it.
            found = await self._looked(outgoing, min(outgoing.since, outgoing.planned or outgoing.since))
            if found:
                return found
            if self._resources.clock.now() - outgoing.since < timedelta(seconds=self.lag):
                raise Uncertain("outcome_unknown", network=failures.LABEL) from error
            raise

    async def find(self, outgoing: Outgoing) -> Remote | None:
        """The part on the own timeline; None when it is not there. Raises Uncertain, Later, Reconnect."""
        return await self._looked(outgoing, outgoing.since or outgoing.planned)

    async def delete(self, remote: Remote) -> None:
        """Delete a post; one that is gone is no error. Raises Rejected, Reconnect, Later, Uncertain."""
        try:
            await self._door.ask("DELETE", f"/2/tweets/{remote.id}", publishes=True)
        except failures.Gone:
            return

    async def examine(self) -> tuple[Identity, Sequence[Finding]]:
        """Who the account is, what it may, what a person should know. Raises Reconnect, Later."""
        answer = await me(self._door)
        user = (await answer.json())["data"]
        now = self._resources.clock.now()
        identity = examining.identity(user, answer.headers, self._door.secrets, self._account.options)
        return identity, examining.findings(user, answer.headers, self._door.secrets, self._account, now)

    async def _posted(self, body: Mapping[str, Any]) -> Remote:
        answer = await self._door.ask("POST", "/2/tweets", body=body, publishes=True)
        data = (await answer.json()).get("data") or {}
        if not isinstance(data, dict) or not str(data.get("id", "")).isdecimal():
            raise Uncertain("outcome_unknown", network=failures.LABEL)
        return self._remote(str(data["id"]))

    def _remote(self, post_id: str) -> Remote:
        return Remote(id=post_id, url=wire.address(self._account.handle, post_id))

    async def _uploaded(self, image: Picture) -> str:
        """The id that X gives a picture, with its alt text; nothing is seen of it before a post names it."""
        made = await self._resources.fitted(image.media_id, self._rules)
        body = {"media": b64encode(made.data).decode("ascii"), "media_category": "tweet_image"}
        answer = await self._door.ask("POST", "/2/media/upload", body=body)
        media_id = str(((await answer.json()).get("data") or {}).get("id") or "")
        if not media_id:
            raise failures.unclear(publishes=False)
        if image.alt:
            alt = {"id": media_id, "metadata": {"alt_text": {"text": image.alt}}}
            await self._door.ask("POST", "/2/media/metadata", body=alt)
        return media_id

    async def _looked(self, outgoing: Outgoing, began: datetime | None) -> Remote | None:
        """The oldest post since then that says this, below the same post."""
        # By X's clock a post may be so much older than our call.
        earliest = began - failures.CLOCKS if began else None
        try:
            posts = await self._timeline(earliest)
            found = wire.matches(posts, outgoing, earliest)
        except (Rejected, AttributeError, KeyError, TypeError, ValueError) as error:
            raise Uncertain("cannot_tell", network=failures.LABEL) from error
        if not found:
            return None
        oldest = min(found, key=lambda post: int(wire.versions(post)[0]))
        return self._remote(str(oldest["id"]))

    async def _timeline(self, earliest: datetime | None) -> list[wire.Json]:
        """The account's own posts since then, replies too. Raises Uncertain where X shows too many or none at all."""
        params = {"max_results": "100"}
        if earliest:
            params["start_time"] = wire.until_second(earliest)
        posts: list[wire.Json] = []
        for _ in range(PAGES):
            page = await self._told(f"/2/users/{self._account.native_id}/tweets", params)
            meta = page.get("meta") or {}
            if "data" not in page and meta.get("result_count") != 0:
                raise Uncertain("cannot_tell", network=failures.LABEL)
            posts += page.get("data") or []
            if not meta.get("next_token"):
                return posts
            params["pagination_token"] = str(meta["next_token"])
        raise Uncertain("cannot_tell", network=failures.LABEL)

    async def _told(self, route: str, params: Mapping[str, str]) -> wire.Json:
        """What X tells of posts, under whichever names it takes."""
        try:
            answer = await self._door.ask("GET", route, {**params, **self._fields})
        except Rejected as error:
            if isinstance(error, failures.Gone) or self._fields is wire.NEWER_FIELDS:
                raise
            self._fields = wire.NEWER_FIELDS
            answer = await self._door.ask("GET", route, {**params, **self._fields})
        return await answer.json()


class PremiumSession(XSession):
    """An account that X lets change its posts: within an hour, each time under a new id (X, edit posts)."""

    async def amend(self, remote: Remote, outgoing: Outgoing) -> Remote:
        """Make a post say this; the id of its newest version. Raises Rejected, Reconnect, Later, Uncertain."""
        post = await self._read(remote.id)
        newest = wire.versions(post)[-1]
        if newest != remote.id:
            post = await self._read(newest)
        if wire.comparable(wire.text(post)) == wire.comparable(outgoing.part.text):
            return self._remote(newest)
        if not wire.editable(post, self._resources.clock.now()):
            raise Rejected("network_refuses", network=failures.LABEL, reason="not_editable")
        media = [await self._uploaded(image) for image in outgoing.part.images]
        return await self._posted(wire.body(outgoing, media, previous=newest))

    async def _read(self, post_id: str) -> wire.Json:
        post = (await self._told(f"/2/tweets/{post_id}", {})).get("data")
        if not isinstance(post, dict) or "id" not in post:
            raise failures.Gone("network_refuses", network=failures.LABEL, reason="gone")
        return post


async def me(door: Door) -> Answer:
    """Whom the credentials belong to, as X answers. Raises Reconnect, Later."""
    try:
        answer = await door.ask("GET", "/2/users/me", {"user.fields": wire.USER_FIELDS})
    except Rejected as error:
        raise failures.lacking(str(error.values["reason"])) from error
    user = (await answer.json()).get("data")
    if not isinstance(user, dict) or not {"id", "username"} <= user.keys():
        raise failures.unclear(publishes=False)
    return answer
