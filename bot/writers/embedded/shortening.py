"""Safe shortening of an English sentence: whole grammatical units come off, the rest stays word for word.

Nothing is dropped that turns the claim: conditions, negations, and the speaker of an accusation or an estimate.
"""

import re
from collections.abc import Callable, Iterator

from bot.writers.embedded.lexicon import members
from bot.writers.embedded.wordclass import can_be, classes

DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
PART = r"(?: (?:morning|afternoon|evening|night))?"
SAID = r"(?:said|says|told|added|explained|noted|wrote|tweeted|reported|reports|confirmed|announced|revealed|stated|say|shows?|showed|found)"
DATELINE = re.compile(
    r"^\s*(?:(?:[A-Z][\w.,'’\- ]{1,45} )?\((?:CNN|Reuters|AP|AFP|[A-Z][\w. ]{1,24})\)\s*(?:--|[-–—])?|[A-Z][A-Z.'’\- ]{3,25}(?:, [A-Za-z. ]{2,20})?\s*(?:\([A-Za-z]{2,12}\)\s*)?(?:--|–|—))\s*"
)
CONNECTIVE = re.compile(
    r"^(?:But|And|So|Yet|However|Meanwhile|Moreover|Furthermore|Additionally|In addition|Also|Still|Then|Instead|Nevertheless"
    r"|Indeed|In fact|Of course|Now|Plus|As a result|On the other hand),?\s+(?=\S)"
)
ACCUSES = re.compile(
    r"\b(?:alleg|claim|believ|suggest|think|estimat|predict|argu|warn|prosecut|lawsuit|complaint|affidavit|indictment|witness|activist|suspect)",
    re.I,
)
CONDITION = re.compile(
    r"\b(?:if|unless|until|except|only|without|rather than|instead of|whether|not|never|no longer)\b", re.I
)
ASIDES = (
    re.compile(r"\s*\([^()]{1,140}\)"),
    re.compile(r"\s*\[[^\[\]]{1,60}\]"),
    re.compile(r"\s+(?:--|–|—)\s+[^–—]{3,90}?\s+(?:--|–|—)(?=\s)"),
)
TAIL = re.compile(
    rf",\s+(?:according to [^,;]{{2,90}}|(?:[\w.'’\-]+\s+){{1,9}}{SAID}(?: [^,;\"“”]{{2,60}})?|{SAID} [^,;\"“”]{{2,90}})\.?$"
)
WHEN = re.compile(
    rf"(?:,? (?:on|late|early|late on|early on|since) {DAY}{PART}| {DAY}{PART}|,? (?:earlier )?(?:this|last) (?:week|month)| today| yesterday)(?=[\s,.]|$),?"
)
OPENING_TIME = re.compile(
    rf"^(?:(?:On|Late on|Early on|Late|Early|Last) {DAY}{PART}|Earlier (?:this|last) \w+|(?:This|Last) (?:week|month|year)|According to [^,]{{2,70}}),? "
)
OPENING = re.compile(
    r"^(?:In|On|At|After|During|Despite|With|As|While|When|Since|Following|Before|Because|Amid|For|Under|From|More than|Almost|Nearly|Years|Months|Days|Just)\b[^,;\"“”]{3,100}, (?=\S)"
)
RELATIVE = re.compile(r",? (?:who|which|whose|where)\b(?<=, who|which|whose|where) [^,;\"“”]{3,120}(?:,(?= )|$)")
APPOSED = re.compile(r", [^,;\"“”]{2,80},(?= (\w+))")
CLAUSE = re.compile(
    r", (?:saying|including|with|while|as|after|when|although|though|because|amid|following|citing|leaving|making|raising|sparking"
    r"|prompting|killing|injuring|bringing|adding|meaning|especially|particularly|in what|in a|in an|just|but|and|so|[a-z]{3,}ing)\b[^;]*$"
)
JOINED = re.compile(
    r"(?:,? (?:just|shortly|soon|immediately|hours|days|weeks|months|years|minutes|a (?:day|week|month|year|few \w+)|\w+ (?:days|weeks|months|years|hours)))?"
    r",? (?:after|before|while|because|amid|following|when|despite|since)\b [^;]*$"
)
SECOND_VERB = re.compile(r" and ([a-z]+)\b[^,;\"“”]*$")
PLACE = re.compile(
    r"(?<= )(\S+) (?:in|at|during|near|inside|outside|across|on) (?:the |a |an |his |her |its |their )?[\w.'’\- ]{2,50}$"
)
LEANS = frozenset(
    "increase decrease rise fall drop role interest belief involvement participation part confidence change changes success "
    "reduction growth decline lead shares share stake cut cuts war attack ban tax limit vote one two three four five six "
    "seven eight nine ten pressure focus impact effect crackdown deal talks debate bill law data information".split()
)
SUBORDINATE = frozenset(
    "who which that whose where when while after before because as if although though what how why since until unless".split()
)
AUX = frozenset(
    "is are was were has have had will would can could may might must should isn't aren't wasn't weren't hasn't haven't hadn't "
    "won't wouldn't can't cannot couldn't shouldn't do does did don't doesn't didn't".split()
)
WEAK_START = frozenset(
    "he she it they we i you him her his their its our my your this that these those there here what which who whose where "
    "when how why and but or so then also such both another others it's he's she's they're we're i'm you're that's there's "
    "here's while although because if as after before since amid despite during following with without".split()
)
WEAK_END = frozenset(
    "a an the of to in on at by for with from and or but nor as than that which who whose if because while when where after "
    "before until into onto over under between about against during without is are was were be been being has have had will "
    "would can could may might must should shall do does did no not his her its their our your my mr mrs ms dr prof sen gov "
    "gen rep st vs said says more most very its own including such also near among per amid upon up to just only".split()
)
WORD = re.compile(r"[^\W_][\w'’\-]*")


def tidy(text: str) -> str:
    """The sentence without dateline, asides, doubled spaces and full stop, its first letter capital."""
    text = DATELINE.sub("", text)
    for aside in ASIDES:
        text = aside.sub("", text)
    text = re.sub(r"\s+([,.;:!?])", r"\1", re.sub(r"\s+", " ", text)).strip(" ,;:-–—")
    if text.endswith(".") and not re.search(r"\b(?:[A-Z]\.){1,}$|\.\.$", text):
        text = text[:-1]
    return text[:1].upper() + text[1:]


def shortenings(text: str) -> Iterator[str]:
    """The tidied sentence, then ever shorter forms of it; every one yielded is whole."""
    text = tidy(text)
    text = _capital(CONNECTIVE.sub("", text))
    seen: set[str] = set()
    for current in _forms(text):
        if current not in seen and is_whole(current):
            seen.add(current)
            yield current


def is_whole(text: str) -> bool:
    """Whether a text stands alone as a statement: own subject and verb, no loose end or open quotation."""
    words = [word.lower() for word in WORD.findall(text)]
    if (
        len(words) < 5
        or words[0] in WEAK_START
        or words[-1] in WEAK_END
        or text.endswith(("...", "…", "?", ",", ":", "!"))
    ):
        return False
    if (
        text[0] in "\"'“‘("
        or text.count('"') % 2
        or text.count("“") != text.count("”")
        or text.count("(") != text.count(")")
    ):
        return False
    return _has_main_verb(words)


def _has_main_verb(words: list[str]) -> bool:
    verbs = opened = 0
    for index, word in enumerate(words):
        if word in SUBORDINATE and index:
            opened += 1
        elif word in AUX:
            verbs += words[index - 1] not in AUX if index else 0
        elif index and _finite(words, index):
            verbs += 1
    return verbs > 0 and verbs >= min(opened, 2) + (opened > 0 and words[1:4].count("who") > 0)


def _finite(words: list[str], index: int) -> bool:
    letters, before = classes(words[index]), words[index - 1]
    if not set(letters) & set("DZP"):
        return False
    return before not in ("the", "a", "an", "to", "of", "by", "in") and before not in AUX and not before.endswith("'s")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _forms(text: str) -> Iterator[str]:
    yield text
    for step in STEPS:
        for _ in range(3):
            shorter = step(text)
            if shorter is None or len(shorter) < 25:
                break
            text = _capital(re.sub(r"\s+", " ", shorter).strip(" ,;:-–—"))
            yield text


def _tail(text: str) -> str | None:
    match = TAIL.search(text)
    return None if match is None or ACCUSES.search(match.group()) else text[: match.start()]


def _opening_time(text: str) -> str | None:
    match = OPENING_TIME.match(text)
    return None if match is None or ACCUSES.search(match.group()) else text[match.end() :]


def _when(text: str) -> str | None:
    shorter = WHEN.sub("", text, count=1)
    return shorter if shorter != text else None


def _relative(text: str) -> str | None:
    match = RELATIVE.search(text)
    return (
        None
        if match is None or not match.group().startswith(",")
        else text[: match.start()] + " " + text[match.end() :].lstrip()
    )


def _apposed(text: str) -> str | None:
    for match in APPOSED.finditer(text):
        inner = match.group()[2:-1].lower().split()
        if match[1].lower() in AUX or can_be(match[1].lower(), "DZ"):
            if not any(word in AUX or word in ("and", "or", "but") for word in inner[:1]):
                return text[: match.start()] + text[match.end() :]
    return None


def _opening(text: str) -> str | None:
    match = OPENING.match(text)
    return None if match is None or CONDITION.search(match.group()) else text[match.end() :]


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
    found = None
    for match in re.finditer(r" (?=after|before|while|because|amid|following|when|despite|since)", text):
        begin = max(0, match.start() - 28)
        joined = JOINED.search(text, begin)
        if joined and joined.start() >= begin and not CONDITION.search(joined.group()):
            found = joined.start()
    return text[:found] if found else None


def _second_verb(text: str) -> str | None:
    match = SECOND_VERB.search(text)
    if match is None or CONDITION.search(match.group()):
        return None
    return text[: match.start()] if set(classes(match[1])) & set("DZ") and "N" not in classes(match[1]) else None


def _place(text: str) -> str | None:
    match = PLACE.search(text)
    if match is None or len(text[: match.end(1)].split()) < 6:
        return None
    head = match[1].lower().strip(",")
    if (
        not head.isalpha()
        or head in LEANS
        or head in members("stop_en", "stop")
        or set(classes(head)) & set("BDEZGPMR")
    ):
        return None
    return text[: match.end(1)]


STEPS: tuple[Callable[[str], str | None], ...] = (
    _tail, _opening_time, _when, _relative, _apposed, _opening, _clause, _joined, _second_verb, _place,
)  # fmt: skip
