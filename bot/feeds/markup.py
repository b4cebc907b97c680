"""What of HTML in a feed is text: tags gone, characters named by it put in their place. Linear."""

import html
import re
import unicodedata

_HIDDEN = re.compile(r"<(script|style)\b[^<>]*+>", re.IGNORECASE)
_SHOWN = {name: re.compile(rf"</{name}\b[^<>]*+>", re.IGNORECASE) for name in ("script", "style")}
_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*+>")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_ACCENTS = re.compile("[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u00ad\u200b-\u200f\u2060\ufe0f]+")
_PLAIN = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
_WORD = re.compile(r"[^\W_]+")
# So much of an item is compared or searched.
MOST = 200_000


def text_of(markup: str) -> str:
    """The text of a piece of HTML, on one line."""
    bare = markup[:MOST]
    if "<" in bare:
        bare = _TAG.sub(" ", _without_scripts(_without_comments(bare)))
    if "&" in bare:
        bare = html.unescape(bare)
    return " ".join(_INVISIBLE.sub("", bare).split())


def _without_comments(markup: str) -> str:
    """The markup without its comments; one that is never closed hides the rest."""
    kept = []
    for number, piece in enumerate(markup.split("<!--")):
        _, closed, rest = piece.partition("-->")
        kept.append(piece if number == 0 else rest if closed else "")
        if number and not closed:
            break
    return " ".join(kept)


def _without_scripts(markup: str) -> str:
    """The markup without scripts and styles; one that is never closed hides the rest."""
    kept, place = [], 0
    while opened := _HIDDEN.search(markup, place):
        kept.append(markup[place : opened.start()])
        closed = _SHOWN[opened[1].lower()].search(markup, opened.end())
        if closed is None:
            return " ".join(kept)
        place = closed.end()
    return " ".join((*kept, markup[place:]))


def line(markup: str, most: int) -> str:
    """The same for a title or a name: titles escaped twice too, at most so many characters."""
    said = text_of(markup)
    if "<" in said or "&" in said:
        said = text_of(said)
    return said[:most]


def words(text: str) -> list[str]:
    """The words of a text in order, in small letters, without accents."""
    small = text.casefold()
    if not small.isascii():
        small = _ACCENTS.sub("", unicodedata.normalize("NFKD", small)).translate(_PLAIN)
    return _WORD.findall(small)
