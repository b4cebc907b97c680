"""Pure: the HTML in which servers hand a post over, as the plain text it stands for.

Mastodon shows a link in three pieces, of which readers see the middle one (classes "invisible" and "ellipsis"): all of
them together are the address. Other servers send lists, quotes and links with words of their own.
"""

from html.parser import HTMLParser

_PARAGRAPHS = frozenset({"p", "blockquote", "pre", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "div"})
_SILENT = frozenset({"script", "style", "template"})


def text(html: str) -> str:
    """What the HTML says: a line for <br>, a blank one between paragraphs, links with their whole address."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Gathers what is said. `_gap` is how many line ends are due before the next word."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._said: list[str] = []
        self._gap = 0
        self._silent = 0
        self._link: tuple[str, int] | None = None

    def text(self) -> str:
        """All that was gathered."""
        return "".join(self._said).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A new line, a new paragraph, or a link begins."""
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self._said.append("\n")
        elif tag in _PARAGRAPHS:
            self._gap = 2
        elif tag == "li":
            self._gap = max(self._gap, 1)
            self.handle_data("- ")
        elif tag == "a":
            self._link = self._begun(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        """A paragraph or a link ends."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _PARAGRAPHS:
            self._gap = 2
        elif tag == "a" and self._link:
            href, start = self._link
            self._link = None
            if "://" not in "".join(self._said[start:]):
                self._said.append(f" ({href})")

    def handle_data(self, data: str) -> None:
        """Words."""
        if self._silent or not data:
            return
        if self._gap and self._said:
            self._said.append("\n" * self._gap)
        self._gap = 0
        self._said.append(data)

    def _begun(self, attributes: dict[str, str | None]) -> tuple[str, int] | None:
        """A link whose address is to be told; that of a mention or a hashtag says nothing new."""
        classes = (attributes.get("class") or "").split()
        href = attributes.get("href") or ""
        told = "mention" not in classes and "hashtag" not in classes and href.startswith(("https://", "http://"))
        return (href, len(self._said)) if told else None
