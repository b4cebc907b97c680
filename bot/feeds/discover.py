"""The feeds that a page names: `<link rel="alternate" type="application/rss+xml" href="...">`."""

from contextlib import suppress
from html.parser import HTMLParser

from bot.feeds.shaping import absolute

_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/json", "text/xml")
_READ = 500_000
_MOST = 10


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.base = ""
        self.found: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "base" and not self.base:
            self.base = said.get("href", "")
        if tag != "link" or "alternate" not in said.get("rel", "").lower().split():
            return
        kind = said.get("type", "").partition(";")[0].strip().lower()
        if kind in _TYPES:
            comments = "comment" in f"{said.get('title', '')}{said.get('href', '')}".lower()
            self.found.append((comments, said.get("href", "")))


def feeds_of(page: str, *, url: str) -> list[str]:
    """The addresses of a page's feeds, those of comments last; at most ten."""
    links = _Links()
    with suppress(AssertionError):  # the parser's own, of a declaration that is none; what was found until then stays
        links.feed(page[:_READ])
    base = absolute(links.base, url) or url
    ranked = [absolute(href, base) for _, href in sorted(links.found, key=lambda one: one[0])]
    return list(dict.fromkeys(filter(None, ranked)))[:_MOST]
