"""Lists of feeds as other readers write and read them: OPML 1.0 and 2.0 (opml.org/spec2.opml)."""

from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from bot.domain.errors import Unreadable
from bot.feeds.markup import line
from bot.feeds.shaping import absolute

MAX_BYTES = 2_000_000
MOST = 2000


class Outline(NamedTuple):
    """A feed of a list: where it is, what it is called there, the site it is of."""

    url: str
    title: str = ""
    home: str = ""


def read(data: bytes) -> list[Outline]:
    """The feeds of a list, each once, in its order; 2,000 at most. Raises Unreadable("no_opml", "feed_too_large")."""
    if len(data) > MAX_BYTES:
        raise Unreadable("feed_too_large", megabytes=MAX_BYTES // 1_000_000)
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("no_opml") from error
    if root is None or _name(root) != "opml":
        raise Unreadable("no_opml")
    found: dict[str, Outline] = {}
    for node in root.iter():
        said = {str(key).lower(): str(value) for key, value in node.attrib.items()}
        url = absolute(_http(said.get("xmlurl", "")), "")
        if _name(node) == "outline" and url and len(found) < MOST:
            title = line(said.get("title") or said.get("text", ""), 200)
            found.setdefault(url, Outline(url, title, absolute(said.get("htmlurl", ""), "")))
    return list(found.values())


def write(feeds: Sequence[Outline], *, title: str) -> bytes:
    """The list of these feeds."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0"><head><title>{escape(_sound(title))}</title></head><body>',
        *(
            f'<outline type="rss" text={_quoted(one.title or one.url)} title={_quoted(one.title or one.url)}'
            f" xmlUrl={_quoted(one.url)} htmlUrl={_quoted(one.home)}/>"
            for one in feeds
        ),
        "</body></opml>",
    ]
    return "\n".join(lines).encode()


def _http(url: str) -> str:
    return url.replace("feed://", "http://", 1).removeprefix("feed:")


def _name(node: etree._Element) -> str:
    return node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""


def _quoted(text: str) -> str:
    return quoteattr(_sound(text))


def _sound(text: str) -> str:
    """What XML may hold."""
    return "".join(
        char for char in text if char >= " " and not "\ud800" <= char <= "\udfff" and char not in "\ufffe\uffff"
    )
