"""Safe shortening of an English sentence: whole grammatical units come off, the rest stays word for word.

Nothing is dropped that turns the claim: conditions, negations, and the speaker of an accusation or an estimate.
"""

import re
from collections.abc import Callable, Iterator

from bot.writers.embedded.grammar import subject
from bot.writers.embedded.lexicon import members
from bot.writers.embedded.prose import DATELINE, GAPS
from bot.writers.embedded.shortening_patterns import (
    ACCUSES,
    ADVERB,
    APPOSED,
    ASIDE_MARK,
    ASIDES,
    CLAUSE,
    CONDITION,
    CONNECTIVE,
    JOINED,
    LAST_NAME,
    LOW_OPENING,
    NOT_RESUMED,
    OPENING,
    OPENING_TIME,
    PARTICIPLE,
    PREPOSITION,
    PURPOSE,
    RELATIVE,
    RESTRICTIVE,
    ROLE,
    ROLES,
    SECOND_VERB,
    SHORTEST,
    SPACED_MARK,
    TAIL,
    WHEN,
)
from bot.writers.embedded.trimming import APPOSED_END, SPANS
from bot.writers.embedded.whole import ARTICLES, AUX, SUBORDINATE, WEAK_END, WORD, is_whole
from bot.writers.embedded.wordclass import can_be, classes

COMPLEMENT = members("shortening_en", "complement")
LEANS = members("shortening_en", "leans")
GOVERNING = members("shortening_en", "governing")
ASKING = members("shortening_en", "asking")
LONGEST = 600


def tidy(text: str) -> str:
    """The sentence without dateline, asides, doubled spaces and full stop, its first letter capital."""
    if "(" in text[:70] or "-" in text[:70] or "–" in text[:70] or "—" in text[:70]:
        text = DATELINE.sub("", text)
    if ASIDE_MARK.search(text):
        for aside in ASIDES:
            text = aside.sub("", text)
    text = " ".join(text.split())
    if any(map(text.__contains__, GAPS)):
        text = SPACED_MARK.sub(r"\1", text)
    text = text.strip(" ,;:-–—")
    if text.endswith(".") and not re.search(r"\b(?:[A-Z]\.){1,}$|\.\.$", text):
        text = text[:-1]
    text = text.removesuffix("。").removesuffix("।")
    return text[:1].upper() + text[1:]


def shortenings(text: str, most: int = 200) -> Iterator[str]:
    """The tidied sentence, then ever shorter forms; each one given is whole and at most so many characters."""
    if len(text) > LONGEST:
        return
    text = tidy(text)
    text = _capital(CONNECTIVE.sub("", text))
    seen: set[str] = set()
    for current in _forms(text):
        if len(current) <= most and current not in seen and is_whole(current):
            seen.add(current)
            yield current


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _forms(text: str) -> Iterator[str]:
    yield text
    for step in STEPS:
        if step in AT_COMMAS and "," not in text:
            continue
        for _ in range(3):
            if step in CUTTING and LOW_OPENING.match(text):
                break
            shorter = step(text)
            if shorter is None or len(shorter) < SHORTEST:
                break
            text = _capital(" ".join(shorter.split()).strip(" ,;:-–—"))
            yield text


def _tail(text: str) -> str | None:
    match = TAIL.search(text)
    return None if match is None or ACCUSES.search(match.group()) else text[: match.start()]


def _opening_time(text: str) -> str | None:
    match = OPENING_TIME.match(text)
    return None if match is None or ACCUSES.search(match.group()) else text[match.end() :]


def _when(text: str) -> str | None:
    if not any(map(text.__contains__, SPANS)) and " in " not in text:
        return None
    for match in WHEN.finditer(text):
        enclosed = match.group()[0] == "," and text[match.end() : match.end() + 1] == ","
        if not enclosed and text[: match.start()].rpartition(" ")[2].lower() not in GOVERNING:
            closes = match.group()[0] == "," and text.count(",", 0, match.start()) % 2
            return (
                text[: match.start()] + ("," if closes and text[match.end() :][:1] == " " else "") + text[match.end() :]
            )
    return None


def _relative(text: str) -> str | None:
    match = RELATIVE.search(text)
    return (
        None
        if match is None or not match.group().startswith(",")
        else text[: match.start()]
        + (", " if match.end() < len(text) and APPOSED_END.search(text[: match.start()]) else " ")
        + text[match.end() :].lstrip()
    )


def _apposed(text: str) -> str | None:
    for match in APPOSED.finditer(text):
        inner = match.group()[2:-1].lower().split()
        verb = match[1].lower() in AUX or can_be(match[1].lower(), "DZ")
        if verb and inner[0] not in AUX and inner[0] not in ("and", "or", "but"):
            return text[: match.start()] + text[match.end() :]
    return None


def _opening(text: str) -> str | None:
    match = OPENING.match(text)
    if match is None or CONDITION.search(match.group()) or NOT_RESUMED.match(text, match.end()):
        return None
    words = WORD.findall(match.group().lower())
    gerund = words[0].endswith("ing") and words[0] not in ("during", "following")
    rest = text[match.end() :]
    return None if gerund and (any(word in AUX for word in words) or not subject(rest)) else rest


def _clause(text: str) -> str | None:
    start = text.rfind(", ")
    while start > 0:
        match = CLAUSE.match(text, start)
        if match and not CONDITION.search(match.group()) and _detachable(text, match.group()):
            return text[:start]
        start = text.rfind(", ", 0, start)
    return None


def _detachable(text: str, tail: str) -> bool:
    """A tail after "and" or "but" must hold a verb of its own, else it is the end of a list."""
    words = WORD.findall(tail.lower())
    if words[0] not in ("and", "but", "so", "in", "just", "with"):
        return True
    if words[0] in ("in", "just", "with"):
        return True
    return any(word in AUX or can_be(word, "DZ") for word in words[1:5])


def _joined(text: str) -> str | None:
    """Without the last clause joined on, with the words that measure its distance ("a day after ...")."""
    for match in reversed(list(JOINED.finditer(text))):
        tail = text[match.start() :]
        head = text[: match.start()]
        if not _hangs_loose(head):
            head = text[: match.start("joint") - 1]
        if ";" in tail or tail.count('"') % 2 or CONDITION.search(tail) or not _hangs_loose(head):
            continue
        if not match["joint"].startswith("as ") or _joins(match["joint"], tail):
            return head
    return None


def _hangs_loose(head: str) -> bool:
    last = head.rpartition(" ")[2].lower()
    return (
        last not in AUX and last not in WEAK_END and last not in ("known", "such", "far", "well", "much", "soon", "day")
    )


def _joins(joint: str, tail: str) -> bool:
    """Whether "as the ..." opens a clause, not a comparison: it has a verb."""
    if joint.split()[-1] in ("of", "as"):
        return True
    words = [word.lower() for word in WORD.findall(tail)]
    return any(word in AUX or set(classes(word)) & set("DZ") for word in words[2:8])


def _restrictive(text: str) -> str | None:
    """Without a closing "that ..." about a thing said to be just any ("a bill that ...")."""
    for match in reversed(list(RESTRICTIVE.finditer(text))):
        before = [word.lower() for word in WORD.findall(text[: match.start()])][-7:]
        verb = match[1] in AUX or set(classes(match[1])) & set("DZ")
        marked = next((word for word in reversed(before) if word in ARTICLES), "")
        if (
            verb
            and marked in ("a", "an")
            and set(classes(before[-1])) <= set("NA")
            and before[-2:-1] != [marked]
            and "," not in text[match.start() :]
        ):
            return None if CONDITION.search(text[match.start() :]) else text[: match.start()]
    return None


def _purpose(text: str) -> str | None:
    """Without a closing "to ..." that says what for, unless a noun or verb before it asks for it."""
    match = PURPOSE.search(text)
    if match is None or CONDITION.search(match.group()) or not can_be(match[2], "B"):
        return None
    head = text[: match.end(1)]
    asks = any(word in ASKING for word in head.lower().split()[-16:])
    return None if asks or match[1] in COMPLEMENT or set(classes(match[1])) - set("N") else head


def _participle(text: str) -> str | None:
    """Without a closing "showing ..." or "aimed at ..." that only describes the thing before it."""
    for match in reversed(list(PARTICIPLE.finditer(text))):
        head, tail = text[: match.end(1)], text[match.end(1) :]
        if len(head.split()) >= 8 and set(classes(match[1].lower())) <= {"N"} and not re.search(r"[,;]", tail):
            return None if CONDITION.search(tail) else head
    return None


def _last_name(text: str) -> str | None:
    shorter = LAST_NAME.sub("", text)
    return shorter if shorter != text else None


def _second_verb(text: str) -> str | None:
    match = SECOND_VERB.search(text)
    if match is None or CONDITION.search(match.group()):
        return None
    return text[: match.start()] if set(classes(match[1])) & set("DZ") and "N" not in classes(match[1]) else None


def _place(text: str) -> str | None:
    """Without a closing phrase of place or time, when the word before it does not need it."""
    for match in reversed(list(PREPOSITION.finditer(text))):
        head, rest = text[: match.start()], text[match.end() :]
        _, space, last = head.rpartition(" ")
        if not space or not last or "," in last:
            continue
        if len(rest) > 60 or re.search(r"[,;:\"“”]", rest):
            return None
        if len(head.split()) >= 6 and _bears_cut(last.lower(), rest):
            return head
    return None


def _bears_cut(head: str, rest: str) -> bool:
    if not head.isalpha() or head in LEANS or head in members("stop_en", "stop") or rest[:1].isdigit():
        return False
    letters = classes(head)
    return (
        "N" in letters and not set(letters) & set("BDEZPMR") and not any(word in SUBORDINATE for word in rest.split())
    )


def _adverb(text: str) -> str | None:
    shorter = ADVERB.sub("", text, count=1)
    return shorter if shorter != text else None


def _role(text: str) -> str | None:
    shorter = ROLE.sub("", text, count=1) if any(map(text.__contains__, ROLES)) else text
    return shorter if shorter != text else None


STEPS: tuple[Callable[[str], str | None], ...] = (
    _tail, _opening_time, _when, _relative, _apposed, _opening, _clause, _role, _adverb, _restrictive, _second_verb,
    _last_name, _place, _purpose, _participle, _joined, _place,
)  # fmt: skip
CUTTING = frozenset((_clause, _joined, _second_verb, _place, _restrictive, _purpose, _participle))
AT_COMMAS = frozenset((_tail, _opening_time, _relative, _apposed, _opening, _clause, _last_name))
