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
    rf",\s+(?:according to [^,;]{{2,90}}|(?:[\w.'’\-]+\s+){{1,9}}(?:has |have |had )?{SAID}(?: [^,;\"“”]{{2,60}})?|{SAID} [^,;\"“”]{{2,90}})\.?$"
)
WHEN = re.compile(
    rf"(?:,? (?:on|late|early|late on|early on|since|last|next|this) {DAY}{PART}| {DAY}{PART}|,? (?:earlier )?(?:this|last) (?:week|month)| today| yesterday)(?=[\s,.]|$),?"
)
OPENING_TIME = re.compile(
    rf"^(?:(?:On|Late on|Early on|Late|Early|Last) {DAY}{PART}|Earlier (?:this|last) \w+|(?:This|Last) (?:week|month|year)|According to [^,]{{2,70}}),? "
)
OPENING = re.compile(
    r"^(?:In|On|At|After|During|Despite|With|As|While|When|Since|Following|Before|Because|Amid|For|Under|From|More than|Almost|Nearly|Years|Months|Days|Just)\b[^,;\"“”]{3,100}, (?=\S)"
)
RELATIVE = re.compile(
    r", (?:who|which|whose|where|(?:some|many|most|all|both|one) of (?:whom|which))\b(?:[^,;\"“”]|,(?=\d)){3,130}(?:,(?= )|$)"
)
APPOSED = re.compile(r", (?:[^,;\"“”]|,(?=\d)){2,90},(?= (\w+))")
LAST_NAME = re.compile(r"(?<=[a-z]), [A-Z][\w.'’\-]+(?: [A-Z][\w.'’\-]+){0,2}$")
RESTRICTIVE = re.compile(r" (?:that|which|who) (?=([a-z'’]+)\b)")
PURPOSE = re.compile(r"(?<= )([a-z\-]+) to [a-z]+ [^,;\"“”]{8,}$")
PARTICIPLE = re.compile(
    r"(?<= )([a-z\-]+) (?:showing|calling|demanding|featuring|depicting|involving|aimed|linked|designed|related|intended|meant) "
)
COMPLEMENT = frozenset(
    "effort efforts plan plans attempt attempts bid decision way ways ability right need move offer chance time able "
    "likely set expected going due ready willing unable supposed agreement deal proposal pressure refusal failure".split()
)
CLAUSE = re.compile(
    r", (?:saying|including|with|while|as|after|when|although|though|because|amid|following|citing|leaving|making|raising|sparking"
    r"|prompting|killing|injuring|bringing|adding|meaning|especially|particularly|in what|in a|in an|just|but|and|so|[a-z]{3,}(?:ing|ed))\b[^;]*$"
)
SPAN = (
    r"(?: (?:just|shortly|soon|immediately|hours|days|weeks|months|years|minutes|less than a \w+|more than a \w+"
    r"|an? (?:day|week|month|year|hour|few \w+)|[\w\-]+ (?:days|weeks|months|years|hours|minutes)))?"
)
JOINED = re.compile(
    SPAN + r" (?:after|before|while|because|amid|following|when|despite|since|thanks to|due to|as part of|in a bid to"
    r"|in an effort to|in order to|ahead of|in connection with|as a result of|in response to|in the wake of|along with"
    r"|at the age of|for the first time|at a time when|as well as|as (?:he|she|it|they|the))\b"
)
SECOND_VERB = re.compile(r" and ([a-z]+)\b[^,;\"“”]*$")
PREPOSITION = re.compile(r"(?<= )([^\s,]+) (?:in|at|during|near|inside|outside|across|on) (?=\S)")
ADVERB = re.compile(
    r" (?:officially|recently|finally|publicly|formally|quickly|suddenly|dramatically|currently|amazingly|also|now|just"
    r"|already|personally)(?= [a-z])"
)
ROLE = re.compile(
    r"(?:^|(?<=[a-z] ))(?:U\.S\. )?(?:President|Prime Minister|Chancellor|Secretary of State) (?=[A-Z][\w\-]+ [A-Z])"
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
    "here's while although because if as after before since amid despite during following with without below above each not another other".split()
)
WEAK_END = frozenset(
    "a an the of to in on at by for with from and or but nor as than that which who whose if because while when where after "
    "before until into onto over under between about against during without is are was were be been being has have had will "
    "would can could may might must should shall do does did no not his her its their our your my mr mrs ms dr prof sen gov "
    "gen rep st vs said says more most very its own including such also near among per amid upon up to just only almost about nearly around even both either every each any".split()
)
SHORTEST = 25
ARTICLES = frozenset("a an the this that these those his her its their any every no all only our".split())
QUOTED = re.compile(r"['‘(]|[\"“][^\"“”]{40}|[\"“][^\"“”]*[,.!?][\"”]")
LOOSE_ENDS = ("...", "…", "?", ",", ":", "!", ";", "-", "–", "—")
COUNTING = frozenset(
    "one two three four five six seven eight nine ten many some several most few all none both".split()
)
NOT_BEFORE_VERB = frozenset("the a an to of by in with for on from at more most very his her its their and or".split())
AGENTS = frozenset(("of", "by", "as", "with"))
FOUND = frozenset(
    "killed injured found held based located involved born arrested caught trapped convicted seen set".split()
)
STANDS = frozenset(("in", "at", "on", "near", "during", "for", "to"))
OBJECTS = frozenset(
    "a an the to for on in at his her its their over after that as with from new up out more no".split()
)
LOW_OPENING = re.compile(
    r"^(?:In|On|At|After|During|Despite|With|As|While|When|Since|Following|Before|Because|Amid|For|Under|From|Even|Ever|If"
    r"|Although|Though|Unless|Until|Once|By|To|Of|Like|Unlike|Without|Among|Between|Given|[A-Z][a-z]+ing)\b"
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
    text = text.removesuffix("。").removesuffix("।")
    return text[:1].upper() + text[1:]


def shortenings(text: str, most: int = 200) -> Iterator[str]:
    """The tidied sentence, then ever shorter forms; each one given is whole and at most so many characters."""
    text = tidy(text)
    text = _capital(CONNECTIVE.sub("", text))
    seen: set[str] = set()
    for current in _forms(text):
        if len(current) <= most and current not in seen and is_whole(current):
            seen.add(current)
            yield current


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
    if words[0] in COUNTING and (words[1] in AUX or words[1] == "of"):
        return False
    return _has_main_verb(words)


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
    if not letters & set("DZP") or before in NOT_BEFORE_VERB or before in AUX or before.endswith(("'s", "’s", "ly")):
        return False
    following = words[index + 1] if index + 1 < len(words) else ""
    if "D" in letters:
        return "E" not in letters or (following not in AGENTS and not (words[index] in FOUND and following in STANDS))
    return "N" not in letters or following in OBJECTS


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _forms(text: str) -> Iterator[str]:
    yield text
    for step in STEPS:
        for _ in range(3):
            if step in CUTTING and LOW_OPENING.match(text):
                break
            shorter = step(text)
            if shorter is None or len(shorter) < SHORTEST:
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
    if match is None or CONDITION.search(match.group()) or re.match(r"\d{4}\b", text[match.end() :]):
        return None
    return text[match.end() :]


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
        if ";" in tail or tail.count('"') % 2 or CONDITION.search(tail) or not _hangs_loose(text[: match.start()]):
            continue
        if not match.group().lstrip().startswith("as ") or _joins(match.group(), tail):
            return text[: match.start()]
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
            and "," not in text[match.start() :]
        ):
            return None if CONDITION.search(text[match.start() :]) else text[: match.start()]
    return None


def _purpose(text: str) -> str | None:
    match = PURPOSE.search(text)
    if match is None or match[1] in COMPLEMENT or set(classes(match[1])) - set("N") or CONDITION.search(match.group()):
        return None
    return text[: match.end(1)]


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
        rest, head = text[match.end() :], match[1].lower()
        if len(rest) > 60 or re.search(r"[,;:\"“”]", rest):
            return None
        if len(text[: match.end(1)].split()) >= 6 and _bears_cut(head, rest):
            return text[: match.end(1)]
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
    shorter = ROLE.sub("", text, count=1)
    return shorter if shorter != text else None


STEPS: tuple[Callable[[str], str | None], ...] = (
    _tail, _opening_time, _when, _relative, _apposed, _opening, _clause, _role, _adverb, _restrictive, _second_verb,
    _last_name, _place, _purpose, _participle, _joined, _place,
)  # fmt: skip
CUTTING = frozenset((_clause, _joined, _second_verb, _place, _restrictive, _purpose, _participle))
