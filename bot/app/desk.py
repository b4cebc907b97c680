"""What needs no database: the settings, the texts, reading, composing and tracing."""

import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from bot.articles import intake
from bot.articles.decode import MAX_BYTES
from bot.chat.texts import Texts
from bot.domain.article import Article
from bot.domain.brand import HouseStyle
from bot.domain.errors import Missing, Refused
from bot.domain.facts import Trace
from bot.domain.ids import new_id
from bot.domain.ports import Platform
from bot.facts import SourceIndex, trace
from bot.net.client import GuardedClient
from bot.platforms import get, installed, template_folders
from bot.services.composing import Composed, Composing
from bot.settings import Settings
from bot.text.sentences import split
from bot.text.templating import Templates
from bot.writers.embedded import EmbeddedWriter


@cache
def settings() -> Settings:
    """The settings, read once. Raises Refused("bad_setting")."""
    try:
        found = Settings()
    except ValidationError as fault:
        raise _unusable(fault) from fault
    except (UnicodeDecodeError, OSError) as fault:
        raise Refused("bad_setting", name=".env", value="", why="", reason=str(fault), others="") from fault
    spoken = Templates(found.templates).languages()
    if found.language not in spoken:
        name, known = "STANDFIRST_LANGUAGE", ", ".join(spoken)
        raise Refused("bad_setting", name=name, value=found.language, why="no_language", reason=known, others="")
    return found


def _unusable(fault: ValidationError) -> Refused:
    """The first setting that cannot be used, with its value and why, and the names of others like it."""
    first, *more = fault.errors()
    names = [f"STANDFIRST_{str(error['loc'][0]).upper()}" for error in (first, *more)]
    return Refused(
        "bad_setting",
        name=names[0],
        value=str(first["input"]),
        why=first["type"],
        reason=first["msg"],
        others=", ".join(names[1:]),
    )


@cache
def templates() -> Templates:
    """The operator's templates before ours, and ours before the plug-ins'."""
    return Templates(settings().templates, template_folders())


@cache
def texts() -> Texts:
    """Every sentence, in the operator's language."""
    return Texts(templates(), settings().language)


class Desk:
    """What needs no database: reading, composing, tracing; for one-off commands and batches."""

    def __init__(self) -> None:
        self._intake = intake.Intake(GuardedClient(total_timeout=settings().fetch_timeout).fetch)
        self._composing = Composing(EmbeddedWriter(templates().source), templates())
        self._style = HouseStyle()

    async def read(self, source: str) -> Article:
        """Read a URL, a file, or stdin (`-`). Raises Unreadable or Refused."""
        if "://" in source:
            return await self._intake.from_url(source, article_id=new_id())
        return intake.from_bytes(content(source), name=Path(source).name, article_id=new_id())

    async def compose(self, article: Article, platforms: Sequence[Platform], *, draft_id: str) -> Composed:
        """Draft an article and fit it to each platform."""
        return await self._composing.compose(article, platforms, style=self._style, draft_id=draft_id)


def article_of(*, text: str = "", html: str = "", title: str = "", url: str = "", language: str = "") -> Article:
    """An article from what a batch line holds; what the line says of it wins over the page. Raises Unreadable."""
    language = language.strip().lower().replace("_", "-").partition("-")[0]
    if not html:
        return intake.from_text(text, title=title, url=url, language=language, article_id=new_id())
    read = intake.from_html(html, url=url, article_id=new_id())
    known = {name: value for name, value in (("title", title.strip()), ("language", language)) if value}
    return read.model_copy(update=known)


def trace_texts(article: str, post: str) -> Trace:
    """Trace a post's facts to the sentences of a plain article text."""
    sentences = [sentence for paragraph in split(article) for sentence in paragraph]
    return trace(post, SourceIndex.of_sentences(sentences))


def platforms_named(wanted: str) -> list[Platform]:
    """Platforms by comma-separated names, all that work for "". Raises Missing for one that is unknown or broken."""
    named = dict.fromkeys(filter(None, (name.strip() for name in wanted.split(","))))
    return [get(name) for name in named] or list(installed())


def content(source: str) -> bytes:
    """The bytes of a file or stdin (`-`), one more than may be read at most. Raises Missing."""
    if source == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with Path(source).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Missing("no_such_file", path=source, reason=error.strerror or "") from error
