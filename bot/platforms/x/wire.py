"""Pure: a part becomes a request, what X answers becomes a reference, a text, an identity.

Field names: X's description of 2026 (version 2.167) says "post" where answers and clients of the years before say
"tweet"; whichever comes is read.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from unicodedata import normalize

from yarl import URL

from bot.domain.connection import Identity, Right
from bot.domain.ports import Outgoing
from bot.domain.publication import Account, Remote
from bot.platforms.x import counting

# What is asked of posts, under the names that clients have always used; X answers under these or the newer ones.
FIELDS = {"tweet.fields": "created_at,entities,referenced_tweets,note_tweet,edit_controls,edit_history_tweet_ids"}
# The same as the description of 2.167 has it, for a day when X takes the older names no more.
NEWER_FIELDS = {"post.fields": "created_at,entities,note_post,edit_controls", "expansions": "referenced_posts"}
USER_FIELDS = "id,name,username,subscription_type,protected"
PREMIUM = ("Premium", "PremiumPlus", "Basic")
# Milliseconds of X's first instant; its ids hold the time of their making above 22 bits (Snowflake).
EPOCH = 1_288_834_974_657

_SHORT = re.compile(r"https?://t\.co/[A-Za-z0-9]+")
_MEDIA = re.compile(r"https?://[^/]+/[^/]+/status/\d+/(?:photo|video)/\d+")
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_LINK = re.compile(
    r"(?:(?:https?://)?(?:www\.|mobile\.)?(?:x|twitter)\.com/(?:(?P<user>\w{1,20})|i(?:/web)?)/status(?:es)?/)?"
    r"(?P<id>[0-9]{1,19})(?:/(?:photo|video)/\d)?/?(?:[?#]\S*)?",
    re.IGNORECASE,
)
Json = Mapping[str, Any]


def body(outgoing: Outgoing, media: Sequence[str] = (), *, previous: str = "") -> dict[str, Any]:
    """The JSON of POST /2/tweets: the text in the form that is counted (NFC); `previous` is the post it replaces."""
    made: dict[str, Any] = {"text": normalize("NFC", outgoing.part.text)}
    if media:
        made["media"] = {"media_ids": list(media)}
    if outgoing.reply_to:
        made["reply"] = {"in_reply_to_tweet_id": outgoing.reply_to.id}
    if previous:
        made["edit_options"] = {"previous_post_id": previous}
    return made


def address(handle: str, post_id: str) -> str:
    """Where people open a post."""
    return f"https://x.com/{handle.lstrip('@') or 'i'}/status/{post_id}"


def located(link: str, account: Account) -> Remote | None:
    """The post that an address of X, or a bare id, names; None for anything else."""
    found = _LINK.fullmatch(link.strip())
    if not found:
        return None
    user = found["user"] if found["user"] not in (None, "i") else account.handle
    return Remote(id=found["id"], url=address(user, found["id"]))


def made_at(post_id: str) -> datetime:
    """When a post was made, to the millisecond, by its id."""
    return datetime.fromtimestamp(((int(post_id) >> 22) + EPOCH) / 1000, UTC)


def either(found: Json, new: str, old: str) -> Any:
    """A field under its newer or its older name; None without one."""
    return found[new] if new in found else found.get(old)


def parent(post: Json) -> str:
    """The id of the post that a post answers, "" for none."""
    of = either(post, "referenced_posts", "referenced_tweets") or []
    return next((str(one["id"]) for one in of if one.get("type") == "replied_to"), "")


def versions(post: Json) -> list[str]:
    """The ids of all versions of a post, the first one first, its own among them."""
    known = [str(one) for one in either(post, "edit_history_post_ids", "edit_history_tweet_ids") or []]
    return known if str(post["id"]) in known else [*known, str(post["id"])]


def text(post: Json) -> str:
    """A post's whole text as it was sent: short links undone, escapes undone, the links to its own pictures gone."""
    long = either(post, "note_post", "note_tweet") or {}
    shown = str(long.get("text") or post.get("text") or "")
    links = {
        str(one["url"]): one
        for entities in (post.get("entities"), long.get("entities"))
        for one in (entities or {}).get("urls") or []
        if one.get("url")
    }

    def undone(found: re.Match[str]) -> str:
        link = links.get(found[0])
        if link is None:
            return found[0]
        full = str(link.get("expanded_url") or found[0])
        return "" if link.get("media_key") or _MEDIA.fullmatch(full) else full

    undone_text = _SHORT.sub(undone, shown)
    return undone_text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").rstrip()


def comparable(words: str) -> str:
    """A text without what X may change of it: space, and how an address is written."""
    stored, links = counting.read(words)
    pieces, place = [], 0
    for start, end in links:
        pieces += [stored[place:start], _plain(stored[start:end])]
        place = end
    return " ".join(_SCHEME.sub("", "".join([*pieces, stored[place:]])).split())


def _plain(link: str) -> str:
    """An address without its scheme, the host in small ASCII letters, without a last slash."""
    try:
        url = URL(link if _SCHEME.match(link) else f"http://{link}")
    except ValueError:
        return link
    rest = URL.build(path=url.path, query_string=url.query_string, fragment=url.fragment)
    port = "" if url.explicit_port is None else f":{url.explicit_port}"
    return f"{url.raw_host}{port}{str(rest).rstrip('/')}"


def matches(posts: Sequence[Json], outgoing: Outgoing, earliest: datetime | None) -> list[Json]:
    """Those of some posts that may be this part: same words, same parent, not before, none of the others."""
    wanted = comparable(outgoing.part.text)
    under = outgoing.reply_to.id if outgoing.reply_to else ""
    others = set(outgoing.others)
    return [
        post
        for post in posts
        if (earliest is None or made_at(versions(post)[0]) >= earliest)
        and not others.intersection(versions(post))
        and parent(post) == under
        and comparable(text(post)) == wanted
    ]


def editable(post: Json, now: datetime) -> bool:
    """Whether X lets a post be changed still: by its own word, else within an hour of its making (changelog of X)."""
    controls = post.get("edit_controls") or {}
    until = instant(controls.get("editable_until")) or made_at(versions(post)[0]) + timedelta(hours=1)
    refused = controls.get("is_edit_eligible") is False or controls.get("edits_remaining") == 0
    return now < until and not refused


def premium(user: Json) -> bool:
    """Whether an account is paid for, so that it may write long posts and edit."""
    return str(user.get("subscription_type") or "") in PREMIUM


def rights(access: str, scopes: Sequence[str], user: Json) -> tuple[Right, ...]:
    """What an account may: by the `x-access-level` header of OAuth 1.0a, by the scopes of OAuth 2."""
    writes = "tweet.write" in scopes if scopes else not access or "write" in access
    media = "media.write" in scopes if scopes else writes
    hides = "tweet.moderate.write" in scopes if scopes else writes
    found: list[tuple[Right, bool]] = [
        ("publish", writes),
        ("media", writes and media),
        ("edit", writes and premium(user)),
        ("delete", writes),
        ("read_replies", not scopes or "tweet.read" in scopes),
        ("hide", hides),
    ]
    return tuple(right for right, given in found if given)


def identity(user: Json, *, rights: tuple[Right, ...], options: dict[str, str], expires: datetime | None) -> Identity:
    """Whom credentials belong to, from the answer of GET /2/users/me."""
    return Identity(
        native_id=str(user["id"]),
        handle=str(user["username"]),
        name=str(user.get("name") or ""),
        rights=rights,
        options=options,
        expires=expires,
    )


def instant(words: object) -> datetime | None:
    """A time that X writes; None where there is none to read."""
    try:
        found = datetime.fromisoformat(str(words))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def until_second(moment: datetime) -> str:
    """A time as X reads it: whole seconds, UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
