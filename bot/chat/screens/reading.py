"""An article comes in: a link or a text becomes a draft, told in one message from "Reading ..." to the card."""

from urllib.parse import urlsplit

from telegram import Message, Update

from bot.chat import errands, prompts
from bot.chat.context import Context, place_of
from bot.chat.screens import draft, words
from bot.chat.view import View
from bot.domain.article import Article
from bot.domain.conversation import Errand
from bot.domain.errors import Missing

# What is shorter is a word to the bot, not an article.
SHORTEST_TEXT = 280


async def on_text(update: Update, context: Context) -> None:
    """A message with a link, or long enough to be an article."""
    message = update.message
    if message is None or not message.text:
        return
    addresses = found_links(message)
    if not (addresses and len(message.text) < SHORTEST_TEXT) and await prompts.take(update, context):
        return
    shown = await words.card_meant(update, context)
    if shown:
        await words.on_words(update, context, shown, words.wish_of(context, message.text))
    elif addresses:
        await begin(update, context, url=addresses[0])
    elif len(message.text) >= SHORTEST_TEXT:
        await begin(update, context)
    else:
        await on_short(update, context, message.text)


async def on_short(update: Update, context: Context, text: str) -> None:
    """A few words that reply to nothing: edits of the newest card if they are understood as such."""
    wish = words.wish_of(context, text)
    shown = await context.office.correspondence.latest_in(place_of(update).chat_id) if wish.asked else None
    if shown:
        await words.on_words(update, context, shown, wish)
    else:
        await context.sender.send(place_of(update), View(context.texts.html("reading/what")), reply=True)


def found_links(message: Message) -> list[str]:
    """Addresses in a message, written out or behind words, in order and once each."""
    written = message.parse_entities(["url"]).values()
    hidden = (entity.url for entity in message.entities if entity.type == "text_link" and entity.url)
    every = [one if "://" in one else f"https://{one}" for one in (*written, *hidden)]
    return list(dict.fromkeys(every))


async def begin(update: Update, context: Context, *, url: str = "") -> None:
    """Say at once that it is being read, and read it beside the conversation."""
    text = "" if url else (update.message.text or "" if update.message else "")
    correspondence, asked = context.office.correspondence, place_of(update)
    errand = await correspondence.begin("read", context.who.id, asked, url=url, text=text)
    if errand.state == "waiting" and errand.told is None:
        site = urlsplit(url).hostname or ""
        told = await context.sender.send(asked, View(context.texts.html("reading/begun", site=site)), reply=True)
        errand = await correspondence.progress(errand, told=told)
    errands.start(context, errand)


@errands.errand("read")
async def read(context: Context, errand: Errand) -> None:
    """Read the article, write the draft, show the card. The errand's id makes the draft once."""
    office = context.office
    kept = await office.drafting.made_by(errand.id)
    if kept is None:
        article = await _article(context, errand)
        brand = await office.accounts.brand()
        accounts = await office.accounts.of_brand(brand.id)
        if not accounts:
            raise Missing("no_accounts", name=brand.name)
        platforms = {account.platform: office.platform(account.platform) for account in accounts}
        made = await office.drafting.draft(
            article, brand, list(platforms.values()), actor=context.who.id, cause=errand.id
        )
        draft_id = made.draft.id
    else:
        draft_id = kept.draft.id
    await draft.show(context, errand.told or errand.asked, draft_id, fresh=errand.told is None)
    await office.correspondence.progress(errand, state="done")


async def _article(context: Context, errand: Errand) -> Article:
    url = str(errand.values.get("url", ""))
    return await (context.office.read(url) if url else context.office.paste(str(errand.values.get("text", ""))))
