"""A sentence that opens with "he" or "she" gets the name back, where only one person can be meant."""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.writers.embedded.gate import BAD_LAST, PEOPLE, QUOTE
from bot.writers.embedded.grammar import first_verb, subject
from bot.writers.embedded.names import names
from bot.writers.embedded.prose import prose
from bot.writers.embedded.story import WORD, Story
from bot.writers.embedded.trimming import plain

PRONOUN = re.compile(r"(He|She|His|Her) (?=[a-z])")
SUBJECTS = frozenset(("He", "She"))
OTHER = re.compile(r"(?:[a-z,]|^) (?!I\b)[A-Z][\w’'\-]+ (?:said|says|told|was|had|has|is|who|rallied|[a-z]{3,}ed)\b")
LONGEST = 5
MEN, WOMEN = frozenset(("Mr", "Lord", "Prince", "King")), frozenset(("Mrs", "Ms", "Miss", "Lady", "Queen", "Princess"))
SPACED = 0.4


@dataclass(frozen=True, slots=True)
class Named:
    """A sentence, and the number of the one that names the person put in for its pronoun (0 for none)."""

    text: str
    by: int = 0


def named(story: Story, number: int) -> Named:
    """The sentence; an opening pronoun gives way to the one person who is the subject of the sentence before.

    Only where nobody else is named in either of the two sentences, so that no one else can be meant. Empty where the
    line before broke off, so that this is the rest of it.
    """
    sentence = story.article.sentences[number - 1]
    if number > 1 and _unfinished(story.article.sentences[number - 2]):
        return Named("")
    if sentence.endswith(" .") and _spaced(story):
        sentence = sentence[:-2] + "."
    match = PRONOUN.match(sentence)
    if match is None or number < 2 or story.article.language != "en" or _names_others(story, sentence[match.end() :]):
        return Named(sentence)
    who = _who(story, number - 1)
    if not who or _disagrees(who, match[1]) or _another_before(story, number - 2, who):
        return Named(sentence)
    if not set(WORD.findall(who)).isdisjoint(WORD.findall(sentence)):
        return Named(sentence)
    possessive = "" if match[1] in SUBJECTS else "’s"
    return Named(f"{who}{possessive} {sentence[match.end() :]}", number - 1)


def _unfinished(before: str) -> bool:
    """Whether a line ends within a clause for all its stop: 'Reyle said that Halden, of the crews\' union .'"""
    if not before.endswith(" ."):
        return False
    words = [word.lower() for word in WORD.findall(before)]
    if not words or words[-1] in BAD_LAST:
        return True
    _, that, rest = before.rpartition(" that ")
    return bool(that) and first_verb(["x", *(word.lower() for word in WORD.findall(rest))]) < 0


def _disagrees(who: str, pronoun: str) -> bool:
    """Whether a title says that the pronoun means somebody else."""
    first = who.partition(" ")[0].rstrip(".")
    return first in (MEN if pronoun in ("She", "Her") else WOMEN)


def _another_before(story: Story, number: int, who: str) -> bool:
    """Whether the sentence further back speaks of somebody else, whom the pronoun may still mean."""
    if number < 1:
        return False
    names_there = _persons(story, prose(story.article.sentences[number - 1]))
    return any(name.split()[-1] not in who.split() for name in names_there)


def _names_others(story: Story, rest: str) -> bool:
    """Whether the sentence speaks of some other person, by name or as "the driver"."""
    return bool(_persons(story, rest)) or not PEOPLE.isdisjoint(rest.lower().split()) or bool(OTHER.search(rest))


@lru_cache(maxsize=2)
def _spaced(story: Story) -> bool:
    """Whether the text has a space before its stops throughout, so that one does not mark a caption."""
    sentences = story.article.sentences
    return sum(sentence.endswith(" .") for sentence in sentences) > SPACED * len(sentences)


def _who(story: Story, number: int) -> str:
    """The one person that sentence speaks of, where that is its subject."""
    text = prose(story.article.sentences[number - 1])
    who = subject(plain(text))
    persons = _persons(story, text)
    if len(persons) != 1 or not 0 < len(who.split()) <= LONGEST or QUOTE.search(text):
        return ""
    rest = text[text.find(who) + len(who) :]
    if not PEOPLE.isdisjoint(WORD.findall(rest.lower())) or not set(WORD.findall(who)) & set(persons[0].split()):
        return ""
    allowed = {*persons[0].split(), *MEN, *WOMEN, "Dr", "Sir"}
    return who if who[0].isupper() and all(word.rstrip(".") in allowed for word in who.split()) else ""


def _persons(story: Story, text: str) -> list[str]:
    """The persons a sentence names."""
    words = set(WORD.findall(text.replace("'s", "").replace("’s", "")))
    return [name.text for name in names(story) if name.kind == "person" and name.text.split()[-1] in words]
