"""The preview in full: every part of a post and its picture, exactly as the network gets them."""

from html import escape
from typing import Any, cast

from bot.chat.context import Context
from bot.chat.rendering import clipped, in_messages
from bot.chat.view import View
from bot.domain.conversation import Place
from bot.domain.ports import Platform, for_account
from bot.domain.post import Card, Part
from bot.services.cards import DraftCard
from bot.text.counting import utf16_length

# A picture's caption in Telegram holds so many UTF-16 units; a longer text follows it.
MOST_CAPTION = 1024
MOST_TEXT = 4096
# What stands above another network's text takes less.
MOST_ABOVE = 200
_SHOWN = "previews"


def views(context: Context, card: DraftCard) -> list[View]:
    """Each part in full: a Telegram channel's very text; for other networks the text under its name and count."""
    label = context.office.platform(card.account.platform).label
    above, count = _above(context, card), len(card.post.parts)
    found = []
    for number, part in enumerate(card.post.parts, 1):
        first, *rest = in_messages(part, MOST_TEXT - above)
        html: str = first
        if above:
            html = context.texts.html("preview/part", label=label, number=number, count=count, part=part, html=html)
        found += [_as_sent(card, part, one) if not above else View(one, quiet=True) for one in (html, *rest)]
    return found


def _as_sent(card: DraftCard, part: Part, html: str) -> View:
    """A part for Telegram itself, with the preview of the link that goes out with it."""
    linked = [span.url for span in part.spans if span.kind == "link"]
    if card.post.card:
        return View(html, quiet=True, preview=True, link=card.post.card.url, large=True)
    return View(html, quiet=True, preview=True, link=linked[-1] if linked else "")


async def show(context: Context, place: Place, draft_id: str, account_id: str) -> None:
    """Send the preview below the card; one that is the last thing we said in the chat is pointed to instead."""
    card = await context.office.cards.card(draft_id, account_id)
    previews: dict[int, tuple[str, str, int, int]] = cast("dict[str, Any]", context.bot_data).setdefault(_SHOWN, {})
    shown = (draft_id, card.account.id, card.draft.revision)
    newest = context.office.correspondence.newest_in
    if previews.get(place.chat_id) == (*shown, newest(place.chat_id)):
        if context.tap:
            await context.tap.answer(context.texts.say("preview/below"))
        return
    await _send(context, place, card)
    previews[place.chat_id] = (*shown, newest(place.chat_id))


async def _send(context: Context, place: Place, card: DraftCard) -> None:
    platform = for_account(context.office.platform(card.account.platform), card.account)
    first, *rest = views(context, card)
    pictures = await context.office.pictures.of_post(card.post, platform)
    room = MOST_CAPTION - _above(context, card)
    captioned = len(pictures) == 1 and utf16_length(card.post.parts[0].text) <= room
    for number, (picture, alt) in enumerate(pictures):
        caption = first.text if captioned and number == 0 else escape(clipped(alt, MOST_CAPTION), quote=False)
        await context.sender.send_photo(place, picture.data, caption)
    for view in rest if captioned else (first, *rest):
        await context.sender.send(place, view)
    if card.post.card and _above(context, card):
        await _send_card(context, place, card.post.card, platform)


async def _send_card(context: Context, place: Place, card: Card, platform: Platform) -> None:
    """The link card; with its picture where it is we who send that."""
    text = context.texts.html("preview/card", card=card)
    picture = await context.office.pictures.thumbnail(card.image, platform.limits.picture) if platform.card else None
    below = utf16_length(text) <= MOST_CAPTION
    if picture:
        await context.sender.send_photo(place, picture.data, text if below else "")
    if not picture or not below:
        await context.sender.send(place, View(text, quiet=True))


def _above(context: Context, card: DraftCard) -> int:
    """How much room is left for the line above a part's text."""
    return 0 if card.account.platform == context.office.chat_platform else MOST_ABOVE
