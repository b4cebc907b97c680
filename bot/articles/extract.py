"""A web page taken apart: main text and what the page says about itself. Pure; no network."""

import re
from datetime import date
from typing import Any

import readability
import trafilatura
from lxml import html as lxml_html
from lxml.etree import LxmlError
from lxml.html import HtmlElement

from bot.articles.clean import clean, clean_line
from bot.articles.illustrations import illustrations
from bot.articles.metadata import canonical_url, clean_authors, clean_title, image_url
from bot.articles.parts import Parts

_THIN = 250  # characters; below this the slower, more thorough roads are tried
_DATES = {"extensive_search": False, "original_date": True}
_LONGEST_BOILERPLATE = 160
_REPEATABLE = 300  # characters; what is shorter may well be said twice
_LAYOUT_CELL = 120
_BOILERPLATE = re.compile(
    r"advertisement|story continues below.*|(?:read (?:more|next|also)|share (?:this|on|via))\b[^.]*|share"
    r"|related(?: (?:stories|articles|topics|content))?:?|(?:follow|like|find) us on .*|most (?:read|popular|viewed)"
    r"|(?:sign up|subscribe) (?:for|to) [^.]*newsletter.*|(?:this|our) (?:web)?site uses cookies.*|we use cookies.*"
    r"|accept (?:all )?cookies|skip to (?:main )?content|click here to [^.]*|print this [^.]*|\d+ (?:comments|shares)"
    r"|(?:image|photo|picture|media) (?:source|credit|caption|copyright)\b.*|(?:image|photo|picture|foto)(?: by|:) .*"
    r"|.{0,80}(?:/|via )getty images.{0,20}|©.*|\(c\) .*|copyright .*|.*all rights reserved\.?",
    re.IGNORECASE,
)


def parse(html: str) -> HtmlElement | None:
    """The page, or a fragment of one, as a tree; None when there is no markup to speak of."""
    tree = trafilatura.load_html(html)
    if tree is None and "<" in html:
        tree = trafilatura.load_html(f"<html><body>{html}</body></html>")
    return tree if isinstance(tree, HtmlElement) else None


def extract(tree: HtmlElement, url: str = "") -> Parts:
    """The parts of a page read from `url`; `paragraphs` may be empty."""
    found = _trafilatura(tree, url, fast=True)
    text = found.text or "" if found else ""
    if len(text) < _THIN:
        text = _thorough(tree, url, text)
    title = _title(tree, found)
    base = url or (found.url or "" if found else "")
    image = image_url((found.image or "") if found else "", base)
    return Parts(
        paragraphs=_paragraphs(text, title),
        title=title,
        authors=clean_authors(found.author or "", site=found.sitename or "") if found else (),
        site=clean_line(found.sitename or "") if found else "",
        url=canonical_url((found.url or "") if found else "", url),
        published=_date(found.date if found else None),
        language=_language(tree),
        image=image,
        images=illustrations(tree, image, base),
    )


def _trafilatura(tree: HtmlElement, url: str, *, fast: bool) -> Any:
    return trafilatura.bare_extraction(
        tree,
        url=url or None,
        fast=fast,
        favor_precision=True,
        include_comments=False,
        with_metadata=fast,
        date_extraction_params=dict(_DATES),
    )


def _thorough(tree: HtmlElement, url: str, text: str) -> str:
    """The longest of what the slower roads find; what is there already wins a draw."""
    found = _trafilatura(tree, url, fast=False)
    return max(text, (found.text or "") if found else "", _readability(tree), key=len)


def _readability(tree: HtmlElement) -> str:
    try:
        summary = readability.Document(lxml_html.tostring(tree, encoding="unicode")).summary(html_partial=True)
        blocks = lxml_html.fromstring(summary).iter("p", "h2", "h3", "li", "blockquote")
        return "\n".join(line for block in blocks if (line := " ".join("".join(map(str, block.itertext())).split())))
    except (LxmlError, readability.readability.Unparseable, ValueError):
        return ""


def _title(tree: HtmlElement, found: Any) -> str:
    headings = ["".join(element.itertext()) for element in tree.iter("h1")]
    heading = clean_line(headings[0]) if len(headings) == 1 else ""
    shown = tree.findtext(".//head/title") or ""
    title = (found.title or "") if found else ""
    site, host = ((found.sitename or ""), (found.hostname or "")) if found else ("", "")
    return clean_title(title or heading or shown, site=site, host=host, heading=heading)


def _paragraphs(text: str, title: str) -> tuple[str, ...]:
    """The lines of the text without the title said again, boilerplate and repeats of long lines."""
    lines = (_unboxed(line.removeprefix("- ").strip()) for line in clean(text).split("\n"))
    fit = [line for line in lines if line and line != title and not _is_boilerplate(line)]
    seen: set[str] = set()
    return tuple(line for line in fit if len(line) < _REPEATABLE or _first(line, seen))


def _unboxed(line: str) -> str:
    """A table's row without its frame; where a cell is a passage, the table was only there for layout."""
    if not line.startswith("|"):
        return line
    cells = [cell.strip() for cell in line.split("|") if cell.strip()]
    return (" " if any(len(cell) >= _LAYOUT_CELL for cell in cells) else " | ").join(cells)


def _first(line: str, seen: set[str]) -> bool:
    before = len(seen)
    seen.add(line)
    return len(seen) > before


def _is_boilerplate(line: str) -> bool:
    return len(line) < _LONGEST_BOILERPLATE and _BOILERPLATE.fullmatch(line) is not None


def _language(tree: HtmlElement) -> str:
    claimed = (tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip().lower()
    return claimed[:2] if re.fullmatch(r"[a-z]{2}(?:[-_].*)?", claimed) else ""


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
