"""The preview in full: every part of a post and its picture, exactly as the network gets them."""

from telegram import InputFile

from bot.chat.context import Context
from bot.chat.rendering import part_html
from bot.chat.view import View
from bot.domain.conversation import Place
from bot.services.cards import DraftCard

# A picture's caption in Telegram holds so many characters; a longer text follows it.
MOST_CAPTION = 1024


def views(context: Context, card: DraftCard) -> list[View]:
    """One message a part: a Telegram channel's very text; for other networks the text under its name and count."""
    label = context.office.platform(card.account.platform).label
    count = len(card.post.parts)
    found = []
    for number, part in enumerate(card.post.parts, 1):
        html: str = part_html(part)
        if card.account.platform != context.office.chat_platform:
            html = context.texts.html("preview/part", label=label, number=number, count=count, part=part, html=html)
        found.append(View(html, quiet=True))
    return found


async def show(context: Context, place: Place, draft_id: str, account_id: str) -> None:
    """Send the preview below the card."""
    card = await context.office.cards.card(draft_id, account_id)
    platform = context.office.platform(card.account.platform)
    first, *rest = views(context, card)
    pictures = await context.office.pictures.of_post(card.post, platform)
    captioned = len(pictures) == 1 and len(card.post.parts[0].text) <= MOST_CAPTION
    for number, (picture, alt) in enumerate(pictures):
        caption = first.text if captioned and number == 0 else alt[:MOST_CAPTION]
        await context.bot.send_photo(
            place.chat_id,
            InputFile(picture.data, filename="picture"),
            caption=caption or None,
            parse_mode="HTML" if captioned else None,
            disable_notification=True,
        )
    for view in rest if captioned else (first, *rest):
        await context.sender.send(place, view)
    if card.post.card:
        text = context.texts.html("preview/card", card=card.post.card)
        await context.sender.send(place, View(text, quiet=True))
