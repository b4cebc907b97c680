"""Which sentences lie within somebody's speech, so that they are no statement of the article's own."""

import re
from functools import lru_cache

from bot.writers.embedded.story import Story

OPENS = re.compile(r"“|(?:^|(?<=[\s(.,]))\"(?=\S)|(?:^|(?<=[\s.,]))\?(?=[\w“])")
CLOSES = re.compile(r"”|(?<=\S)\"(?!\w)|(?<=[\w,.!])\?(?=[\s,;.]|$)")
LONGEST = 4
SIGNS = frozenset('"“”?')
TWEETED = re.compile(r"\(@\w+\)|pic\.twitter\.com|(?:19|20)\d\d[A-Z][a-z]|\bPM [A-Z]{2,3}\b.*\b\d{1,2}, \d{4}")
CLOCK = re.compile(r"\d{1,2}[.:]?\d{0,2} ?[ap]m ?:")
LIVE = 3


@lru_cache(maxsize=2)
def spoken(story: Story) -> frozenset[int]:
    """The numbers of sentences within a quotation opened before them, of tweets, and of a live ticker."""
    found: set[int] = set()
    starts = set(story.article.paragraphs)
    since = -1
    for number, text in enumerate(story.article.sentences, 1):
        if number in starts or text[:1] in SIGNS or (since > 0 and number - since > LONGEST):
            since = -1
        if since > 0:
            found.add(number)
        if not SIGNS.isdisjoint(text):
            since = _open(text, since, number)
        if "@" in text or "twitter" in text or "20" in text:
            found.update((number,) if TWEETED.search(text) else ())
    return frozenset(found | _ticker(story))


def _open(text: str, since: int, number: int) -> int:
    """The sentence with the quotation that is open after this one, -1 for none."""
    if "?" not in text and since < 0 and text.count('"') % 2 == 0 and text.count("“") == text.count("”"):
        return -1
    opened = [match.start() for match in OPENS.finditer(text)]
    closed = [match.start() for match in CLOSES.finditer(text)]
    if since > 0 and closed and (not opened or closed[0] <= opened[0]):
        since = -1
    return number if opened and (not closed or opened[-1] > closed[-1]) else since


def _ticker(story: Story) -> set[int]:
    """All but the opening of an article that goes by the clock: who says what in an entry stands at its end."""
    marked = [number for number, text in enumerate(story.article.sentences, 1) if "m:" in text and CLOCK.search(text)]
    return set(range(marked[0], len(story.article.sentences) + 1)) if len(marked) >= LIVE else set()
