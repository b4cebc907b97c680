"""Quotation marks and dashes that a broken encoding turned into "?", put back where the place tells which they were."""

import re

# "the woman?s": no English text has this but by a lost apostrophe.
_APOSTROPHE = re.compile(r"\?(?<=[^\W\d_]\?)(?=(?:s|t|re|ve|ll|d|m)\b)")
_OPENING = re.compile(r"\?(?=\w)(?:(?<=[\s(]\?)|(?<=^\?))", re.MULTILINE)
_DASH = re.compile(r"(?<=[\w)] )\?(?= \w)")
_LOST = re.compile(r"\?")
# A quotation of one or a few words; a longer one that ends in "?" may well be a question.
_SHORT = 60
_SIGNS = 2


def mended(text: str) -> str:
    """The text with its marks back; a text without clear signs of the damage is given back as it is. Linear."""
    if "?" not in text or len(_APOSTROPHE.findall(text)) + len(_OPENING.findall(text)) < _SIGNS:
        return text
    if not _APOSTROPHE.search(text):
        return text
    text = _DASH.sub("–", _APOSTROPHE.sub("’", text))
    parts: list[str] = []
    start, opened = 0, -1
    for lost in _LOST.finditer(text):
        at = lost.start()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        mark, opened = _mark(before, after, at, opened)
        parts += (text[start:at], mark)
        start = at + 1
    return "".join((*parts, text[start:]))


def _mark(before: str, after: str, at: int, opened: int) -> tuple[str, int]:
    """What stood at a lost mark, and where the quotation that is open now began (-1: none is)."""
    if after and (after.isalnum() or after in "$£€") and (not before or before.isspace() or before == "("):
        return "“", at
    if before in ".,!" and before:
        if opened >= 0:
            return "” " if after.isalnum() else "”", -1
        return (" “", at) if after.isalnum() else ("”", -1)
    if opened >= 0 and at - opened <= _SHORT:
        return "” " if after.isalnum() else "”", -1
    return (" " if after.isupper() else "’" if after.isalpha() else "?"), opened
