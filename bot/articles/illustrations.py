"""The pictures of a page: the one it shows first of all, then those of its main text with their captions. Pure."""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from bot.articles.clean import clean_line
from bot.articles.metadata import image_url
from bot.domain.article import Illustration

MOST = 10
_MOST_LOOKED_AT = 400
_DEEPEST = 40
_LEAST_SIDE = 200  # pixels, where a page declares a picture's size
_LONGEST_WORDS = 500
_WIDEST = 2400  # pixels: a network shows no more, so the next smaller copy is taken
_MAIN = ("article", "main")
_ASIDE = frozenset({"nav", "footer", "aside", "form", "button", "noscript", "template"})
_NO_PHOTO = re.compile(r"\.(?:svg|ico|gif)$", re.IGNORECASE)
_DECORATION = re.compile(
    r"(?<![a-z])(?:logos?|icons?|favicon|sprites?|avatars?|gravatar|badges?|emojis?|smil(?:ey|ie)s?|spacers?|blank"
    r"|placeholder|pixels?|tracking|trackers?|beacons?|buttons?|adverts?|ads?|author|byline|profile|share|social"
    r"|related|recommended|newsletter|promo|thumb(?:nail|large|standard)?s?|ios|android|app-?store)(?![a-z])",
    re.IGNORECASE,
)
_COUNTERS = re.compile(
    r"(?:^|\.)(?:scorecardresearch|doubleclick|google-analytics|quantserve|chartbeat|facebook|gravatar|addthis"
    r"|feedburner|statcounter)\.(?:com|net)$"
)
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-image")
_SOURCES = ("data-srcset", "srcset")
_SIZE_IN_NAME = re.compile(r"[-_](?:\d{2,4}x\d{2,4}|\d{3,4}w?|scaled|large|small|medium)(?=\.|$)", re.IGNORECASE)
_FIGURES = re.compile(r"\d+")
_BETWEEN = re.compile(r",\s+|,(?=https?:|/)")
_TELLING = 12  # characters: a shorter file name, such as photo.jpg, may be another picture's too


def illustrations(tree: HtmlElement, first: str, base: str) -> tuple[Illustration, ...]:
    """At most ten pictures of a page read from `base`, each once; `first` is the address its metadata names."""
    found: dict[str, Illustration] = {}
    if first:
        found[_name(first)] = Illustration(url=first, alt=_meta(tree, "og:image:alt", "twitter:image:alt"))
    for image in _shown(tree):
        url = image_url(_address(image), base)
        if not url or not _may_be_photo(url):
            continue
        name, caption, alt = _name(url), _caption(image), _words(image.get("alt") or "")
        known = found.get(name, Illustration(url=url))
        if name in found or len(found) < MOST:
            words = {"caption": known.caption or caption, "alt": known.alt or alt}
            found[name] = known.model_copy(update=words)
    return tuple(found.values())


def _may_be_photo(url: str) -> bool:
    """Whether an address could be a picture's, rather than a decoration's or a counter's."""
    parts = urlsplit(url)
    odd = _NO_PHOTO.search(parts.path) or _DECORATION.search(parts.path)
    return not odd and not _COUNTERS.search(parts.hostname or "")


def _shown(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The images of the main text that are meant to be looked at, in reading order."""
    body = next((found for name in _MAIN if (found := next(tree.iter(name), None)) is not None), tree)
    for at, image in enumerate(body.iter("img", "amp-img")):
        if at == _MOST_LOOKED_AT:
            return
        if not _is_small(image) and not _is_aside(image, body):
            yield image


def _is_small(image: HtmlElement) -> bool:
    sides = (_FIGURES.match(image.get(name, "").strip()) for name in ("width", "height"))
    return any(int(side[0][:6]) < _LEAST_SIDE for side in sides if side and "%" not in side.string)


def _is_aside(image: HtmlElement, body: HtmlElement) -> bool:
    """Whether an image or what holds it is no part of the story: a logo, an author's face, a link elsewhere."""
    for held in (image, *islice(image.iterancestors(), _DEEPEST)):
        if held is body or held.tag == "body":
            break
        named = f"{held.get('class', '')} {held.get('id', '')} {held.get('rel', '')}"
        if held.tag in _ASIDE or _DECORATION.search(named[:_LONGEST_WORDS]):
            return True
    return False


def _address(image: HtmlElement) -> str:
    """Where the picture itself is: a page often shows a stand-in until it is scrolled to."""
    sources = [image.get(name, "") for name in _SOURCES]
    # The parser puts the image into a source before it.
    picture = next((one for one in islice(image.iterancestors(), 4) if one.tag == "picture"), None)
    if picture is not None:
        sources += [source.get("srcset", "") for source in picture.iter("source")]
    candidates = [_largest(text) for text in sources if text]
    plain = [image.get(name, "") for name in (*_LAZY, "src")]
    return next((one for one in (*candidates, *plain) if one and not one.startswith("data:")), "")


def _largest(sources: str) -> str:
    """The widest address of a srcset that is not needlessly wide."""
    best, widest = "", -1.0
    for source in _BETWEEN.split(sources[:20_000]):
        address, _, size = source.strip().rstrip(",").partition(" ")
        width = float(figure[0]) if (figure := _FIGURES.match(size.strip())) else 1.0
        if address and widest < width <= _WIDEST:
            best, widest = address, width
    return best


def _caption(image: HtmlElement) -> str:
    """What the figure around an image says of it."""
    figure = next(image.iterancestors("figure"), None)
    caption = None if figure is None else next(figure.iter("figcaption"), None)
    return "" if caption is None else _words("".join(map(str, caption.itertext())))


def _words(text: str) -> str:
    """Words as a reader may be shown them; the name of a file says nothing."""
    line = clean_line(text[: 4 * _LONGEST_WORDS])
    if " " not in line and ("." in line or "_" in line):
        return ""
    return line if len(line) <= _LONGEST_WORDS else line[:_LONGEST_WORDS].rpartition(" ")[0]


def _meta(tree: HtmlElement, *names: str) -> str:
    for meta in tree.iter("meta"):
        if (meta.get("property") or meta.get("name")) in names:
            return _words(meta.get("content") or "")
    return ""


def _name(url: str) -> str:
    """What the copies of one picture in several sizes have in common."""
    path = _SIZE_IN_NAME.sub("", urlsplit(url).path)
    name = path.rpartition("/")[2]
    if "." not in name:
        return url
    return name if len(name) >= _TELLING else path
