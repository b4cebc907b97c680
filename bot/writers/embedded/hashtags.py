"""Hashtags from the story's own names and themes; none rather than a poor one."""

import re

from bot.writers.embedded.lexicon import members
from bot.writers.embedded.sensitive import is_sensitive
from bot.writers.embedded.story import Story
from bot.writers.embedded.themes import Theme, themes

MOST = 3
SHORTEST, LONGEST = 3, 26
WORD = re.compile(r"[^\W_]+")
LEAST_SCORE = 3.0


def hashtags(story: Story) -> tuple[str, ...]:
    """At most three hashtags with their "#", CamelCase, letters and digits only, weightiest first."""
    grave = is_sensitive(story)
    found: dict[str, str] = {}
    for theme in themes(story):
        if theme.score < LEAST_SCORE or (grave and theme.kind == "person"):
            continue
        tag = _tag(theme)
        if tag and not any(tag.lower() in other or other in tag.lower() for other in found):
            found[tag.lower()] = tag
        if len(found) == MOST:
            break
    return tuple(found.values())


def _tag(theme: Theme) -> str:
    text = re.sub(r"['’]s?(?= |$)", "", theme.text.removeprefix("the "))
    words = WORD.findall(text.replace("'", "").replace("’", ""))
    joined = "".join(word[0].upper() + word[1:] for word in words)
    fits = SHORTEST <= len(joined) <= LONGEST and len(words) <= 3 and not joined.isdigit()
    plain = len(words) == 1 and words[0].lower() in members("stop_en", "vague")
    return f"#{joined}" if fits and not plain else ""
