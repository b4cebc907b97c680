"""What may stand as a statement of its own: whole, with its own subject, saying something."""

import re
from functools import lru_cache

from bot.text.sentences import SOFT, TITLES
from bot.writers.embedded.grammar import PREPOSED, first_verb
from bot.writers.embedded.wordclass import is_common

ABBREVIATED = TITLES | SOFT

SHORTEST = 30
PAIRED = frozenset("\"“”()[]'‘")
WORD = re.compile(r"[^\W_][\w'’\-]*")
DANGLING = frozenset(
    "he she it they him them his her hers its their theirs this these those that such and but or nor so yet "
    "however meanwhile moreover furthermore additionally also therefore thus hence nevertheless nonetheless "
    "instead otherwise besides then still which who whom whose where plus again likewise similarly consequently "
    "accordingly afterwards afterward too there here what why how i we you my our your it's he's she's they're "
    "that's there's here's it’s he’s she’s that’s there’s both another others neither either one's yes no not nor "
    "maybe perhaps well oh indeed sure all some many most none alas i'm i've we're we've you're i’m i’ve we’re "
    "we’ve you’re let's let’s until because than him".split()
)
TIMED = re.compile(
    r"^(?:this|that|these|those) (?:week|month|year|summer|winter|spring|autumn|season|morning|weekend)\b", re.I
)
COUNTED = re.compile(r"^(?:all|some|many|most|both|no|one|another) (?:of (?:the )?)?(?:\d|[A-Z]|one |[a-z]{4,})")
OPENING_PHRASE = re.compile(
    r"^(?:soon, |(?:today|yesterday) (?:said|[a-z]+ed)\b|in addition|as a result|for example|for instance"
    r"|on the other hand|that said|in other words"
    r"|after that|because of"
    r" this|despite this|in (?:this|that) case|at the same time|at that time|after all|of course|in fact"
    r"|in turn|by contrast"
    r"|to that end|for (?:his|her|its|their) part|with that|even so|if so|for now|among them|the (?:latter"
    r"|former|same|other)\b"
    r"|other(?:s)? )",
    re.I,
)
ORDER = re.compile(
    r"^(?:watch|click|share|see|read|look|check|meet|let|imagine|think|take|remember|consider|find|get|try"
    r"|ask|call|scroll|"
    r"follow|sign|subscribe|listen|visit|join|tell|give|keep|make|go|stay|enter|send|buy|come|don['’]t|do"
    r"|please|learn)\b"
)
NOISE = (
    "click here", "read more", "scroll down", "follow us", "sign up", "photo:", "photos:", "getty images",
    "all rights reserved", "contributed to this", "copyright", "©", "original story", "see also", "related:",
    "to a friend", "newsletter", "subscribe", "pictured above", "pictured here", "pictured left", "pictured right",
    "pictured with", "(pictured", "(left", "(right", "(above", "(below", "http:", "https:", "www.",
    "more information", "the samaritans", "terms of use", "cookie policy", "this article", "at press time",
    "confidential support", "log in", "video above", "video below", "video courtesy", "this page", "student news",
    "views expressed", "opinions expressed", "file photo", "file picture", "file image", "what do you think",
    "share your", "comments below", "comments section", "recommended for you", "a post shared by", "follow @",
    "tell us", "let us know", "e-mail address", "email address", "published:", "updated:", "pic.twitter",
)  # fmt: skip
CAPTION = re.compile(r"^(?:pictured|above[:,]|below[:,]|published|updated|by \.|[A-Za-z ]{3,22}: [A-Z])", re.I)
FIRST = frozenset(
    "i we my our me us ours mine i'm i've we're we've i'd i'll we'll i’m i’ve we’re we’ve i’d we’ll you your "
    "you're you’re".split()
)
SAID_LAST = frozenset(
    "said says told added her over in on is are was were do does did not no under had have can will about "
    "aboard".split()
)
BAD_LAST = frozenset(
    "a an the of to in on at by for with from and or but nor as than that which who whose if because while when "
    "where after before until into onto over under between about against during without is are was were be been "
    "being has have had will would can could may might must should shall do does did not no his her its their our "
    "your my mr mrs ms dr prof sen gov gen rep st vs said says added told".split()
)
QUOTE = re.compile(r"[\"“][^\"“”]*[\"”]")
SPEAKS = re.compile(
    r"\b(?:said|says|told|tweeted|wrote|added|explained|called|described|warned|insisted|argued|claimed"
    r"|announced|posted|"
    r"asked|replied|according|noted|recalled|stated|quoted|known|titled|named|dubbed|read|reads|declared"
    r"|tells|say|saying|"
    r"telling|writes|branded|admitted|testified|stressed|joked|reported|suggested|denied|vowed|urged|calls"
    r"|adding|calling)\b"
)
PRONOUN_SPEAKS = re.compile(
    r"(?:^|[,.\"”’!?] ?)(?:he|she|they) (?:also |later |then |has |had )?(?:said|says|told|tweeted|wrote"
    r"|added|explained|warned|insisted|argued|"
    r"claimed|announced|asked|replied|noted|recalled|stated|admitted|continued|joked)\b"
    r"|\b(?:said|says|added|explained|wrote) (?:he|she|they)[.,]",
    re.I,
)
SPEAKERS = frozenset(("he", "she", "they"))
PERSONAL = frozenset("he she him his her he's she's he’s she’s himself herself".split())
THINGS = frozenset("it they them its their it's they're it’s they’re".split())
SINGLE_OPEN, SINGLE_CLOSE = re.compile(r"['‘](?<![\w’'.].)(?=\w)"), re.compile(r"['’](?<=[\w.,!?].)(?!\w)")
EARLY = 3
LATE_PRONOUN = re.compile(r"[A-Z][^A-Z,]{3,100}, (?:he|she|they)\b")
LONG = 14


# Two sentences, or a byline and a sentence, run together: "billowing up.It is"; a stop doubled at a quotation.
# The sign to look for comes first, what must stand before it after: so a search skips all other letters at once.
GLUED = re.compile(
    r"[.!?@TYW](?:(?<=[a-z]{2}[.!?])[\"”]?[A-Z][a-z]+ |(?<=\.)(?:com|org|co\.uk)[A-Z]|(?<=[.!?])[\"”][.;]"
    r"|(?<=[a-z]{3}T)(?:his|he|here|hey) [a-z]|(?<=[a-z]{3}Y)ou [a-z]|(?<=[a-z]{3}W)hen [a-z]|(?<=[a-z]@)[a-z])"
)
MARRED = re.compile(r"\?[^\s\"”’')\]]|(?<=[\w,.])\?(?= [a-z])|(?<=[,.])\?|^[^\"“]*\?[^\"”]*$")
RUN_ON = re.compile(r"(?<=[a-z\d)”\"’])([\w’'\-]*)[.!?][\"”’]? +[\"“‘]?(?=[A-Z])|[a-z]{2}[.!?][\"”]?[A-Z][a-z]+ ")


def run_on(text: str) -> bool:
    """Whether two sentences stand here as one; a quotation may hold several, and "Capt. Brandt" is none."""
    outside = QUOTE.sub("“”", text) if '"' in text or "“" in text else text
    return ". " in outside[:-1] + " " and any(not _abbreviated(outside, match) for match in RUN_ON.finditer(outside))


def _abbreviated(text: str, match: re.Match[str]) -> bool:
    word = text[: match.end()].rstrip('"“‘ ').rpartition(" ")[2].rstrip('.!?"”’').lower().lstrip('("“')
    return word in ABBREVIATED or len(word) == 1 or "." in word


def stands(text: str, most: int, *, cut: bool = True) -> bool:
    """Whether an English text may be a bullet: whole, self-contained, saying something, within `most` characters.

    `cut` says that it is not as the article has it; a whole long sentence is trusted to have its verb.
    """
    if not SHORTEST <= len(text) <= most or not sound(text) or run_on(text):
        return False
    words = [word.lower() for word in WORD.findall(text)]
    if len(words) < 6 or _dangles(text, words[0]) or not _ends(text, words[-1]):
        return False
    if cut and words[0].endswith("ing") and _SUBORDINATE.match(text) and not _NO_GERUND.match(text):
        return False
    if ((cut or len(words) < LONG) and first_verb(words) < 1) or _bare_clause(text, words):
        return False
    return (
        _quotes_have_speakers(text, words)
        and _impersonal(text, words)
        and not _lost_pronoun(text, words)
        and not _trivial(text, words)
    )


def passes(text: str, most: int) -> bool:
    """A milder rule, for articles that offer too few statements: whole, not leaning on the sentence before."""
    if not SHORTEST <= len(text) <= most or not sound(text) or run_on(text):
        return False
    words = [word.lower() for word in WORD.findall(text)]
    if len(words) < 5 or _dangles(text, words[0]) or not _ends(text, words[-1]):
        return False
    return (len(words) >= LONG or first_verb(words) > 0) and not _bare_clause(text, words)


def sound(text: str) -> bool:
    """What holds in every language: it ends, it is no question, its quotes and brackets close."""
    core = text.rstrip("\"'”’)]»")
    if GLUED.search(text) or (
        "\ufffd" in text
        or ("?" in text and MARRED.search(text))
        or core.endswith(("?", "!!", "...", "…", ":", ",", ";", "-", "–", "—", " .", "？"))
        or text[:1] in "'‘(«?"
    ):
        return False
    return balanced(text)


@lru_cache(maxsize=256)
def noisy(sentence: str) -> bool:
    """Whether a sentence is a page's furniture rather than the story: a caption, an appeal to click, a credit."""
    small = sentence.lower()
    return any(map(small.__contains__, NOISE)) or CAPTION.match(sentence) is not None


def balanced(text: str) -> bool:
    """Whether quotation marks and brackets open and close."""
    if PAIRED.isdisjoint(text):
        return True
    if text.count('"') % 2 or text.count("“") != text.count("”") or text.count("(") != text.count(")"):
        return False
    if text.count("[") != text.count("]") or text.find("”") < text.find("“"):
        return False
    return ("'" not in text and "‘" not in text) or len(SINGLE_OPEN.findall(text)) <= len(SINGLE_CLOSE.findall(text))


def leans(text: str) -> bool:
    """Whether a text opens in a way that needs the sentence before."""
    first = WORD.match(text)
    return first is not None and _dangles(text, first.group().lower())


def _ends(text: str, last: str) -> bool:
    return last.rpartition("-")[2] not in BAD_LAST or (last in SAID_LAST and text.endswith("."))


# Openings and words that point at a sentence the reader of a bullet never saw.
POINTS_BACK = re.compile(
    r"(?:At (?:the|that) (?:same )?time|In (?:this|that) (?:regard|case|way|respect)|By then|Since then|Until then"
    r"|In doing so"
    r"|For (?:this|that)|On (?:this|that)|Second(?:ly)?|Third(?:ly)?|Finally|Lastly|Elsewhere|Nearby|There|Here|Then"
    r"|The (?:latter|former|other|others|same|second|third))\b(?! (?:is|are|was|were|will|has|have) )"
    r"|.*\b(?:equally|in this regard|as a result of this)\b"
)


# "There are 48 turbines" leans on nothing; nor does who speaks of himself within his own quotation.
EXISTS = re.compile(r"There (?:is|are|was|were|has been|have been|will be) (?=.*[ (][A-Z\d$£€])")
SPEAKING = frozenset("i we my our i'm i've we're we've i'd i’m i’ve we’re we’ve all some many most no you your".split())


def _dangles(text: str, first: str) -> bool:
    if TIMED.match(text) or EXISTS.match(text):
        return False
    if text[0] in '"“' and first in SPEAKING:
        return False
    if DANGLING.intersection((first, *re.split(r"['’]", first)[:1])) and not COUNTED.match(
        text.lower() if first in ("this", "that") else text[:1].lower() + text[1:]
    ):
        return True
    return (
        bool(OPENING_PHRASE.match(text) or POINTS_BACK.match(text) or ORDER.match(text[:1].lower() + text[1:]))
        or text[0].islower()
    )


_SUBORDINATE = re.compile(
    r"^(?:after|before|while|when|as|if|because|although|though|since|unless|until|despite|amid|following"
    r"|given|with|without|"
    r"in order|[A-Za-z]{3,}ing)\b",
    re.I,
)
_NO_GERUND = re.compile(
    r"^(?:(?:king|spring|string|nothing|everything|evening|morning|building|beijing|wyoming|sterling|boeing)\b"
    r"|[a-z]+ing of (?=.* (?:is|are|was|were|has|have|had|will)\b))",
    re.I,
)
_NOUN_WHICH = re.compile(r"^([^,]+), (?:which|who|whose|where)\b[^,]*$")


def _bare_clause(text: str, words: list[str]) -> bool:
    """A subordinate clause without its main one, or a noun with nothing but a relative clause."""
    match = _NOUN_WHICH.match(text)
    if match and first_verb([word.lower() for word in WORD.findall(match[1])]) < 0:
        return True
    if not _SUBORDINATE.match(text) or _NO_GERUND.match(text) or words[1] in ("is", "was", "has", "will", "can", "may"):
        return False
    comma = _COMMA.search(text)
    return comma is None or first_verb(["x", *(word.lower() for word in WORD.findall(text[comma.end() :]))]) < 0


_COMMA = re.compile(r",[\"”'’]? |[–—] ")


def _quotes_have_speakers(text: str, words: list[str]) -> bool:
    """A quoted statement names who says it; no "he said" that leaves open who he is."""
    outside = QUOTE.sub(" ", text) if '"' in text or "“" in text else text
    if not SPEAKERS.isdisjoint(words) and PRONOUN_SPEAKS.search(outside):
        return False
    if len(outside) == len(text):
        return True
    if text[0] in '"“':
        return _names_speaker(text, outside)
    return all(_embedded(text, match) for match in QUOTE.finditer(text)) or bool(SPEAKS.search(outside))


def _names_speaker(text: str, outside: str) -> bool:
    """For a text that opens with a quotation: somebody named says it, or it is a title that does something."""
    words = WORD.findall(outside)
    if SPEAKS.search(outside) and any(word != word.lower() for word in words):
        return True
    return first_verb(["x", *(word.lower() for word in words)]) > 0 and not SPEECH.search(text)


SPEECH = re.compile(r"[,.!?][\"”]")
SHORT_QUOTE = 8


def _embedded(text: str, match: re.Match[str]) -> bool:
    """Whether a quotation is a title or a phrase within the sentence."""
    words = match.group().strip('"“”').split()
    small = sum(word[:1].islower() for word in words)
    within = text[match.start() - 2 : match.start() - 1] not in ",:."
    return small < max(4, len(words) / 2) or (within and (len(words) <= SHORT_QUOTE or words[0][:1].islower()))


def _impersonal(text: str, all_words: list[str]) -> bool:
    """Nobody speaks of himself or to the reader, outside a quotation."""
    if FIRST.isdisjoint(all_words):
        return True
    outside = QUOTE.sub(" ", text) if '"' in text or "“" in text else text
    words = WORD.findall(outside)
    own = (word for index, word in enumerate(words) if not index or word[0].islower() or word in _SELF)
    return FIRST.isdisjoint(word.lower() for word in own if word != "US")


_SELF = frozenset(("I", "I'm", "I've", "I’m", "I’ve", "I'd", "I'll", "I’d", "I’ll"))


def _lost_pronoun(text: str, words: list[str]) -> bool:
    """A pronoun before whoever it means is named; within a leading clause it may look ahead."""
    if PERSONAL.isdisjoint(words) and THINGS.isdisjoint(words):
        return False
    if LATE_PRONOUN.match(text):
        return True
    named, comma = False, text.find(", ")
    for index, match in enumerate(WORD.finditer(QUOTE.sub(" ", text) if '"' in text or "“" in text else text)):
        token, lower = match.group(), match.group().lower()
        if lower in PERSONAL and not named:
            return not (
                match.start() < comma and _SUBORDINATE.match(text) and re.search(r"[A-Z]", text[comma : comma + 60])
            )
        if lower in THINGS and index < (EARLY if lower in ("it", "they", "them") else EARLY - 1):
            return True
        named = named or (token[:1].isupper() and (index > 0 or _may_name(lower))) or lower in PEOPLE
    return False


def _may_name(first: str) -> bool:
    """Whether a sentence's first word may be a name: no common word, nor the plural of one."""
    return first not in PREPOSED and not is_common(first) and not is_common(first.removesuffix("s"))


PEOPLE = frozenset(
    "man woman boy girl student teacher officer mother father driver player actor actress singer minister "
    "president mayor judge doctor teenager teen victim suspect leader director owner worker resident patient "
    "author writer coach".split()
)


def _trivial(text: str, words: list[str]) -> bool:
    """Neither a figure nor a name, and short."""
    tokens = WORD.findall(text)
    named = any(token[:1].isupper() or token[:1].isdigit() for token in tokens[1:])
    return not named and len(words) < 9
