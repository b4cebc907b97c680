"""Is it an article? Each rule names one kind of thing that is not, with what was found. Pure.

Every refusal is an Unreadable with its own key. What stands in front of an article is in `walls`.
"""

import json
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from lxml.etree import _Element
from lxml.html import HtmlElement

from bot.articles import walls
from bot.articles.parts import Parts, count_words
from bot.domain.errors import Unreadable

MAX_CHARACTERS = 500_000
MAX_ELEMENTS = 20_000  # long live blogs have half as many
LEAST_WORDS = 15
LEAST_WORDS_ELSEWHERE = 10  # most languages say in fewer words what English says in fifteen
LEAST_PAGE_WORDS = 20
_LONGEST_LIST = 200  # words; longer ones are read, their writer may still find too little to say
_LEAST_PROSE = 40
_LONGEST_TEASER = 60
_MOST_TEASER_TEXTS = 3
_SEEN = 20_000
_LONG = 2_000

_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_TAG = re.compile(r"(?<!\w)[#@/][\w.@]+")
_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"[.!?…。！？।؟։።]['\"”’»)\]]*(?:\s|$)")
_CODE_LINE = re.compile(
    r"\s*(?:def |class |import |from \w+ import|#include|function\b|var |const |let |return\b|public |private "
    r"|if ?\(|for ?\(|while ?\(|SELECT |INSERT |DROP |</?[a-z][\w-]*[^>]*>\s*$"
    r"|<\?php|\}|print\(|[\w.]+\(.*\);?$|.*[;{]$)"
)
_CODE_SIGNS = "{}()[]<>=;$|\\`*"
_ROW = re.compile(r"\||\t.*\t")


def judge_text(parts: Parts, language: str) -> None:
    """Refuse a pasted text or a text file that is no article. Raises Unreadable."""
    least = LEAST_WORDS if language in {"en", "und"} else LEAST_WORDS_ELSEWHERE
    text = parts.text
    if not text:
        raise Unreadable("empty")
    _require_size(text)
    words = _own_words(text)
    links = text.count("://")
    if links and links * 3 > words:
        raise Unreadable("only_links", links=links)
    if words <= 0:
        raise Unreadable("no_words")
    if _is_code(text):
        raise Unreadable("looks_like_code")
    if words < least:
        raise Unreadable("too_short", words=words, least=least)
    _require_variety(text, words)
    if _is_list(parts.paragraphs, words):
        raise Unreadable("looks_like_list", words=words)


def require_tractable(tree: HtmlElement) -> None:
    """Refuse a page so big that taking it apart would take many seconds. Raises Unreadable ("too_complex")."""
    elements = sum(1 for _ in tree.iter())
    if elements > MAX_ELEMENTS:
        raise Unreadable("too_complex", elements=elements, most=MAX_ELEMENTS)


def judge_page(parts: Parts, tree: HtmlElement) -> None:
    """Refuse a page that is no article. Raises Unreadable."""
    text = parts.text
    _require_size(text)
    words = count_words(text)
    walls.require_none(words, parts, tree)
    if words < LEAST_PAGE_WORDS:
        if _is_mostly_links(tree):
            raise Unreadable("looks_like_list", words=words)
        raise Unreadable("too_short" if words else "empty_page", words=words, least=LEAST_PAGE_WORDS)
    _require_variety(text, words)
    if _is_list(parts.paragraphs, words) or _is_index(parts, tree):
        raise Unreadable("looks_like_list", words=words)


def _require_size(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise Unreadable("too_long", characters=len(text), most=MAX_CHARACTERS)


def _own_words(text: str) -> int:
    """Words of prose: no links, tags, handles or commands, no letters standing alone in rows."""
    if len(text) > _LONG and "://" not in text:
        return count_words(text)
    prose = _TAG.sub(" ", _URL.sub(" ", text))
    words = count_words(prose)
    single = sum(len(word) == 1 for word in _WORD.findall(prose)) if len(prose) <= _LONG else 0
    return words - single if single * 2 > words else words


def _is_code(text: str) -> bool:
    """Whether it is a program, data or a command line rather than prose."""
    if text[:1] in "{[" and _is_json(text):
        return True
    head = text[:_SEEN]
    signs = sum(map(head.count, _CODE_SIGNS))
    letters = len(head) - signs - sum(map(head.count, " \n"))
    if signs * 25 <= letters:
        return False
    lines = [line for line in head.split("\n") if line]
    return signs * 5 > letters or sum(_CODE_LINE.match(line) is not None for line in lines) * 2 > len(lines)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _require_variety(text: str, words: int) -> None:
    """The same few words over and over hold no story."""
    head = text[:_LONG]
    distinct = len(set(head.lower().split()))
    if words >= 4 * LEAST_WORDS and distinct < LEAST_WORDS and head.isascii():
        raise Unreadable("repeats", words=words, distinct=distinct)


def _is_list(paragraphs: Sequence[str], words: int) -> bool:
    """Rows of a table or items of a list, hardly a sentence among them."""
    if len(paragraphs) < 4 or words > _LONGEST_LIST:
        return False
    sentences = [line for line in paragraphs if _SENTENCE_END.search(line) and not _ROW.search(line)]
    return count_words(" ".join(sentences)) < _LEAST_PROSE and len(sentences) * 4 < len(paragraphs)


def _is_index(parts: Parts, tree: HtmlElement) -> bool:
    """A front page or section: what reads like paragraphs are the links to other pages."""
    count = len(parts.paragraphs)
    if count < 4 or max(map(count_words, parts.paragraphs)) > _LONGEST_TEASER:
        return False
    if sum(line.endswith(("...", "…")) for line in parts.paragraphs) * 2 > count:
        return True
    elsewhere = {_said(link) for link in tree.iter("a")} | _teasers(tree)
    linked = sum(line in elsewhere for line in parts.paragraphs)
    at_front = bool(parts.url) and not urlsplit(parts.url).path.strip("/")
    return linked * 10 > count * (2 if at_front else 3)


def _teasers(tree: HtmlElement) -> set[str]:
    """The texts under linked headlines, where a box holds one headline and little else."""
    boxes = (heading.getparent() for heading in tree.xpath("//h2[.//a]|//h3[.//a]|//a//h2|//a//h3"))
    texts = [[_said(text) for text in box.iter("p")] for box in boxes if box is not None]
    return {text for box in texts if len(box) <= _MOST_TEASER_TEXTS for text in box}


def _said(element: _Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _is_mostly_links(tree: HtmlElement) -> bool:
    links = [word for link in tree.iter("a") for word in _said(link).split()]
    shown = tree.xpath("//body//text()[not(parent::script or parent::style)]")
    return len(links) > _LONGEST_LIST // 2 and len(links) * 3 > len(" ".join(shown).split()) * 2
