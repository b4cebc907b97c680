"""A sentence that opens with "he" or "she" gets the name back, where only one person can be meant."""

import re
from functools import lru_cache

from bot.writers.embedded.gate import PEOPLE, QUOTE
from bot.writers.embedded.grammar import subject
from bot.writers.embedded.names import names
from bot.writers.embedded.prose import prose
from bot.writers.embedded.story import WORD, Story
from bot.writers.embedded.trimming import plain

PRONOUN = re.compile(r"(He|She|His|Her) (?=[a-z])")
SUBJECTS = {"His": "He", "Her": "She"}
LONGEST = 5
FAR = 2
SPACED = 0.4


def named(story: Story, number: int) -> str:
    """The sentence; an opening pronoun gives way to the one person who is the subject of the sentence before."""
    sentence = story.article.sentences[number - 1]
    if sentence.endswith(" .") and _spaced(story):
        sentence = sentence[:-2] + "."
    match = PRONOUN.match(sentence)
    if match is None or number < 2 or story.article.language != "en":
        return sentence
    pronoun = SUBJECTS.get(match[1], match[1])
    who = _who(story, number - 1, pronoun, FAR)
    if not who:
        return sentence
    return f"{who}{'' if pronoun == match[1] else '’s'} {sentence[match.end() :]}"


@lru_cache(maxsize=2)
def _spaced(story: Story) -> bool:
    """Whether the text has a space before its stops throughout, so that one does not mark a caption."""
    sentences = story.article.sentences
    return sum(sentence.endswith(" .") for sentence in sentences) > SPACED * len(sentences)


def _who(story: Story, number: int, pronoun: str, far: int) -> str:
    """The person that sentence speaks of, under the same pronoun at most `far` sentences further back."""
    text = prose(story.article.sentences[number - 1])
    if text.startswith(f"{pronoun} "):
        alone = not _persons(story, text) and PEOPLE.isdisjoint(text.lower().split())
        return _who(story, number - 1, pronoun, far - 1) if far and number > 1 and alone else ""
    who = subject(plain(text))
    persons = _persons(story, text)
    if len(persons) != 1 or not 0 < len(who.split()) <= LONGEST or QUOTE.search(text):
        return ""
    rest = text[text.find(who) + len(who) :].lower()
    if not PEOPLE.isdisjoint(WORD.findall(rest)) or not set(WORD.findall(who)) & set(persons[0].split()):
        return ""
    return who if who[0].isupper() and " and " not in who and not who.endswith(("'s", "’s")) else ""


def _persons(story: Story, text: str) -> list[str]:
    """The persons a sentence names."""
    words = set(WORD.findall(text.replace("'s", "").replace("’s", "")))
    return [name.text for name in names(story) if name.kind == "person" and name.text.split()[-1] in words]
