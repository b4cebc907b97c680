"""Which of a draft's bullets a member sees on a post, and in which order."""

from collections.abc import Iterable

from bot.domain.draft import Bullet, Draft
from bot.domain.post import Post

# A bullet's line holds an emoji or a number before its text, and at most a stop after it.
_FRAME = 6


def seen(draft: Draft, post: Post) -> tuple[int, ...]:
    """The places (from 0) of the draft's bullets that the post shows, in the order it shows them.

    The composer leaves out what does not fit, so numbers on a card count what is there.
    """
    others = {one.text.strip() for one in (draft.headline, draft.standfirst, *draft.context) if one}
    lines = [line for part in post.parts for one in part.text.split("\n") if (line := one.strip()) not in others]
    found: dict[int, int] = {}
    for place, bullet in enumerate(draft.bullets):
        at = _line_of(bullet, lines)
        if at is not None and at not in found.values():
            found[place] = at
    return tuple(sorted(found, key=lambda place: found[place]))


def _line_of(bullet: Bullet, lines: Iterable[str]) -> int | None:
    forms = [form for text in (bullet.text, *bullet.shorter) if (form := text.strip().rstrip(".;,"))]
    for at, line in enumerate(lines):
        if any(form in line and len(line) - len(form) <= _FRAME for form in forms):
            return at
    return None
