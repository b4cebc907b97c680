"""Whether a rule wants an item, and why: literal words and phrases, the language, the length. Linear in the text."""

from collections.abc import Sequence

from bot.domain.feed import Item, Match, Reason, Rule
from bot.feeds.markup import text_of, words
from bot.text.language import detect

# Scripts whose words are not set apart: there a phrase is looked for anywhere in the text.
_DENSE = range(0x0E00, 0xFFFF)
_LATER = (range(0xAC00, 0xD7B0), range(0xFB00, 0xFFFF))


def match(rule: Rule, item: Item, *, language: str = "") -> Match:
    """What a rule says to an item; `language` is what its feed says of itself. The reason is "" where it is wanted."""
    summary, content = text_of(item.summary), text_of(item.content)
    text = f"{item.title}\n{summary}\n{content}"
    said = words(text)
    # Many feeds say their text twice.
    count = len(words(item.title)) + max(len(words(summary)), len(words(content)))
    spoken = detect(text)
    spoken = item.language or language or "und" if spoken == "und" else spoken
    excluded, included = found(rule.exclude, said), found(rule.include, said)
    reason: Reason = ""
    if excluded:
        reason = "excluded"
    elif rule.include and not included:
        reason = "not_included"
    elif rule.languages and spoken not in rule.languages:
        reason = "language"
    elif count < rule.least:
        reason = "too_short"
    return Match(reason=reason, words=excluded or included, language=spoken, count=count)


def found(wanted: Sequence[str], said: Sequence[str]) -> tuple[str, ...]:
    """Those of the words and phrases that a text says, as they were written."""
    running = f" {' '.join(said)} "
    return tuple(phrase for phrase in wanted if _says(running, words(phrase)))


def _says(running: str, phrase: Sequence[str]) -> bool:
    if not phrase:
        return False
    whole = " ".join(phrase)
    return (whole if _dense(whole) else f" {whole} ") in running


def _dense(phrase: str) -> bool:
    points = list(map(ord, phrase))
    return any(point in _DENSE for point in points) and not any(point in late for late in _LATER for point in points)
