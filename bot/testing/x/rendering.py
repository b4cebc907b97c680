"""Posts and people as X answers with them: short links, escapes, entities; under the older names or the newer ones."""

import hashlib
import re
from datetime import UTC
from typing import Any

from bot.platforms.x import counting
from bot.testing.x.world import EDITABLE, EDITS, SHORT, Post, User, World

Json = dict[str, Any]
NEWER = {
    "edit_history_tweet_ids": "edit_history_post_ids",
    "referenced_tweets": "referenced_posts",
    "note_tweet": "note_post",
}
_SCHEME = re.compile(r"https?://", re.IGNORECASE)


def person(user: User, fields: set[str]) -> Json:
    """A person with the fields that were asked for."""
    extra = {"subscription_type": user.subscription, "protected": False, "verified": user.subscription != "None"}
    base = {"id": user.id, "name": user.name, "username": user.username}
    return {**base, **{name: value for name, value in extra.items() if name in fields}}


def post(world: World, one: Post, fields: set[str], *, newer: bool) -> Json:
    """A post with the fields that were asked for."""
    text, urls = shown(one)
    whole, long = text, None
    if counting.weigh(*counting.read(one.text)) > SHORT:
        long = {"text": whole, "entities": {"urls": urls}}
        text = f"{whole[: SHORT - 25]}… https://t.co/{_slug(one.id)}"
        urls = [url for url in urls if url["end"] <= SHORT - 25]
    asked: Json = {
        "created_at": _moment(one),
        "entities": {"urls": urls} if urls else None,
        "conversation_id": one.root,
        "author_id": one.author.id,
        "in_reply_to_user_id": world.posts[one.parent].author.id if one.parent in world.posts else None,
        "referenced_tweets": [{"type": "replied_to", "id": one.parent}] if one.parent else None,
        "note_tweet": long,
        "edit_controls": _controls(world, one),
    }
    made = {"id": one.id, "text": text, "edit_history_tweet_ids": list(one.versions)}
    made.update({name: value for name, value in asked.items() if name in fields and value is not None})
    return {NEWER.get(name, name): value for name, value in made.items()} if newer else made


def shown(one: Post) -> tuple[str, list[Json]]:
    """A text with its addresses made short and its pictures' address behind it, escaped, and its url entities."""
    stored, links = counting.read(one.text)
    pieces: list[str] = []
    urls: list[Json] = []
    place = 0
    for start, end in links:
        pieces.append(_escaped(stored[place:start]))
        full = stored[start:end]
        expanded = full if _SCHEME.match(full) else f"http://{full}"
        urls.append(_short(pieces, f"https://t.co/{_slug(one.id + full)}", expanded))
        place = end
    pieces.append(_escaped(stored[place:]))
    for number, media in enumerate(one.media, 1):
        if number == 1:
            pieces.append(" " if "".join(pieces) else "")
        address = f"https://x.com/{one.author.username}/status/{one.id}/photo/1"
        link = f"https://t.co/{_slug(one.id)}"
        entity = _short(pieces if number == 1 else ["".join(pieces)[: -len(link)]], link, address)
        urls.append({**entity, "media_key": f"3_{media.id}"})
    return "".join(pieces), urls


def _short(pieces: list[str], link: str, expanded: str) -> Json:
    start = len("".join(pieces))
    pieces.append(link)
    display = _SCHEME.sub("", expanded)[:30]
    return {"start": start, "end": start + len(link), "url": link, "expanded_url": expanded, "display_url": display}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _slug(of: str) -> str:
    return hashlib.sha256(of.encode()).hexdigest()[:10]


def _moment(one: Post) -> str:
    return one.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _controls(world: World, one: Post) -> Json:
    until = (world.posts[one.versions[0]].created + EDITABLE).astimezone(UTC)
    return {
        "edits_remaining": EDITS + 1 - len(one.versions),
        "is_edit_eligible": one.author.subscription != "None",
        "editable_until": until.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    }
