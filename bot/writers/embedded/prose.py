"""A sentence as prose: without the agency's dateline, wrapped lines, stray signs; the words stay as they are."""

import re
from functools import lru_cache

AGENCY = r"(?:CNN(?: Student News)?|Reuters|AP|AFP|IANS|PTI|ANI|UPI|UNI|EFE|TASS|dpa|Xinhua|Bloomberg|Associated Press)"
# Only a known agency may stand bare after a place: "Harbour Union (HU) today said" opens with its subject.
DATELINE = re.compile(
    rf"^\s*(?:(?:[A-Z][\w.,'’/\- ]{{1,60}} ?)?\({AGENCY}\)\s*(?:--|[-–—:])?"
    r"|\([A-Z][\w. ]{1,24}\)\s*(?:--|[-–—:])?(?=\s*[A-Z])"
    r"|[A-Z][\w.,'’/\- ]{1,60} ?\([A-Z][\w. ]{1,24}\)\s*(?:--|[–—:]|- )"
    r"|[A-Z][A-Z.'’/\- ]{3,25}(?:, [A-Za-z. ]{2,20})?\s*(?:\([A-Za-z]{2,12}\)\s*)?(?:--|–|—|:)"
    r"|(?:New|San|Los|Mumbai|Delhi)?[ A-Z][a-z]+, [A-Z][a-z]{2,8}\.? \d\d?(?: \([A-Z]+\))?\s*(?:--|[-–—:]))\s*"
)
# A heading run into the sentence after it: "COUNCIL VOTEThe harbour ..."
HEADING = re.compile(r"^(?:[A-Z]{2,}[ ,:’']{1,3}){0,8}[A-Z]{3,}(?=[A-Z][a-z]+ )")
WRAP = re.compile(r"(?<=\S) \.(?= \S)")
MANGLED = re.compile(r"(?:(?<=\s)|^)\?(?=\w)([^?]{1,160})(?<=[\w,.!])\?(?=[\s,.;:]|$)")
MANGLED_END, MANGLED_SIGN = re.compile(r"(?<=[.!”])\?$"), re.compile(r"(?<=\w)\?(?=(?:s|t|re|ve|ll|d|m)\b)")
DASHED = re.compile(
    r"(?<=[^\s?]) \? (?=[a-z])|(?<=[a-rt-z\d)])\? (?=(?:but|and|which|who|including|from|an?|the|in|with|for|it"
    r"|one|to|near|not)\b)"
    r"|(?<=[a-z)])\? (?=[a-z][^?]*[a-z)]\? [a-z])|(?<=[a-z)])\? (?=were\b|was\b|is\b|are\b|to\b|has\b|have\b)"
)
GLUED_NAME = re.compile(r"(?<=\b(?:on|in|of|at|by|to))\?(?=[A-Z])|(?<=\bthe)\?(?=[A-Z])")
# What is only granted: the point stands after the "but" that follows.
CONCEDES = re.compile(
    r"\b(?:may (?:have|be|not|well)|might|used to|due to|supposed to|had hoped|have long|initially)\b"
)
HEAD, HEADED = frozenset("(-–—:"), 90
GAPS = (" ,", " .", " ;", " :", " !", " ?", "\u00a0")
LOST = re.compile(r"(?<!\w)\ufffd+|\ufffd+(?!\w)")
SPACED = re.compile(r"\s+([,.;:!?])(?=\s|$)")
MARKED = re.compile(r"^(?:[•·▪►*–—\-]\s*|\d{1,2}[.)]\s+(?=[A-Z]))+")


@lru_cache(maxsize=256)
def prose(text: str) -> str:
    """The sentence made readable. A bullet's source for every language."""
    text = MARKED.sub("", text)
    if "\ufffd" in text:
        text = LOST.sub("", text)
    if " . " in text:
        text = WRAP.sub("", text)
    if "?" in text[:-1]:
        text = GLUED_NAME.sub(" ", MANGLED.sub(r"“\1”", MANGLED_SIGN.sub("’", text)))
        text = DASHED.sub(" – ", text)
    if text.endswith("?"):
        text = MANGLED_END.sub("", text)
    if text[:2].isupper():
        text = HEADING.sub("", text)
    if text.endswith('."') and text.count('"') == 3 and text[0] == '"':  # '"We are late," Halden said."'
        text = text[:-1]
    opening = None if HEAD.isdisjoint(text[:HEADED]) else DATELINE.match(text)
    if opening and len(text) - opening.end() > 20:
        text = text[opening.end() :]
    if any(map(text.__contains__, GAPS)):
        text = SPACED.sub(r"\1", text)
    return text.replace(" -- ", " – ").strip()


def capital(text: str) -> str:
    """With its first letter large."""
    return text[:1].upper() + text[1:]


def stopped(text: str) -> str:
    """Closed with a full stop, whatever stood at its end."""
    text = text.rstrip(" ,;:-–—")
    return text if text.endswith((".", "!", "?", ".”", '."', "!”", '!"')) else text + "."
