"""Which strings are handles, DIDs, at-URIs, record keys and datetimes (AT Protocol specifications)."""

import re
from datetime import datetime

_HANDLE = re.compile(r"(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9\-]{0,61}[a-z0-9])?", re.IGNORECASE)
_DID = re.compile(r"did:[a-z]+:[a-zA-Z0-9._:%\-]*[a-zA-Z0-9._\-]")
_COLLECTION = re.compile(
    r"[a-zA-Z](?:[a-zA-Z0-9\-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9\-]{0,61}[a-zA-Z0-9])?)+\.[a-zA-Z][a-zA-Z0-9]{0,62}"
)
_RECORD_KEY = re.compile(r"[A-Za-z0-9._:~\-]{1,512}")
_DATETIME = re.compile(
    r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-6]\d(?:\.\d{1,20})?(?:Z|[+\-][0-2]\d:[0-5]\d)", re.ASCII
)


def is_handle(text: str) -> bool:
    """Whether this is a handle: a domain name of at most 253 characters, any case."""
    return len(text) <= 253 and _HANDLE.fullmatch(text) is not None


def is_did(text: str) -> bool:
    """Whether this is a DID of at most 2,048 characters."""
    return len(text) <= 2048 and _DID.fullmatch(text) is not None


def is_record_key(text: str) -> bool:
    """Whether a record may have this key."""
    return text not in (".", "..") and _RECORD_KEY.fullmatch(text) is not None


def is_at_uri(text: str) -> bool:
    """Whether this is an at-URI: at://authority, then optionally a collection and a record key."""
    authority, *path = text.removeprefix("at://").split("/", 3)
    if not text.startswith("at://") or len(text) > 8192 or len(path) > 2:
        return False
    known = is_did(authority) or is_handle(authority)
    return known and (not path or is_collection(path[0])) and (len(path) < 2 or is_record_key(path[1]))


def is_collection(text: str) -> bool:
    """Whether this is a namespaced identifier such as app.bsky.feed.post."""
    return len(text) <= 317 and _COLLECTION.fullmatch(text) is not None


def is_datetime(text: str) -> bool:
    """Whether a record may hold this as a datetime: RFC 3339 with a zone, no "-00:00", a real date."""
    if len(text) > 64 or not _DATETIME.fullmatch(text) or text.endswith("-00:00") or text.startswith("000"):
        return False
    try:
        datetime.fromisoformat(text[:19])
    except ValueError:
        return False
    return True
