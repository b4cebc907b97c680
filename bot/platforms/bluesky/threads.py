"""Pure: the AppView's view of a thread becomes replies, and what was known of them a cursor.

The view is a tree (lexicon app.bsky.feed.defs#threadViewPost): a post that is gone, or whose author blocks us or is
blocked, keeps its place without its content, or is not there at all. Posts are never edited: the network shows the
first version of a record for ever.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from bot.domain.reply import Incoming
from bot.platforms.bluesky import wire

# How many replies a cursor remembers, so as to see that one was deleted: the newest.
REMEMBERED = 500

Json = dict[str, Any]
# Of a reply by its URI: what it answers, who wrote it, when.
Known = dict[str, tuple[str, str, str]]


class Tree(NamedTuple):
    """A thread laid out: its posts by URI, and the URIs whose content is kept from us."""

    posts: dict[str, Json]
    withheld: set[str]


def laid_out(thread: Json) -> Tree:
    """A thread without its shape."""
    tree, left = Tree({}, set()), [thread]
    while left:
        node = left.pop()
        if "post" in node:
            tree.posts[node["post"]["uri"]] = node["post"]
        elif node.get("blocked"):
            tree.withheld.add(str(node.get("uri", "")))
        left += node.get("replies") or []
    return tree


def readers(posts: Mapping[str, Json], did: str) -> Iterator[Incoming]:
    """The replies of a tree that others wrote, the oldest first."""
    others = [post for post in posts.values() if post["author"]["did"] != did and "reply" in post["record"]]
    for post in sorted(others, key=lambda post: (_created(post), post["uri"])):
        yield Incoming(
            native_id=post["uri"],
            parent_id=post["record"]["reply"]["parent"]["uri"],
            author=f"@{post['author']['handle']}",
            text=str(post["record"].get("text", "")),
            created=_created(post),
            url=wire.remote(post["uri"]).url,
        )


def _created(post: Json) -> datetime:
    """When a post was written: as it says itself, but never later than the network saw it."""
    seen = datetime.fromisoformat(post["indexedAt"]).astimezone(UTC)
    try:
        said = datetime.fromisoformat(post["record"]["createdAt"])
    except (KeyError, TypeError, ValueError):
        return seen
    return min(seen, said.astimezone(UTC)) if said.tzinfo else seen


def known(cursor: str) -> Known:
    """What a cursor remembers."""
    return {uri: (parent, author, created) for uri, (parent, author, created) in json.loads(cursor or "{}").items()}


def remembered(replies: Iterable[Incoming], before: Known, gone: Iterable[str]) -> str:
    """The cursor after these replies."""
    now = before | {one.native_id: (one.parent_id, one.author, one.created.isoformat()) for one in replies}
    kept = sorted(set(now) - set(gone), key=lambda uri: now[uri][2])[-REMEMBERED:]
    return json.dumps({uri: now[uri] for uri in kept}, separators=(",", ":"))


def deleted(uri: str, before: Known) -> Incoming:
    """A reply that is no longer there."""
    parent, author, created = before[uri]
    return Incoming(
        native_id=uri,
        parent_id=parent,
        author=author,
        text="",
        created=datetime.fromisoformat(created),
        deleted=True,
        url=wire.remote(uri).url,
    )
