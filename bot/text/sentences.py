"""Cutting a text into paragraphs of sentences; nothing but white space is lost.

A line is a paragraph. A stop ends a sentence unless something speaks against it: a small letter after it, an
abbreviation or initial before it, a quotation that is still open. Time is linear in the text.
"""

import re
from collections.abc import Iterator

MARK = re.compile(r"[.!?…。！？｡।॥؟۔።။។։]++[\"'”’»)\]」』）】》〉]*+")
GREEK_MARK = re.compile(r"[.!?…;\u037e]++[\"'”’»)\]]*+")
LATIN = frozenset(".!?…;\u037e")
OPENERS = "\"'“‘«„([¿¡?"
AHEAD = re.compile(r" ?[\"'“‘«„(\[¿¡?—–\-]{0,4}([^\W_]{0,24})")
BEFORE = 32
QUOTE = re.compile(r"[\"“”]")
LONGEST_QUOTE = 320
DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\Z")
GLUED_NEXT = re.compile(r"[\"'“‘]?(?:[^\W\d_][^\W\d_’']+(?=[\s,’'\-?]|$)|[AI] )")

TITLES = frozenset(
    "mr mrs ms messrs dr prof sen sens rep reps gov govs gen lt col sgt capt cmdr adm maj rev hon st pres supt "
    "insp cpl pvt det sra srta sr dña mme mlle mgr fr frau hr ing dipl abg vgl bzw sig dott avv prof.ssa св им ул "
    "г.г проф акад".split()
)
SOFT = frozenset(
    "jr inc ltd co corp plc bros dept est approx assn univ ave blvd rd mt ft vs feat gmbh jan feb mar apr jun jul "
    "aug sep sept oct nov dec ene abr dic janv févr avr juil ago set mon tue wed thu fri ee uu ca usw ggf inkl "
    "art núm pág г гг руб млн млрд тыс тел стр".split()
)
FOREIGN = frozenset("set ago art mar dic ca est tel feat".split())
NUMBERED = frozenset("no nos nr núm fig vol pp p art ch sec № ст".split())
CLOSING = frozenset(("a.m", "p.m", "am", "pm", "etc", "ph.d", "usw"))
AFTER_HOUR = re.compile(
    r"(?:[A-Z]{1,4}|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun|Eastern|Pacific|Central|Mountain|Greenwich|British|local)(?:day)?\Z"
)
STARTERS = frozenset(
    "the a an he she it they we i in on at but and this that these those his her their its our as for if when "
    "while after before there what who how why not so then with by from to however meanwhile according since "
    "during police officials der die das ein eine er sie es wir el la los las le les un une il elle ils o os em в "
    "на но и он она они это".split()
)
JOINING = frozenset(
    "the a an of to in on at by for with from and or but as than that which who whose his her its their our my is "
    "are was were be been has have had will would can could may might must should not no into over under about "
    "after before".split()
)
SHOUTED = frozenset(("yahoo", "jeopardy"))
ORDINAL_LANGUAGES = frozenset("de da no nb nn fi cs sk hu pl sl hr sr bs et lv is".split())


def split(text: str, language: str = "en") -> list[list[str]]:
    """Paragraphs of sentences, each with single spaces. `language` is an ISO 639-1 code.

    Joined again, the sentences are the text but for its white space. Time is linear.
    """
    paragraphs = (list(_sentences(" ".join(line.split()), language)) for line in text.splitlines())
    return [sentences for sentences in paragraphs if sentences]


def _sentences(line: str, language: str) -> Iterator[str]:
    quotes, start = _quotations(line), 0
    opened, closed = next(quotes, (len(line), len(line)))
    for match in (GREEK_MARK if language == "el" else MARK).finditer(line):
        begin, end = match.span()
        while closed < begin:
            opened, closed = next(quotes, (len(line), len(line)))
        if (opened < begin and end <= closed) or not _ends(line, start, begin, end, language):
            continue
        yield line[start:end].strip()
        start = end
    rest = line[start:].strip()
    if rest:
        yield rest


def _quotations(line: str) -> Iterator[tuple[int, int]]:
    """Where quotations open and close, those short enough to be kept whole."""
    opened = -1
    for match in QUOTE.finditer(line):
        at, sign = match.start(), match.group()
        opening = sign == "“" or (
            sign == '"' and line[at + 1 : at + 2].strip() != "" and line[max(0, at - 1) : at] in _FREE
        )
        if opening and (opened < 0 or at - opened > LONGEST_QUOTE or sign == "“"):
            opened = at
        elif opened >= 0:
            if at - opened <= LONGEST_QUOTE:
                yield opened, at
            opened = -1


_FREE = ("", " ", "(", "[", "—", "–", "-", "/")


def _ends(line: str, start: int, begin: int, end: int, language: str) -> bool:
    """Whether the mark between begin and end closes the sentence that opened at start."""
    if end == len(line):
        return True
    if line[begin] not in LATIN:
        return True
    if line[end] != " ":
        return _glued(line, begin, end)
    word = AHEAD.match(line, end)
    following = word[1] if word else ""
    if _goes_on(following) or line[begin - 1 : begin] == ",":
        return False
    before = line[max(start, begin - BEFORE) : begin].rpartition(" ")[2].lstrip(OPENERS)
    if not before:
        return begin > start and _joint(line[start:begin], following)
    return _closes(before, line[begin:end], following, language, at_start=begin - len(before) <= start + 1)


def _goes_on(following: str) -> bool:
    """Whether the next word is written small, as within a sentence."""
    first = following[:1]
    georgian = "\u10d0" <= first <= "\u10ff"
    return first.islower() and not georgian and not following[1:2].isupper()


def _joint(sentence: str, following: str) -> bool:
    """Whether a stop standing free (" . ") ends a sentence; within one it is where a line was wrapped."""
    last = sentence.rstrip().rpartition(" ")[2]
    if last.lower() in JOINING or last.endswith((",", "-", "–")):
        return False
    return following.lower() in STARTERS or not (last[:1].isupper() and following[:1].isupper() and len(sentence) > 30)


def _closes(before: str, mark: str, following: str, language: str, *, at_start: bool) -> bool:
    """Whether a mark after this word ends the sentence."""
    word = before.lower().rstrip(".")
    if mark == "!" and word in SHOUTED:
        return following.lower() in STARTERS
    if mark != "." or not following:
        return True
    if word.isdigit():
        ordinal = language in ORDINAL_LANGUAGES and len(word) <= 2
        return not at_start and not (ordinal and following.lower() not in STARTERS)
    return (language == "en" and before in FOREIGN) or _after_word(before, word, following)


def _after_word(before: str, word: str, following: str) -> bool:
    starter = following.lower() in STARTERS
    if word in CLOSING:
        return starter or not (following[0].isdigit() or AFTER_HOUR.match(following))
    if word in NUMBERED and following[0].isdigit():
        return False
    if word in TITLES:
        return not before[:1].isupper() and not word.endswith(("в", "м", "л", "ф", "д"))
    if word in SOFT or DOTTED.match(word):
        return starter and not following[0].isdigit()
    return not (len(word) == 1 and word.isalpha() and before[:1].isupper()) or starter


def _glued(line: str, begin: int, end: int) -> bool:
    """Whether a stop without a space after it ends a sentence: "word.Next", not an address or a name."""
    before = line[max(0, begin - BEFORE) : begin].rpartition(" ")[2]
    following = line[end : end + BEFORE].partition(" ")[0]
    if not following[:1].isupper() and following[:1] not in "\"'“‘":
        return False
    letters = before.rstrip("\"'”’)%0123456789")
    if any(sign in before or sign in following for sign in "/@_") or "." in before or before.lower().startswith("www"):
        return False
    if before.lower() in TITLES or (letters == before and not (len(before) > 2 and before[-2:].islower())):
        return len(before) > 2 and before.isupper() and GLUED_NEXT.match(line, end) is not None
    return GLUED_NEXT.match(line, end) is not None
