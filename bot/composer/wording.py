"""Texts made ready to be lines of a post: one line each, no stray characters, stops where the form wants them."""

import re

_STRAY = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufeff\ufffe\uffff]+")
# Directions forced from here to there: they can make a text read otherwise than it is, and Telegram drops them.
_FORCED = re.compile("[\u202a-\u202e]+")
_ABBREVIATED = re.compile(r"(?:\.\w{1,3}|\b(?:Inc|Corp|Co|Ltd|Jr|Sr|St|Bros|No|etc|approx|ca|Dr|Prof|Mr|Mrs|vs))\.$")
_LONGEST = len(" approx.")
_ENDINGS = {
    "zh": ("；", "。"),
    "ja": ("；", "。"),
    "ar": ("؛", "."),
    "fa": ("؛", "."),
    "ur": ("؛", "۔"),
    "el": ("·", "."),
}
_OWN_ENDING = "?!…？！؟。।۔։።"


def line(text: str) -> str:
    """The text as one line without control characters and noncharacters, trimmed."""
    if text.isprintable():
        return text.strip()
    return _STRAY.sub(" ", _FORCED.sub("", text)).strip()


def unstopped(text: str) -> str:
    """The text without its final full stop, unless that belongs to an abbreviation."""
    if text.endswith("。") or (
        text.endswith(".") and not text.endswith("..") and not _ABBREVIATED.search(text, len(text) - _LONGEST)
    ):
        return text[:-1].rstrip()
    return text


def ending(text: str, language: str, *, last: bool) -> str:
    """What closes a bullet in a list run as one sentence: ";" or, after the last, "."; "" where it closes itself."""
    core = text.rstrip("\"'”’»)")
    if core.endswith(tuple(_OWN_ENDING)):
        return ""
    between, final = _ENDINGS.get(language, (";", "."))
    if last and text.endswith("."):
        return ""
    return final if last else between


def joined(sentences: list[str], language: str) -> str:
    """Sentences on one line, with a space between them where the language has one."""
    return ("" if language in ("zh", "ja") else " ").join(sentences)
