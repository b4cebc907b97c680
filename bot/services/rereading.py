"""The source is read again before a scheduled post goes out: what it says no more is held and shown."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from bot.articles.changed import Change, changes
from bot.domain.article import Article
from bot.domain.draft import Draft, Passage
from bot.domain.errors import StandfirstError, Unreadable
from bot.domain.ports import Clock
from bot.domain.publication import Failure
from bot.facts import SourceIndex, trace
from bot.services.checks import Back
from bot.services.publishing import Report
from bot.store import Store, articles, drafts, events
from bot.text.differing import words

Read = Callable[[str], Awaitable[Article]]

# What was read so short a time before says the same yet.
FRESH = timedelta(minutes=10)
# Who publishes at once is not kept waiting.
AT_ONCE = timedelta(minutes=1)
# Reading may take so many seconds.
PATIENCE = 20.0
# So many changed sentences are shown, each so long at most.
MOST = 3
LONGEST = 500
# A page that is said to be no more.
_GONE = frozenset({404, 410})
_LINKED = frozenset({"url", "feed"})

log = logging.getLogger(__name__)


class Rereading:
    """Holds back a post whose source changed a sentence it rests on, dropped it, or is gone.

    A page that cannot be read now (it is down, slow, behind a wall, or shows something in which the article is not to
    be recognised) holds nothing back: the post was approved, nothing is known against it, and a server's bad minute is
    no reason to be late. The log says then that the source was not read.
    """

    name = "source"

    def __init__(self, store: Store, read: Read, clock: Clock, *, patience: float = PATIENCE) -> None:
        """`read` reads the page at an address, guarded; `patience` is in seconds."""
        self._store = store
        self._read = read
        self._clock = clock
        self._patience = patience

    async def __call__(self, report: Report) -> Back | None:
        """Back where the source says something else; what was tried, read just now or goes at once is not read."""
        if any(row.attempt for row in report.deliveries):
            return None
        found = await self._rests_on(report)
        if found is None:
            return None
        article, used = found
        sources = [one for one in _sources(article) if used & set(one[1])]
        told: list[Change] = []
        for url, numbers, before in sources:
            mine = {number - numbers.start for number in used & set(numbers)}
            now = await self._now(report, url)
            if isinstance(now, Back):
                return now
            said = await asyncio.to_thread(changes, before, now, mine) if now else ()
            if now and said is None:
                await self._unread(report, Unreadable("another_article", host=_host(url)))
            told += said or ()
        return Back("held", _failure(told, _host(sources[0][0]))) if told else None

    async def _rests_on(self, report: Report) -> tuple[Article, set[int]] | None:
        """The article that was read a while ago from a page, and the numbers of the sentences the post rests on."""
        async with self._store.read() as connection:
            lines = await events.about(connection, f"publication/{report.publication.id}")
            kept = await drafts.revision(connection, report.draft_id, report.revision)
            article = await articles.by_id(connection, kept.draft.article_id) if kept else None
            read = await articles.read_at(connection, article.id) if article else None
        if kept is None or article is None or read is None or not _sources(article):
            return None
        now, planned = self._clock.now(), [line.at for line in lines if line.action == "planned"]
        if now - read <= FRESH or (planned and now - planned[0] <= AT_ONCE):
            return None
        return article, used_sentences(kept.draft.for_account(report.account.id), report, article)

    async def _now(self, report: Report, url: str) -> Article | Back | None:
        """The article as it is now, None where it cannot be read."""
        try:
            async with asyncio.timeout(self._patience):
                return await self._read(url)
        except TimeoutError:
            error: StandfirstError = Unreadable("timed_out", host=_host(url), seconds=int(self._patience))
        except StandfirstError as refused:
            error = refused
            if error.key == "http_status" and error.values.get("status") in _GONE:
                return Back("held", Failure(key="source_gone", values={"site": _host(url), **_status(error)}))
        except Exception:  # the boundary of a strange page: it is no fault of the post's
            log.warning("%s could not be read", url, exc_info=True)
            error = Unreadable("unreachable", host=_host(url))
        await self._unread(report, error)
        return None

    async def _unread(self, report: Report, error: StandfirstError) -> None:
        subject, detail = f"publication/{report.publication.id}", {"error": error.key, "values": error.values}
        async with self._store.begin() as connection:
            await events.add(connection, self._clock.now(), "standfirst", "source_unread", subject, **detail)


def used_sentences(draft: Draft, report: Report, article: Article) -> set[int]:
    """The numbers of the article's sentences that what a post says comes from (0 is the title)."""
    card = report.post.card
    shown = [part.text for part in report.post.parts] + ([card.title, card.description] if card else [])
    line = f" {' '.join(words(' '.join(shown)))} "
    # A headline that had to be cut ends in three dots.
    dotted = [words(one) for part in shown for one in part.splitlines() if one.rstrip().endswith("…")]
    cut = [one for one in dotted if one]
    used: set[int] = set()
    index: SourceIndex | None = None
    for one in _passages(draft):
        said = [f" {' '.join(words(text))} " for text in (one.text, *getattr(one, "shorter", ()))]
        whole = words(one.text)
        if not any(text.strip() and text in line for text in said) and not any(whole[: len(it)] == it for it in cut):
            continue
        if one.sentences:
            used.update(one.sentences)
            continue
        index = index or SourceIndex.of(article)
        facts = trace(one.text, index, headline=False).traced
        used.update(fact.sentence for fact in facts if fact.sentence is not None)
    return used


def _passages(draft: Draft) -> Iterator[Passage]:
    yield draft.headline
    yield from (one for one in (draft.standfirst, draft.question) if one)
    yield from (*draft.bullets, *draft.candidates, *draft.context)


def _sources(article: Article) -> list[tuple[str, range, Article]]:
    """Each page that it comes from: its address, the numbers of its title and sentences, the article it was."""
    if article.joins:
        pairs = zip(article.joins, article.origins(), strict=True)
        return [(one.url, range(one.first - 1, one.last + 1), part) for one, part in pairs if one.url]
    if article.source in _LINKED and article.url:
        return [(article.url, range(len(article.sentences) + 1), article)]
    return []


def _failure(told: Sequence[Change], site: str) -> Failure:
    values: dict[str, str | int] = {"site": site, "count": len(told)}
    for number, change in enumerate(told[:MOST], 1):
        values |= {f"before{number}": _cut(change.before), f"after{number}": _cut(change.after)}
    return Failure(key="source_changed", values=values)


def differences(why: Failure) -> list[Change]:
    """The changed sentences that a failure tells of."""
    said = why.values
    found = [(said.get(f"before{at}"), said.get(f"after{at}", "")) for at in range(1, MOST + 1)]
    return [Change(str(before), str(after)) for before, after in found if before]


def _status(error: StandfirstError) -> dict[str, str | int]:
    return {"status": error.values.get("status", 0)}


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
