"""Pure: LinkedIn's names of things, where people see them, and when a post was made."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, unquote

from bot.domain.publication import Account, Remote

SITE = "https://www.linkedin.com"
_POST = re.compile(r"urn:li:(?:share|ugcPost|activity):\d{1,20}")
_IN_LINK = re.compile(r"(?:https?://)?(?:[\w-]+\.)?linkedin\.com/(.*)", re.IGNORECASE | re.DOTALL)
_IN_SLUG = re.compile(r"posts/[^/?#]*-(share|ugcPost|activity)-(\d{1,20})(?:-|\b)")
_ORGANIZATION = re.compile(r"(?:urn:li:(?:organization|company):)?(\d{1,15})")
_ORGANIZATION_LINK = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)?linkedin\.com/company/(\d{1,15})(?:[/?#]\S*)?", re.IGNORECASE
)
_ORGANIZATION_URN = "urn:li:organization:"
# The id of a post is its time in milliseconds and 22 bits more (seen in public ids against their dates).
_TIME_SHIFT = 22


def remote(urn: str) -> Remote:
    """Where a post is."""
    return Remote(id=urn, url=f"{SITE}/feed/update/{urn}/")


def is_post(urn: str) -> bool:
    """Whether this names a post."""
    return bool(_POST.fullmatch(urn))


def posts_named(text: str) -> list[str]:
    """The posts that a message names."""
    return _POST.findall(text)


def made(urn: str) -> datetime:
    """When a post was made, by LinkedIn's clock; the beginning of time for a number that is no such id."""
    start = datetime(1970, 1, 1, tzinfo=UTC)
    try:
        return start + timedelta(milliseconds=int(urn.rpartition(":")[2]) >> _TIME_SHIFT)
    except (ValueError, OverflowError):
        return start


def located(link: str) -> Remote | None:
    """The post that a link, or a bare URN, names."""
    text = unquote(link.strip())
    inside = _IN_LINK.fullmatch(text)
    if inside is None:
        return remote(text) if is_post(text) else None
    named = _POST.search(inside[1])
    if named:
        return remote(named[0])
    slug = _IN_SLUG.match(inside[1])
    return remote(f"urn:li:{slug[1]}:{slug[2]}") if slug else None


def in_path(urn: str) -> str:
    """A URN as part of a path."""
    return quote(urn, safe="")


def organization(answer: str) -> str:
    """The URN of the page that a person names by its number, URN or address; "" for anything else."""
    text = answer.strip()
    found = _ORGANIZATION.fullmatch(text) or _ORGANIZATION_LINK.fullmatch(text)
    return _ORGANIZATION_URN + found[1] if found else ""


def is_organization(urn: str) -> bool:
    """Whether an author is a page rather than a member."""
    return urn.startswith(_ORGANIZATION_URN)


def number(urn: str) -> str:
    """The last part of a URN."""
    return urn.rpartition(":")[2]


def profile(account: Account) -> str:
    """The address of a page; of a member only its own reader's, since LinkedIn does not tell a member's address."""
    if is_organization(account.native_id):
        return f"{SITE}/company/{quote(account.options.get('vanity') or number(account.native_id))}/"
    return f"{SITE}/in/me/"
