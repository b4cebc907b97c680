"""Pure: a part becomes a record under a key of its own, a link becomes a reference.

A `Remote.id` is the at-URI of the record, at://<DID>/app.bsky.feed.post/<record key>; the CID that an answer must name
too is asked of the server when it is needed, for a link says nothing of it. Records: lexicon app.bsky.feed.post.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.domain.ports import Outgoing
from bot.domain.post import Card, Fitted
from bot.domain.publication import Account, Remote
from bot.platforms.bluesky import facets
from bot.platforms.bluesky.syntax import is_did, is_handle, is_record_key

POST = "app.bsky.feed.post"
SITE = "https://bsky.app"
# Record keys are times: 13 digits to the base 32, the digits in the order of their characters (spec "TID").
_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
_LINK = re.compile(
    r"(?:https?://bsky\.app/profile/|at://)([^/?#\s]+)/(?:app\.bsky\.feed\.)?post/([^/?#\s]+)/?(?:[?#]\S*)?"
)

Json = dict[str, Any]


def record_key(outgoing: Outgoing) -> str:
    """The key a part's record gets, the same however often it is tried: the server keeps one record for each key.

    The second comes from the time the publication was due, all below it from the part's own key.
    """
    chance = int.from_bytes(hashlib.sha256(outgoing.key.encode()).digest()[:8])
    if outgoing.planned is None:
        return _tid(chance >> 1)
    microseconds = int(outgoing.planned.timestamp()) * 1_000_000 + (chance >> 10) % 1_000_000
    return _tid((microseconds << 10) | (chance & 1023))


def _tid(number: int) -> str:
    return "".join(_DIGITS[(number >> shift) & 31] for shift in range(60, -1, -5))


def record(
    outgoing: Outgoing, created: datetime, dids: Mapping[str, str], embed: Json | None, reply: Json | None
) -> Json:
    """The record of a part; `dids` are those of the handles it mentions, others stay plain text."""
    part = outgoing.part
    made: Json = {"$type": POST, "text": part.text, "createdAt": _instant(created)}
    found = facets.to_json(facets.facets(part.text, part.spans), dids)
    language = outgoing.language.strip()
    made |= {"facets": found} if found else {}
    made |= {"langs": [language]} if language and language != "und" else {}
    made |= {"embed": embed} if embed else {}
    made |= {"reply": reply} if reply else {}
    return made


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def mentioned(outgoing: Outgoing) -> list[str]:
    """The handles a part mentions, each once."""
    found = facets.facets(outgoing.part.text, outgoing.part.spans)
    return list(dict.fromkeys(facet.value for facet in found if facet.kind == "mention"))


def reply(root: Json, parent: Json) -> Json:
    """What a record answers, by the strong references of both."""
    return {"root": strong(root), "parent": strong(parent)}


def strong(answer: Json) -> Json:
    """The reference to one version of a record: its URI and CID."""
    return {"uri": str(answer["uri"]), "cid": str(answer["cid"])}


def images(pictures: Sequence[tuple[Fitted, str, Json]]) -> Json:
    """The embed of pictures: each with its alt text, its blob, its sides (lexicon app.bsky.embed.images)."""
    shown = [
        {"alt": alt, "image": blob, "aspectRatio": {"width": fitted.width, "height": fitted.height}}
        for fitted, alt, blob in pictures
    ]
    return {"$type": "app.bsky.embed.images", "images": shown}


def external(card: Card, thumb: Json | None) -> Json:
    """The embed of a link card (lexicon app.bsky.embed.external)."""
    shown: Json = {"uri": card.url, "title": card.title, "description": card.description}
    return {"$type": "app.bsky.embed.external", "external": {**shown, **({"thumb": thumb} if thumb else {})}}


def same(held: Json, sent: Json) -> bool:
    """Whether a record is the one that was sent, at whatever time."""
    return {**held, "createdAt": ""} == {**sent, "createdAt": ""}


def ours(held: Json, outgoing: Outgoing) -> bool:
    """Whether a record says what a part says, and answers what it answers."""
    parent = held.get("reply", {}).get("parent", {}).get("uri", "")
    return held.get("text") == outgoing.part.text and parent == (outgoing.reply_to.id if outgoing.reply_to else "")


def remote(uri: str) -> Remote:
    """Where a record is, for us and for readers."""
    did, key = parted(uri)
    return Remote(id=uri, url=f"{SITE}/profile/{did}/post/{key}")


def parted(uri: str) -> tuple[str, str]:
    """Whose record an at-URI names and its key."""
    authority, _, key = uri.removeprefix("at://").split("/", 2)
    return authority, key


def uri(did: str, key: str) -> str:
    """The at-URI of a post."""
    return f"at://{did}/{POST}/{key}"


def located(link: str, account: Account) -> Remote | None:
    """The post that a web address or an at-URI names; the account's own handle is read as its DID."""
    found = _LINK.fullmatch(link.strip())
    if not found or not is_record_key(found[2]) or not (is_did(found[1]) or is_handle(found[1])):
        return None
    known = account.native_id if found[1].lower() == account.handle.lower() else ""
    return remote(uri(known or found[1], found[2]))
