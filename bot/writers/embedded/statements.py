"""From numbered sentences to statements that may be bullets: whole, shortened, or said in two."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.writers.embedded.gate import EXISTS, leans, noisy, passes, sound, stands
from bot.writers.embedded.grammar import plain_verb
from bot.writers.embedded.prose import prose, stopped
from bot.writers.embedded.shortening import shortenings
from bot.writers.embedded.splitting import halves
from bot.writers.embedded.trimming import faithful, fitted, plain, quoted, safe, shorter, spoken

READABLE = 170
LONGEST, CUT_SHORTEST = 480, 40
BRIEF, LONG = 90, 160
CALM_SHORTEST = 20
CAPTION_WORDS = 10
STOPS = '.!。！।॥۔։።။។"”»’)'
DENSE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
SLACK = 60
HOPELESS = frozenset(
    "he she it they we i you his her its their our my there what how why who him them it's he's she's they're we're "
    "it’s he’s she’s they’re we’re that's that’s i'm i’m".split()
)
WEAK_START = frozenset(
    "pero y aunque sin también mais et donc ou aber und doch auch sondern mas e porém ma però anche а но и однако "
    "также он она они это er sie es il elle ils elles él ella ellos ele ela eles lui lei loro".split()
)


# Where a long sentence may end early: before a clause that only adds when, why, how or what followed.
CLAUSE_END = re.compile(
    r",? (?:after|before|while|when|amid|because|following|although|though|despite|unless|due to) (?=[\w“\"])"
    r"|, (?:as|with|who|which|where|including|leaving|forcing|making|prompting|raising|saying|and|but|in a) (?=[\w“\"])"
    r"| by (?=\w+ing )| and (?:even |then )?(?=\w+ing )| as (?=(?:he|she|it|they|the|a|an) )"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A bullet to be: its text, the sentence it is from, and which half of it (0 is the whole or the first).

    `by` is the sentence that names the person put in for a pronoun, 0 for none.
    """

    text: str
    number: int
    half: int = 0
    by: int = 0

    @property
    def numbers(self) -> tuple[int, ...]:
        """Every sentence it rests on."""
        return (self.by, self.number) if self.by else (self.number,)


def statements(
    sentence: str, number: int, most: int, language: str, *, whole: bool = False, by: int = 0
) -> list[Statement]:
    """What a sentence gives: one statement, two halves, or nothing. With `whole` it is only tried as it stands."""
    if language != "en":
        return _calm(sentence, number, most)
    if (sentence.partition(" ")[0].lower() in HOPELESS and not EXISTS.match(sentence)) or (
        whole and len(sentence) > most + SLACK
    ):
        return []
    if number == 1 and sentence.count('"') == 1 and sentence.endswith('."'):  # it closes nothing that was opened
        sentence = sentence[:-1]
    return [Statement(text, number, half, by) for half, text in enumerate(_texts(_plain(sentence), most, whole=whole))]


# An opening sentence is asked about for the headline and for the bullets.
@lru_cache(maxsize=64)
def _texts(text: str, most: int, *, whole: bool) -> tuple[str, ...]:
    if len(text) <= READABLE or whole:
        return (text,) if stands(text, most, cut=False) else ()
    if leans(text):
        return ()
    return _split(text, most) or _one(text, most)


def _plain(sentence: str) -> str:
    """The sentence without what an editor would drop; empty for a caption or heading, which ends without a stop."""
    text = "" if sentence.endswith(" .") or noisy(sentence) else prose(sentence)
    return plain(text) if text and text[-1] in STOPS else ""


def lenient(sentence: str, number: int, most: int, *, by: int = 0, loose: bool = False) -> list[Statement]:
    """What an English sentence gives by the milder rule. With `loose` a picture's line will do if it has a verb."""
    if loose:
        words = sentence.lower().split()
        if not sentence.endswith(" .") or len(words) < CAPTION_WORDS or not plain_verb(words):
            return []
        sentence = sentence[:-2] + "."
    text = _plain(sentence)
    found = fitted(text, most, lambda form: passes(form, max(most, len(form))))
    if not found and most < len(text) <= LONGEST:
        found = next((form for form in _forms(text, most) if passes(form, most)), "")
    return [Statement(found, number, by=by)] if found else []


def _one(text: str, most: int) -> tuple[str, ...]:
    if stands(text, most, cut=False):
        return (text,)
    found = fitted(text, most, lambda form: stands(form, max(most, len(form)))) or _cut(text, most)
    return (found,) if found else ()


def _cut(text: str, most: int) -> str:
    """A sentence too long even so, without its last clauses; nothing that bears a doubt or a condition comes off."""
    if not most < len(text) <= LONGEST:
        return ""
    return next((form for form in _forms(text, most) if stands(form, most) and "whether" not in form), "")


def _forms(text: str, most: int) -> Iterator[str]:
    """Shortenings of what is said, with who says it in short; then such as leave out the source of a plain fact."""
    yield from quoted(text)
    said, source = spoken(text)
    if source:
        body = said + "."
        if len(said) + len(source) <= most:
            yield said + source
        for form in shortenings(body, most - len(source)):
            if faithful(form, body):
                yield form.rstrip(".") + source
    for form in map(stopped, shortenings(text, most)):
        if len(form) >= CUT_SHORTEST and faithful(form, text):
            yield form
    for end in reversed([match.start() for match in CLAUSE_END.finditer(text, CUT_SHORTEST, most)]):
        form = stopped(text[:end].rstrip(" ,;–-"))
        if safe(form, text):
            yield form


def _split(text: str, most: int) -> tuple[str, ...]:
    for first, second in halves(text):
        pair = (_within(first, most), _within(second, most))
        if all(pair):
            return pair
    return ()


def _within(half: str, most: int) -> str:
    return fitted(half, most, lambda form: stands(form, max(most, len(form))))


def _calm(sentence: str, number: int, most: int) -> list[Statement]:
    """For languages without rules here: a whole sentence that ends, asks nothing and does not lean on another."""
    text = "" if noisy(sentence) else prose(sentence)
    least = CALM_SHORTEST // 2 if DENSE.search(text) else CALM_SHORTEST
    if not least <= len(text) <= most or not sound(text) or text[-1] not in STOPS:
        return []
    if text[:1].islower() and not "\u10d0" <= text[0] <= "\u10ff":
        return []
    return [] if text.split(" ")[0].lower().strip('"“«,') in WEAK_START else [Statement(text, number)]


@lru_cache(maxsize=64)
def shorter_forms(statement: Statement, language: str, *, brief: bool = True) -> tuple[str, ...]:
    """Safe shortenings of a statement, longest first; none for languages without rules here.

    With `brief` one more is sought that is short enough for the smallest post.
    """
    if language != "en":
        return ()
    text = statement.text
    found = list(shorter(text, lambda form: stands(form, len(text))))
    last = found[-1] if found else text
    if brief and BRIEF < len(last) <= LONG:
        found += _brief(last)
    return tuple(found)


def within(text: str, most: int) -> Iterator[str]:
    """Forms of a statement within `most` characters that keep what it says, each whole."""
    for form in _forms(text, most):
        if stands(form, most) and safe(form, text):
            yield form


def _brief(text: str) -> list[str]:
    """One form short enough for the smallest post, where there is a safe one: whole clauses come off."""
    forms = (form for form in _forms(text, BRIEF) if safe(form, text))
    found = next((form for form in forms if stands(form, BRIEF)), "")
    return [found] if found else []
