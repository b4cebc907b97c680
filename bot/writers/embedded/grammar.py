"""Where an English clause has its subject and its finite verb, read from word classes and neighbours."""

import re
from functools import lru_cache

from bot.writers.embedded.wordclass import classes

TOKEN = re.compile(r"[^\W_][\w'’\-]*(?:\.[A-Za-z]\b)*|[^\w\s]")
AUXILIARY = frozenset(
    "is are was were has have had will would can could may might must should isn't aren't wasn't weren't hasn't "
    "haven't hadn't won't wouldn't can't cannot couldn't shouldn't do does did don't doesn't didn't isn’t aren’t "
    "wasn’t weren’t hasn’t haven’t hadn’t won’t wouldn’t can’t couldn’t shouldn’t don’t doesn’t didn’t".split()
)
COMMON_PAST = frozenset(
    "said told won lost made took came went got gave found left led kept held met paid put ran saw sent set shot "
    "sold stood thought wrote became began broke built brought fell fled felt grew hit hurt knew meant rose "
    "sought spoke spent struck threw says wants plans needs faces remains".split()
)
PAST = COMMON_PAST | frozenset(
    "underwent strode lay fought caught sank shook stole tore wore swore slept swept taught withdrew understood "
    "undertook overcame forgot forgave bought fed froze hung hid lent rode sang slid stuck swung wept bore rang "
    "woke dug live lives sits drew drove flew chose expects hopes".split()
)
BOTH = frozenset(
    "made held found left led kept paid put sent set shot sold built brought hit hurt sought spent struck told "
    "lost won".split()
)
BEFORE_NOUN = frozenset(
    "the a an to of by in with for on from at more most very his her its their our my your this these those and "
    "or as than being been be having under about into over between against no any some each every both".split()
)
AGENT = frozenset("by as with to from in at".split())
INTRANSITIVE = frozenset(
    "resigned served emerged returned worked acted agreed died collided ended continued merged reacted "
    "responded retired "
    "appeared talked started opened finished debuted struggled arrived closed doubled jumped stepped rallied "
    "won".split()
)
SUBORDINATE = frozenset(
    "who which that whose whom where when while after before because as if although though what how why since "
    "until unless".split()
)
PREPOSED = frozenset(
    "in on at after during despite with as while when since following before because amid for under from if "
    "although though unless until once by to of like unlike without among between given even based speaking "
    "according asked despite today yesterday tonight tomorrow now last soon earlier later".split()
)
SUBJECT_WORDS = 9


def finite(words: list[str], index: int) -> bool:
    """Whether the word can only be, or most likely is, a finite verb. `words` are lower case."""
    word = words[index]
    if word in AUXILIARY:
        return True
    if index == 0:
        return False
    before = words[index - 1]
    if before in BEFORE_NOUN or before in AUXILIARY or before.endswith(("'s", "’s")):
        return False
    following = words[index + 1] if index + 1 < len(words) else ""
    if word in PAST:
        return word not in BOTH or following not in ("by", "in")
    return _inflected(word, following) or _plural(word, before, following)


@lru_cache(maxsize=8192)
def _inflected(word: str, following: str) -> bool:
    letters = classes(word)
    if "D" in letters:
        passive = following in AGENT and following not in ("to", "from", "in", "at") and word not in INTRANSITIVE
        return word.isalpha() and not passive
    if "Z" in letters:
        return "N" not in letters or following in _OBJECTS or following in _PLACED
    return False


@lru_cache(maxsize=8192)
def _plural(word: str, before: str, following: str) -> bool:
    """A bare verb after a plural noun: "officers continue to ..."."""
    plural = (before.endswith("s") and not before.endswith(("ss", "us", "is"))) or before in _PLURALS
    letters = classes(word)
    return plural and ("B" in letters or "P" in letters) and (following in _OBJECTS or following in _PLACED)


_PLURALS = frozenset(
    "worldwide nationwide alike abroad overseas "
    "people police men women children who they and most many teens staff parents fans officials".split()
)
_PLACED = frozenset(
    "in on at about around with for from under over into against like as than when if every each".split()
)


_OBJECTS = frozenset("a an the to that his her its their it them him how what whether more no not up out".split())


def first_verb(words: list[str]) -> int:
    """Where the main clause's finite verb stands; -1 when there is none. Relative clauses are stepped over."""
    skip = 0
    for index, word in enumerate(words):
        if index and word in ("who", "which", "that", "whose", "where", "how", "what", "why"):
            skip += 1
        elif finite(words, index) and not (index and words[index - 1] in AUXILIARY):
            if not skip:
                return index
            skip -= 1
    return -1


_ADVERBS = frozenset("also now then still later once again never often soon even just not always".split())


def plain_verb(words: list[str]) -> bool:
    """Whether a word is there that hardly can be but a verb."""
    return any(word in AUXILIARY or word in COMMON_PAST or PLAIN_ENDING.fullmatch(word) for word in words)


PLAIN_ENDING = re.compile(r"[a-z]{2,}ed|[a-z]{3,}[a-rt-z]s")


def subject(text: str) -> str:
    """The short noun group a sentence opens with, as written; empty when that is not plain to see."""
    tokens = list(TOKEN.finditer(text[:160]))
    words = [token.group().lower() for token in tokens]
    if not words or words[0] in PREPOSED or not words[0].isalnum():
        return ""
    comma = words.index(",") if "," in words else len(words)
    verb = first_verb(words[: comma + 40])
    if verb < 1:
        return ""
    end = min(comma, verb)
    while end > 1 and (words[end - 1].endswith("ly") or words[end - 1] in _ADVERBS):
        end -= 1
    if end > SUBJECT_WORDS or any(word in SUBORDINATE or word in ":;" for word in words[:end]):
        return ""
    return text[: tokens[end - 1].end()]
