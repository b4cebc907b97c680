"""I/O with LinkedIn for one account: publish, find, amend, delete, examine."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.domain.connection import Finding, Identity
from bot.domain.errors import Later, Reconnect, Rejected, StandfirstError, Uncertain
from bot.domain.ports import Outgoing
from bot.domain.post import ImageRules
from bot.domain.publication import Account, Remote
from bot.platforms.linkedin import checkup, failures, urns, wire
from bot.platforms.linkedin.api import Api, Wires
from bot.platforms.linkedin.failures import LABEL
from bot.platforms.linkedin.uploading import uploaded

# How far LinkedIn's clock and ours may be apart.
APART = timedelta(minutes=5)
# A duplicate so fresh may be one that this very call made and did not show.
FRESH = timedelta(seconds=10)
PAGE = 50
PAGES = 5


class LinkedInSession:
    """One member's profile or one page."""

    # How long the list of a page's posts may lack a new one is not documented; two minutes are waited for.
    lag = 120.0
    # A partial update has place for the commentary alone.
    words_alone = True

    def __init__(self, account: Account, wires: Wires, api: Api, rules: ImageRules) -> None:
        self._account = account
        self._author = account.native_id
        self._wires = wires
        self._resources = wires.resources
        self._api = api
        self._rules = rules

    async def publish(self, outgoing: Outgoing) -> Remote:
        """Publish one part. Raises Rejected, Reconnect, Later or Uncertain."""
        body = wire.post(self._author, outgoing.part.text, await self._content(outgoing))
        began = self._resources.clock.now()
        answer = await self._api.call("POST", "/rest/posts", json=body, publishes=True)
        if failures.is_duplicate(answer):
            return await self._had_already(outgoing, failures.duplicate_of(answer), began)
        urn = self._api.checked(answer, publishes=True).headers.get("x-restli-id", "")
        if not urns.is_post(urn):
            raise Uncertain("outcome_unknown", network=LABEL)
        return urns.remote(urn)

    async def find(self, outgoing: Outgoing) -> Remote | None:
        """Where a page has this part; None when it is not there. Of a member's profile LinkedIn tells nothing.

        Raises Uncertain("cannot_tell"), Reconnect, Later.
        """
        if outgoing.since is None:
            return None
        if not self._may_look:
            raise Uncertain("cannot_tell", network=LABEL)
        not_before = (outgoing.since - APART).timestamp() * 1000
        listed: list[dict[str, Any]] = []
        for page in range(PAGES):
            posts = await self._listed(page * PAGE)
            listed += posts
            if len(posts) < PAGE or all(_made(post) < not_before for post in posts):
                return _only(outgoing, wire.candidates(outgoing, listed, not_before))
        raise Uncertain("cannot_tell", network=LABEL)

    async def delete(self, remote: Remote) -> None:
        """Delete a post; LinkedIn deletes as often as it is asked. Raises Rejected, Reconnect, Later, Uncertain."""
        headers = {"X-RestLi-Method": "DELETE"}
        answer = await self._api.call("DELETE", _post(remote), headers=headers, publishes=True)
        if answer.status != 404 or not answer.said:  # of what is no JSON LinkedIn knows nothing
            self._api.checked(answer, publishes=True)

    async def amend(self, remote: Remote, outgoing: Outgoing) -> Remote:
        """Change the text of a post. Raises Rejected, Reconnect, Later, Uncertain."""
        headers = {"X-RestLi-Method": "PARTIAL_UPDATE"}
        body = wire.change(outgoing.part.text)
        await self._api.done("POST", _post(remote), headers=headers, json=body, publishes=True)
        return remote

    async def examine(self) -> tuple[Identity, Sequence[Finding]]:
        """Who the account is, what its login may and for how long, how old the version is. Raises Reconnect, Later."""
        return await checkup.examined(self._account, self._wires, self._api)

    @property
    def _may_look(self) -> bool:
        """Whether the account's posts can be listed: a page's, or a member's with a right that few are given."""
        return urns.is_organization(self._author) or "r_member_social" in self._account.options.get("scopes", "")

    async def _content(self, outgoing: Outgoing) -> Mapping[str, Any] | None:
        """Pictures or the link card, uploaded; there is place for one of them."""
        images, card = outgoing.part.images, outgoing.card
        if images:
            fitted = [await self._resources.fitted(image.media_id, self._rules) for image in images]
            taken = [await uploaded(self._wires, self._api, self._author, picture) for picture in fitted]
            return wire.pictured([(urn, image.alt) for urn, image in zip(taken, images, strict=True)])
        if card is None:
            return None
        thumbnail = await self._resources.thumbnail(card.image, self._rules) if card.image else None
        return wire.linked(card, await uploaded(self._wires, self._api, self._author, thumbnail) if thumbnail else "")

    async def _had_already(self, outgoing: Outgoing, urn: str, began: datetime) -> Remote:
        """LinkedIn says that it has this post. It is ours when the call before, whose end is not known, made it.

        Where it does not name the post, that cannot be told. After a deletion it names posts that nobody can see, made
        by the refused call itself; where those cannot be told apart, a person is asked.
        """
        since = outgoing.since
        if since is None or urns.number(urn) in map(urns.number, outgoing.others):
            raise _refused()
        made = urns.made(urn)
        if urn and made < min(since, outgoing.planned or since) - APART:
            raise _refused()
        if not urn or made < since - APART:
            raise Uncertain("outcome_unknown", network=LABEL)
        if self._may_look:
            there = await self._api.call("GET", f"/rest/posts/{urns.in_path(urn)}")
            if there.status == 404:
                raise _refused()
            if there.good and not wire.same(str(there.said.get("commentary", "")), outgoing.part.text):
                raise _refused()
            if there.good:
                return urns.remote(urn)
        if made >= began - FRESH:
            raise Uncertain("outcome_unknown", network=LABEL)
        return urns.remote(urn)

    async def _listed(self, start: int) -> list[dict[str, Any]]:
        """The account's posts, the newest first. Raises Uncertain where they may not be read, Reconnect, Later."""
        asked = {"author": self._author, "q": "author", "count": PAGE, "start": start, "sortBy": "CREATED"}
        try:
            answer = await self._api.done("GET", "/rest/posts", params=asked, headers={"X-RestLi-Method": "FINDER"})
        except Rejected as error:
            raise Uncertain("cannot_tell", network=LABEL) from error
        except Reconnect as error:
            raise _unless_logged_out(error) from error
        elements = answer.said.get("elements")
        if not isinstance(elements, list):
            raise Later("network_unreachable", retry_after=failures.AWAY, network=LABEL)
        return [post for post in elements if isinstance(post, dict)]


def _post(remote: Remote) -> str:
    return f"/rest/posts/{urns.in_path(remote.id)}"


def _made(post: Mapping[str, Any]) -> float:
    made = post.get("createdAt")
    return made if isinstance(made, int) else 0


def _only(outgoing: Outgoing, found: Sequence[Mapping[str, Any]]) -> Remote | None:
    """Where the one post that may be this part is. Raises Uncertain for several, and for one with another card."""
    ids = {str(post["id"]) for post in found}
    if not ids:
        return None
    if len(ids) > 1 or not wire.is_carded(outgoing, found[0]):
        raise Uncertain("cannot_tell", network=LABEL)
    return urns.remote(ids.pop())


def _refused() -> Rejected:
    return Rejected("network_refuses", network=LABEL, reason="duplicate")


def _unless_logged_out(error: Reconnect) -> StandfirstError:
    """Without the right to read, nothing can be told; without a login, it is to be connected anew."""
    return error if error.key == "logged_out" else Uncertain("cannot_tell", network=LABEL)
