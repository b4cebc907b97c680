"""What a post costs on its network, and what stands above it there: said before it is published."""

from decimal import Decimal

from bot.domain.ports import Platform, Priced, Warns
from bot.domain.post import Note, Post

KEY = "price"


def priced(post: Post, platform: Platform) -> Post:
    """The post with a note on what it costs, where its network charges anything and says how much."""
    if not isinstance(platform, Priced) or not post.parts:
        return post
    price = platform.price(post)
    return post.model_copy(update={"notes": (*post.notes, _note(platform, price))}) if price > 0 else post


def warned(post: Post, platform: Platform) -> Post:
    """The post with a note on the content warning above it, which is no part of its text."""
    if not isinstance(platform, Warns) or not platform.spoiler or not post.parts:
        return post
    note = Note(key="content_warning", values={"text": platform.spoiler})
    return post.model_copy(update={"notes": (*post.notes, note)})


def price_notes(post: Post) -> list[Note]:
    """The notes of a post that say what it costs."""
    return [note for note in post.notes if note.key == KEY]


def _note(platform: Platform, price: Decimal) -> Note:
    amount = f"{price:.3f}".removesuffix("0")
    return Note(key=KEY, values={"network": platform.label, "amount": amount})
