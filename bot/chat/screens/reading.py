"""An article comes in: a link, a text, a file becomes a draft, told in one message from "Reading ..." to the card.

`arrivals` decides what a message asks for and begins the errands that are done here.
"""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from telegram import Update
from telegram.error import BadRequest, TelegramError

from bot.chat import errands, pieces
from bot.chat.brought import LEAST_SHORT, Brought, host
from bot.chat.context import Context, place_of
from bot.chat.screens import draft, offer
from bot.chat.view import View
from bot.domain.article import Article, SourceKind
from bot.domain.conversation import Errand, Place
from bot.domain.errors import Later, StandfirstError, Unreadable
from bot.domain.rights import require
from bot.services.reading import MOST_BYTES, Earlier

Some = TypeVar("Some")
# Seconds until a slow page is said to be slow, and until a member would wonder what goes on.
SLOW, NOTICED = 6.0, 0.5
_KEPT_IN_THE_ARTICLE = frozenset({"text", "beside"})
_AT_ONCE = 4


async def begin(
    update: Update,
    context: Context,
    brought: Brought,
    *,
    url: str = "",
    key: str = "",
    asked: Place | None = None,
    told: Place | None = None,
    anew: bool = False,
) -> None:
    """Say at once that it is being read, and read it beside the conversation: the page at `url`, or what was brought.

    `told` is a message of ours to tell it in; `anew` does not ask whether it was drafted before.
    """
    values = _values(brought, url)
    if anew:
        values["anew"] = 1
    correspondence = context.office.correspondence
    errand = await correspondence.begin("read", context.who.id, asked or place_of(update), key, **values)
    if told and errand.told is None:
        errand = await correspondence.progress(errand, told=told)
        await context.sender.edit(told, _begun(context, errand))
    errands.start(context, await _told(context, errand))


async def begin_with(context: Context, asked: Place, text: str) -> None:
    """Draft from a text of ours, told in a message of its own; what was drafted from it already is shown again."""
    require(context.who, "draft")
    correspondence, drafting = context.office.correspondence, context.office.drafting
    errand = await correspondence.begin("read", context.who.id, asked, "ours", text=text, anew=1)
    made = await drafting.made_by(errand.id) if errand.state == "done" else None
    if made:
        await draft.show(context, asked, made.draft.id, fresh=True)
        return
    if errand.state != "waiting":
        errand = await correspondence.progress(errand, state="waiting", told=None, values={"text": text, "anew": 1})
    errands.start(context, await _told(context, errand))


def _values(brought: Brought, url: str) -> dict[str, str | int]:
    """What an errand needs to know of what was brought."""
    if url:
        beside = {"beside": brought.text} if brought.prose >= LEAST_SHORT else {}
        return {"url": url, **beside}
    address = brought.address or next(iter(brought.urls), "")
    known: dict[str, str | int] = {"source": brought.source, "site": brought.site, "address": address}
    if brought.file:
        return {**known, "file": brought.file.id, "name": brought.file.name, "size": brought.file.size}
    return {**known, "text": brought.text, "more": int(len(brought.text) >= pieces.NEARLY_FULL)}


def _begun(context: Context, errand: Errand, key: str = "begun") -> View:
    return View(context.texts.html(f"reading/{key}", site=site(errand)))


def site(errand: Errand) -> str:
    """What is being read, in a word: the page's host, a file's name."""
    return host(str(errand.values.get("url", ""))) or str(errand.values.get("name", ""))


async def _told(context: Context, errand: Errand) -> Errand:
    if errand.state != "waiting" or errand.told:
        return errand
    told = await context.sender.send(errand.asked, _begun(context, errand), reply=True)
    return await context.office.correspondence.progress(errand, told=told)


@errands.errand("read")
async def read(context: Context, errand: Errand) -> None:
    """Read the article, write the draft, show the card. The errand's id makes the draft once."""
    correspondence = context.office.correspondence
    if errand.values.get("continues") and not await pieces.stands_alone(context, errand):
        return
    errand = await _told(context, errand)
    errand, late = await pieces.whole(context, errand)
    try:
        found = await _drafted(context, errand)
    except StandfirstError as error:
        await offer.failed(context, errand, error)
    else:
        place, fresh = errand.told or errand.asked, errand.told is None
        kept = errand.values
        if isinstance(found, Earlier):
            await offer.drafted_before(context, errand, found)
        else:
            await draft.show(context, place, found, fresh=fresh)
            kept = {name: value for name, value in kept.items() if name not in _KEPT_IN_THE_ARTICLE}
        await correspondence.progress(errand, state="done", values=kept)
    for piece in late:
        errands.start(context, piece)


async def _drafted(context: Context, errand: Errand) -> str | Earlier:
    """The id of the draft, or what was drafted of the same address before."""
    office, values = context.office, errand.values
    kept = await office.drafting.made_by(errand.id)
    if kept:
        return kept.draft.id
    asked_before = "" if values.get("anew") else str(values.get("url") or values.get("address") or "")
    earlier = await office.reading.earlier(asked_before)
    if earlier is None:
        article = await _patiently(context, errand, _article(context, errand), "still", after=SLOW)
        earlier = None if values.get("anew") else await office.reading.earlier(article.url)
    if earlier:
        return earlier
    work = office.reading.draft(article, actor=context.who, cause=errand.id)
    return await _patiently(context, errand, work, "drafting", after=NOTICED)


async def _article(context: Context, errand: Errand) -> Article:
    values, office = errand.values, context.office
    url, address = str(values.get("url", "")), str(values.get("address", ""))
    if url:
        return await office.read(url)
    source: SourceKind = "forward" if values.get("source") == "forward" else "text"
    if values.get("file"):
        data = await downloaded(context, str(values["file"]))
        article = await office.open(data, str(values.get("name", "")), url=address)
    else:
        article = await office.paste(str(values.get("text", "")), url=address, source=source)
    changed = {"source": source} if source == "forward" else {}
    site = str(values.get("site", ""))
    return article.model_copy(update={**changed, "site": article.site or site})


async def downloaded(context: Context, file_id: str) -> bytes:
    """The bytes of a file in Telegram. Raises Unreadable, Later."""
    try:
        file = await context.bot.get_file(file_id)
        if (file.file_size or 0) > MOST_BYTES:
            raise Unreadable("too_large", megabytes=MOST_BYTES // 1_000_000)
        return bytes(await file.download_as_bytearray())
    except BadRequest as refused:
        raise Unreadable("file_gone") from refused
    except TelegramError as failed:
        raise Later("file_unreachable", retry_after=5) from failed


async def _patiently(context: Context, errand: Errand, work: Awaitable[Some], key: str, *, after: float) -> Some:
    """Wait for work, and say what is done where it takes longer than so many seconds."""
    doing = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait({doing}, timeout=after)
        if not done and errand.told:
            await context.sender.edit(errand.told, _begun(context, errand, key))
        return await doing
    finally:
        doing.cancel()


@errands.errand("roundup")
async def round_up(context: Context, errand: Errand) -> None:
    """Read several articles, write one draft, show the card; what could not be read is told beside it."""
    office = context.office
    kept = await office.drafting.made_by(errand.id)
    failures: list[tuple[str, str]] = []
    if kept is None:
        urls = str(errand.values["urls"]).split("\n")
        limit = asyncio.Semaphore(_AT_ONCE)
        results = await asyncio.gather(*(_one(context, url, limit) for url in urls))
        articles = [one for one in results if isinstance(one, Article)]
        pairs = zip(urls, results, strict=True)
        failures = [(host(url), context.texts.error(one)) for url, one in pairs if isinstance(one, StandfirstError)]
        if len(articles) < 2:
            await offer.none_left(context, errand, failures)
            return
        try:
            draft_id = await office.reading.round_up(articles, actor=context.who, cause=errand.id)
        except StandfirstError as error:
            await offer.failed(context, errand, error)
            return
    else:
        draft_id = kept.draft.id
    await draft.show(context, errand.told or errand.asked, draft_id, fresh=errand.told is None)
    if failures:
        await context.sender.send(errand.asked, View(context.texts.html("reading/left_out", failures=failures)))
    await office.correspondence.progress(errand, state="done")


async def _one(context: Context, url: str, limit: asyncio.Semaphore) -> Article | StandfirstError:
    async with limit:
        try:
            return await context.office.read(url)
        except StandfirstError as error:
            return error
