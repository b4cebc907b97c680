"""I/O with an account's own server, the PDS: records under keys of ours, pictures, threads by way of its AppView."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from bot.domain.connection import Finding, Identity
from bot.domain.errors import Rejected, StandfirstError, Uncertain
from bot.domain.ports import Outgoing, Resources
from bot.domain.post import Fitted, ImageRules
from bot.domain.publication import Account, Remote
from bot.domain.reply import Incoming
from bot.platforms.bluesky import examining, threads, wire
from bot.platforms.bluesky.connecting import home
from bot.platforms.bluesky.failures import LABEL, Answered, Lost, judged
from bot.platforms.bluesky.login import Login
from bot.platforms.bluesky.xrpc import Server

# How deep a thread is read (lexicon getPostThread); and how many replies one reading looks for that are not in it.
DEPTH, AT_ONCE = 100, 25
CREATE = "com.atproto.repo.createRecord"
DELETE = "com.atproto.repo.deleteRecord"
UPLOAD = "com.atproto.repo.uploadBlob"
THREAD = "app.bsky.feed.getPostThread"


@asynccontextmanager
async def opened(
    account: Account, resources: Resources, address: str, rules: ImageRules
) -> AsyncIterator["BlueskySession"]:
    """A session with this server, or else with the one that keeps the account."""
    server = Server(address or home(account), resources.patience)
    try:
        yield BlueskySession(account, resources, server, rules)
    finally:
        await server.close()


class BlueskySession:
    """One account on its server."""

    def __init__(self, account: Account, resources: Resources, server: Server, rules: ImageRules) -> None:
        self._account = account
        self._resources = resources
        self._server = server
        self._rules = rules
        self._login = Login(account.id, resources.vault, server, resources.clock)
        self._references: dict[str, dict[str, Any]] = {}

    async def publish(self, outgoing: Outgoing) -> Remote:
        """Publish one part under its own record key. Raises Rejected, Reconnect, Later, Uncertain.

        A second record under a key is refused with a bare 500 (packages/repo, mst: "already a value at key"): then
        what is there is looked at, and if it is this part, it is published.
        """
        record = await self._record(outgoing)
        did, key = self._account.native_id, wire.record_key(outgoing)
        body = {"repo": did, "collection": wire.POST, "rkey": key, "record": record}
        try:
            answer = await self._login.called(
                lambda bearer: self._server.post(CREATE, body, "uri", "cid", bearer=bearer)
            )
        except (Answered, Lost) as failure:
            held = await self._there_already(failure, wire.uri(did, key), record)
            if held is None:
                raise judged(failure, publishing=True) from failure
            return self._there(held)
        return self._there(answer.content)

    async def _there_already(self, failure: Answered | Lost, uri: str, record: dict[str, Any]) -> dict[str, Any] | None:
        """The record, where it was refused because it is there; None where that cannot be said."""
        if not isinstance(failure, Answered) or failure.name != "InternalServerError":
            return None
        try:
            held = await self._held(uri)
        except StandfirstError:
            return None
        return held if held and wire.same(held["value"], record) else None

    async def find(self, outgoing: Outgoing) -> Remote | None:
        """The part under its record key: the server knows at once and for sure. Raises Uncertain, Reconnect, Later."""
        try:
            held = await self._held(wire.uri(self._account.native_id, wire.record_key(outgoing)))
        except Rejected as error:
            raise Uncertain("cannot_tell", network=LABEL) from error
        if held is None:
            return None
        if not wire.ours(held["value"], outgoing):
            raise Uncertain("cannot_tell", network=LABEL)
        return self._there(held)

    async def delete(self, remote: Remote) -> None:
        """Delete a part; one that is gone is no error to the server. Raises Rejected, Reconnect, Later, Uncertain."""
        did, key = wire.parted(remote.id)
        if did != self._account.native_id:
            raise Rejected("network_refuses", network=LABEL, reason="not_ours")
        body = {"repo": did, "collection": wire.POST, "rkey": key}
        try:
            await self._login.called(lambda bearer: self._server.post(DELETE, body, bearer=bearer))
        except (Answered, Lost) as failure:
            raise judged(failure, publishing=True) from failure

    async def replies(self, remotes: Sequence[Remote], *, cursor: str) -> tuple[Sequence[Incoming], str]:
        """What others wrote below the parts and is new or gone since the cursor. Raises Reconnect, Later."""
        tree = threads.Tree({}, set())
        for remote in remotes:
            if remote.id not in tree.posts:
                more = await self._thread(remote.id)
                tree = threads.Tree(tree.posts | more.posts, tree.withheld | more.withheld)
        before = threads.known(cursor)
        found = list(threads.readers(tree.posts, self._account.native_id))
        gone = await self._gone([uri for uri in before if uri not in tree.posts and uri not in tree.withheld])
        new = [one for one in found if one.native_id not in before]
        return [*new, *(threads.deleted(uri, before) for uri in gone)], threads.remembered(found, before, gone)

    async def examine(self) -> tuple[Identity, Sequence[Finding]]:
        """Who the account is now, and what is to be known of its server and its login. Raises Reconnect, Later."""
        try:
            return await examining.examined(self._account, self._server, self._login, self._resources.clock)
        except (Answered, Lost) as failure:
            raise judged(failure, publishing=False) from failure

    async def _record(self, outgoing: Outgoing) -> dict[str, Any]:
        reply = None
        if outgoing.reply_to:
            parent = await self._reference(outgoing.reply_to.id)
            reply = wire.reply(await self._reference((outgoing.root or outgoing.reply_to).id), parent)
        dids = await self._dids(wire.mentioned(outgoing))
        return wire.record(outgoing, self._resources.clock.now(), dids, await self._embed(outgoing), reply)

    async def _embed(self, outgoing: Outgoing) -> dict[str, Any] | None:
        """Pictures, or else the card: the network takes one or the other."""
        pictures = [
            (await self._resources.fitted(image.media_id, self._rules), image.alt) for image in outgoing.part.images
        ]
        if pictures:
            return wire.images([(fitted, alt, await self._blob(fitted)) for fitted, alt in pictures])
        card = outgoing.card
        if card is None:
            return None
        thumb = await self._resources.thumbnail(card.image, self._rules) if card.image else None
        return wire.external(card, await self._blob(thumb) if thumb else None)

    async def _blob(self, fitted: Fitted) -> dict[str, Any]:
        """Upload a picture: how a record names it. It is gone again after a while if no record does."""
        try:
            answer = await self._login.called(
                lambda bearer: self._server.send(UPLOAD, fitted.data, fitted.kind, "blob", bearer=bearer)
            )
        except (Answered, Lost) as failure:
            raise judged(failure, publishing=False) from failure
        blob: dict[str, Any] = answer.content["blob"]
        return blob

    async def _dids(self, handles: Sequence[str]) -> dict[str, str]:
        """The DIDs of those handles that have one."""
        found = {}
        for handle in handles:
            try:
                answer = await self._server.get("com.atproto.identity.resolveHandle", "did", handle=handle.lower())
            except (Answered, Lost) as failure:
                if isinstance(failure, Answered) and failure.status == 400:
                    continue
                raise judged(failure, publishing=False) from failure
            found[handle] = str(answer.content["did"])
        return found

    async def _reference(self, uri: str) -> dict[str, Any]:
        """The URI and CID of a post that is to be answered."""
        if uri not in self._references:
            held = await self._held(uri)
            if held is None:
                raise Rejected("network_refuses", network=LABEL, reason="post_gone")
            self._there(held)
        return self._references[uri]

    def _there(self, answer: dict[str, Any]) -> Remote:
        """Where a record is; its reference is remembered for what answers it."""
        uri = str(answer["uri"])
        self._references[uri] = wire.strong(answer)
        return wire.remote(uri)

    async def _held(self, uri: str) -> dict[str, Any] | None:
        """A record as the server holds it; None when it holds none."""
        did, key = wire.parted(uri)
        try:
            answer = await self._server.get(
                "com.atproto.repo.getRecord", "uri", "cid", "value", repo=did, collection=wire.POST, rkey=key
            )
        except Answered as failure:
            if failure.name == "RecordNotFound":
                return None
            raise judged(failure, publishing=False) from failure
        except Lost as failure:
            raise judged(failure, publishing=False) from failure
        return answer.content

    async def _thread(self, uri: str) -> threads.Tree:
        try:
            answer = await self._login.called(
                lambda bearer: self._server.get(THREAD, "thread", bearer=bearer, uri=uri, depth=DEPTH, parentHeight=0)
            )
        except (Answered, Lost) as failure:
            if isinstance(failure, Answered) and failure.name == "NotFound":
                return threads.Tree({}, set())
            raise judged(failure, publishing=False) from failure
        return threads.laid_out(answer.content["thread"])

    async def _gone(self, uris: Sequence[str]) -> list[str]:
        """Those of these posts that are in their author's records no more.

        A block hides a post from us as well, in a thread and wherever else the AppView shows posts.
        """
        return [uri for uri in uris[:AT_ONCE] if not await self._kept(uri)]

    async def _kept(self, uri: str) -> bool:
        try:
            return await self._held(uri) is not None
        except Rejected:
            # "Could not find repo": the author has left with all there was.
            return False
