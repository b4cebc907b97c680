"""Words and phrases a brand never publishes."""

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.domain.post import Part


def said(parts: Iterable[Part], banned: tuple[str, ...]) -> str:
    """The first banned word or phrase that the parts say, in any case; "" when none does."""
    pattern = _pattern(banned)
    found = next((match for part in parts if pattern and (match := pattern.search(part.text))), None)
    return found[0] if found else ""


@lru_cache(maxsize=64)
def _pattern(banned: tuple[str, ...]) -> re.Pattern[str] | None:
    wanted = sorted(filter(None, (" ".join(words.split()) for words in banned)), key=len, reverse=True)
    either = "|".join(r"\s+".join(map(re.escape, words.split())) for words in wanted)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE) if wanted else None
