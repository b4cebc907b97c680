"""Pasted text and Markdown taken apart: a title where there clearly is one, then paragraphs. Pure."""

import re
from datetime import date, datetime

from bot.articles.clean import clean, clean_line
from bot.articles.metadata import clean_authors
from bot.articles.parts import Parts, count_words

_DOCUMENT = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_CLOSED_BLOCKS = 3
_ENDS = re.compile(r"[.!?:;…。！？।][\"'”’»)\]]*$")
_WRAPPED = range(30, 110)  # characters of a line that an editor or mailer broke
_LONGEST_TITLE = 160
_NO_TITLE = re.compile(r"[.:;,]$|[.!?] ")
_BYLINE = re.compile(r"^by\s+\S", re.IGNORECASE)
_BYLINE_PARTS = re.compile(r"\s+[·|•–—-]\s+")
_SAID_DATE = re.compile(r"(\d{4}-\d\d-\d\d)|(\d{1,2} [A-Z][a-z]{2,8} \d{4})|([A-Z][a-z]{2,8} \d{1,2}, \d{4})")
_DATE_FORMS = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y")

_FRONT_MATTER = re.compile(r"---\n(.{0,5000}?)\n---\n", re.DOTALL)
_FIELD = re.compile(r"^(\w+):[ \t]*[\"']?(.*?)[\"']?[ \t]*$", re.MULTILINE)
_FENCE = re.compile(r"^(?:```|~~~)[^\n]*\n.*?(?:^(?:```|~~~)[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#{1,6}) +(.+?)(?: +#+)?$")
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,500}\]\([^()\n]{0,2000}\)")
_LINK = re.compile(r"\[([^\[\]\n]{0,500})\](?:\([^()\n]{0,2000}\)|\[[^\[\]\n]{0,100}\])")
_REFERENCE = re.compile(r"^\[[^\]\n]{1,100}\]: \S+.*$", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3}|`{1,2})(?=\S)([^*_`\n]{1,500})(?<=\S)\1(?!\w)")
_LINE_START = re.compile(r"^(?:> ?)+|^(?:[-*+]|\d{1,3}[.)]) +(?=\S)|^(?:[-*_] ?){3,}$")


def looks_like_html(text: str) -> bool:
    """Whether a text is a web page as source rather than prose with some markup in it."""
    if _DOCUMENT.match(text):
        return True
    head = text[:20_000].lower()
    return head.lstrip().startswith("<") and head.count("</p>") + head.count("</div>") >= _CLOSED_BLOCKS


def from_text(text: str, *, title: str = "") -> Parts:
    """Parts of a pasted text; without a given title a short first line above longer ones is it, "By ..." its byline."""
    paragraphs = _unwrapped(clean(text).split("\n"))
    if title and len(paragraphs) > 1 and paragraphs[0] == title:
        del paragraphs[0]
    elif not title and len(paragraphs) > 1 and _is_title(paragraphs[0], paragraphs[1:]):
        title, *paragraphs = paragraphs
    if len(paragraphs) > 1 and _is_byline(paragraphs[0]):
        authors, site, published = _byline(paragraphs.pop(0))
        return Parts(tuple(paragraphs), title=title, authors=authors, site=site, published=published)
    return Parts(tuple(paragraphs), title=title)


def from_markdown(text: str) -> Parts:
    """Parts of a Markdown text: its front matter or first heading gives the title, links keep their words."""
    text = clean(text)
    front = _FRONT_MATTER.match(text)
    fields = {name.lower(): value for name, value in _FIELD.findall(front[1])} if front else {}
    text = _FENCE.sub("", text[front.end() :] if front else text)
    text = _REFERENCE.sub("", _LINK.sub(r"\1", _IMAGE.sub("", text)))
    lines = [_EMPHASIS.sub(r"\2", line) for line in text.split("\n")]
    headings = [match[2] for line in lines if (match := _HEADING.match(line)) and len(match[1]) == 1]
    title = clean_line(fields.get("title") or (headings[0] if headings else ""))
    body = "\n".join(_plain(line) for line in lines)
    parts = from_text(body.replace(title, "", 1) if title and body.lstrip().startswith(title) else body)
    return Parts(
        parts.paragraphs,
        title=title or parts.title,
        authors=clean_authors(fields.get("author", "")) or parts.authors,
        site=parts.site,
        published=_said_date(fields.get("date", "")) or parts.published,
    )


def _plain(line: str) -> str:
    """A line without heading, list or quotation marks, standing as its own paragraph where it had them."""
    heading = _HEADING.match(line)
    if heading:
        return f"\n{heading[2]}\n"
    plain = _LINE_START.sub("", line)
    return line if plain == line else f"\n{plain}\n"


def _unwrapped(lines: list[str]) -> list[str]:
    """Paragraphs, one a line, with the line breaks of editors and mailers taken back."""
    paragraphs: list[list[str]] = []
    previous = ""
    for line in lines:
        if previous and line[:1].islower() and len(previous) in _WRAPPED and not _ENDS.search(previous):
            paragraphs[-1].append(line)
        elif line:
            paragraphs.append([line])
        previous = line
    return [" ".join(pieces) for pieces in paragraphs]


def _is_title(line: str, rest: list[str]) -> bool:
    if len(line) > _LONGEST_TITLE or count_words(line) < 3 or rest[0][:1].islower() or _NO_TITLE.search(line):
        return False
    longest = max(len(paragraph) for paragraph in rest)
    return longest > len(line) and any(_ENDS.search(paragraph) for paragraph in rest)


def _is_byline(line: str) -> bool:
    return _BYLINE.match(line) is not None and len(line) <= _LONGEST_TITLE and not _ENDS.search(line)


def _byline(line: str) -> tuple[tuple[str, ...], str, date | None]:
    """Authors, site and date of "By NAME · SITE · DATE"; the last two are optional."""
    names, *rest = _BYLINE_PARTS.split(line)
    published = next((day for piece in rest if (day := _said_date(piece))), None)
    site = next((piece for piece in rest if _said_date(piece) is None), "")
    return clean_authors(re.sub(r",| and ", ";", names)), site, published


def _said_date(text: str) -> date | None:
    said = _SAID_DATE.search(text)
    if said is None:
        return None
    for form in _DATE_FORMS:
        try:
            return datetime.strptime(said[0], form).date()  # noqa: DTZ007 - a calendar day, no instant
        except ValueError:
            continue
    return None
