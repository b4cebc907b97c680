"""Names of an article: runs of capitalised words, how often they stand in it, and what they may be.

Pure reading of spelling and neighbours; nothing is looked up in a list of the world's names except common
first names, countries and large cities (`data/names_en.txt`), which only sharpen the guess.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from bot.writers.embedded.lexicon import members
from bot.writers.embedded.story import Story
from bot.writers.embedded.wordclass import is_common

UPPER = r"[A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĖĘĚĜĞĠĢĤĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽА-ЯЁІЇЄҐ]"
CAP = UPPER + r"[\w’'\-]*"
JOINT = (
    r" (?:of the |of |de la |de los |de |del |della |di |da |do |dos |du |des |van der |van den |van |von der |von |el "
    r"|al-|bin |ibn )?"
)
RUN = re.compile(rf"(?<![\w’'.\-])(?:{CAP})(?:{JOINT}{CAP}){{0,6}}")
OPENERS = frozenset("\"“”'‘’«»„()[]-–—:;.?!…•")
INNER_POSSESSIVE = re.compile(r"['’]s (?=\w)")
AFTER_PERSON = re.compile(r", (?:who|\d\d,)| (?:said|told|says|tweeted)\b")
PLACING = frozenset(("in", "near", "across", "at", "from"))
HYPHENED = re.compile(r"-[a-z]")
POSSESSIVE = re.compile(r"['’]s?$")
TITLES = frozenset(
    "mr mrs ms miss dr prof professor president minister senator sen rep gov governor judge king queen prince princess "
    "pope sir dame lord lady captain capt sgt sergeant officer detective mayor chancellor secretary chief coach "
    "herr frau vice prime first deputy lt lieutenant col colonel gen general rev reverend director principal "
    "mp msp mep actress actor singer rapper photographer author footballer striker manager midfielder jockey ceo "
    "herr frau señor señora sra sr monsieur mme m. signor".split()
)
OPENING_VERBS = frozenset("watch unlike meet see read visit ask call".split())
COUNTED = 14
AROUND = 14
MONTHS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december jan feb mar apr jun jul aug sep sept oct nov dec".split()
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands in the article, its longest form. `kind` is person, place, group or other.

    `count` is how often it or its last part stands there, `first` the first sentence with it (0 is the
    title), `the` whether it usually follows "the", `score` its weight in the story.
    """

    text: str
    kind: str
    count: int
    first: int
    the: bool
    score: float


@lru_cache(maxsize=2)
def names(story: Story) -> tuple[Name, ...]:
    """The story's names, the weightiest first."""
    article = story.article
    small = frozenset(word for words in story.words[1 : COUNTED + 1] for word in words)
    seen = _Sightings(article.language, small)
    for number, text in enumerate(article.sentences[:COUNTED], 1):
        seen.read(number, text)
    if article.title and not is_title_case(story.words[0]):
        seen.read(0, article.title)
    seen.confirm(article.title)
    return seen.names()


def is_title_case(words: tuple[str, ...]) -> bool:
    """Whether a title writes nearly all its words with capitals, so that they tell nothing."""
    return sum(word[0].isupper() for word in words) > len(words) * 0.6


class _Sightings:
    """What was seen of each capitalised run, gathered sentence by sentence."""

    def __init__(self, language: str, small: frozenset[str]) -> None:
        self.small = small
        self.stop = members(f"stop_{language}", "stop") or members("stop_en", "stop")
        self.inside: Counter[str] = Counter()
        self.opening: Counter[str] = Counter()
        self.first: dict[str, int] = {}
        self.the: Counter[str] = Counter()
        self.placed: Counter[str] = Counter()
        self.personal: Counter[str] = Counter()
        self.titled: set[str] = set()

    def read(self, number: int, text: str) -> None:
        """Take in one sentence."""
        for match in RUN.finditer(text):
            start, end = match.span()
            before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
            opens = start == 0 or before.rstrip()[-1:] in OPENERS
            run = match.group()
            if "'" in run or "’" in run:
                run = POSSESSIVE.sub("", run)
            if opens and run.isupper() and " " in run:
                continue
            parts = INNER_POSSESSIVE.split(run) if " " in run else [run]
            for place, part in enumerate(parts):
                whole = len(parts) == 1
                self._note(part, number, before if place == 0 else "", after if whole else "", opens and place == 0)

    def _note(self, run: str, number: int, before: str, after: str, opens: bool) -> None:
        run, taken = self._trim(run, opens)
        if len(run) < 2:
            return
        (self.opening if opens and not taken else self.inside)[run] += 1
        self.first.setdefault(run, number)
        last = taken or before.rpartition(" ")[0].rpartition(" ")[2].lower() if before.endswith(" ") else taken
        if last == "the":
            self.the[run] += 1
        elif last in PLACING:
            self.placed[run] += 1
        if last.rstrip(".") in TITLES:
            self.personal[run] += 3
        elif " " in run and AFTER_PERSON.match(after):
            self.personal[run] += 1

    def _trim(self, run: str, opens: bool) -> tuple[str, str]:
        """The run without courtesy titles and an opening's function words; and the last thing taken off."""
        parts, taken = run.split(" "), ""
        while parts and self._loose(parts, opens):
            taken = parts.pop(0).lower()
        if len(parts) > 1:
            role = max((place for place, part in enumerate(parts[:-1]) if part.lower() in TITLES), default=-1)
            taken, parts = (parts[role].lower(), parts[role + 1 :]) if role >= 0 else (taken, parts)
            parts = parts[:-1] if parts[-1].lower() in MONTHS else parts
        return " ".join(parts), taken

    def _loose(self, parts: list[str], opens: bool) -> bool:
        first = parts[0].lower().rstrip(".")
        if first in TITLES or first == "the" or first in MONTHS:
            return True
        if not opens or parts[1:2] == ["of"]:
            return False
        return (
            first in self.stop or (len(parts) > 2 and is_common(first)) or (len(parts) == 2 and first in OPENING_VERBS)
        )

    def confirm(self, title: str) -> None:
        """Note which runs the title holds too."""
        self.titled = {run for run in self.first if run in title}

    def names(self) -> tuple[Name, ...]:
        """The runs that are names, weightiest first."""
        full = self._full_names()
        found = [self._name(run, full) for run in self.first if self._is_name(run) and run not in full]
        return tuple(sorted(found, key=lambda name: (-name.score, name.first, name.text)))

    def _is_name(self, run: str) -> bool:
        if (
            run.lower() in self.stop
            or (" " not in run and len(run) < 3)
            or HYPHENED.search(run)
            or run.lower() in self.small
        ):
            return False
        return " " in run or self.inside[run] > 0 or (self.opening[run] > 1 and len(run) > 3)

    def _full_names(self) -> dict[str, str]:
        """For a part of a name standing alone the longer name it stands for."""
        full: dict[str, str] = {}
        for run in self.first:
            parts = run.split(" ")
            if 2 <= len(parts) <= 4 and not run.isupper():
                for part in (parts[-1], parts[0]):
                    if part in self.first and part not in members("names_en", "place"):
                        full.setdefault(part, run)
        return full

    def _name(self, run: str, full: dict[str, str]) -> Name:
        forms = [run, *(part for part in run.split(" ") if full.get(part) == run)]
        inside = sum(self.inside[form] for form in forms)
        count = inside + sum(self.opening[form] for form in forms)
        first = min(self.first[form] for form in forms)
        titled = any(form in self.titled for form in forms)
        score = count + 3.0 * titled + (2.0 if first <= 1 else 0.5 if first <= 3 else 0.0)
        return Name(run, self._kind(run, forms), count, first, 2 * self.the[run] > self.inside[run], score)

    def _kind(self, run: str, forms: list[str]) -> str:
        words = run.split(" ")
        last = words[-1].lower()
        if last in members("names_en", "groupword") or run.isupper():
            return "group"
        if run in members("names_en", "place") or last in members("names_en", "placeword"):
            return "place"
        personal, placed = sum(self.personal[form] for form in forms), self.placed[run]
        given = len(words) > 1 and words[0] in members("names_en", "given")
        surname = len(words) == 2 and len(forms) > 1 and not is_common(last) and not is_common(words[0].lower())
        if not self.the[run] and (given or personal > placed or (surname and not placed)):
            return "person"
        return "place" if placed and 2 * placed >= self.inside[run] else "other"
