"""Pure: what X charges, in US dollars, on its pay-per-use plan (docs.x.com, X API, getting started, pricing, 2026).

"Content: Create" is 0.015, with an address in it 0.200; "Media metadata" 0.005, which alt text is.
"""

from collections.abc import Callable
from decimal import Decimal

from bot.domain.post import Measure, Post

POST, POST_WITH_LINK, ALT_TEXT = Decimal("0.015"), Decimal("0.200"), Decimal("0.005")


def price(post: Post, measure: Callable[[str], Measure]) -> Decimal:
    """What a post costs with all its parts."""
    parts = sum((POST_WITH_LINK if measure(part.text).urls else POST for part in post.parts), Decimal(0))
    return parts + ALT_TEXT * sum(bool(image.alt) for part in post.parts for image in part.images)
