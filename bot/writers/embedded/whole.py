"""Whether an English text stands alone: a statement with its own subject and verb and no loose end."""

import re

from bot.writers.embedded.lexicon import members
from bot.writers.embedded.wordclass import can_be, classes

AUX = members("shortening_en", "aux")
WEAK_START = members("shortening_en", "weak_start")
WEAK_END = members("shortening_en", "weak_end")
SUBORDINATE = members("shortening_en", "subordinate")
ARTICLES = members("shortening_en", "articles")
COUNTING = members("shortening_en", "counting")
NOT_BEFORE_VERB = members("shortening_en", "not_before_verb")
AGENTS = members("shortening_en", "agents")
FOUND = members("shortening_en", "found")
STANDS = members("shortening_en", "stands")
OBJECTS = members("shortening_en", "objects")
QUOTED = re.compile(r"['‘(]|[\"“][^\"“”]{40}|[\"“][^\"“”]*[,.!?][\"”]")
PRONOUN_LATE = re.compile(r"[^,]{3,80}, (?:he|she|they|it) ")
CLAUSAL = frozenset(("when", "while", "because", "where", "who", "which", "whose"))
LOOSE_ENDS = ("...", "…", "?", ",", ":", "!", ";", "-", "–", "—")
WORD = re.compile(r"[^\W_][\w'’\-]*")


def is_whole(text: str) -> bool:
    """Whether a text stands alone as a statement: own subject and verb, no loose end or open quotation."""
    words = [word.lower() for word in WORD.findall(text)]
    if len(words) < 5 or words[0] in WEAK_START or words[-1] in WEAK_END or text.endswith(LOOSE_ENDS):
        return False
    if (
        QUOTED.match(text)
        or ": He" in text
        or ": She" in text
        or text.count('"') % 2
        or text.count("“") != text.count("”")
        or text.count("(") != text.count(")")
    ):
        return False
    if words[0] in AUX or (words[-2] in ARTICLES and set(classes(words[-1])) == {"A"}):
        return False
    if words[0] in COUNTING and (words[1] in AUX or words[1] == "of"):
        return False
    return not PRONOUN_LATE.match(text) and _closes(words) and _has_main_verb(words)


def _closes(words: list[str]) -> bool:
    """Whether the last clause opened by "when", "who" and their like has its own verb."""
    start = max((index for index, word in enumerate(words) if word in CLAUSAL), default=-1)
    tail = words[start + 1 :]
    return start < 0 or any(word in AUX or set(classes(word)) & set("DZP") for word in tail)


def _has_main_verb(words: list[str]) -> bool:
    """Whether there are verbs for the main clause and for each clause opened within it."""
    verbs = opened = 0
    for index, word in enumerate(words):
        if word in SUBORDINATE and index:
            opened += 1
        elif index and word in AUX:
            verbs += words[index - 1] not in AUX
        elif index and _finite(words, index):
            verbs += 1
    early = any(word in ("who", "which", "that", "where") for word in words[1:4])
    return verbs > 0 and verbs >= min(opened, 2) + early


def _finite(words: list[str], index: int) -> bool:
    letters, before = set(classes(words[index])), words[index - 1]
    if letters == {"N"} and words[index].endswith("s") and can_be(words[index][:-1], "BP"):
        letters.add("Z")
    if not letters & set("DZP") or before in NOT_BEFORE_VERB or before in AUX or before.endswith(("'s", "’s", "ly")):
        return False
    following = words[index + 1] if index + 1 < len(words) else ""
    if "D" in letters:
        return "E" not in letters or (following not in AGENTS and not (words[index] in FOUND and following in STANDS))
    return "N" not in letters or following in OBJECTS
