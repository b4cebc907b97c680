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
OPENING = 4


def hashtags(story: Story) -> tuple[str, ...]:
    """At most three hashtags with their "#", CamelCase, letters and digits only, weightiest first."""
    grave = is_sensitive(story)
    line = " ".join(" ".join(sentence) for sentence in story.lower)
    opening = " ".join(" ".join(sentence) for sentence in story.lower[:OPENING])
    ours = " ".join((*story.article.authors, story.article.site)).lower()
    found: dict[str, str] = {}
    for theme in themes(story):
        words = _core(theme)
        if not _central(theme, words, line, opening) or words in ours or (grave and theme.kind in ("person", "unsure")):
            continue
        tag = _tag(theme)
        if tag and not any(tag.lower() in other or other in tag.lower() for other in found):
            found[tag.lower()] = tag
        if len(found) == MOST:
            break
    return tuple(found.values())


def _core(theme: Theme) -> str:
    text = re.sub(r"['’]s?(?= |$)", "", theme.text.lower())
    return text.removeprefix("the ").removeprefix("a ").removeprefix("an ")


def _central(theme: Theme, words: str, line: str, opening: str) -> bool:
    """Whether a theme stands in the title or the first sentences and comes back; a thing is two words at least."""
    if theme.score < LEAST_SCORE or words not in opening or line.count(words) < 2:
        return False
    return theme.kind != "thing" or " " in words


def _tag(theme: Theme) -> str:
    text = re.sub(r"['’]s?(?= |$)", "", theme.text.removeprefix("the "))
    words = WORD.findall(text.replace("'", "").replace("’", ""))
    joined = "".join(word[0].upper() + word[1:] for word in words)
    fits = SHORTEST <= len(joined) <= LONGEST and len(words) <= 3 and not joined.isdigit()
    plain = len(words) == 1 and words[0].lower() in members("stop_en", "vague")
    return f"#{joined}" if fits and not plain else ""
