"""Names of an article: runs of capitalised words, how often they stand in it, and what they may be.

Pure reading of spelling and neighbours; nothing is looked up in a list of the world's names except common
first names, countries and large cities (`data/names_en.txt`), which only sharpen the guess.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.writers.embedded.lexicon import members
from bot.writers.embedded.story import Story

UPPER = r"[A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĖĘĚĜĞĠĢĤĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽА-ЯЁІЇЄҐ]"
CAP = UPPER + r"[\w’'\-]*"
JOINT = r" (?:of the |of |de la |de los |de |del |della |di |da |do |dos |du |des |van der |van den |van |von der |von |el |al-|bin |ibn )?"
RUN = re.compile(rf"(?<![\w’'.\-])(?:{CAP})(?:{JOINT}{CAP}){{0,6}}")
OPENERS = re.compile(r"[\"“”'‘’«»„(\[\-–—:;.?!…•]\s*$")
POSSESSIVE = re.compile(r"['’]s?$")
TITLES = frozenset(
    "mr mrs ms miss dr prof professor president minister senator sen rep gov governor judge king queen prince princess "
    "pope sir dame lord lady captain capt sgt sergeant officer detective mayor chancellor secretary chief coach "
    "herr frau señor señora sra sr monsieur mme m. signor".split()
)
COUNTED = 40
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


def names(story: Story) -> tuple[Name, ...]:
    """The story's names, the weightiest first."""
    article = story.article
    return _names(article.title, article.sentences[:COUNTED], article.language)


@lru_cache(maxsize=16)
def _names(title: str, sentences: tuple[str, ...], language: str) -> tuple[Name, ...]:
    seen = _Sightings(language)
    for number, text in enumerate(sentences, 1):
        seen.read(number, text)
    seen.confirm(title)
    return seen.names()


class _Sightings:
    """What was seen of each capitalised run, gathered sentence by sentence."""

    def __init__(self, language: str) -> None:
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
            start = match.start()
            opens = start == 0 or bool(OPENERS.search(text[max(0, start - 3) : start]))
            run, trimmed = self._trim(POSSESSIVE.sub("", match.group()))
            if run:
                self._note(
                    run,
                    number,
                    text[max(0, start - 14) : start],
                    text[match.end() : match.end() + 14],
                    opens and not trimmed,
                )

    def _trim(self, run: str) -> tuple[str, str]:
        """The run without leading function words and courtesy titles, and what was taken off."""
        parts, taken = run.split(" "), ""
        while parts and (parts[0].lower() in self.stop or parts[0].lower().rstrip(".") in TITLES):
            taken = parts.pop(0).lower()
        while parts and (parts[0].lower() in MONTHS or parts[-1].lower() in MONTHS):
            parts = parts[1:] if parts[0].lower() in MONTHS else parts[:-1]
        text = " ".join(parts)
        if taken in TITLES:
            self.personal[text] += 2
        return (text if len(text) > 1 else ""), taken

    def _note(self, run: str, number: int, before: str, after: str, opens: bool) -> None:
        (self.opening if opens else self.inside)[run] += 1
        self.first.setdefault(run, number)
        words = before.lower().split()
        last = words[-1] if words else ""
        if last == "the":
            self.the[run] += 1
        if last in ("in", "near", "across", "at", "from") or (last == "the" and words[-2:-1] == ["in"]):
            self.placed[run] += 1
        if (
            last.rstrip(".") in TITLES
            or after.startswith((", who", " said", " told", " says"))
            or re.match(r", \d\d,", after)
        ):
            self.personal[run] += 1

    def confirm(self, title: str) -> None:
        """Note which runs the title holds too."""
        self.titled = {run for run in self.first if run in title}

    def names(self) -> tuple[Name, ...]:
        """The runs that are names, weightiest first."""
        full = self._last_parts()
        kept = [run for run in self.first if self._is_name(run)]
        found = [self._name(run, full) for run in kept if not (" " not in run and run in full and full[run] != run)]
        return tuple(sorted(found, key=lambda name: (-name.score, name.first, name.text)))

    def _is_name(self, run: str) -> bool:
        if run.lower() in self.stop or run.lower() in MONTHS:
            return False
        return " " in run or self.inside[run] > 0 or (self.opening[run] > 1 and len(run) > 3)

    def _last_parts(self) -> dict[str, str]:
        """For a surname alone the full name it stands for."""
        full: dict[str, str] = {}
        for run in self.first:
            if 1 <= run.count(" ") <= 3 and not run.isupper():
                full.setdefault(run.rsplit(" ", 1)[1], run)
        return full

    def _name(self, run: str, full: dict[str, str]) -> Name:
        short = run.rsplit(" ", 1)[-1]
        mine = [run] if full.get(short) != run or short == run else [run, short]
        count = sum(self.inside[form] + self.opening[form] for form in mine)
        kind = self._kind(run, mine)
        first = min(self.first[form] for form in mine if form in self.first)
        score = (
            count + 3.0 * any(form in self.titled for form in mine) + (2.0 if first == 1 else 0.5 if first <= 3 else 0)
        )
        return Name(run, kind, count, first, 2 * self.the[run] > self.inside[run], score)

    def _kind(self, run: str, forms: Iterable[str]) -> str:
        words = run.split(" ")
        last = words[-1].lower()
        if last in members("names_en", "groupword") or run.isupper():
            return "group"
        if run in members("names_en", "place") or last in members("names_en", "placeword"):
            return "place"
        forms = list(forms)
        personal = sum(self.personal[form] for form in forms)
        if words[0] in members("names_en", "given") and len(words) > 1:
            return "person"
        if personal > self.placed[run] and not self.the[run]:
            return "person"
        if (
            len(words) == 2
            and len(forms) == 2
            and any(self.inside[f] + self.opening[f] for f in forms[1:])
            and not self.the[run]
        ):
            return "person"
        return "place" if self.placed[run] and 2 * self.placed[run] >= self.inside[run] else "other"
