"""The door: an address, a file, pasted text or standard input becomes an Article, or an error says why not."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.articles import apart, judge, markup
from bot.articles.clean import clean_line
from bot.articles.decode import MAX_BYTES, decode
from bot.articles.marks import mended
from bot.articles.metadata import public_url
from bot.articles.parts import Parts, count_words
from bot.domain.article import Article, SourceKind
from bot.domain.errors import Unreadable
from bot.text.language import detect
from bot.text.sentences import split

if TYPE_CHECKING:
    from bot.net.client import Page

Fetch = Callable[[str], Awaitable["Page"]]

# A PDF may have a little before its own beginning.
_PDF_HEAD = 1024
_SURROGATE = re.compile("[\ud800-\udfff]")
_FEED = re.compile(r"\s*(?:<[?!][^>]{0,500}>\s*){0,5}<(?:rss|feed|rdf:rdf|urlset|sitemapindex)\b", re.IGNORECASE)
_HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".mhtml"})
_MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mdown"})


class Intake:
    """Reads addresses with the fetcher it is given; all else needs no network and is a function below."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch

    async def from_url(self, url: str, *, article_id: str) -> Article:
        """Read the page at an address. Raises Refused for an unsafe one, Unreadable when there is no article."""
        page = await self._fetch(url)
        kind = page.content_type.partition(";")[0].strip().lower()
        if _kind(page.body):
            return await asyncio.to_thread(from_bytes, page.body, url=page.url, article_id=article_id, source="url")
        text = decode(page.body, page.charset)
        if kind == "text/plain" and not markup.looks_like_html(text):
            return from_text(text, url=page.url, article_id=article_id, source="url")
        _require_readable_type(kind)
        # A long page takes a second, in which the bot would answer nobody.
        return await asyncio.to_thread(from_html, text, url=page.url, article_id=article_id, source="url")


def from_html(html: str | bytes, *, url: str = "", article_id: str, source: SourceKind = "file") -> Article:
    """Read a page's source; `url` is where it came from. Raises Unreadable."""
    from bot.articles import extract  # half a second to import; texts do without

    html = decode(html) if isinstance(html, bytes) else _SURROGATE.sub(" ", html)
    _require_size(html)
    if not html.strip():
        raise Unreadable("empty")
    if _FEED.match(html):
        raise Unreadable("looks_like_feed")
    tree = extract.parse(html)
    if tree is None:
        raise Unreadable("looks_like_code")
    judge.require_tractable(tree)
    parts = extract.extract(tree, public_url(url))
    judge.judge_page(parts, tree)
    return _article(parts, article_id, source, _language(parts))


def from_text(
    text: str,
    *,
    title: str = "",
    url: str = "",
    language: str = "",
    article_id: str,
    source: SourceKind = "text",
) -> Article:
    """Read a pasted text; what the caller knows of it wins over what the text says. Raises Unreadable."""
    _require_size(text)
    if markup.looks_like_html(text):
        return from_html(text, url=url, article_id=article_id, source=source)
    parts = markup.from_text(text, title=clean_line(title))
    language = language or detect(parts.text)
    judge.judge_text(parts, language)
    return _article(parts, article_id, source, language, url=url)


def from_markdown(text: str, *, url: str = "", article_id: str, source: SourceKind = "file") -> Article:
    """Read a Markdown text. Raises Unreadable."""
    _require_size(text)
    return _from_parts(markup.from_markdown(text), article_id, source, url=url)


def from_bytes(data: bytes, *, name: str = "", url: str = "", article_id: str, source: SourceKind = "file") -> Article:
    """Read a file's bytes or standard input: by the suffix of `name`, else by looks. Raises Unreadable.

    PDF and Word files take a process of their own and up to `apart.SECONDS`.
    """
    kind = _kind(data)
    if kind:
        return _from_parts(_taken_apart(data, kind), article_id, source, url=url)
    text = decode(data)
    suffix = Path(name).suffix.lower()
    if suffix in _MARKDOWN_SUFFIXES:
        return from_markdown(text, url=url, article_id=article_id, source=source)
    if suffix in _HTML_SUFFIXES:
        return from_html(text, url=url, article_id=article_id, source=source)
    return from_text(text, url=url, article_id=article_id, source=source)


def from_file(path: Path, *, url: str = "", article_id: str) -> Article:
    """Read a file of at most 10 MB. Raises Unreadable, OSError where there is no such file."""
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    return from_bytes(data, name=path.name, url=url, article_id=article_id)


def _kind(data: bytes) -> str:
    """ "pdf" or "docx" by what the file begins with, "" for anything else; names often mislead."""
    if b"%PDF-" in data[:_PDF_HEAD]:
        return "pdf"
    return "docx" if data.startswith(b"PK\x03\x04") and b"word/" in data else ""


def _taken_apart(data: bytes, kind: str) -> Parts:
    if len(data) > MAX_BYTES:
        raise Unreadable("too_large", megabytes=MAX_BYTES // 1_000_000)
    return apart.parts_of(data, kind)


def _from_parts(parts: Parts, article_id: str, source: SourceKind, *, url: str = "") -> Article:
    language = detect(parts.text)
    judge.judge_text(parts, language)
    return _article(parts, article_id, source, language, url=url)


def _require_size(text: str) -> None:
    if len(text) > MAX_BYTES:
        raise Unreadable("too_large", megabytes=MAX_BYTES // 1_000_000)


def _require_readable_type(kind: str) -> None:
    main, _, sub = kind.partition("/")
    if main in {"image", "video", "audio", "font"}:
        raise Unreadable("not_text", format=main)
    if main == "application" and not any(name in sub for name in ("html", "xml", "octet-stream")):
        raise Unreadable("not_text", format=sub[:40])


def _article(parts: Parts, article_id: str, source: SourceKind, language: str, *, url: str = "") -> Article:
    """Number the sentences, once and for all."""
    text = mended(parts.text)
    paragraphs = [found for found in split(text, language) if found]
    return Article(
        id=article_id,
        source=source,
        title=parts.title,
        authors=parts.authors,
        site=parts.site,
        url=public_url(url) or parts.url,
        published=parts.published,
        language=language,
        image=parts.image,
        images=parts.images,
        words=count_words(text),
        sentences=tuple(sentence for paragraph in paragraphs for sentence in paragraph),
        paragraphs=_first_numbers(paragraphs),
    )


def _language(parts: Parts) -> str:
    """What the text shows wins over what the page claims: templates often claim English."""
    found = detect(parts.text)
    return parts.language or "und" if found == "und" else found


def _first_numbers(paragraphs: Sequence[Sequence[str]]) -> tuple[int, ...]:
    numbers, number = [], 1
    for paragraph in paragraphs:
        numbers.append(number)
        number += len(paragraph)
    return tuple(numbers)
