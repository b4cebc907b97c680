"""Safe shortenings of an English statement: whole units come off, the claim stays word for word.

What comes off never holds a negation, a condition, a doubt or an accusation, and no number but a person's age.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from bot.text.sentences import TITLES
from bot.writers.embedded.grammar import finite
from bot.writers.embedded.prose import CONCEDES, capital, stopped

DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?: (?:morning|afternoon|evening|night))?"
KEEPS = re.compile(
    r"\b(?:not|no|never|nor|none|neither|without|unless|except|only|until|if|hardly|barely|rather than"
    r"|instead of|alleg\w+|"
    r"accus\w+|suspect\w+|claim\w*|reported(?:ly)?|apparent(?:ly)?|likely|may|might|could|would|charge[sd]?"
    r"|believe[sd]?|denie[sd])\b"
    r"|n['’]t\b",
    re.I,
)
NUMBER = re.compile(r"\d")
FIGURE = re.compile(r"\d(?:[\d.,]*\d)?")
DATE = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}\b(?:, \d{4})?"
    r"|\bin (?:19|20)\d\d\b"
)
OPEN_END = re.compile(
    r"\bto (?!him|her|them|it\b)[a-z]+\.?$|[a-z]{3}ing\.?$|\b(?:first|last|next|same|own|more|most"
    r"|often|identified|known|described|regarded|dubbed|named)\.?$"
)
# Nothing that leaves an end open is longer.
END = 32
OPEN_CLAUSE = re.compile(r"\bthat (?:unlike|despite|after|when|while|if|because) [^,]*$")
LAST_ITEM = re.compile(r",? (?:and|or) ")
SPAN_END = re.compile(
    r"\b(?:(?:minute|hour|day|week|month|year)s?|moments|shortly|soon|immediately|even|only|just|long)$"
)
BROKEN = re.compile(r"\b(?:after|before|until|since|when|as) (?:a|an|the) [a-z]+\.$|^[^,]+, [a-z]+ed [^,]*\.$")
WORDED = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|hundreds?|thousands?"
    r"|millions?|billions?|dozens?"
    r"|half|third|quarter|fifth|twice|double[ds]?)\b"
)
QUOTED_WORD = re.compile(r"[\"“'‘][\w\-]+[\"”'’]$")
QUOTED = re.compile(r"[\"“”]|(?<!\w)['‘]\w")
ATTRIBUTED = re.compile(
    r"^According to [^,]{2,90},|, (?:according to [^,;]{2,90}|[^,;\"”]{2,90} (?:said|says|told|added|claimed"
    r"|reports?|reported)"
    r"(?: [^,;\"“”]{2,60})?|(?:said|says|added|reports?) [^;\"“”]{2,90})\.?$"
)
CLOSING_SOURCE = re.compile(
    rf",( (?:[^,;\"“”]{{2,70}} (?:said|says|added|reported)|(?:said|says|added) [^,;\"“”]{{2,60}}?"
    rf"|[^,;\"“”]{{2,70}} told [^,;\"“”]{{2,40}}?|according to [^,;\"“”]{{2,90}}?))"
    rf"(?: (?:on|late on|early on)? ?{DAY}| today| yesterday| in an? [a-z ]{{4,30}}"
    rf"|, [^,;\"“”]{{3,90}})?\.$"
)
SPEECH = re.compile(
    r"([“\"])([^\"“”]{30,600}[,.!?])([”\"]) ((?:said|says|wrote|added|tweeted) [^,;.\"“”]{2,70}"
    r"|[^;.\"“”]{2,120}? (?:said|says|wrote|added|tweeted|told"
    r" (?:[A-Z][\w’']+(?: [A-Z][\w’']+)*|reporters|journalists|the \w+)))(?=[ ,.])[^\"“”]*$"
)
SPEECH_STOP = re.compile(r"(?<=[a-z]{2})\.(?= [A-Z])")
OFFICE = re.compile(
    r"\b(?:officials?|police|army|navy|ministry|department|council|company|firm|operator|agenc(?:y|ies)"
    r"|authorit(?:y|ies)|court"
    r"|bank|university|spokes\w+|statement|reports?|release|board|commission|committee|airline|organi[sz]ers"
    r"|bureau|office"
    r"|data|figures|regulator|service|media|newspaper|chief executive|CEO|government|website)\b"
)
PARTISAN = re.compile(
    r"\b(?:party|leaders?|opposition|unions?|lawyers?|attorneys?|activists?|critics?|rights|groups?|famil(?:y"
    r"|ies)|witness\w*"
    r"|analysts?|experts?|complaint|lawsuit|prosecut\w+|campaign\w*|sources?|senator|rebels?|victims?)\b",
    re.I,
)
DOUBTED = re.compile(
    r"\b(?:alleg\w+|accus\w+|suspect\w*|charge[sd]?|kill\w*|shot|shoot\w*|stab\w*|murder\w*|attack\w*"
    r"|assault\w*|rap(?:e|ed|ist)|abus\w+"
    r"|stol\w+|fraud\w*|corrupt\w*|brib\w+|lie[sd]?|hit|beat\w*|threat\w*|victim\w*|arrest\w*|guilty|crim\w+"
    r"|drunk|drugs?|terror\w*"
    r"|may|might|could|would|likely|believe[sd]?|blame[sd]?|fail\w*|best|worst|wrong|unfair|best|great|illegal\w*)\b",
    re.I,
)
OFFICIAL = (
    r"(?:the |a |an |its |city |county |state |federal |local |government |health |police |[A-Z][\w’'\-]+ ){0,5}"
    r"(?:council|ministry|minister|department|government|officials?|authorities|office|agency|commission"
    r"|bureau|company|"
    r"operator|organi[sz]ers|spokes(?:man|woman|person)|court|bank|police|report|statement|figures|data"
    r"|regulator|university|"
    r"fire service|weather service|committee)"
)
REASONED = re.compile(
    rf", {OFFICIAL} (?:said|says|announced|confirmed|reported)(?: on {DAY})?(?:, (?:because|as|adding"
    rf"|after)\b.*)?\.?$"
)
ACCORDING = re.compile(
    rf", according to {OFFICIAL}\b[^,;]{{0,50}}\.?$|, according to the (?:operator|company|firm"
    rf"|council)(?:, [A-Z]\w+)?\.?$"
)
PARENTHESIS = re.compile(r"(?<!\w)\s*\([^()]{1,120}\)|\s+\([^()]{1,120}\)|\s*\[[^\[\]]{1,60}\]")
OPENER = re.compile(
    rf"^(?:But|And|So(?! far\b)|Yet|However|Meanwhile|Moreover|Furthermore|Additionally|In addition|Also|Still|Then"
    rf"|Instead|Indeed|Now"
    rf"|In fact|Of course|As a result|(?:On|Late|Early|Last|Earlier|Late on|Early on) {DAY}|Earlier (?:this"
    rf"|last) (?:week|month)),? (?=\S)"
)
CONNECTIVE = re.compile(
    r"^(?:But|And|So(?! far\b)|Yet|However|Meanwhile|Moreover|Furthermore|Additionally|In addition|Also|Still|Then"
    r"|Instead|Indeed"
    r"|In fact|Of course|As a result|On the other hand|Now|Plus|Nevertheless|Nonetheless|At the same time),? (?=\S)"
    r"|^(?:Later|Eventually|Finally|Ultimately|Afterwards?|Soon after(?:wards)?|Shortly after(?:wards)?|Earlier"
    r"|Earlier today|Elsewhere"
    r"|Separately|Unfortunately|Fortunately|Sadly|Interestingly|Notably|Clearly|Second|Secondly|First|Firstly"
    r"|Third|Thirdly"
    r"|For a start|Overall|To be sure|In short|By contrast|In turn|Not surprisingly|Surprisingly"
    r"|Today), (?=[A-Z\d\"“]|[a-z]+ )"
)
WHEN = re.compile(
    rf",? (?:on|late|early|late on|early on|last|this past) {DAY}(?=[\s,.])(?!,? (?:[A-Z\d]|the \d|and [A-Z]"
    rf"|found|showed)),?"
    rf"| (?=[MTWFS])(?<! by )(?<! on )(?<! until )(?<! since )(?<! from )(?<! of )(?<! the )(?<! for )(?<! to )"
    rf"(?<! next )(?<! every )(?<! and )(?<! or )"
    rf"(?<! before )(?<! after )(?<! last )(?<! early )(?<! late )(?<! between ){DAY}"
    rf"(?=[,.]| (?:for|to|after|in|at|that|by|as|and|with|before|when)\b)(?!,? (?:[A-Z\d]|and [A-Z])),?"
    r"|,? (?:earlier (?:this|last)|late last|last) (?:week|month|year|summer|winter|spring"
    r"|autumn)(?=[,.])(?!, [\dA-Z])"
    r"| (?:today|yesterday)(?=[.,])"
)
SPANS = ("day", " week", " month", " year", " summer", " winter", " spring", " autumn")
RELATIVE = re.compile(r", (?:who|which|whose|where)\b[^,;()\"“”]{3,140}(?:,(?= [a-z])|(?=\.?$))")
APPOSED_END = re.compile(r", (?:\d{1,3}|[A-Z][\w’']+(?: [A-Z][\w’']+){0,2})$")
AGE = re.compile(r", (?:aged )?\d{1,2},(?= )")
APPOSED = re.compile(r", (?:the|a|an|who is|its|his|her) [^,;()\"“”]{3,80},(?= ([a-z]+)\b)")
PARTICIPLE = re.compile(
    r",? (?:adding that|while [a-z]+ing|making|leaving|raising|sparking|prompting|bringing|including"
    r"|along with|as well as|"
    r"such as|like|especially|particularly|saying that|citing|noting that|having|following|amid|as part of"
    r"|in an effort to|"
    r"in a bid to|in order to|in what|despite|because|since|as|after|before|where|when)\b [^,;\"“”]{5,160}\.?$"
)
WORDY = (
    ("in order to", re.compile(r"\bin order to\b"), "to"),
    ("due to the", re.compile(r"\bdue to the fact that\b"), "because"),
    ("at this point", re.compile(r"\bat this point in time\b"), "now"),
    (" also ", re.compile(r" also(?= [a-z])"), ""),
    ("a total of", re.compile(r"\ba total of (?=\d)"), ""),
    ("n the wake", re.compile(r"\b[Ii]n the wake of\b"), "after"),
)
WORD = re.compile(r"[^\W_][\w'’\-]*")
PERCENT = re.compile(r"(?<=\d) ?(?:percent|per cent)\b")
LEFT, ENOUGH = 40, 60
MOST_FORMS = 4

Step = Callable[[str], str]


def plain(text: str) -> str:
    """Without a connective opening, brackets and what an editor would drop from any sentence."""
    opening = CONNECTIVE.match(text)
    text = text[opening.end() :] if opening else text
    return capital(_cut(PARENTHESIS, text) if "(" in text or "[" in text else text)


def shorter(text: str, keep: Callable[[str], bool]) -> tuple[str, ...]:
    """Ever shorter forms of a statement, longest first. `keep` says whether a form still stands alone."""
    found: list[str] = []
    current = text
    for step in STEPS:
        if len(current) < ENOUGH:
            break
        cut = step(current)
        if cut is current or cut == current:
            continue
        cut = capital(stopped(cut.strip()) if text.endswith(".") else cut.strip())
        if len(cut) < len(current) and len(cut) >= LEFT and keep(cut):
            current = cut
            found.append(cut)
    return tuple(found[-MOST_FORMS:])


def fitted(text: str, most: int, keep: Callable[[str], bool]) -> str:
    """The statement, or its longest shortening, within `most` characters; empty when none is."""
    if len(text) <= most:
        return text if keep(text) else ""
    return next((form for form in shorter(text, keep) if len(form) <= most), "")


def faithful(form: str, text: str) -> bool:
    """Whether a shortening of a text kept its figures (a date may go), and the speaker of all but plain facts."""
    if (_ends_open(form) and not _ends_open(text)) or _breaks_list(form, text) or _breaks_at_quote(form, text):
        return False
    if NUMBER.search(text) and not set(FIGURE.findall(DATE.sub("", text))) <= set(FIGURE.findall(form)):
        return False
    spoken = ATTRIBUTED.search(text)
    return spoken is None or spoken.group().strip(" ,.") in form or _plainly(text, spoken.group())


def _ends_open(text: str) -> bool:
    """Whether a text breaks off where more must follow: "to lift", "known", "that if ..."."""
    if OPEN_END.search(text, max(0, len(text) - END)):
        return True
    return "that " in text and OPEN_CLAUSE.search(text) is not None


def _breaks_list(form: str, text: str) -> bool:
    """Whether the cut is within a list, before the "but" of what is only granted, or within "days after"."""
    head = form.rstrip(".")
    if text.startswith((", but ", " but "), len(head)) and text.startswith(head) and CONCEDES.search(head):
        return True
    if text.startswith(head) and (SPAN_END.search(head) and text.startswith((" after ", " before "), len(head))):
        return True
    if ":" in head and text.startswith(head) and text[len(head) : len(head) + 1] == ",":
        return True
    return "," in head and text.startswith(head) and LAST_ITEM.match(text, len(head)) is not None


def _breaks_at_quote(form: str, text: str) -> bool:
    """Whether the cut is after a quoted word that another word follows: 'on "average", crowded roads'."""
    head = form.rstrip(".")
    return head[-1:] in "\"”'’" and QUOTED_WORD.search(head) is not None and text[len(head) : len(head) + 2] == ", "


def safe(form: str, text: str) -> bool:
    """Whether a form is faithful and every negation, condition and doubt of the text is still there."""
    if not faithful(form, text) or BROKEN.search(form):
        return False
    return all(len(pattern.findall(form)) >= many for pattern, many in zip((KEEPS, WORDED), _bound(text), strict=True))


@lru_cache(maxsize=64)
def _bound(text: str) -> tuple[int, ...]:
    """How many words of negation, condition and doubt a text has."""
    return tuple(len(pattern.findall(text)) for pattern in (KEEPS, WORDED))


def spoken(text: str) -> tuple[str, str]:
    """What a sentence says and its closing ", police said." in short; the source is empty where none closes it."""
    match = CLOSING_SOURCE.search(text)
    if match is None or text.count('"', 0, match.start()) % 2:
        return text, ""
    return text[: match.start()], f", {match[1].strip()}."


def quoted(text: str) -> Iterator[str]:
    """A quotation with its speaker in short, then ever fewer of its sentences; its own words stay as they are."""
    match = SPEECH.match(text)
    if match is None:
        return
    opened, words, closed, speaker = match.groups()
    if speaker.rpartition(" ")[2].lower() in TITLES:
        return
    yield f"{opened}{words}{closed} {speaker.strip()}."
    ends = [end.start() for end in SPEECH_STOP.finditer(words)]
    for end in reversed(ends):
        yield f"{opened}{words[:end]},{closed} {speaker.strip()}."


def _plainly(text: str, source: str) -> bool:
    """Whether this is a plain fact by an office, a company or the press, so that nobody's opinion turns into one."""
    return bool(OFFICE.search(source)) and not (PARTISAN.search(source) or DOUBTED.search(text) or QUOTED.search(text))


def _cut(pattern: re.Pattern[str], text: str, *, numbers: bool = False) -> str:
    """Drop each match that holds nothing the claim needs."""

    def dropped(match: re.Match[str]) -> str:
        piece = match.group()
        return piece if KEEPS.search(piece) or (NUMBER.search(piece) and not numbers) else ""

    return pattern.sub(dropped, text)


def _day(match: re.Match[str]) -> str:
    """A comma stays where it closes what stood before the day."""
    piece = match.group()
    if piece.startswith(",") and not piece.endswith(","):
        return "," if match.string.count(",", 0, match.start()) % 2 else ""
    return "," if piece.endswith(",") and not piece.startswith(",") else ""


def _percent(text: str) -> str:
    for mark, wordy, brief in WORDY:
        if mark in text:
            text = wordy.sub(brief, text)
    return PERCENT.sub("%", text) if "per" in text else text


def _attribution(text: str) -> str:
    source = REASONED.search(text) or ACCORDING.search(text)
    if source is None or QUOTED.search(text) or DOUBTED.search(text) or PARTISAN.search(source.group()):
        return text
    return text[: source.start()] + "."


def _when(text: str) -> str:
    return WHEN.sub(_day, text) if any(map(text.__contains__, SPANS)) else text


def _apposition(text: str) -> str:
    if text.count(",") < 2:
        return text
    for match in APPOSED.finditer(text):
        piece = match.group()
        verb = match[1].lower()
        if finite(["x", verb], 1) and not NUMBER.search(piece) and not KEEPS.search(piece) and " and " not in piece:
            return text[: match.start()] + text[match.end() :]
    return text


def _relative(text: str) -> str:
    match = RELATIVE.search(text) if ", wh" in text else None
    if match is None or KEEPS.search(match.group()) or NUMBER.search(match.group()):
        return text
    rest = text[match.end() :]
    verb = WORD.findall(rest[:30].lower())[:1]
    goes_on = verb and finite(["x", *verb], 1) and not APPOSED_END.search(text[: match.start()])
    joint = "" if not match.group().endswith(",") or goes_on else ","
    return text[: match.start()] + joint + rest


def _tail(text: str) -> str:
    match = PARTICIPLE.search(text) if "," in text else None
    if match is None or not match.group().startswith(","):
        return text
    return _cut(PARTICIPLE, text)


STEPS: tuple[Step, ...] = (
    _percent,
    lambda text: _cut(PARENTHESIS, text) if "(" in text or "[" in text else text,
    lambda text: _cut(OPENER, text),
    lambda text: _cut(AGE, text, numbers=True),
    _attribution,
    _when,
    _apposition,
    _relative,
    _tail,
)
