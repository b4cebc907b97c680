"""The engagement question: about this story's theme, for a reader to answer from life or opinion.

Patterns live in `templates/questions/<language>/<kind>.txt`, a pattern to a line, `{theme}` the slot. Which one is
taken follows from the story's own words, so the same article always gets the same question.
"""

import zlib
from functools import cache
from pathlib import Path

import bot
from bot.domain.draft import Passage
from bot.writers.embedded.category import category
from bot.writers.embedded.lexicon import members
from bot.writers.embedded.story import Story
from bot.writers.embedded.themes import Theme, themes

WANTED = 3
ALIASES = {"no": "nb", "nn": "nb"}
NAMED_FIRST = frozenset(("sport", "culture"))
OWN_PATTERNS = frozenset(("person", "place", "unsure"))
STRONG = 3.0


def questions(story: Story, *, headline: str, sensitive: bool) -> tuple[Passage, ...]:
    """The question and two alternatives, best first; empty when none is fitting."""
    language = ALIASES.get(story.article.language, story.article.language)
    found = _english(story, sensitive) if language == "en" else _foreign(story, language, sensitive)
    return tuple(dict.fromkeys(found))[:WANTED]


@cache
def patterns(language: str, kind: str) -> tuple[str, ...]:
    """The patterns of one kind in one language; empty when there are none."""
    inside = Path(bot.__file__).parent / "templates"
    root = inside if inside.is_dir() else inside.parents[1] / "templates"
    path = root / "questions" / language / f"{kind}.txt"
    return tuple(filter(None, map(str.strip, path.read_text("utf-8").splitlines()))) if path.is_file() else ()


def _seed(story: Story) -> int:
    return zlib.crc32(" ".join((story.article.title, *story.article.sentences[:2])).encode("utf-8", "replace"))


def _pick(choices: tuple[str, ...], seed: int, theme: Theme | None = None) -> list[Passage]:
    if not choices:
        return []
    pattern = choices[seed % len(choices)]
    if theme is None:
        return [Passage(text=pattern)]
    text = pattern.format(theme=theme.text)
    return [Passage(text=text[0].upper() + text[1:], sentences=(theme.sentence,))]


def _english(story: Story, sensitive: bool) -> list[Passage]:
    seed, topic = _seed(story), category(story).lower()
    if sensitive:
        return _sober(story, seed)
    chosen = _ranked(themes(story), topic)[:2]
    found: list[Passage] = []
    for turn, theme in enumerate((*chosen, *chosen[:1])[: WANTED - 1]):
        own = theme.kind in OWN_PATTERNS and not (theme.kind == "place" and topic == "sport")
        kind = theme.kind if own else topic
        found += _pick(patterns("en", kind), seed + 5 * turn, theme)
    return found + _pick(patterns("en", f"plain_{topic}"), seed)


def _ranked(found: tuple[Theme, ...], topic: str) -> list[Theme]:
    """Themes best for asking about: things before names, but for sport and culture names before things."""
    things = [theme for theme in found if theme.kind == "thing" and theme.score >= STRONG]
    others = [theme for theme in found if theme.kind != "thing" and theme.score >= STRONG]
    if topic in NAMED_FIRST:
        return others[:1] + things[:1] + others[1:]
    return things[:1] + others[:1] + things[1:]


def _sober(story: Story, seed: int) -> list[Passage]:
    """Questions of help and lessons; about the calamity itself where the article names it."""
    calamities = members("stop_en", "calamity")
    found: list[Passage] = []
    for theme in themes(story):
        if theme.kind == "thing" and theme.text.rpartition(" ")[2] in calamities and theme.text.startswith("the "):
            found = _pick(patterns("en", "sober"), seed, theme)
            break
    choices = patterns("en", "sober_plain")
    return found + [passage for turn in range(WANTED) for passage in _pick(choices, seed + turn)]


def _foreign(story: Story, language: str, sensitive: bool) -> list[Passage]:
    seed = _seed(story)
    sober = patterns(language, "sober")
    if sensitive:
        return [passage for turn in range(len(sober)) for passage in _pick(sober, seed + turn)]
    found: list[Passage] = []
    choices = patterns(language, "news")
    for turn, theme in enumerate(themes(story)[:1] * 2 if choices else ()):
        found += _pick(choices, seed + 3 * turn, theme)
    return found + _pick(patterns(language, "plain"), seed)
