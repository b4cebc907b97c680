"""Pure: a part becomes the fields of a status, a status becomes a reference or a reply."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from bot.domain.ports import Outgoing
from bot.domain.publication import Account, Remote
from bot.domain.reply import Incoming
from bot.platforms.mastodon import counting, reading

Json = Mapping[str, Any]

VISIBILITIES = ("public", "unlisted", "private")
# Options of an account.
VISIBILITY, SPOILER, VERSION = "visibility", "spoiler", "version"
_ID = r"[0-9A-Za-z]{1,64}"
# /@user/ID, /users/user/statuses/ID, /ap/users/number/statuses/ID, and what the older web page shows.
_PATHS = (
    re.compile(rf"/@(?P<user>[\w.-]+)/(?P<id>{_ID})"),
    re.compile(rf"/users/(?P<user>[\w.-]+)/statuses/(?P<id>{_ID})"),
    re.compile(rf"/ap/users/(?P<number>\d+)/statuses/(?P<id>{_ID})"),
    re.compile(rf"/web/(?:statuses|@(?P<user>[\w.-]+))/(?P<id>{_ID})"),
)
# Mastodon counts upwards; Pleroma and GoToSocial have ids of 18 and 26 letters and digits.
_BARE = re.compile(r"\d{1,25}|[0-9A-Za-z]{18}|[0-9A-Z]{26}")


def fields(outgoing: Outgoing, account: Account, media_ids: Sequence[str]) -> dict[str, Any]:
    """The arguments of Mastodon.py's `status_post`; the later parts of a public thread stay off public timelines."""
    visibility = account.options.get(VISIBILITY, VISIBILITIES[0])
    if outgoing.reply_to and visibility == "public":
        visibility = "unlisted"
    return {
        "status": outgoing.part.text,
        "in_reply_to_id": outgoing.reply_to.id if outgoing.reply_to else None,
        "media_ids": list(media_ids) or None,
        "visibility": visibility,
        "spoiler_text": account.options.get(SPOILER) or None,
        # As the account has it set on its server; the library's own default would override that.
        "sensitive": None,
        "language": None if outgoing.language == "und" else outgoing.language,
        "idempotency_key": outgoing.key,
    }


def remote(status: object) -> Remote:
    """Where a status is. Raises ValueError for what is none."""
    if not isinstance(status, dict) or not re.fullmatch(_ID, str(status.get("id") or "")):
        raise ValueError("not a status")
    return Remote(id=str(status["id"]), url=_address(status))


def written(value: object) -> datetime | None:
    """A moment as a server writes it; None for what is none."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def is_before(status: Json, floor: datetime) -> bool:
    """Whether a status is older than that. Raises LookupError, ValueError for one without its time."""
    made = written(status["created_at"])
    if made is None:
        raise ValueError("no time")
    return made < floor


def pictures(status: Json) -> int:
    """How many pictures a status has."""
    return len(status.get("media_attachments") or [])


def candidates(statuses: Iterable[Json], outgoing: Outgoing, floor: datetime) -> list[Json]:
    """Those that may be the part by their place and time: below the same post, not older, not known as another."""
    parent = outgoing.reply_to.id if outgoing.reply_to else None
    return [
        status
        for status in statuses
        if str(status["id"]) not in outgoing.others
        and (str(status["in_reply_to_id"]) if status.get("in_reply_to_id") else None) == parent
        and not is_before(status, floor)
    ]


def same_source(source: str, text: str) -> bool:
    """Whether a server keeps this text: it takes away what is blank at its ends."""
    return _lines(source) == _lines(text)


def same_shown(html: str, text: str) -> bool:
    """Whether readers are shown this text, as far as HTML tells: neither blanks nor the servers of mentions."""
    return _blurred(reading.text(html)) == _blurred(text)


def incoming(status: Json, host: str) -> Incoming:
    """A reader's post as the inbox takes it. Raises LookupError, TypeError, ValueError for what is none.

    What is for those mentioned, or for followers, is private.
    """
    created = written(status["created_at"])
    if created is None:
        raise ValueError("no time")
    account = str(status["account"]["acct"])
    return Incoming(
        native_id=str(status["id"]),
        parent_id=str(status["in_reply_to_id"]),
        author=f"@{account}" if "@" in account else f"@{account}@{host}",
        text=_said(status),
        created=created,
        edited=written(status.get("edited_at")),
        url=_address(status),
        private=status.get("visibility") in ("direct", "private"),
    )


def located(link: str, account: Account) -> Remote | None:
    """The status of the account that an address, or a bare id, names."""
    named = link.strip()
    if _BARE.fullmatch(named):
        return Remote(id=named, url=f"{profile(account)}/{named}")
    try:
        parts, server = urlsplit(named), urlsplit(account.server)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or parts.netloc.lower() != server.netloc.lower():
        return None
    found = next((match for path in _PATHS if (match := path.fullmatch(parts.path.rstrip("/")))), None)
    if found is None or not _ours(found.groupdict(), account):
        return None
    return Remote(id=found["id"], url=f"{profile(account)}/{found['id']}")


def profile(account: Account) -> str:
    """The account's own page."""
    return f"{account.server}/@{user(account)}"


def user(account: Account) -> str:
    """The name on its own server."""
    return account.handle.removeprefix("@").partition("@")[0]


def native(account: Account) -> str:
    """The server's own id of an account: ours has the server behind it, since others count from 1 too."""
    return account.native_id.partition("@")[0]


def _ours(found: Mapping[str, str | None], account: Account) -> bool:
    by_name = found.get("user") is None or str(found["user"]).lower() == user(account).lower()
    return by_name and found.get("number") in (None, native(account))


def _address(status: Json) -> str:
    return next((str(one) for one in (status.get("url"), status.get("uri")) if one), "")


def _said(status: Json) -> str:
    """The words, below their content warning; the addresses of what is attached where there are no words."""
    said = [str(status.get("spoiler_text") or ""), reading.text(str(status["content"]))]
    shown = "\n\n".join(one for one in said if one)
    attached = (media.get("remote_url") or media.get("url") for media in status.get("media_attachments") or [])
    return shown or "\n".join(str(one) for one in attached if one)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _blurred(text: str) -> str:
    return " ".join(counting.nearby(text).split())
