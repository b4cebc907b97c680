"""Title, authors, site, address and image of a page, made fit to be shown. Pure."""

import re
from urllib.parse import urljoin, urlsplit

from bot.articles.clean import clean_line
from bot.domain.errors import Refused
from bot.net import guard

_SEPARATOR = re.compile(r"\s+[|•·–—:»«⋆-]{1,2}\s+|\s*\|\s*")
_NOT_ALNUM = re.compile(r"[\W_]+")
_NOT_A_NAME = re.compile(r"https?:|@|www\.|\d{4}|[{}<>\[\]=]")
_BY = re.compile(r"^(?:by|von|par|por|di|da|door|av)\s+", re.IGNORECASE)
_NOBODY = frozenset({"admin", "administrator", "editor", "editorial", "newsdesk", "redaktion", "staff", "staffreports"})
_MOST_AUTHORS = 6
_LONGEST_NAME = 60


def clean_title(title: str, *, site: str = "", host: str = "", heading: str = "") -> str:
    """A page's title without the site's name before or after it.

    `heading` is the page's only first-level heading, if it has one.
    """
    title = clean_line(title)
    if heading and heading != title and len(heading) >= len(title) // 3 and _around(title, heading):
        return heading
    cuts = list(_SEPARATOR.finditer(title))
    while cuts and _names_site(title[cuts[-1].end() :], cuts[-1][0], site, host):
        title = title[: cuts.pop().start()]
    if cuts and _names_site(title[: cuts[0].start()], "", site, host):
        title = title[cuts[0].end() :]
    label, colon, rest = title.partition(": ")
    return rest if colon and len(label.split()) > 1 and _key(label) in _key(site) else title


def _around(title: str, heading: str) -> bool:
    """Whether the title is the heading with something behind a separator."""
    rest = title.removeprefix(heading)
    return rest != title and _SEPARATOR.match(rest) is not None


def _names_site(piece: str, separator: str, site: str, host: str) -> bool:
    """Whether a piece of a title is the site's name rather than part of the headline."""
    name, known, labels = _key(piece), _key(site), host.removeprefix("www.").split(".")
    if not name or name in {known, _key(host)} or (len(name) > 2 and "".join(labels).startswith(name)):
        return True
    if len(known) > 2 and known in name and len(known) * 2 > len(name):
        return True
    owner = _key(labels[-2]) if len(labels) > 1 else ""
    said = "|" in separator or (len(known) > 2 and name in known) or (len(owner) > 4 and owner in name)
    return said and len(piece.split()) <= 4


def _key(text: str) -> str:
    return _NOT_ALNUM.sub("", text).lower()


def clean_authors(authors: str, *, site: str = "") -> tuple[str, ...]:
    """The names in a list parted by semicolons; what is no name, or only the site's, is left out."""
    nobody = _NOBODY | {_key(site)}
    names = (_BY.sub("", clean_line(name)).strip(" ,") for name in authors.split(";"))
    fit = (
        name
        for name in names
        if 2 < len(name) <= _LONGEST_NAME and not _NOT_A_NAME.search(name) and _key(name) not in nobody
    )
    return tuple(dict.fromkeys(fit))[:_MOST_AUTHORS]


def public_url(url: str) -> str:
    """The address if it may be shown to readers and fetched again, else ""."""
    try:
        guard.target(url)
    except Refused:
        return ""
    return url.strip()


def canonical_url(claimed: str, fetched: str) -> str:
    """The address a page claims for itself, believed only within the site it was read from."""
    fetched, claimed = public_url(fetched), public_url(claimed)
    if not fetched:
        return claimed
    if not claimed:
        return fetched
    claims_more = urlsplit(claimed).path.strip("/") or not urlsplit(fetched).path.strip("/")
    return claimed if _site_of(claimed) == _site_of(fetched) and claims_more else fetched


def _site_of(url: str) -> str:
    return ".".join((urlsplit(url).hostname or "").rstrip(".").split(".")[-2:])


def image_url(image: str, base: str) -> str:
    """The absolute address of a page's image, "" when it has no public one."""
    try:
        return public_url(urljoin(base, clean_line(image))) if image else ""
    except ValueError:
        return ""
