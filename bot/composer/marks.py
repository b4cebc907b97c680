"""The house style put on a draft: the marks before its bullets, and no parts the brand does not want."""

from bot.domain.brand import HouseStyle
from bot.domain.draft import Bullet, Draft
from bot.text import emoji


def decorate(draft: Draft, style: HouseStyle) -> Draft:
    """Give every bullet and candidate the style's emoji; drop the question or hashtags where the style says so.

    Overwrites emoji set before, so do it when a draft is written or the style changes, not after a member's edit.
    """
    changes: dict[str, object] = {
        "bullets": _marked(draft.bullets, style, draft.sensitive),
        "candidates": _marked(draft.candidates, style, draft.sensitive),
    }
    if not style.question:
        changes["question"] = None
    if not style.hashtags:
        changes["hashtags"] = ()
    return draft.model_copy(update=changes)


def mark(bullet: Bullet, index: int, style: HouseStyle, *, sensitive: bool) -> str:
    """The emoji before the bullet shown at `index` (from 0): its own, but counted anew where bullets are numbered."""
    if not style.bullet:
        return ""
    if style.bullet != "numbered" and bullet.emoji:
        return bullet.emoji
    return emoji.bullet(style.bullet, index, bullet.text, sensitive=sensitive)


def _marked(bullets: tuple[Bullet, ...], style: HouseStyle, sensitive: bool) -> tuple[Bullet, ...]:
    return tuple(
        bullet.model_copy(
            update={"emoji": emoji.bullet(style.bullet, at, bullet.text, sensitive=sensitive) if style.bullet else ""}
        )
        for at, bullet in enumerate(bullets)
    )
