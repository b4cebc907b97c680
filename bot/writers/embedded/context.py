"""The standfirst, and the long form's paragraphs: what the bullets leave out, in the article's own words."""

import re
from itertools import islice

from bot.domain.draft import Passage
from bot.writers.embedded.choice import Choice
from bot.writers.embedded.gate import DANGLING, FIRST, QUOTE, SPEAKS, noisy, sound
from bot.writers.embedded.prose import capital, prose
from bot.writers.embedded.ranking import stems
from bot.writers.embedded.speech import spoken
from bot.writers.embedded.story import WORD, Story
from bot.writers.embedded.trimming import PARENTHESIS, plain

LEDES = 4
LONGEST_LEDE = 330
MOST_PARAGRAPHS = 5
MOST_CHARACTERS = 1100
LONGEST, SHORTEST = 330, 40
FOLLOWING = 2
OPENING = 5
PERSONAL = frozenset("he she it they his her its their this these those that".split())
OPENING_QUOTE = re.compile(r"^[\"“'‘]")


def standfirst(story: Story, headline: str, choice: Choice) -> Passage | None:
    """The first sentence that stands alone and says what happened; none where it says the headline again."""
    told = set(stems(tuple(word.lower() for word in WORD.findall(headline))))
    for number in range(1, min(LEDES, len(story.article.sentences)) + 1):
        text = _lede(story.article.sentences[number - 1], story.article.language)
        content = set(stems(tuple(word.lower() for word in WORD.findall(text))))
        if text and len(content & told) < 0.9 * (len(content) or 1):
            return Passage(text=text, sentences=(number,))
    if not choice.candidates:
        return None
    return Passage(text=choice.candidates[0].text, sentences=choice.candidates[0].numbers)


def _lede(sentence: str, language: str) -> str:
    text = prose(sentence)
    if language == "en":
        text = plain(text)
    if not 30 <= len(text) <= LONGEST_LEDE or not _whole(text, sentence, language):
        return ""
    first = WORD.match(text)
    return "" if first and first.group().lower() in DANGLING else text


def _whole(text: str, sentence: str, language: str) -> bool:
    if not sound(text) or noisy(sentence) or sentence.endswith(" .") or sentence[-1:].isalnum() or text[:1].islower():
        return False
    if language != "en":
        return True
    outside = QUOTE.sub(" ", text)
    spoken = len(outside) < len(text) - 20
    return (not spoken or bool(SPEAKS.search(outside))) and FIRST.isdisjoint(outside.lower().split())


def context(story: Story, choice: Choice, opening: Passage | None) -> tuple[Passage, ...]:
    """Up to five paragraphs of whole sentences in reading order; what the draft says elsewhere is left out.

    A sentence with a pronoun for its subject only follows the sentence that names it.
    """
    used = {statement.number for statement in choice.bullets} | set(opening.sentences if opening else ())
    used |= spoken(story)
    found: list[Passage] = []
    room = MOST_CHARACTERS
    for numbers in _paragraphs(story):
        passage = _passage(story, numbers, used)
        if passage is None or len(passage.text) > room:
            continue
        room -= len(passage.text)
        found.append(passage)
        if len(found) == MOST_PARAGRAPHS:
            break
    return tuple(found)


def _paragraphs(story: Story) -> list[range]:
    """The numbers of each paragraph's sentences; a text without paragraphs goes by threes."""
    count = len(story.article.sentences)
    starts = list(story.article.paragraphs) or [1]
    if len(starts) < 3:
        starts = list(range(1, count + 1, 3))
    return [range(start, end) for start, end in zip(starts, [*starts[1:], count + 1], strict=True)]


def _passage(story: Story, numbers: range, used: set[int]) -> Passage | None:
    """The first sentences of a paragraph that are not used yet and can be read without those that are."""
    taken: list[tuple[int, str]] = []
    for number in numbers:
        if number in used:
            if taken:
                break
            continue
        text = _fit(story.article.sentences[number - 1], story.article.language, leads=not taken)
        if not text:
            if taken:
                break
            continue
        taken.append((number, text))
        if len(taken) == FOLLOWING:
            break
    if not taken:
        return None
    return Passage(text=" ".join(text for _, text in taken), sentences=tuple(number for number, _ in taken))


def _fit(sentence: str, language: str, *, leads: bool) -> str:
    text = prose(sentence)
    text = capital(PARENTHESIS.sub("", text) if "(" in text or "[" in text else text)
    if not SHORTEST <= len(text) <= LONGEST or (leads and not _leads(text, language)):
        return ""
    return text if _whole(text, sentence, language) else ""


def _leads(text: str, language: str) -> bool:
    """Whether a paragraph may open with this: it does not lean on a sentence before."""
    words = [match.group().lower() for match in islice(WORD.finditer(text), OPENING)]
    if not words or words[0].partition("’")[0].partition("'")[0] in DANGLING:
        return False
    if OPENING_QUOTE.match(text) and " he said" in text:
        return False
    return language != "en" or PERSONAL.isdisjoint(words)
