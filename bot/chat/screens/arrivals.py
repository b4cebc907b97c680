"""Whatever a member sends: an answer we wait for, words to a card, or an article; each has its answer or errand."""

from telegram import Update

from bot.chat import brought, errands, pieces, prompts
from bot.chat.brought import Brought
from bot.chat.context import Context, Taps, place_of
from bot.chat.screens import brand, feeds, image, offer, reading, words
from bot.chat.screens.offer import Anew, Beside, Paste, Several
from bot.chat.view import Button, View
from bot.domain.conversation import Errand, Place, Prompt
from bot.domain.errors import Refused, Unreadable
from bot.domain.rights import require
from bot.services.reading import MOST_AT_ONCE, MOST_BYTES

STYLE_FILES = ("yaml", "yml")


async def on_message(update: Update, context: Context) -> None:
    """Any message that is no command of ours."""
    message = update.message
    if message is None or not brought.is_meant(message, context.bot.bot):
        return
    came = brought.of(message, context.bot.username)
    if message.media_group_id and await _of_seen_album(update, context, message.media_group_id, came):
        return
    if await image.take(update, context, came):
        return
    if came.text.startswith("/"):
        await on_unknown_command(update, context, came.text)
    elif await _is_edit(update, context, came):
        return
    elif not (came.text or came.file) or not await prompts.take(update, context, _brings(came)):
        if _brings(came) != "words":  # another story
            await prompts.forget(update, context, "picture")
        await _take(update, context, came)


async def on_new(update: Update, context: Context) -> None:
    """/new: asks for an article, or takes the one that stands behind it."""
    require(context.who, "draft")
    if update.message is None:
        return
    came = brought.of(update.message, context.bot.username)
    said = came.text.partition(" ")[2].strip()
    await prompts.forget(update, context)
    if said:
        await _take(update, context, came._replace(text=said))
    else:
        await context.sender.send(place_of(update), View(context.texts.html("reading/new")), reply=True)


async def on_unknown_command(update: Update, context: Context, text: str) -> None:
    """A command the bot does not have."""
    command = text.split(maxsplit=1)[0][:64]
    await context.sender.send(
        place_of(update), View(context.texts.html("reading/command", command=command)), reply=True
    )


async def _of_seen_album(update: Update, context: Context, album: str, came: Brought) -> bool:
    """Whether a picture without words belongs to an album that was answered; the others are silent then."""
    place, correspondence = place_of(update), context.office.correspondence
    seen = await correspondence.begin("album", context.who.id, Place(chat_id=place.chat_id), album)
    if seen.state == "waiting":
        await correspondence.progress(seen, state="done")
        return False
    return not came.text


async def _is_edit(update: Update, context: Context, came: Brought) -> bool:
    """A reply to a card that is understood as edits of it; whatever else was awaited is awaited no more."""
    shown = await words.card_meant(update, context) if came.text and not came.file else None
    wish = words.wish_of(context, came.text) if shown else None
    if shown is None or wish is None or not wish.asked:
        return False
    await prompts.forget(update, context)
    await words.on_words(update, context, shown, wish)
    return True


def _brings(came: Brought) -> prompts.Brings:
    if came.file:
        return "file"
    if came.is_article or came.kind:  # what is said below a photo is about the photo
        return "article"
    return "link" if came.urls and len(came.text) < brought.SHORTEST_TEXT else "words"


async def _take(update: Update, context: Context, came: Brought) -> None:
    place = place_of(update)
    shown = await words.card_meant(update, context) if came.text and not came.file else None
    wish = words.wish_of(context, came.text) if shown else None
    if shown and wish and (wish.asked or not (came.is_article or came.urls)):
        await words.on_words(update, context, shown, wish)
    elif came.file and came.file.format in STYLE_FILES:
        await brand.take_file(update, context, await reading.downloaded(context, came.file.id))
    elif came.file and came.file.format in feeds.FILES:
        await feeds.take_file(update, context, await reading.downloaded(context, came.file.id))
    elif came.file or came.is_article:
        await _article(update, context, came)
    elif await pieces.continues(context, place_of(update), came):
        return
    elif len(came.urls) > 1:
        require(context.who, "draft")
        await offer.several(context, place, came.urls)
    elif came.urls:
        require(context.who, "draft")
        await reading.begin(update, context, came, url=came.urls[0])
    elif came.text:
        await on_short(update, context, came)
    else:
        await context.sender.send(place, View(context.texts.html("reading/kind", kind=came.kind)), reply=True)


async def _article(update: Update, context: Context, came: Brought, *, url: str = "") -> None:
    """A text or a file that is an article, with the address it is known to have."""
    require(context.who, "draft")
    if came.file:
        _require_readable(came)
    elif await pieces.continues(context, place_of(update), came):
        return
    if url:
        came = came._replace(address=url)
    await reading.begin(update, context, came, anew=bool(url))


def _require_readable(came: Brought) -> None:
    """Refuse a file before it is fetched where its size or kind says enough. Raises Unreadable."""
    if came.file is None:
        return
    if not came.file.readable:
        raise Unreadable("not_text", format=came.file.format)
    if came.file.size > MOST_BYTES:
        raise Unreadable("too_large", megabytes=MOST_BYTES // 1_000_000)


async def on_short(update: Update, context: Context, came: Brought) -> None:
    """A short text that replies to nothing: edits of the newest card, an article if it reads like one."""
    place, wish = place_of(update), words.wish_of(context, came.text)
    shown = await context.office.correspondence.latest_in(place.chat_id) if wish.asked else None
    if shown:
        await words.on_words(update, context, shown, wish)
    elif came.is_short_article:
        await _article(update, context, came)
    elif came.weight >= brought.LEAST_PERHAPS:
        await offer.perhaps(context, place, came.text)
    else:
        await context.sender.send(place, View(context.texts.html("reading/what")), reply=True)


async def on_edited(update: Update, context: Context) -> None:
    """A message was changed after it was sent: its draft stays, and another is offered."""
    message = update.edited_message
    if message is None or not brought.is_meant(message, context.bot.bot):
        return
    came = brought.of(message, context.bot.username)
    if not came.text or came.file:  # a place that moves, a poll that fills
        return
    place, urls = place_of(update), came.urls
    again = came.is_article or bool(urls)
    rows: tuple[tuple[Button, ...], ...] = ()
    if again:
        when = int((message.edit_date or message.date).timestamp())
        given = {"text": came.text} if came.is_article else {"urls": "\n".join(urls[:MOST_AT_ONCE])}
        kept = await offer.ask(context, place, str(when), **given)
        rows = ((Button(context.texts.label("draft_anew"), Anew(kept.id)),),)
    await context.sender.send(place, View(context.texts.html("reading/edited", again=again), rows), reply=True)


async def on_several(update: Update, context: Context, payload: Several) -> None:
    """One post each, or one of all."""
    require(context.who, "draft")
    kept = await _errand(context, payload.errand_id)
    urls, shown = str(kept.values.get("urls", "")).split("\n"), place_of(update)
    if payload.how == "round_up":
        await _round_up(context, kept, urls, shown)
        return
    sites = [brought.host(url) for url in urls]
    await context.sender.edit(shown, View(context.texts.html("reading/taken", count=len(urls), sites=sites)))
    for number, url in enumerate(urls, start=1):
        await reading.begin(update, context, Brought(""), url=url, key=str(number), asked=kept.asked)


async def _round_up(context: Context, kept: Errand, urls: list[str], shown: Place) -> None:
    correspondence = context.office.correspondence
    made = await correspondence.begin("roundup", context.who.id, kept.asked, urls="\n".join(urls))
    if made.state == "done":
        raise Refused("changed_since")
    if made.told is None or made.state == "failed":
        made = await correspondence.progress(made, told=shown, state="waiting")
    await context.sender.edit(shown, View(context.texts.html("reading/rounding", count=len(urls))))
    errands.start(context, made)


async def on_anew(update: Update, context: Context, payload: Anew) -> None:
    """Draft it after all, or try once more."""
    require(context.who, "draft")
    kept, shown = await _errand(context, payload.errand_id), place_of(update)
    if kept.kind == "roundup":
        await _round_up(context, kept, str(kept.values["urls"]).split("\n"), shown)
    elif kept.kind == "offer":
        await _offered(update, context, kept, shown)
    elif kept.state != "waiting":
        told = await context.sender.edit(shown, View(context.texts.html("reading/begun", site=reading.site(kept))))
        anew = {**kept.values, "anew": 1} if kept.state == "done" else kept.values
        again = await context.office.correspondence.progress(kept, state="waiting", told=told, values=anew)
        errands.start(context, again)


async def _offered(update: Update, context: Context, kept: Errand, shown: Place) -> None:
    """Begin what was offered, in the message that offered it."""
    urls = str(kept.values.get("urls", "")).split("\n")
    if len(urls) > 1:
        view = offer.several_view(context.texts, kept.id, len(urls))
        await context.sender.edit(shown, view)
        return
    came, key = Brought(str(kept.values.get("text", ""))), kept.id.rpartition("/")[2]
    await reading.begin(update, context, came, url=urls[0], key=f"o{key}", asked=kept.asked, told=shown, anew=True)


async def on_beside(update: Update, context: Context, payload: Beside) -> None:
    """Draft from the words beside an address instead, which it keeps where it may be shown to readers."""
    require(context.who, "draft")
    kept, shown = await _errand(context, payload.errand_id), place_of(update)
    came = Brought(str(kept.values.get("beside", "")), address=str(kept.values.get("url", "")))
    await reading.begin(update, context, came, key=f"b{shown.message_id}", asked=kept.asked, told=shown, anew=True)


async def on_paste(update: Update, context: Context, payload: Paste) -> None:
    """Wait for the text of what could not be read."""
    require(context.who, "draft")
    kept = await _errand(context, payload.errand_id)
    await prompts.ask(update, context, "paste", errand=kept.id)
    await context.sender.send(place_of(update), offer.paste_view(context.texts, kept), reply=True)


@prompts.prompt("paste", "file", "article")
async def on_pasted(update: Update, context: Context, prompt: Prompt) -> None:
    """The text of an article that could not be read by its link, which stays its address."""
    if update.message is None:
        return
    kept = await _errand(context, str(prompt.values["errand"]))
    came = brought.of(update.message, context.bot.username)
    await _article(update, context, came, url=str(kept.values.get("url") or kept.values.get("address") or ""))


async def _errand(context: Context, errand_id: str) -> Errand:
    kept = await context.office.correspondence.errand(errand_id)
    if kept is None:
        raise Refused("changed_since")
    return kept


TAPS: Taps = {Several: on_several, Anew: on_anew, Beside: on_beside, Paste: on_paste}
