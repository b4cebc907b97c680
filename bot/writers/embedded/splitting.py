"""A long English sentence as two whole ones: the words stay, at most the subject is said again."""

import re
from collections.abc import Iterator

from bot.writers.embedded.grammar import TOKEN, finite, first_verb, subject
from bot.writers.embedded.prose import CONCEDES, capital, stopped

SHORTEST = 40
WHO = re.compile(r", (who|which) (?=[a-z])")
JOINED = re.compile(
    r"(?:,|;) (?:and|but|while|whereas|as|after) (?=[A-Za-z“\"])|; (?=[A-Za-z])"
    r"|, (?:saying|adding|noting|claiming) (?:that )?(?=[a-zA-Z])| (?:–|—) (?=[a-z])"
)
INNER = re.compile(r" (?:after|while|as|because|when|before) (?=[A-Za-z])")
SECOND = re.compile(r",? and (?=(?:also |then |later |will |has |have |had |is |are |was |were )?[a-z]+)")
OPENING = re.compile(r"^(?:After|While|As|When|Although|Though|Because|Since) ([^,]{20,160}), (?=\S)")
WORD = re.compile(r"[^\W_][\w'’\-]*")
GROUP = re.compile(
    r"(?:^|[ ,])((?:(?:the|a|an|The|A|An) )(?:[\w'’\-]+ ){0,3}[\w'’\-]+|(?:[A-Z][\w.'’\-]+ ){0,3}[A-Z][\w.'’\-]+)$"
)
LINKED = re.compile(r"\b(?:of|in|for|with|to|from|by|at|on|and|or|as)\b")
CONDITIONS = re.compile(r"\b(?:if|unless|whether|until|claim\w*|alleg\w+|accus\w+|said|says|believe[sd]?)\b", re.I)
SAID_FUTURE = re.compile(r"\bsaid (?:that )?(?:\w+ ){1,3}(?:will|would)\b")
NESTED = re.compile(r" (?:after|while|as|because|when|before|since|that|which|who|where|until|until) ")
PAIRED = re.compile(r"\bnot (?:just|only|merely)\b")  # its "but also" belongs to it
LOOSE_DASH = re.compile(r"[^–]{1,60} – (?:is|are|was|were|has|have|had|will)\b")
REPORTS = re.compile(
    r"\b(?:said|says|told|tells|claim\w*|alleg\w+|accus\w+|believe[sd]?|according|warn\w*|argue[sd]?|insist\w*|added"
    r"|think|thinks|thought|suggest\w*|reported(?:ly)?|if|unless|whether)\b",
    re.I,
)
REPORTED = re.compile(
    r"^According to|, (?:according to|[^,\"”]{0,60}\b(?:said|says|told|added|claimed)\b)[^,]{0,60}(?:, [^,]{0,40})?\.$"
)
PRONOUNS = frozenset("he she it they his her its their this that these those we i you there".split())
TIME = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|Sept|Octo|Nov|Dec"
)

Halves = tuple[str, str]


def halves(text: str) -> Iterator[Halves]:
    """Ways to say a sentence in two, the most natural first. Whether each half stands is for the caller to judge."""
    if REPORTED.search(text) or PAIRED.search(text):
        return
    yield from _joined(text)
    yield from _second_verb(text)
    yield from _relative(text)
    yield from _inner(text)
    yield from _opening(text)


def _pair(first: str, second: str) -> Iterator[Halves]:
    if (
        len(first) >= SHORTEST
        and len(second) >= SHORTEST
        and first.count('"') % 2 == 0
        and first.count("(") == first.count(")")
        and not LOOSE_DASH.match(second)
    ):
        yield capital(stopped(first)), capital(stopped(second))


def _clause(text: str) -> bool:
    """Whether a text opens with its own subject and verb."""
    found = subject(text)
    return bool(found) and len(found) < 70


def _joined(text: str) -> Iterator[Halves]:
    """Two main clauses: each has its own subject."""
    for match in JOINED.finditer(text):
        first, second = text[: match.start()], text[match.end() :]
        if " but " in match.group() and CONCEDES.search(first):
            continue
        said = "ing " in match.group()
        if (said and not subject(first)) or (not said and REPORTS.search(first)):
            continue
        if _clause(second):
            yield from _pair(first, _said(first, match.group(), second) if said else second)


def _said(first: str, joint: str, second: str) -> str:
    verb = {"saying": "said", "adding": "added", "noting": "noted", "claiming": "claimed"}[
        joint.strip(", ").split(" ")[0]
    ]
    return f"{subject(first)} {verb} {second[0].lower() + second[1:] if second.startswith('The ') else second}"


def _second_verb(text: str) -> Iterator[Halves]:
    """One subject with two verbs: the subject is said again."""
    who = subject(text)
    if not who:
        return
    for match in SECOND.finditer(text, len(who)):
        first, second = text[: match.start()], text[match.end() :]
        words = [word.lower() for word in WORD.findall(second[:60])]
        before = WORD.findall(first)
        if not words or not before or _conditioned(first, words) or _nested(first[len(who) :]):
            continue
        at = 1 if words[0] in ("also", "then", "later") else 0
        if _follows(words, at) and not before[-1].lower().endswith("ing"):
            yield from _pair(first, f"{who} {second}")


def _conditioned(first: str, words: list[str]) -> bool:
    """Whether the second verb may be part of what somebody said or of a condition, so that the split claims more.

    "X said he will never agree and urged ..." is plain: what is said is of the future, the second verb is not.
    """
    found = CONDITIONS.findall(first)
    if not found:
        return False
    return found != ["said"] or not words[0].endswith("ed") or SAID_FUTURE.search(first) is None


def _nested(rest: str) -> bool:
    """Whether a clause with a verb of its own is open, so that the second verb may be that clause's."""
    match = NESTED.search(rest)
    if match is None:
        return False
    return first_verb(["x", *(word.lower() for word in WORD.findall(rest[match.end() :]))]) > 0


def _follows(words: list[str], at: int) -> bool:
    """Whether the word there is a finite verb with something after it."""
    if at + 1 >= len(words) or words[at] in ("have", "do"):  # as likely an infinitive: "wants them to ... and have ..."
        return False
    return finite(["x", *words[at:]], 1) and words[at + 1] not in ("by", "and", "or")


def _relative(text: str) -> Iterator[Halves]:
    """A clause with "who" or "which": its noun becomes the subject."""
    for match in WHO.finditer(text):
        first, rest = text[: match.start()], text[match.end() :]
        noun = _noun(first, match[1])
        if not noun or PRONOUNS.intersection(WORD.findall(rest)[:1]):
            continue
        clause, comma, main = rest.partition(", ")
        if comma and main and _goes_on(main):
            yield from _pair(f"{first} {main}", f"{noun} {clause}")
        elif not comma or len(rest) < 170:
            yield from _pair(first, f"{noun} {rest}")


def _noun(first: str, pronoun: str) -> str:
    """The noun group that a relative clause is about; empty when it is not plain."""
    match = GROUP.search(first[-70:])
    if match is None:
        return ""
    noun = match[1]
    if pronoun == "which" and noun[0].islower() and LINKED.search(first[-70:][: match.start(1)][-6:]):
        return ""
    article, _, rest = noun.partition(" ")
    if article in ("a", "an", "A", "An"):
        return f"The {rest}" if pronoun == "which" or rest.islower() else ""
    return capital(noun)


def _goes_on(main: str) -> bool:
    words = [word.lower() for word in WORD.findall(main[:40])]
    return bool(words) and finite(["x", *words], 1)


def _inner(text: str) -> Iterator[Halves]:
    """A main clause, then "after", "while" or "because" with a clause of its own."""
    who = subject(text)
    for match in INNER.finditer(text, SHORTEST):
        first, second = text[: match.start()], text[match.end() :]
        if CONDITIONS.search(first):
            continue
        pronoun, _, rest = second.partition(" ")
        if pronoun in PRONOUNS and not (pronoun in ("he", "she") and who and _one_person(first, who)):
            continue
        if pronoun in PRONOUNS:
            yield from _pair(first, f"{who} {rest}")
        elif _clause(second) and first_verb([token.group().lower() for token in TOKEN.finditer(first)]) > 0:
            yield from _pair(first, second)


def _one_person(first: str, who: str) -> bool:
    """Whether the subject is the only name so far, so that a pronoun can mean no one else."""
    others = [word for word in WORD.findall(first[len(who) :]) if word[:1].isupper() and not TIME.match(word)]
    return who[:1].isupper() and not others and who.split(" ")[0].lower() not in ("the", "police", "officials")


def _opening(text: str) -> Iterator[Halves]:
    """A leading clause with a subject of its own, then the main one."""
    match = OPENING.match(text)
    if match and _clause(match[1]):
        yield from _pair(match[1], text[match.end() :])
